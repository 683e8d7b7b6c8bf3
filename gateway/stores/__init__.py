"""PostgreSQL and Redis: calls, connection pools, timeouts, replicas and the feed of changes."""

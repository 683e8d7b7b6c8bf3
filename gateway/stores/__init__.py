"""PostgreSQL and Redis: calls, connections, deadlines, replicas and the feed of changes."""

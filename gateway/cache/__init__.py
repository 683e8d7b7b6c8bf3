"""Responses cached in memory and in Redis, which the feed of changes makes stale."""

"""Responses cached in memory and in Redis, invalidated by the feed of changes."""

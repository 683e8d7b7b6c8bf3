"""Streams: from the feed of changes to server-sent events and WebSockets."""

"""Live streams: publish the database's changes as server-sent events and over WebSockets."""

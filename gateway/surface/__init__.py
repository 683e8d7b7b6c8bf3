"""What the database offers, read once at start; how a request is read by it; its description."""

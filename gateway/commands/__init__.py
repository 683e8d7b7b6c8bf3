"""What `make` runs; the server never imports it."""

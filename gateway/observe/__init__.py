"""What Prometheus reads: each worker counts in files of its own, and gunicorn's master adds them up and serves them."""

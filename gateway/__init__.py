"""The HTTP gateway: it maps each call onto one SQL function, and knows nothing else."""

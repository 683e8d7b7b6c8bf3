"""The pipeline of one request: begin reading in respond.py."""

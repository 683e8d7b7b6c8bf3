"""gunicorn's settings: its asgi worker on uvloop, one process for each core."""

import logging
import os
import socket
from typing import Any

logging.basicConfig(level=logging.INFO, format="[%(asctime)s] [%(process)d] [%(levelname)s] %(message)s")

bind = os.environ.get("MEDBOOK_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("MEDBOOK_WORKERS", os.cpu_count() or 1))
worker_class = "asgi"
asgi_loop = "uvloop"
asgi_lifespan = "on"
keepalive = 75
timeout = 30
graceful_timeout = 10
control_socket_disable = True
# The C parser has no limit for an endless header: it would fill the memory.
http_parser = "python"
websocket_max_message_size = 16 * 1024

UNREAD_MILLISECONDS = 10_000


def when_ready(server: Any) -> None:
    """Let the kernel drop a client that does not read: its full send buffer blocks the worker from doing so."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MILLISECONDS)


def post_worker_init(worker: Any) -> None:
    """Tell the gateway when to end its streams; close idle connections before the master kills the worker."""
    worker.cfg.set("graceful_timeout", graceful_timeout - 3)
    worker.state["is_draining"] = lambda: not worker.alive

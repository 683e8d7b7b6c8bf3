"""gunicorn's settings: its asgi worker on uvloop, one process for each core."""

import logging
import os
import select
import signal
import socket
import sys
from threading import Thread
from typing import Any

# Workers import these late, when they may no longer read the folder: root's gives up its rights before.
import gunicorn.asgi.websocket  # type: ignore[import-untyped]
import gunicorn.instrument.statsd  # type: ignore[import-untyped] # noqa: F401
import uvloop  # noqa: F401

from gateway.config import ConfigError, from_environment

logging.basicConfig(level=logging.INFO, format="[%(asctime)s] [%(process)d] [%(levelname)s] %(message)s")

try:
    medbook = from_environment()
except ConfigError as error:
    sys.exit(str(error))

bind = os.environ.get("MEDBOOK_BIND", "127.0.0.1:8000")
workers = medbook.workers
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

# With make the end of the terminal ends the gateway, unless nohup keeps it. For a service manager SIGHUP means reload.
IS_MADE = "MADE_BY_MAKE" in os.environ
IS_KEPT = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN


def when_ready(server: Any) -> None:
    """Let the kernel drop a client that does not read: its full send buffer blocks the worker from doing so."""
    for listener in server.LISTENERS:
        if listener.sock.family != socket.AF_UNIX:
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MILLISECONDS)
    if IS_MADE and IS_KEPT:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    elif IS_MADE:
        signal.signal(signal.SIGHUP, lambda *_: end())
        Thread(target=watch_terminal, daemon=True).start()


def end() -> None:
    """End as SIGTERM does."""
    os.kill(os.getpid(), signal.SIGTERM)


def watch_terminal() -> None:
    """End when the terminal goes away. A shell sends SIGHUP then; make, started by the terminal itself, does not."""
    if os.isatty(0):
        poll = select.poll()
        poll.register(0, select.POLLHUP)
        poll.poll()
        end()


def post_worker_init(worker: Any) -> None:
    """Tell the gateway when to end its streams; close idle connections before the master kills the worker."""
    worker.cfg.set("graceful_timeout", graceful_timeout - 3)
    worker.state["is_draining"] = lambda: not worker.alive
    # A terminal sends it to all of them: the master ends its workers.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

"""gunicorn's settings: its asgi worker on uvloop, one process for each core."""

import os
import select
import shutil
import signal
import socket
import tempfile
from threading import Thread
from typing import Any

# Workers import these late, when they may no longer read the folder: root's gives up its rights before.
import gunicorn.asgi.websocket  # type: ignore[import-untyped]
import gunicorn.glogging  # type: ignore[import-untyped]
import gunicorn.instrument.statsd  # type: ignore[import-untyped]
import uvloop  # noqa: F401

from gateway import logs
from gateway.config import ConfigError, from_environment

logs.configure()

try:
    medbook = from_environment()
except ConfigError as error:
    logs.end(str(error))

# prometheus_client learns once, when it is imported, where workers count. Not again when SIGHUP reads this again.
COUNTS = f"medbook-metrics-{os.getpid()}-"
if medbook.metrics_bind is not None and COUNTS not in os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""):
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix=COUNTS, dir=memory)

from gateway.observe import exposition  # noqa: E402

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

# What the master ends its workers with.
ENDING = (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT)


class Logger(gunicorn.glogging.Logger):  # type: ignore[misc]
    """gunicorn's own log, in the form of all others."""

    def setup(self, cfg: Any) -> None:
        """Make the handlers anew, at the start and on SIGHUP."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.formatter())


logger_class = Logger

# With make the end of the terminal ends the gateway, unless nohup keeps it. For a service manager SIGHUP means reload.
IS_MADE = "MADE_BY_MAKE" in os.environ
IS_KEPT = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN


def on_starting(server: Any) -> None:
    """Let workers count that give up root's rights."""
    if medbook.metrics_bind is not None:
        os.chown(os.environ["PROMETHEUS_MULTIPROC_DIR"], server.cfg.uid, server.cfg.gid)


def when_ready(server: Any) -> None:
    """Let the kernel drop a client that does not read: its full send buffer blocks the worker from doing so.

    Serve the metrics, which outlive each worker.
    """
    server.metrics = None
    if medbook.metrics_bind is not None:
        server.counts = exposition.Counts()
        server.metrics = exposition.serve(medbook.metrics_bind, medbook, server.counts)
    for listener in server.LISTENERS:
        if listener.sock.family != socket.AF_UNIX:
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MILLISECONDS)
    if IS_MADE and IS_KEPT:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    elif IS_MADE:
        signal.signal(signal.SIGHUP, lambda *_: end())
        Thread(target=watch_terminal, daemon=True).start()


def post_fork(server: Any, worker: Any) -> None:
    """Leave the metrics to the master. Let signals wait until the worker can hear them: it would be killed later."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    if server.metrics is not None:
        server.metrics.socket.close()


def child_exit(server: Any, worker: Any) -> None:
    """Forget a worker's gauges, and keep what it has counted."""
    if medbook.metrics_bind is not None:
        server.counts.bury(worker.pid)


def on_exit(server: Any) -> None:
    """Remove what was counted."""
    if medbook.metrics_bind is not None:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


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
    worker.loop.call_soon(signal.pthread_sigmask, signal.SIG_UNBLOCK, ENDING)
    # A terminal sends it to all of them: the master ends its workers.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

"""The gateways that make started: a file for each in MEDBOOK_HOME, which is locked while any of its processes runs."""

import fcntl
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FOLDER = "gateways"
POLL_SECONDS = 0.1
# gunicorn ends its workers within graceful_timeout, 10 seconds.
END_SECONDS = 20.0


@dataclass(frozen=True)
class Gateway:
    """A running gateway: its file, gunicorn's process id, where it serves and since when."""

    path: Path
    pid: int
    url: str
    since: datetime


def record(home: Path, url: str) -> None:
    """Record that this process serves a URL; the program that takes its place inherits the lock."""
    folder = home / FOLDER
    folder.mkdir(exist_ok=True)
    unlocked = folder / f"new.{os.getpid()}"
    descriptor = os.open(unlocked, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    os.set_inheritable(descriptor, True)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.write(descriptor, url.encode())
    # Under its name it is locked from the start: whoever finds it unlocked removes it.
    unlocked.rename(folder / str(os.getpid()))


def is_running(path: Path) -> bool:
    """Tell whether a recorded gateway runs. Its process id is no proof: another process may have it by now."""
    try:
        with path.open() as file:
            # Shared: who asks at the same time must not be taken for the gateway.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        # Somebody else has found that it ended.
        return False
    return False


def running(home: Path) -> list[Gateway]:
    """Return the gateways that run; forget the others."""
    found = []
    for path in sorted((home / FOLDER).glob("[0-9]*")):
        with suppress(FileNotFoundError), path.open() as file:
            since = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
            found.append(Gateway(path, int(path.name), file.read(), since))
    ended = [gateway for gateway in found if not is_running(gateway.path)]
    for gateway in ended:
        gateway.path.unlink(missing_ok=True)
    return [gateway for gateway in found if gateway not in ended]


def is_open(gateway: Gateway) -> bool:
    """Tell whether the process still has the gateway's file open: else gunicorn is gone, and its workers follow."""
    try:
        return any(path.samefile(gateway.path) for path in Path(f"/proc/{gateway.pid}/fd").iterdir() if path.exists())
    except (FileNotFoundError, PermissionError):
        # The process has ended, or is somebody else's by now.
        return False


def stop(gateway: Gateway) -> bool:
    """End a gateway as it wishes to be ended; tell whether it did in time."""
    if is_open(gateway):
        os.kill(gateway.pid, signal.SIGTERM)
    end = time.monotonic() + END_SECONDS
    while is_running(gateway.path) and time.monotonic() < end:
        time.sleep(POLL_SECONDS)
    return not is_running(gateway.path)

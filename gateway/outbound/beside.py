"""Keeps a notifier running beside a gateway of `make`: begins another one when it ends, and ends with the gateway.

Its standard input is a pipe whose other end all processes of the gateway hold: it ends with the last of them.
"""

import encodings.idna  # noqa: F401 - asyncio imports it late, when the process may no longer read the folder
import logging
import os
import pwd
import select
import signal
import sys
from typing import NoReturn

from gateway import logs
from gateway.outbound.__main__ import main as notify
from gateway.outbound.rehearsal import rehearse

log = logging.getLogger("gateway")

PAUSE_SECONDS = 1.0


def become(user: str) -> None:
    """Give up root's rights for those of a user."""
    entry = pwd.getpwnam(user)
    os.initgroups(user, entry.pw_gid)
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def begin() -> int:
    """Begin a notifier; return its process id."""
    pid = os.fork()
    if pid == 0:
        run()
    return pid


def run() -> NoReturn:
    """Be the notifier."""
    status = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        notify()
        status = 0
    finally:
        # Not the way back into the loop of the process that was forked.
        logging.shutdown()
        os._exit(status)


def has_ended(gateway: int, seconds: float | None, pidfd: int | None = None) -> bool:
    """Wait for this time, or until the notifier ends; tell whether the gateway has."""
    ready, _, _ = select.select([gateway] if pidfd is None else [gateway, pidfd], [], [], seconds)
    return gateway in ready


def keep(gateway: int) -> None:
    """Keep a notifier running until the gateway has ended."""
    while True:
        pid = begin()
        pidfd = os.pidfd_open(pid)
        is_over = has_ended(gateway, None, pidfd)
        if is_over:
            signal.pidfd_send_signal(pidfd, signal.SIGTERM)
        os.waitpid(pid, 0)
        os.close(pidfd)
        if is_over:
            return
        log.error("medbook-notify has ended; another one begins")
        if has_ended(gateway, PAUSE_SECONDS):
            return


def main() -> None:
    """Keep a notifier running, for root as the user that is named."""
    logs.configure()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Ctrl-C ends the gateway, and so the pipe; the notifier hears it too.
        signal.signal(number, signal.SIG_IGN)
    rehearse()
    for user in sys.argv[1:]:
        become(user)
    keep(sys.stdin.fileno())


if __name__ == "__main__":
    main()

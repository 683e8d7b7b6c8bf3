"""`make top`: shows what a gateway does, from its metrics, and looks again every two seconds."""

import os
import select
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from rich.console import Console
from rich.live import Live
from rich.text import Text

from gateway.commands import command
from gateway.commands.command import CommandError
from gateway.commands.drawing import draw
from gateway.commands.figures import Look, compare, read
from gateway.config import Config, ConfigError, metrics_bind

FIRST_SECONDS = 1.0
SECONDS = 2.0
ANSWER_SECONDS = 5.0
VARIABLE = "MEDBOOK_METRICS_BIND"
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
# With Ctrl-C, which is a key as others are: as a signal it would make make complain.
LEAVING = {b"q", b"Q", b"\x03", b"\x04", b""}


def find_address() -> tuple[str, int]:
    """Return the host and port of the metrics, as the gateway's variable has them. Raises ConfigError, CommandError."""
    try:
        bind = metrics_bind(os.environ[VARIABLE]) if VARIABLE in os.environ else Config.metrics_bind
    except ValueError as error:
        raise ConfigError(f"{VARIABLE} {error}") from error
    if bind is None:
        raise CommandError(
            f"{VARIABLE} is empty, so the gateway shows no metrics: give it an address, and start it again"
        )
    return EVERYWHERE.get(bind[0], bind[0]), bind[1]


def look_at(host: str, port: int) -> Look:
    """Ask for the metrics. Raises CommandError if no gateway answers."""
    connection = HTTPConnection(host, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/metrics")
        return read(connection.getresponse().read().decode(), time.time())
    except (OSError, HTTPException, ValueError) as error:
        raise CommandError(
            f"No gateway shows metrics at {host}:{port}: start one with make run or make serve, "
            f"or name its address in {VARIABLE}"
        ) from error
    finally:
        connection.close()


@contextmanager
def single_keys(terminal: int) -> Iterator[Callable[[float], bool]]:
    """Read keys one by one, unseen, until the block ends, however it does.

    Gives a function that waits for so many seconds, and tells whether somebody wants to leave.
    """
    before = termios.tcgetattr(terminal)
    changed = termios.tcgetattr(terminal)
    changed[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)

    def wants_to_leave(seconds: float) -> bool:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([terminal], [], [], left)[0] and os.read(terminal, 1) in LEAVING:
                return True
        return False

    termios.tcsetattr(terminal, termios.TCSADRAIN, changed)
    try:
        yield wants_to_leave
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def clock(look: Look) -> str:
    """Return the time of a look, as the machine's clock shows it."""
    return time.strftime("%H:%M:%S", time.localtime(look.at))


def show(host: str, port: int, before: Look, console: Console) -> None:
    """Show it in the terminal until somebody leaves."""
    address = f"{host}:{port}"
    # Whoever ends the program finds the terminal as it was.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with (
        Live(Text("Looking…"), console=console, screen=True, auto_refresh=False) as live,
        single_keys(sys.stdin.fileno()) as wants_to_leave,
    ):
        seconds = FIRST_SECONDS
        while not wants_to_leave(seconds):
            seconds = SECONDS
            try:
                after = look_at(host, port)
            except CommandError as error:
                live.update(Text(f"{error}. The last answer was at {clock(before)}. q leaves"), refresh=True)
                continue
            note = f"at {clock(after)}, every {SECONDS:.0f} seconds; q leaves"
            live.update(draw(compare(before, after), address, note, console.height), refresh=True)
            before = after


def main() -> None:
    """Show what a gateway does; without a terminal once."""
    host, port = find_address()
    before = look_at(host, port)
    console = Console()
    if sys.stdin.isatty() and sys.stdout.isatty() and not console.is_dumb_terminal:
        show(host, port, before, console)
        return
    time.sleep(FIRST_SECONDS)
    after = look_at(host, port)
    note = f"at {clock(after)}, one second: in a terminal it goes on"
    console.print(draw(compare(before, after), f"{host}:{port}", note, sys.maxsize))


if __name__ == "__main__":
    command.run(main)

"""What all commands share: a failure is one line that says what to do, and nothing is deleted unasked."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import psycopg

from gateway import logs
from gateway.config import ConfigError

log = logging.getLogger("gateway")

SECONDS_OF_SILENCE = 4
ELSEWHERE = ("PGHOSTADDR", "PGSERVICE")


class CommandError(Exception):
    """A command cannot do what it should; the message says why, and what to do."""


def run(main: Callable[[], None]) -> None:
    """Run a command; end with one line if it fails as commands can."""
    if not os.environ.get("MEDBOOK_DATABASE_URL"):
        # They would lead to another server than the URL of the private cluster names.
        for name in ELSEWHERE:
            os.environ.pop(name, None)
    logs.configure(logging.INFO if logs.is_json() else logging.WARNING)
    try:
        main()
    except (CommandError, ConfigError) as error:
        logs.end(str(error))
    except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege) as error:
        fault = "PostgreSQL cannot be reached" if error.sqlstate is None else "PostgreSQL refuses"
        logs.end(f"{fault}: {' '.join(str(error).split())}")
    except EOFError:
        logs.end("\nNothing was done: there was no answer")
    except KeyboardInterrupt:
        logs.end("\nInterrupted. The command can be repeated: nothing is half done")


def tell(line: str) -> None:
    """Print a line at once; log it where logs are JSON."""
    if logs.is_json():
        log.info("%s", line)
    else:
        print(line, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Tell what begins, and every few seconds that it goes on."""
    is_done = Event()

    def go_on() -> None:
        seconds = 0
        while not is_done.wait(SECONDS_OF_SILENCE):
            seconds += SECONDS_OF_SILENCE
            tell(f"{what}: {seconds} seconds so far")

    tell(what)
    teller = Thread(target=go_on, daemon=True)
    teller.start()
    try:
        yield
    finally:
        is_done.set()
        teller.join()


def is_agreed_beforehand() -> bool:
    """Tell whether YES=1 agrees to what would be asked."""
    return os.environ.get("YES") == "1"


def check_agreed(what: str, word: str) -> None:
    """Tell what will be done, and return if it is agreed to: YES=1, or the word is typed. Raises CommandError."""
    tell(what)
    if is_agreed_beforehand():
        return
    if not sys.stdin.isatty():
        raise CommandError("Nothing was done: there is no terminal to ask. To agree beforehand, add YES=1")
    if input(f"Type {word} to go on: ").strip() != word:
        raise CommandError("Nothing was done")

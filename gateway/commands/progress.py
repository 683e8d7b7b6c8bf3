"""Runs a long procedure of the database and shows, from the notices that it raises, how far it is."""

import re
import sys

import psycopg
from psycopg.errors import Diagnostic

from gateway.commands.cluster import administrator_url

WIDTH = 40


class Bar:
    """A bar that grows with every notice that says how much is `to go`."""

    def __init__(self) -> None:
        self.total = 0

    def show(self, notice: Diagnostic) -> None:
        """Draw the bar anew, with the notice behind it."""
        text = notice.message_primary or ""
        found = re.search(r"(\d+) \w+ to go", text)
        left = int(found[1]) if found else 0
        self.total = max(self.total, left + 1)
        done = WIDTH * (self.total - left) // self.total
        end = "\r" if left and sys.stdout.isatty() else "\n"
        print(f"[{'#' * done}{'.' * (WIDTH - done)}] {text}", end=end, flush=True)


def run(url: str, statement: str) -> None:
    """Run one statement in autocommit. Raises psycopg.Error."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.add_notice_handler(Bar().show)
        connection.execute(statement.encode())


if __name__ == "__main__":
    run(administrator_url(), sys.argv[1])

"""`make demo`: loads the demo data into the database that it names, once that is agreed to."""

from pathlib import Path

import psycopg

from gateway.commands import command
from gateway.commands.cluster import administrator_url
from gateway.commands.command import CommandError
from gateway.commands.migrate import update

DEMO = Path(__file__).resolve().parents[2] / "sql/demo.sql"


def load(url: str) -> str:
    """Load sql/demo.sql; return the text of its last statement: commands to try.

    Raises CommandError if somebody uses the database for something else, and psycopg.Error.
    """
    with command.step("Loading the demo"), psycopg.connect(url) as connection:
        if connection.execute("select core.is_in_use()").fetchone() == (True,):
            raise CommandError(f"The database {connection.info.dbname} is in use, and not as a demo: see make serve")
        cursor = connection.execute(DEMO.read_bytes())
        while cursor.nextset():
            pass
        (text,) = cursor.fetchone() or ("",)
        return str(text)


def main() -> None:
    """Ask, then load the demo data."""
    with psycopg.connect(administrator_url()) as connection:
        database = connection.info.dbname
        server = connection.info.host
    command.check_agreed(
        f"This loads the demo into the database {database} on {server}: with an administrator whose password "
        "everybody knows, and rate limits that limit nobody.",
        database,
    )
    update(administrator_url())
    load(administrator_url())
    command.tell("The demo is loaded. To serve it: make serve")


if __name__ == "__main__":
    command.run(main)

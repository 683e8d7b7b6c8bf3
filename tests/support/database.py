"""The private cluster of a run, copies of its template, and the one way to run a statement there."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster

TEMPLATE = "template_clinic"
NUMBERS = count(1)

SETTINGS = {
    "shared_preload_libraries": "pg_cron,pg_stat_statements,plpgsql,plpgsql_check",
    "max_connections": "150",
    "fsync": "off",
    "full_page_writes": "off",
    # Its statistics would change plans in the middle of a run.
    "autovacuum": "off",
    # A copy of the template is written to the log: a new file of it would be filled with zeros before.
    "wal_init_zero": "off",
}

# Each copy of the template is written. A run takes some of this room.
MEMORY = Path("/dev/shm")
ROOM = 8 * 1024**3

Statement = str | sql.Composed


def run(connection: psycopg.Connection, statement: Statement, values: tuple[object, ...]) -> psycopg.Cursor[Any]:
    """Run one statement, or several without values."""
    query = statement if isinstance(statement, sql.Composed) else statement.encode()
    return connection.execute(query, values or None)


def execute(url: str, statement: Statement, *values: object) -> None:
    """Run one statement, or several without values, as administrator in autocommit."""
    with psycopg.connect(url, autocommit=True) as connection:
        run(connection, statement, values)


def fetch(url: str, query: Statement, *values: object) -> list[Any]:
    """Run a query as administrator in autocommit; return its rows."""
    with psycopg.connect(url, autocommit=True) as connection:
        return run(connection, query, values).fetchall()


def move_clock(url: str, interval: str) -> None:
    """Move the clock of a test database."""
    execute(url, "update test.clock set now = now + %s::interval", interval)


def name_of(url: str) -> str:
    """Return the name of a URL's database."""
    return str(conninfo_to_dict(url)["dbname"])


def invariants(url: str) -> list[Any]:
    """Return the rows that must not exist."""
    return fetch(url, "select * from health.check_invariants()")


class Databases:
    """Makes and drops databases of the test cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    @contextmanager
    def copy(self, template: str = TEMPLATE) -> Iterator[str]:
        """Make a copy of a database, give its administrator's URL, drop it in the end."""
        name = f"test_{next(NUMBERS)}"
        create = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
        drop = sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
        execute(self.cluster.url("postgres"), create)
        try:
            yield self.cluster.url(name)
        finally:
            execute(self.cluster.url("postgres"), drop)


@contextmanager
def private_cluster(settings: dict[str, str] | None = None) -> Iterator[Cluster]:
    """Run a private cluster, with the database medbook, until the block ends. settings: more of PostgreSQL's.

    It is in memory if that has room: writing took a fifth of the processor's time in tests that make many databases.
    """
    folder = MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None
    made = Cluster(Path(tempfile.mkdtemp(prefix="medbook-test-", dir=folder)), private.from_environment().user)
    try:
        private.start(made, SETTINGS | (settings or {}))
        private.create_database(made)
        yield made
    finally:
        private.destroy(made)

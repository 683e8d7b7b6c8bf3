"""One private cluster for the whole run; every database in it is a copy of one template."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from gateway import cluster as private
from gateway.cluster import Cluster
from gateway.migrate import migrate

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "template_clinic"
NUMBERS = count(1)

SETTINGS = {
    "shared_preload_libraries": "pg_cron,pg_stat_statements,plpgsql,plpgsql_check",
    "max_connections": "150",
    "fsync": "off",
    "full_page_writes": "off",
}


def execute(url: str, statement: str | sql.Composed) -> None:
    """Run one statement in autocommit."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement if isinstance(statement, sql.Composed) else statement.encode())


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
def private_cluster() -> Iterator[Cluster]:
    """Run a private cluster, with the database medbook, until the block ends."""
    made = Cluster(Path(tempfile.mkdtemp(prefix="medbook-test-")), private.from_environment().user)
    try:
        private.start(made, SETTINGS)
        private.create_database(made)
        yield made
    finally:
        private.destroy(made)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The cluster that all tests share; its database medbook is migrated, and pg_cron at work in it."""
    with private_cluster() as made:
        migrate(made.url())
        yield made


@pytest.fixture(scope="session")
def databases(cluster: Cluster) -> Databases:
    """The cluster with the template: migrated, with the tests' clinic, clock and extensions."""
    made = Databases(cluster)
    execute(cluster.url("postgres"), f"create database {TEMPLATE}")
    migrate(cluster.url(TEMPLATE))
    execute(cluster.url(TEMPLATE), (ROOT / "tests/clinic.sql").read_text())
    execute(cluster.url(TEMPLATE), "create schema tap; create extension pgtap schema tap")
    execute(cluster.url(TEMPLATE), "create extension plpgsql_check schema tap")
    return made


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    """The administrator's URL of a copy of the template, for one module."""
    with databases.copy() as made:
        yield made


@pytest.fixture
def fresh_url(databases: Databases) -> Iterator[str]:
    """The administrator's URL of a copy of the template, for one test."""
    with databases.copy() as made:
        yield made

"""One private cluster for the whole run; every database in it is a copy of one template."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx
import pytest

from gateway.commands.cluster import Cluster
from gateway.commands.migrate import migrate
from gateway.commands.postgresql import selected
from tests.support.clinic import CLINIC
from tests.support.database import TEMPLATE, Databases, execute, private_cluster

# Gateways that run at once would all want the same.
os.environ["MEDBOOK_METRICS_BIND"] = ""

# Else each make asks apt for the newest, which takes most of a second where apt keeps no cache.
os.environ.setdefault("MEDBOOK_PG", str(selected().programs / "pg_config"))

# Else each request outside of a client, even of http, reads all certificates, which takes longer than the request.
pytest.MonkeyPatch().setattr("httpx._transports.default.create_ssl_context", cache(httpx.create_ssl_context))


@dataclass(frozen=True)
class Container(Cluster):
    """A server in a container, which lets everybody in who reaches its socket."""

    @property
    def socket(self) -> Path:
        """The socket's directory."""
        return self.home


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The cluster that all tests share; its database medbook is migrated, and pg_cron at work in it.

    TEST_SOCKET names the directory of a socket of another server, which is used instead.
    """
    if socket := os.environ.get("TEST_SOCKET"):
        container = Container(Path(socket), "postgres")
        migrate(container.url())
        yield container
        return
    with private_cluster() as made:
        migrate(made.url())
        yield made


@pytest.fixture(scope="session")
def databases(cluster: Cluster) -> Databases:
    """The cluster with the template: migrated, with the tests' clinic, clock and extensions."""
    made = Databases(cluster)
    execute(cluster.url("postgres"), f"create database {TEMPLATE}")
    migrate(cluster.url(TEMPLATE))
    execute(cluster.url(TEMPLATE), CLINIC)
    execute(cluster.url(TEMPLATE), "create schema tap; create extension pgtap schema tap")
    # As where somebody replicates: a table without a key could then not be changed.
    execute(cluster.url(TEMPLATE), "create publication everything for all tables")
    if (selected().libraries / "plpgsql_check.so").exists():
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

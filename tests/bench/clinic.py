"""The benchmark's database: a private cluster that syncs to disk, with a large clinic and the seed's copy of it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from gateway import cluster as private
from gateway.cluster import Cluster
from gateway.migrate import migrate

HERE = Path(__file__).resolve().parent
DATABASE = "bench"  # pg_cron serves another one: no sweep comes between the rounds
SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "4GB"}


@dataclass(frozen=True)
class Size:
    """How much there is, and how long it is measured."""

    slots: int
    doctors: int
    users: int
    rounds: int
    seconds: int
    warm_up: int


FULL = Size(slots=800_000, doctors=320, users=10_000, rounds=5, seconds=8, warm_up=4)
QUICK = Size(slots=30_000, doctors=30, users=500, rounds=1, seconds=1, warm_up=0)


@dataclass(frozen=True)
class Clinic:
    """The loaded database."""

    cluster: Cluster
    size: Size

    def url(self, role: str = "postgres") -> str:
        """Return the URL of the database."""
        return self.cluster.url(DATABASE, role)

    def fetch(self, statement: str) -> list[tuple[object, ...]]:
        """Return the rows of one statement, run by the administrator in autocommit."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def number(self, statement: str) -> int:
        """Return the one number that a statement answers."""
        ((number,),) = self.fetch(statement)
        assert isinstance(number, int)
        return number

    def settle(self) -> None:
        """Leave nothing to autovacuum and to the checkpointer, so that neither favours a side."""
        self.fetch("vacuum analyze")
        self.fetch("checkpoint")


def load(url: str, size: Size) -> None:
    """Migrate the database and fill it, both sides alike."""
    migrate(url)
    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("slots", "doctors", "users"):
            connection.execute("select set_config(%s, %s, false)", [f"bench.{name}", str(getattr(size, name))])
        connection.execute((HERE / "data.sql").read_bytes())
        connection.execute((HERE / "seed.sql").read_bytes())


@contextmanager
def clinic(size: Size) -> Iterator[Clinic]:
    """Make the cluster and load it; destroy it in the end."""
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="medbook-bench-")), private.from_environment().user)
    try:
        private.start(cluster, SETTINGS)
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            connection.execute(f"create database {DATABASE}".encode())
        made = Clinic(cluster, size)
        load(made.url(), size)
        made.settle()
        yield made
    finally:
        private.destroy(cluster)


def machine(made: Clinic, others: float) -> str:
    """Return the facts that the figures depend on. others: the load average before the benchmark began."""
    ((version, fsync, commit),) = made.fetch(
        "select current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit')"
    )
    size = made.size
    return (
        f"{os.cpu_count()} cores, PostgreSQL {version}, fsync {fsync}, synchronous_commit {commit}, "
        f"{size.slots:,} slots, {size.doctors} doctors, {size.users:,} users, "
        f"medians of {size.rounds} rounds of {size.seconds} s; load average before: {others:.1f}"
    )

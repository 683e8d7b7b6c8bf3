"""The benchmark's database: a private cluster that syncs to disk, with a large clinic and the seed's copy of it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster
from gateway.commands.migrate import migrate

HERE = Path(__file__).resolve().parent
DATABASE = "bench"  # pg_cron serves another one: no sweep comes between the rounds
# The others are copies of it.
MIGRATED = "migrated"
SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "4GB"}


@dataclass(frozen=True)
class Size:
    """How much there is, and how long it is measured.

    users: as many for each doctor. transactions: of each client, where not the rate is measured but the time of each.
    calendars: doctors whose calendars are opened. growth: doctors, and slots of each. coming: how many of these are not
    past. subscribers: who follow, while so many bookings a second are made: pace. reminders: how many are due at once.
    """

    slots: int
    doctors: int
    users: int
    rounds: int
    seconds: float
    warm_up: float
    transactions: int
    calendars: int
    growth: tuple[tuple[int, int], ...]
    coming: int
    subscribers: int
    pace: int
    reminders: int


FULL = Size(
    slots=1_600_000,
    doctors=640,
    users=192_000,
    rounds=5,
    seconds=6,
    warm_up=3,
    transactions=1000,
    calendars=500,
    growth=((100, 1_000), (320, 3_125), (1_000, 10_000)),
    coming=800,
    subscribers=1_000,
    pace=500,
    reminders=100_000,
)
QUICK = Size(
    slots=12_000,
    doctors=12,
    users=1_200,
    rounds=1,
    seconds=0.25,
    warm_up=0,
    transactions=25,
    calendars=3,
    growth=((10, 100), (20, 200)),
    coming=80,
    subscribers=24,
    pace=100,
    reminders=960,
)


@dataclass(frozen=True)
class Clinic:
    """A database of the cluster, and what it is loaded with."""

    cluster: Cluster
    size: Size
    database: str = DATABASE

    def url(self, role: str = "postgres") -> str:
        """Return the URL of the database."""
        return self.cluster.url(self.database, role)

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

    def load(self, script: str, **more: int) -> None:
        """Run an SQL script, which finds the size, and more of it, in settings such as bench.slots."""
        sizes = {"slots": self.size.slots, "doctors": self.size.doctors, "users": self.size.users, **more}
        with psycopg.connect(self.url(), autocommit=True) as connection:
            for name, value in sizes.items():
                connection.execute("select set_config(%s, %s, false)", [f"bench.{name}", str(value)])
            connection.execute((HERE / f"{script}.sql").read_bytes())

    def close(self) -> None:
        """Drop the database."""
        with psycopg.connect(self.cluster.url("postgres"), autocommit=True) as connection:
            connection.execute(f"drop database {self.database}".encode())


def create(cluster: Cluster, size: Size, database: str = DATABASE) -> Clinic:
    """Make a database that is migrated.

    No patient of it is ever refused for the number of bookings, and no hold lapses while something else is measured:
    each lapse is a change that makes cached lists stale.
    """
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", [MIGRATED]).fetchone() is None:
            connection.execute(f"create database {MIGRATED}".encode())
            migrate(cluster.url(MIGRATED))
        connection.execute(f"create database {database} template {MIGRATED}".encode())
    made = Clinic(cluster, size, database)
    made.fetch(
        "update medbook.settings set max_holds_per_user = 1000, max_bookings_per_user = 1000,"
        " max_bookings_per_doctor_day = 1000, hold_duration = '1 day'"
    )
    return made


@contextmanager
def clinic(size: Size) -> Iterator[Clinic]:
    """Make the cluster and load it, both sides alike; destroy it in the end."""
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="medbook-bench-")), private.from_environment().user)
    try:
        private.start(cluster, SETTINGS)
        made = create(cluster, size)
        made.load("people")
        made.load("data")
        made.load("seed")
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

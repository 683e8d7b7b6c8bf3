"""Streaming replicas of a private cluster, each a cluster of its own on a socket of its own."""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from psycopg import sql

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster
from gateway.commands.migrate import migrate
from tests.support.clinic import CLINIC
from tests.support.database import execute, fetch, private_cluster
from tests.support.gateway import wait_for

IS_SYNCHRONOUS = "select from pg_stat_replication where sync_state = 'sync'"


@cache
def original() -> Path:
    """The data of a stopped cluster that lets replicas in, with the tests' clinic in its database medbook.

    Primaries are copies of it: to make and to migrate a cluster takes longer than most tests of them.
    """
    kept = Path(tempfile.mkdtemp(prefix="medbook-test-"))
    atexit.register(shutil.rmtree, kept)
    with private_cluster() as made:
        with (made.data / "pg_hba.conf").open("a") as hba:
            hba.write("local replication all peer map=medbook\n")
        migrate(made.url())
        execute(made.url(), CLINIC)
        private.stop(made)
        subprocess.run(["cp", "-a", made.data, kept], check=True)
    return kept / "data"


@contextmanager
def copied(copy: Callable[[Cluster], object]) -> Iterator[Cluster]:
    """Run a cluster until the block ends. copy: makes its data directory, from another one's."""
    made = Cluster(Path(tempfile.mkdtemp(prefix="medbook-test-")), private.from_environment().user)
    try:
        private.claim_home(made)
        copy(made)
        with (made.data / "postgresql.conf").open("a") as conf:
            conf.write(f"unix_socket_directories = '{made.socket}'\n")
        private.start(made)
        yield made
    finally:
        private.destroy(made)


@contextmanager
def primary_cluster() -> Iterator[Cluster]:
    """Run a cluster that lets replicas in, with the tests' clinic in its database medbook, until the block ends."""
    with copied(lambda made: subprocess.run(["cp", "-a", original(), made.data], check=True)) as made:
        yield made


@contextmanager
def replica_of(primary: Cluster) -> Iterator[Cluster]:
    """Run a streaming replica until the block ends."""

    def copy(made: Cluster) -> None:
        source = ["-h", str(primary.socket), "-U", "postgres"]
        done = private.run(made, "pg_basebackup", "-D", str(made.data), "-R", "-c", "fast", *source)
        assert done.returncode == 0, done.stderr

    with copied(copy) as made:
        yield made


def url_of(*clusters: Cluster) -> str:
    """Return one URL of several clusters."""
    return f"postgresql://postgres@/medbook?host={','.join(str(cluster.socket) for cluster in clusters)}"


def make_synchronous(primary: Cluster) -> None:
    """Let each commit wait for a standby from now on."""
    execute(primary.url(), "alter system set synchronous_standby_names = '*'")
    execute(primary.url(), "select pg_reload_conf()")
    wait_for(lambda: fetch(primary.url(), IS_SYNCHRONOUS) == [()])


def follow(replica: Cluster, conninfo: str) -> None:
    """Let a replica stream from another server, or from none."""
    execute(replica.url(), sql.SQL("alter system set primary_conninfo = {}").format(conninfo))
    execute(replica.url(), "select pg_reload_conf()")


def catch_up(primary: Cluster, replica: Cluster) -> None:
    """Wait until a replica has replayed all that is written now."""
    ((position,),) = fetch(primary.url(), "select pg_current_wal_flush_lsn()::text")
    has_replayed = "select pg_last_wal_replay_lsn() >= %s::pg_lsn"
    wait_for(lambda: fetch(replica.url(), has_replayed, position) == [(True,)])


@contextmanager
def paused(replica: Cluster) -> Iterator[None]:
    """Let a replica replay nothing until the block ends."""
    execute(replica.url(), "select pg_wal_replay_pause()")
    wait_for(lambda: fetch(replica.url(), "select pg_get_wal_replay_pause_state()") == [("paused",)])
    try:
        yield
    finally:
        execute(replica.url(), "select pg_wal_replay_resume()")


@contextmanager
def late(replica: Cluster) -> Iterator[None]:
    """Let a replica replay each commit a moment late until the block ends."""
    execute(replica.url(), "alter system set recovery_min_apply_delay = '200ms'")
    execute(replica.url(), "select pg_reload_conf()")
    try:
        yield
    finally:
        execute(replica.url(), "alter system reset recovery_min_apply_delay")
        execute(replica.url(), "select pg_reload_conf()")


@contextmanager
def frozen(cluster: Cluster) -> Iterator[None]:
    """Hang a server, its connections too, until the block ends."""
    postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGSTOP)
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    everybody = [postmaster, *map(int, children)]
    try:
        for process in everybody:
            send(process, signal.SIGSTOP)
        yield
    finally:
        for process in everybody:
            send(process, signal.SIGCONT)


def send(process: int, number: signal.Signals) -> None:
    """Send a signal to a process that may have ended by itself."""
    with suppress(ProcessLookupError):
        os.kill(process, number)


def kill(cluster: Cluster) -> None:
    """End a server as a crash does."""
    private.run(cluster, "pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(cluster.data))


def promote(replica: Cluster) -> None:
    """Make a primary of a replica."""
    promoted = private.run(replica, "pg_ctl", "promote", "-w", "-D", str(replica.data))
    assert promoted.returncode == 0, promoted.stderr

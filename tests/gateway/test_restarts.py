"""PostgreSQL restarts, or ends connections: no request is lost to a connection that has died with it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import httpx
import psycopg
import pytest
from psycopg.errors import (
    AdminShutdown,
    CrashShutdown,
    ProtocolViolation,
    ReadOnlySqlTransaction,
    UndefinedTable,
)

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster
from gateway.config import Config
from gateway.stores.calls import Database
from gateway.stores.connection import NoAnswer, NoConnection
from gateway.stores.pool import Pool
from gateway.stores.replicas import Replicas
from tests.support.clinic import ANN, SLOT
from tests.support.database import execute, fetch
from tests.support.gateway import Server, authorization, have_started, serve, wait_for
from tests.support.replicas import kill, primary_cluster

REQUESTS = 20
WORKERS = 2
PID = "select pg_backend_pid()"
ENDED = "select pg_terminate_backend(pid, 60000) from pg_stat_activity where pid = any(%s)"
LOCKED = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


@pytest.fixture(scope="module")
def primary() -> Iterator[Cluster]:
    with primary_cluster() as made:
        yield made


@pytest.fixture(scope="module")
def server(primary: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {"MEDBOOK_WORKERS": str(WORKERS), "MEDBOOK_RATE_LIMITS": "on"}
    execute(primary.url(), "update medbook.rate_policy set quota = 10000")
    with serve(primary.url(), tmp_path_factory.mktemp("gateway") / "log", **settings) as made:
        wait_for(lambda: have_started(made, WORKERS))
        yield made


def read(server: Server) -> Counter[int]:
    """Read on a new connection of the client's each time, so that every worker answers; count the statuses."""
    return Counter(httpx.get(f"{server.base_url}/v1/doctors", timeout=60).status_code for _ in range(REQUESTS))


def write(server: Server) -> Counter[int]:
    """Book on a new connection of the client's each time; count the statuses."""
    path, headers = f"{server.base_url}/v1/bookings", authorization(ANN)
    made = [httpx.post(path, json={"slot_id": SLOT}, headers=headers, timeout=60) for _ in range(REQUESTS)]
    return Counter(200 if answer.status_code == 201 else answer.status_code for answer in made)


@pytest.mark.parametrize("end", [private.stop, kill], ids=["stopped", "crashed"])
@pytest.mark.parametrize("ask", [read, write])
def test_after_a_restart_no_request_fails(
    primary: Cluster, server: Server, ask: Callable[[Server], Counter[int]], end: Callable[[Cluster], None]
) -> None:
    assert ask(server) == {200: REQUESTS}
    end(primary)
    private.start(primary)
    assert ask(server) == {200: REQUESTS}


def play(url: str, test: Callable[[Pool, Database], Any]) -> None:
    """Run a test on an open pool of three connections, and on the calls over it."""

    async def run() -> None:
        config = Config(url, ("k" * 32,), pool_size=3, pool_timeout=30, lock_timeout=30, statement_timeout=30)
        pool = Pool(config)
        pool.open()
        await pool.wait_until_open(30)
        try:
            await test(pool, Database(pool, Replicas(config, pool)))
        finally:
            await pool.close()

    asyncio.run(run())


def end_all(url: str, pool: Pool) -> set[int]:
    """End all connections of a pool while its gateway does something else; return their process ids."""
    ended = {connection.pgconn.backend_pid for connection in pool.connections}
    execute(url, ENDED, list(ended))
    return ended


def test_a_connection_that_has_ended_is_seen_before_anything_is_sent(url: str) -> None:
    async def test(pool: Pool, database: Database) -> None:
        # Nothing is awaited between the end and the statement, so that only a look at the socket can tell.
        ended = end_all(url, pool)
        assert len(ended) == 3
        (pid,) = await pool.fetch(PID, [])
        assert pid not in ended
        await pool.wait_until_open(30)
        assert not ended & {connection.pgconn.backend_pid for connection in pool.connections}

    play(url, test)


def test_those_who_wait_get_no_connection_that_has_ended(url: str) -> None:
    async def test(pool: Pool, database: Database) -> None:
        waiting = [asyncio.create_task(pool.fetch(PID, [])) for _ in range(10)]
        await asyncio.sleep(0)
        ended = end_all(url, pool)
        done = await asyncio.gather(*waiting, return_exceptions=True)
        # The first three were sent already.
        assert all(isinstance(outcome, tuple) for outcome in done[3:])
        assert not ended & {pid for (pid,) in cast(list[tuple[int]], done[3:])}

    play(url, test)


def ends_in_use(url: str, runs: Callable[[Database], Any]) -> list[Any]:
    """Let a statement of an open pool wait for a lock, end its connection; return the outcome in a list."""
    outcomes: list[Any] = []

    async def test(pool: Pool, database: Database) -> None:
        with psycopg.connect(url) as blocker:
            blocker.execute("select pg_advisory_xact_lock(1)")
            running = asyncio.create_task(runs(database))
            await asyncio.to_thread(wait_for, lambda: fetch(url, LOCKED) == [()])
            await asyncio.to_thread(end_all, url, pool)
        outcomes.extend(await asyncio.gather(running, return_exceptions=True))

    play(url, test)
    return outcomes


@pytest.fixture(scope="module")
def waiting_url(url: str) -> str:
    """The URL of a database with a function that waits for a lock, then answers."""
    execute(
        url,
        """
create function api.wait_for_lock() returns jsonb language sql
return case when pg_advisory_xact_lock(1) is null then null else '{"success": true}'::jsonb end""",
    )
    return url


def test_a_read_whose_connection_ends_while_it_runs_is_asked_again(waiting_url: str) -> None:
    (answer,) = ends_in_use(waiting_url, lambda database: database.call("api.wait_for_lock", {}, is_read=True))
    assert answer.body == b'{"success": true}\n'


def test_a_write_whose_connection_ends_while_it_runs_is_not_repeated_and_fails_with_the_server_s_last_words(
    waiting_url: str,
) -> None:
    (error,) = ends_in_use(waiting_url, lambda database: database.call("api.wait_for_lock", {}))
    assert isinstance(error, AdminShutdown)


class Failing:
    """Stands for a pool that no time is left to wait for: every statement fails with the same error, and is counted."""

    def __init__(self, error: psycopg.Error) -> None:
        self.config = SimpleNamespace(pool_timeout=0)
        self.error = error
        self.asked = 0

    async def fetch(self, statement: str, values: list[str | None]) -> tuple[Any, ...]:
        self.asked += 1
        raise self.error


@pytest.mark.parametrize(
    ("error", "is_read", "times"),
    [
        (AdminShutdown("x"), True, 2),
        (CrashShutdown("x"), True, 2),
        (psycopg.OperationalError("server closed the connection"), True, 2),
        (psycopg.OperationalError("server closed the connection"), False, 1),
        (AdminShutdown("x"), False, 1),
        (ProtocolViolation("server conn crashed?"), True, 2),
        (ProtocolViolation("server conn crashed?"), False, 1),
        (NoAnswer("the server hangs"), True, 1),
        (NoConnection("none is free"), True, 1),
        (ReadOnlySqlTransaction("x"), True, 1),
        (UndefinedTable("x"), True, 1),
    ],
)
def test_only_a_read_is_asked_again_and_only_once_and_for_a_dead_connection(
    error: psycopg.Error, is_read: bool, times: int
) -> None:
    pool = Failing(error)
    database = Database(cast(Pool, pool), cast(Replicas, SimpleNamespace()))
    with pytest.raises(type(error)):
        asyncio.run(database.call("api.list_doctors", {}, is_read=is_read))
    assert pool.asked == times


@pytest.mark.parametrize("is_read", [True, False])
def test_what_pgbouncer_has_no_server_for_has_no_more_time_than_to_wait_for_a_connection(is_read: bool) -> None:
    pool = Failing(ProtocolViolation("server login has been failing, try again later (server_login_retry)"))
    database = Database(cast(Pool, pool), cast(Replicas, SimpleNamespace()))
    with pytest.raises(NoConnection):
        asyncio.run(database.call("api.list_doctors", {}, is_read=is_read))
    assert pool.asked == 1

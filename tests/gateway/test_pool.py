"""The connections to the database: what a statement may expect of them, whatever happens to its neighbours."""

import asyncio
import select
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
import uvloop
from psycopg import DataError
from psycopg.errors import DivisionByZero, QueryCanceled, ReadOnlySqlTransaction

from gateway.config import Config
from gateway.stores.connection import PREPARED_STATEMENTS, NoAnswer, NoConnection
from gateway.stores.pool import Pool
from tests.support.database import execute, fetch
from tests.support.gateway import wait_for

PID = "select pg_backend_pid()"
LOCK = "select pg_advisory_xact_lock(1)::text"
WAITING = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


def play(url: str, test: Callable[[Pool], Coroutine[Any, Any, None]], **settings: Any) -> None:
    """Run a test on an open pool, by default of one connection that is patient."""

    async def run() -> None:
        patient = Config(url, ("k" * 32,), pool_size=1, pool_timeout=30, lock_timeout=30, statement_timeout=30)
        pool = Pool(replace(patient, **settings))
        pool.open()
        await pool.wait_until_open(30)
        try:
            await test(pool)
        finally:
            await pool.close()

    asyncio.run(run())


async def is_blocked(url: str, count: int = 1) -> None:
    """Wait until so many statements wait for a lock."""
    await asyncio.to_thread(wait_for, lambda: len(fetch(url, WAITING)) == count)


def test_no_query_is_compiled_which_takes_seconds_for_the_catalogs(url: str) -> None:
    async def test(pool: Pool) -> None:
        assert await pool.fetch("select current_setting('jit')", []) == ("off",)

    play(url, test)


def test_values_come_back_as_python_s(url: str) -> None:
    async def test(pool: Pool) -> None:
        row = await pool.fetch("""select $1, 1, true, null, '{"a": 1}'::jsonb, array[$1]""", ['a"\\b'])
        assert row == ('a"\\b', 1, True, None, b'{"a": 1}\n', ['a"\\b'])

    play(url, test)


def test_a_statement_without_rows_answers_an_empty_row(url: str) -> None:
    async def test(pool: Pool) -> None:
        assert await pool.fetch("select 1 where false", []) == ()

    play(url, test)


def test_a_zero_byte_is_refused_and_not_the_end_of_the_text(url: str) -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(DataError):
            await pool.fetch("select $1::text", ["a\0b"])
        assert await pool.fetch("select $1::text", ["ab"]) == ("ab",)

    play(url, test)


def test_an_error_of_one_statement_does_not_reach_the_next(url: str) -> None:
    async def test(pool: Pool) -> None:
        first = asyncio.create_task(pool.fetch("select 1 / 0", []))
        assert await pool.fetch("select 1", []) == (1,)
        with pytest.raises(DivisionByZero):
            await first

    play(url, test)


def test_a_value_that_python_cannot_hold_is_the_statement_s_own_error(url: str) -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(DataError):
            await pool.fetch("select 'infinity'::date", [])
        assert await pool.fetch("select 1", []) == (1,)

    play(url, test)


def test_a_statement_is_prepared_once(url: str) -> None:
    async def test(pool: Pool) -> None:
        for value in "ab":
            assert await pool.fetch("select $1::text as prepared", [value]) == (value,)
        query = "select count(*) from pg_prepared_statements where statement like '%as prepared'"
        assert await pool.fetch(query, []) == (1,)

    play(url, test)


def test_a_statement_that_cannot_be_prepared_is_tried_again(fresh_url: str) -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(psycopg.errors.UndefinedTable):
            await pool.fetch("select 1 from test.later", [])
        execute(fresh_url, "create table test.later as select 1; grant usage on schema test to public")
        execute(fresh_url, "grant select on test.later to public")
        assert await pool.fetch("select 1 from test.later", []) == (1,)

    play(fresh_url, test)


def test_a_connection_with_very_many_statements_is_replaced(url: str) -> None:
    async def test(pool: Pool) -> None:
        first = await pool.fetch(PID, [])
        for number in range(PREPARED_STATEMENTS):
            await pool.fetch(f"select {number}", [])
        assert await pool.fetch(PID, []) != first

    play(url, test)


def test_those_who_wait_for_a_connection_get_it_in_their_order(url: str) -> None:
    async def test(pool: Pool) -> None:
        served: list[int] = []

        async def ask(number: int) -> None:
            await pool.fetch("select 1", [])
            served.append(number)

        with psycopg.connect(url) as blocker:
            blocker.execute("select pg_advisory_xact_lock(1)")
            blocked = asyncio.create_task(pool.fetch(LOCK, []))
            await is_blocked(url)
            others = [asyncio.create_task(ask(number)) for number in range(20)]
            await asyncio.sleep(0)
        await asyncio.gather(blocked, *others)
        assert served == list(range(20))

    play(url, test)


def test_who_waits_too_long_for_a_connection_is_refused(url: str) -> None:
    async def test(pool: Pool) -> None:
        with psycopg.connect(url) as blocker:
            blocker.execute("select pg_advisory_xact_lock(1)")
            blocked = asyncio.create_task(pool.fetch(LOCK, []))
            await is_blocked(url)
            with pytest.raises(NoConnection):
                await pool.fetch("select 1", [])
            assert not pool.waiting
        await blocked

    play(url, test, pool_timeout=0.01)


def test_no_more_than_a_bounded_number_waits(url: str) -> None:
    async def test(pool: Pool) -> None:
        with psycopg.connect(url) as blocker:
            blocker.execute("select pg_advisory_xact_lock(1)")
            running = [asyncio.create_task(pool.fetch(LOCK, [])) for _ in range(3)]
            await is_blocked(url)
            with pytest.raises(NoConnection):
                await pool.fetch("select 1", [])
        await asyncio.gather(*running)

    play(url, test, pool_max_waiting=2)


def test_a_caller_who_has_gone_is_not_waited_for_and_leaves_a_connection_that_works(url: str) -> None:
    async def test(pool: Pool) -> None:
        before = await pool.fetch(PID, [])
        with psycopg.connect(url) as blocker:
            blocker.execute("select pg_advisory_xact_lock(1)")
            running = asyncio.create_task(pool.fetch(LOCK, []))
            waiting = asyncio.create_task(pool.fetch("select 1", []))
            await is_blocked(url)
            for gone in (running, waiting):
                gone.cancel()
            await asyncio.wait([running, waiting])
            assert not pool.waiting
        assert await pool.fetch(PID, []) == before

    play(url, test)


def test_a_callers_own_short_timeout_does_not_cost_a_busy_pool_its_connections(url: str) -> None:
    async def test(pool: Pool) -> None:
        before = await pool.fetch(PID, [])
        with psycopg.connect(url) as blocker:
            blocker.execute("select pg_advisory_xact_lock(1)")
            blocked = asyncio.create_task(pool.fetch(LOCK, []))
            await is_blocked(url)
            with pytest.raises(NoAnswer):
                await pool.fetch("select 1", [], seconds=0.01)
        await blocked
        assert await pool.fetch(PID, []) == before

    play(url, test)


def test_a_statement_that_times_out_costs_nobody_else_anything(url: str) -> None:
    async def test(pool: Pool) -> None:
        before = await pool.fetch(PID, [])
        with psycopg.connect(url) as blocker:
            blocker.execute("select pg_advisory_xact_lock(1)")
            with pytest.raises(QueryCanceled):
                await pool.fetch(LOCK, [])
        assert await pool.fetch(PID, []) == before

    play(url, test, statement_timeout=0.05)


def test_a_connection_that_ends_while_it_is_free_fails_no_statement(url: str) -> None:
    async def test(pool: Pool) -> None:
        (pid,) = await pool.fetch(PID, [])
        (connection,) = pool.connections
        await asyncio.to_thread(execute, url, "select pg_terminate_backend(%s)", pid)
        await connection.lost.wait()
        (other,) = await pool.fetch(PID, [])
        assert other != pid

    play(url, test)


@contextmanager
def fake_server(answer: Callable[[socket.socket], object]) -> Iterator[str]:
    """Let one client sign in and send a statement, which is not read; then answer and end. Give the URL."""

    def serve() -> None:
        client, _ = listener.accept()
        with client:
            client.recv(10_000)
            client.sendall(b"R\0\0\0\x08\0\0\0\0" + b"Z\0\0\0\x05I")
            select.select([client], [], [])
            answer(client)
        listener.close()

    # pytest's directories have long names, and a socket's may have 107 bytes.
    with TemporaryDirectory(prefix="medbook-test-") as directory, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{directory}/.s.PGSQL.5432")
        listener.listen()
        server = threading.Thread(target=serve)
        server.start()
        yield f"postgresql://postgres@/medbook?host={directory}"
        server.join()


def test_a_server_that_dies_with_a_statement_unread_is_noticed_at_once() -> None:
    async def test() -> None:
        pool = Pool(Config(url, ("k" * 32,), pool_size=1, pool_timeout=30, statement_timeout=600))
        pool.open()
        with pytest.raises(psycopg.OperationalError) as failed:
            await pool.fetch("select 1", [])
        assert failed.type is psycopg.OperationalError
        await pool.close()

    with fake_server(lambda client: client.sendall(b"N\0\0\0\x0cMdying\0\0")) as url:
        uvloop.run(test())


def test_a_server_that_hangs_is_left_even_if_the_caller_s_own_time_was_short(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        pool = Pool(Config(url, ("k" * 32,), pool_size=1, pool_timeout=0.05, statement_timeout=0.05))
        pool.open()
        await pool.wait_until_open(30)
        (connection,) = pool.connections
        with pytest.raises(NoAnswer):
            await pool.fetch("select 1", [], seconds=0.001)
        await connection.lost.wait()
        await pool.close()

    def wait_for_the_end(client: socket.socket) -> None:
        while client.recv(10_000):
            pass

    monkeypatch.setattr("gateway.stores.pool.GRACE_SECONDS", 0)
    with fake_server(wait_for_the_end) as url:
        asyncio.run(test())


def test_when_one_connection_dies_in_use_the_others_are_replaced_as_they_become_free(url: str) -> None:
    async def test(pool: Pool) -> None:
        before = {connection.pgconn.backend_pid for connection in pool.connections}
        with psycopg.connect(url) as blocker:
            blocker.execute("select pg_advisory_xact_lock(1)")
            running = [asyncio.create_task(pool.fetch(LOCK, [])) for _ in range(2)]
            await is_blocked(url, 2)
            one = next(connection.pgconn.backend_pid for connection in pool.connections if connection.job is not None)
            await asyncio.to_thread(execute, url, "select pg_terminate_backend(%s)", one)
            (failed,), _ = await asyncio.wait(running, return_when=asyncio.FIRST_EXCEPTION)
            assert isinstance(failed.exception(), psycopg.OperationalError)
        await asyncio.wait(running)
        await pool.wait_until_open(30)
        assert not before & {connection.pgconn.backend_pid for connection in pool.connections}

    play(url, test, pool_size=3)


def test_a_server_that_takes_no_writes_is_left(url: str) -> None:
    async def test(pool: Pool) -> None:
        (pid,) = await pool.fetch(PID, [])
        await pool.fetch("select set_config('default_transaction_read_only', 'on', false)", [])
        with pytest.raises(ReadOnlySqlTransaction):
            await pool.fetch("select pg_current_xact_id(), nextval('test.numbers')", [])
        (other,) = await pool.fetch(PID, [])
        assert other != pid

    execute(url, "create sequence if not exists test.numbers; grant usage on schema test to public")
    execute(url, "grant all on sequence test.numbers to public")
    play(url, test)


def test_a_pool_that_ends_fails_all_that_runs_or_waits(url: str) -> None:
    async def test(pool: Pool) -> None:
        with psycopg.connect(url) as blocker:
            blocker.execute("select pg_advisory_xact_lock(1)")
            running = [asyncio.create_task(pool.fetch(LOCK, [])) for _ in range(2)]
            await is_blocked(url)
            await pool.close()
            outcomes = await asyncio.gather(*running, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [NoAnswer, NoAnswer]

    play(url, test)

"""What is noted of a request while it runs, and what is not."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from falcon.asgi import Response

from gateway.admission.limits import Caller, Limits
from gateway.config import Config
from gateway.observe.timing import CURRENT, TimedPool, Timing, function_of
from gateway.stores.calls import Database, select
from gateway.stores.replicas import Replicas


def play(url: str, test: Callable[[TimedPool], Coroutine[Any, Any, None]]) -> None:
    """Run a test on an open pool."""

    async def run() -> None:
        pool = TimedPool(Config(url, ("k" * 32,), pool_timeout=30, lock_timeout=30, statement_timeout=30))
        pool.open()
        await pool.wait_until_open(30)
        try:
            await test(pool)
        finally:
            await pool.close()

    asyncio.run(run())


@pytest.mark.parametrize("is_read", [True, False])
@pytest.mark.parametrize("is_traced", [True, False])
def test_a_statement_is_known_by_the_function_that_it_is_for(is_read: bool, is_traced: bool) -> None:
    types = {"id": "uuid", "status": "medbook.booking_status", "note": "text"}
    assert function_of(select("api.some_function", types, is_read, is_traced)) == "api.some_function"
    assert function_of("select limits.take($1::text[], $2::text, $3::uuid, $4::text)") == "limits.take"


def test_a_statement_that_requests_share_is_noted_by_the_one_that_began_it(url: str) -> None:
    async def test(pool: TimedPool) -> None:
        limits = Limits(Database(pool, Replicas(pool.config, pool)), is_on=True, most_waiting=10)
        timings = [Timing(), Timing()]

        async def count(timing: Timing) -> None:
            CURRENT.set(timing)
            await limits.take(Response(), ("general",), Caller("198.51.100.1"))

        await asyncio.gather(*map(count, timings))
        noted = [[statement.function for statement in timing.statements] for timing in timings]
        assert noted == [["limits.take_each"], []]

    play(url, test)


def test_nothing_is_noted_outside_of_a_request_or_after_it(url: str) -> None:
    async def test(pool: TimedPool) -> None:
        await pool.fetch("select core.now()::text", [])
        timing = Timing()
        CURRENT.set(timing)
        await pool.fetch("select core.now()::text", [])
        timing.is_over = True
        await pool.fetch("select core.now()::text", [])
        assert [statement.function for statement in timing.statements] == ["core.now"]

    play(url, test)

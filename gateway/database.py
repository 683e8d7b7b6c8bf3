"""The connection pool, and the one way to call a function through it."""

import asyncio
import random
from collections.abc import Mapping
from typing import Any

from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.errors import DeadlockDetected, SerializationFailure
from psycopg_pool import AsyncConnectionPool

from gateway.config import Config

RETRY_DELAYS = (0.02, 0.05)


class RawLoader(Loader):
    """Hands JSON on as the bytes that came: nothing is parsed or built for an answer."""

    def load(self, data: Buffer) -> bytes:
        """Return the bytes."""
        return bytes(data)


async def configure(connection: AsyncConnection[Any]) -> None:
    """Set a new connection up."""
    connection.adapters.register_loader("jsonb", RawLoader)


def create_pool(config: Config) -> AsyncConnectionPool[AsyncConnection[Any]]:
    """Make the pool, not opened yet. Autocommit: after a ROLLBACK psycopg forgets its prepared statements."""
    return AsyncConnectionPool(
        config.conninfo(),
        kwargs={"autocommit": True, "cursor_factory": AsyncRawCursor},
        configure=configure,
        min_size=config.pool_size,
        max_size=config.pool_size,
        timeout=config.pool_timeout,
        max_waiting=config.pool_max_waiting,
        reconnect_timeout=5,
        open=False,
    )


async def connect(config: Config) -> AsyncConnection[Any]:
    """Return a connection beside the pool. Raises psycopg.Error."""
    connection = await AsyncConnection.connect(config.conninfo(), autocommit=True, cursor_factory=AsyncRawCursor)
    await configure(connection)
    return connection


class Database:
    """Calls functions of the database, each with one statement."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection[Any]]) -> None:
        self.pool = pool

    async def call(
        self, function: str, arguments: Mapping[str, tuple[str, str | None]], trace_id: str | None = None
    ) -> tuple[str | None, str | None, bytes]:
        """Call a function that answers jsonb; return its members error and created, and all of it.

        arguments: by name, type and value as text. trace_id: for what the function records, None when it records
        nothing. Raises psycopg.Error.
        """
        named = ", ".join(f"p_{name} => ${n}::{type_}" for n, (name, (type_, _)) in enumerate(arguments.items(), 1))
        values = [value for _, value in arguments.values()]
        source = f"{function}({named}) r"
        if trace_id is not None:
            # The case makes sure of the order; the setting ends with the statement.
            tracing = f"set_config('medbook.trace_id', ${len(values) + 1}, true) is not null"
            source = f"(select case when {tracing} then {function}({named}) end as r offset 0) traced"
            values.append(trace_id)
        statement = f"select r->>'error', r->>'created', r from {source}"  # noqa: S608 - from the catalog
        for delay in RETRY_DELAYS:
            try:
                error, created, body = await self.fetch(statement, values)
                return error, created, body
            except (SerializationFailure, DeadlockDetected):
                # PostgreSQL undid the transaction and asks for another try.
                await asyncio.sleep(delay * random.random())  # noqa: S311 - jitter
        error, created, body = await self.fetch(statement, values)
        return error, created, body

    async def fetch(self, statement: str, values: list[Any]) -> tuple[Any, ...]:
        """Run one statement; return its first row, empty when there is none. Raises psycopg.Error."""
        async with self.pool.connection() as connection:
            cursor = await connection.execute(statement.encode(), values, prepare=True)
            return await cursor.fetchone() or ()

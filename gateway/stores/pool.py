"""A connection pool for one server: every statement ends within a time limit."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar
from weakref import WeakSet

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor, OperationalError
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from gateway.config import Config

Connection = AsyncConnection[Any]
Row = tuple[Any, ...]
T = TypeVar("T")

# Added to the pool's and the statement's timeouts: a server that has not answered by then hangs.
GRACE_SECONDS = 1.0

REPLAYED = "select case when pg_is_in_recovery() then (pg_last_wal_replay_lsn() - '0/0')::bigint end"

SET = "select set_config(name, value, true) from unnest($1::text[], $2::text[]) as setting (name, value)"


class RawLoader(Loader):
    """Loads jsonb as raw bytes: responses pass through without being parsed."""

    def load(self, data: Buffer) -> bytes:
        """Return the bytes unchanged."""
        return bytes(data)


def is_lost(error: psycopg.Error) -> bool:
    """Tell whether a statement failed because its connection is dead, or its server has become read-only."""
    if isinstance(error, PoolTimeout | TooManyRequests):
        return False
    if error.sqlstate is None:
        return isinstance(error, OperationalError)
    # Connection exceptions, server shutdown or crash, read-only transaction.
    return error.sqlstate.startswith(("08", "57P", "25006"))


def options(config: Config) -> dict[str, Any]:
    """Return psycopg's connection options. Autocommit, as psycopg drops prepared statements after a ROLLBACK."""
    prepared = {"prepare_threshold": None} if config.pgbouncer else {}
    return {"autocommit": True, "cursor_factory": AsyncRawCursor, **prepared}


def set_up(connection: Connection) -> None:
    """Register the loaders of a new connection."""
    connection.adapters.register_loader("jsonb", RawLoader)


async def connect(config: Config, replica_url: str | None = None) -> Connection:
    """Open a connection outside the pools, to the primary or to a replica. Raises psycopg.Error."""
    connection = await AsyncConnection.connect(config.conninfo(replica_url), **options(config))
    set_up(connection)
    return connection


class NoAnswer(OperationalError):
    """The server did not answer in time, or waiting for it was given up."""


class Patience:
    """Puts a time limit on work that a hung server may never finish: psycopg waits for it even when cancelled."""

    def __init__(self) -> None:
        self.waiting: set[asyncio.Future[None]] = set()
        self.tasks: set[asyncio.Task[Any]] = set()

    async def wait(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """Return the work's result. Raises what it raises, and NoAnswer after `seconds` or on give_up."""
        loop = asyncio.get_running_loop()
        end: asyncio.Future[None] = loop.create_future()
        task = loop.create_task(work)
        timer = loop.call_later(seconds, release, end)
        self.waiting.add(end)
        self.tasks.add(task)
        task.add_done_callback(lambda _: release(end))
        task.add_done_callback(self.forget)
        try:
            # Wait for the future, not for the task: a cancelled task may hang as long as the server does.
            await end
            if task.done():
                return task.result()
        finally:
            timer.cancel()
            self.waiting.discard(end)
            task.cancel()
        raise NoAnswer("the server does not answer")

    def give_up(self) -> None:
        """Stop all waiting now: each raises NoAnswer."""
        for end in self.waiting:
            release(end)

    def forget(self, task: asyncio.Task[Any]) -> None:
        """Drop a task that has ended, and mark its error as retrieved: its caller may be gone."""
        self.tasks.discard(task)
        if not task.cancelled():
            task.exception()


def release(end: asyncio.Future[None]) -> None:
    """Wake the waiter of a future, once."""
    if not end.done():
        end.set_result(None)


class Pool:
    """A pool of connections to the primary, or to a replica.

    Settings and prepared statements belong to the session. PgBouncer keeps no session: behind it each transaction sets
    its own settings, and nothing is prepared.
    """

    def __init__(self, config: Config, replica_url: str | None = None) -> None:
        self.settings = config.settings(replica_url is not None) if config.pgbouncer else {}
        self.seconds = config.pool_timeout + config.statement_timeout + GRACE_SECONDS
        self.patience = Patience()
        self.alive: WeakSet[Connection] = WeakSet()
        self.connections: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            config.conninfo(replica_url),
            kwargs=options(config),
            configure=self.configure,
            min_size=config.pool_size,
            max_size=config.pool_size,
            timeout=config.pool_timeout,
            max_waiting=config.pool_max_waiting,
            reconnect_timeout=5,
            open=False,
        )

    async def configure(self, connection: Connection) -> None:
        """Set up a new connection of the pool."""
        set_up(connection)
        self.alive.add(connection)

    async def fetch(
        self,
        statement: str,
        values: list[Any],
        then: str | None = None,
        after: int = 0,
        seconds: float | None = None,
    ) -> Row:
        """Run one statement; return its first row, or an empty one.

        then: a second statement, in the next transaction on the same connection; its first row is appended.
        after: an LSN; a replica that has not replayed it returns an empty row at once.
        seconds: the time limit; by default a little more than the pool's and the statement's timeouts.
        Raises psycopg.Error.
        """
        try:
            return await self.patience.wait(self.run(statement, values, then, after), seconds or self.seconds)
        except NoAnswer:
            # A caller with its own short timeout proves nothing: keep the connections.
            if seconds is None:
                await self.replace_all()
            raise

    async def replace_all(self) -> None:
        """Replace all connections: when one is dead so are the others, and each would fail a request."""
        self.alive.clear()
        await self.connections.drain()

    async def run(self, statement: str, values: list[Any], then: str | None, after: int) -> Row:
        """Do what fetch does, without the time limit."""
        async with self.connections.connection() as connection:
            try:
                if after:
                    (replayed,) = await self.execute(connection, REPLAYED, [])
                    if (replayed or 0) < after:
                        return ()
                row = await self.execute(connection, statement, values)
                return row if then is None else row + await self.execute(connection, then, [])
            except psycopg.Error as error:
                # Once per failure: the other dead connections are no longer in alive.
                if is_lost(error) and connection in self.alive:
                    await self.replace_all()
                raise

    async def execute(self, connection: Connection, statement: str, values: list[Any]) -> Row:
        """Run one statement in a transaction of its own. Raises psycopg.Error."""
        if not self.settings:
            cursor = await connection.execute(statement.encode(), values, prepare=True)
        else:
            # The pipeline makes it one round trip and one transaction, so the settings apply to the statement.
            async with connection.pipeline():
                await connection.execute(SET.encode(), [list(self.settings), list(self.settings.values())])
                cursor = await connection.execute(statement.encode(), values)
        return await cursor.fetchone() or ()

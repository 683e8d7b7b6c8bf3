"""Connections to one server, and the one way to run a statement on them: in time, or given up."""

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

# A server that works has answered by then, when the timeouts of pool and statement are over.
GRACE_SECONDS = 1.0

REPLAYED = "select case when pg_is_in_recovery() then (pg_last_wal_replay_lsn() - '0/0')::bigint end"

SET = "select set_config(name, value, true) from unnest($1::text[], $2::text[]) as setting (name, value)"


class RawLoader(Loader):
    """Hands JSON on as the bytes that came: nothing is parsed or built for an answer."""

    def load(self, data: Buffer) -> bytes:
        """Return the bytes."""
        return bytes(data)


def is_lost(error: psycopg.Error) -> bool:
    """Tell whether a statement failed because its connection is dead, or leads to a server that takes no writes."""
    if isinstance(error, PoolTimeout | TooManyRequests):
        return False
    if error.sqlstate is None:
        return isinstance(error, OperationalError)
    return error.sqlstate.startswith(("08", "57P", "25006"))


def options(config: Config) -> dict[str, Any]:
    """Return psycopg's options for a connection. Autocommit: after a ROLLBACK it forgets its prepared statements."""
    prepared = {"prepare_threshold": None} if config.pgbouncer else {}
    return {"autocommit": True, "cursor_factory": AsyncRawCursor, **prepared}


def set_up(connection: Connection) -> None:
    """Set a new connection up."""
    connection.adapters.register_loader("jsonb", RawLoader)


async def connect(config: Config, replica_url: str | None = None) -> Connection:
    """Return a connection beside the pools, to the primary or to a replica. Raises psycopg.Error."""
    connection = await AsyncConnection.connect(config.conninfo(replica_url), **options(config))
    set_up(connection)
    return connection


class NoAnswer(OperationalError):
    """The server did not answer in time, or the replica was left out meanwhile."""


class Patience:
    """Waits for work that a hung server may never finish: psycopg itself waits for it even when it is cancelled."""

    def __init__(self) -> None:
        self.waiting: set[asyncio.Future[None]] = set()
        self.tasks: set[asyncio.Task[Any]] = set()

    async def wait(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """Return what the work returns. Raises what it raises, and NoAnswer after `seconds` or give_up."""
        loop = asyncio.get_running_loop()
        end: asyncio.Future[None] = loop.create_future()
        task = loop.create_task(work)
        timer = loop.call_later(seconds, release, end)
        self.waiting.add(end)
        self.tasks.add(task)
        task.add_done_callback(lambda _: release(end))
        task.add_done_callback(self.forget)
        try:
            await end
            if task.done():
                return task.result()
        finally:
            timer.cancel()
            self.waiting.discard(end)
            task.cancel()
        raise NoAnswer("the server does not answer")

    def give_up(self) -> None:
        """End all waiting now."""
        for end in self.waiting:
            release(end)

    def forget(self, task: asyncio.Task[Any]) -> None:
        """Let go of a task that has ended; nobody may be left to hear of its error."""
        self.tasks.discard(task)
        if not task.cancelled():
            task.exception()


def release(end: asyncio.Future[None]) -> None:
    """Let what awaits it go on."""
    if not end.done():
        end.set_result(None)


class Pool:
    """Connections to the primary, or to a replica.

    Settings and prepared statements belong to the session; with pgbouncer there is none, and each transaction brings
    its settings.
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
        """Set a new connection up."""
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
        """Run one statement; return its first row, empty when there is none.

        then: a statement for the next transaction on the same connection; its first row's values follow the other's.
        after: a replica that has not replayed the WAL up to there returns an empty row at once.
        seconds: how long to wait, a little more than the timeouts when it is None. Raises psycopg.Error.
        """
        try:
            return await self.patience.wait(self.run(statement, values, then, after), seconds or self.seconds)
        except NoAnswer:
            # A caller with its own short timeout proves nothing: keep the connections.
            if seconds is None:
                await self.replace_all()
            raise

    async def replace_all(self) -> None:
        """Take new connections for all: what ended one has ended the others, and each would cost a request."""
        self.alive.clear()
        await self.connections.drain()

    async def run(self, statement: str, values: list[Any], then: str | None, after: int) -> Row:
        """Do what fetch does, without an end."""
        async with self.connections.connection() as connection:
            try:
                if after:
                    (replayed,) = await self.execute(connection, REPLAYED, [])
                    if (replayed or 0) < after:
                        return ()
                row = await self.execute(connection, statement, values)
                return row if then is None else row + await self.execute(connection, then, [])
            except psycopg.Error as error:
                if is_lost(error) and connection in self.alive:
                    await self.replace_all()
                raise

    async def execute(self, connection: Connection, statement: str, values: list[Any]) -> Row:
        """Run one statement in a transaction of its own. Raises psycopg.Error."""
        if not self.settings:
            cursor = await connection.execute(statement.encode(), values, prepare=True)
        else:
            # One round trip, and one transaction, which ends with the pipeline.
            async with connection.pipeline():
                await connection.execute(SET.encode(), [list(self.settings), list(self.settings.values())])
                cursor = await connection.execute(statement.encode(), values)
        return await cursor.fetchone() or ()

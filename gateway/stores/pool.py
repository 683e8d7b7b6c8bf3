"""A connection pool for one server: every statement ends within a time limit."""

from typing import Any
from weakref import WeakSet

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor, OperationalError
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from gateway.config import Config
from gateway.stores.deadlines import Deadlines, NoAnswer

Connection = AsyncConnection[Any]
Row = tuple[Any, ...]

# Added to the pool's and the statement's timeouts: a server that has not answered by then hangs.
GRACE_SECONDS = 1.0

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


class Pool:
    """A pool of connections to the primary, or to a replica.

    Settings and prepared statements belong to the session. PgBouncer keeps no session: behind it each transaction sets
    its own settings, and nothing is prepared.
    """

    def __init__(self, config: Config, replica_url: str | None = None) -> None:
        self.settings = config.settings(replica_url is not None) if config.pgbouncer else {}
        self.seconds = config.pool_timeout + config.statement_timeout + GRACE_SECONDS
        self.deadlines = Deadlines()
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

    async def fetch(self, statement: str, values: list[Any], seconds: float | None = None) -> Row:
        """Run one statement; return its first row, or an empty one.

        seconds: the time limit; by default a little more than the pool's and the statement's timeouts.
        Raises psycopg.Error.
        """
        try:
            return await self.deadlines.wait(self.run(statement, values), seconds or self.seconds)
        except NoAnswer:
            # A caller with its own short timeout proves nothing: keep the connections.
            if seconds is None:
                await self.replace_all()
            raise

    async def replace_all(self) -> None:
        """Replace all connections: when one is dead so are the others, and each would fail a request."""
        self.alive.clear()
        await self.connections.drain()

    async def run(self, statement: str, values: list[Any]) -> Row:
        """Do what fetch does, without the time limit."""
        async with self.connections.connection() as connection:
            try:
                return await self.execute(connection, statement, values)
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

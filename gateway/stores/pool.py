"""The connections to one server: each statement ends within a time limit."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from gateway.config import Config
from gateway.stores.connection import Job, NoAnswer, NoConnection, PipelineConnection, Row, Statement, array
from gateway.stores.outage import Outage, reason

log = logging.getLogger("gateway")

Connection = AsyncConnection[Any]

# Added to the pool's and the statement's timeouts: a server that has not answered by then hangs.
GRACE_SECONDS = 1.0
# Between two attempts to connect, doubling from the first to the second.
RECONNECT_SECONDS = (0.05, 1.0)

SET = "select set_config(name, value, true) from unnest($1::text[], $2::text[]) as setting (name, value)"


class RawLoader(Loader):
    """Loads jsonb as a line of raw bytes: responses pass through without being parsed."""

    def load(self, data: Buffer) -> bytes:
        """Return the bytes, and a newline: a terminal's prompt then begins on its own line."""
        return b"".join((data, b"\n"))


async def connect(config: Config, replica_url: str | None = None) -> Connection:
    """Open a connection to the primary or to a replica. Raises psycopg.Error."""
    connection = await AsyncConnection.connect(
        config.conninfo(replica_url), autocommit=True, cursor_factory=AsyncRawCursor, prepare_threshold=None
    )
    connection.adapters.register_loader("jsonb", RawLoader)
    return connection


def retrieve_error(task: asyncio.Task[Any]) -> None:
    """Mark a task's error as retrieved: if every waiter has left, asyncio would log it."""
    if not task.cancelled():
        task.exception()


def report_failure(task: asyncio.Task[Any]) -> None:
    """Log the error of a task that should have run until the end."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a task of the gateway failed", exc_info=error)


class Pool:
    """Connections to the primary, or to a replica. Jobs that find none free wait in the order in which they came.

    Settings and prepared statements belong to the session. PgBouncer keeps no session: behind it each transaction sets
    its own settings, and nothing is prepared.

    outage: is told of failures to connect. fault: why the last attempt failed; empty if it did not. Since the start:
    waits, how many jobs had to wait; wait_seconds, how long; refusals, how many got no connection; failures to connect.
    """

    def __init__(self, config: Config, replica_url: str | None = None, outage: Outage | None = None) -> None:
        self.config = config
        self.replica_url = replica_url
        self.outage = outage
        self.seconds = config.pool_timeout + config.statement_timeout + GRACE_SECONDS
        settings = config.settings(replica_url is not None) if config.pgbouncer else {}
        self.set_up = [Statement(SET, [array(list(settings)), array(list(settings.values()))])] if settings else []
        self.connections: set[PipelineConnection] = set()
        self.free: deque[PipelineConnection] = deque()
        self.waiting: deque[Job] = deque()
        self.keepers: list[asyncio.Task[None]] = []
        self.is_complete = asyncio.Event()
        self.fault = ""
        self.waits = self.refusals = self.failures = 0
        self.wait_seconds = 0.0

    def open(self) -> None:
        """Begin to connect, and connect again whenever a connection is lost."""
        self.keepers = [asyncio.create_task(self.keep()) for _ in range(self.config.pool_size)]
        for keeper in self.keepers:
            keeper.add_done_callback(report_failure)

    async def wait_until_open(self, seconds: float) -> None:
        """Return when all connections are there. Raises NoConnection when they are not within these seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self.is_complete.wait()
        except TimeoutError:
            raise NoConnection("the server accepts no connections") from None

    async def close(self) -> None:
        """Close all connections, and fail all that runs or waits."""
        for keeper in self.keepers:
            keeper.cancel()
        self.give_up()
        await asyncio.gather(*self.keepers, return_exceptions=True)

    def give_up(self) -> None:
        """Fail all that runs or waits now; its connections are replaced."""
        error = NoAnswer("waiting for the server is given up")
        while self.waiting:
            self.waiting.popleft().fail(error)
        for connection in list(self.connections):
            connection.is_retired = True
            connection.lose(error)

    async def fetch(self, statement: str, values: Sequence[str | None], seconds: float | None = None) -> Row:
        """Run one statement in a transaction of its own; return its first row, or an empty one.

        seconds: the time limit; by default a little more than the pool's and the statement's timeouts.
        Raises psycopg.Error: NoConnection, or NoAnswer, or that the connection was lost, or the statement's own.
        """
        loop = asyncio.get_running_loop()
        job = Job([*self.set_up, Statement(statement, values)], loop.create_future(), loop.time() + self.seconds)
        if (connection := self.take()) is not None:
            connection.start(job)
        elif len(self.waiting) < self.config.pool_max_waiting:
            self.waiting.append(job)
            self.waits += 1
            job.timer = loop.call_later(self.config.pool_timeout, job.fail, NoConnection("no connection became free"))
        else:
            self.refusals += 1
            raise NoConnection("too many requests wait for a connection")
        # A caller with its own short timeout proves nothing: the connection is kept.
        own = None if seconds is None else loop.call_later(seconds, job.fail, NoAnswer("no answer in time"))
        try:
            return await job.future
        except NoConnection:
            self.refusals += 1
            raise
        finally:
            if own is not None:
                own.cancel()
            if job in self.waiting:
                self.waiting.remove(job)
                job.stop_timer()
                self.wait_seconds += self.waited(job)

    def waited(self, job: Job) -> float:
        """Return how long a job that waits for a connection has done so, in seconds."""
        return asyncio.get_running_loop().time() - (job.deadline - self.seconds)

    async def keep(self) -> None:
        """Hold one connection after the other, for ever."""
        shortest, longest = RECONNECT_SECONDS
        pause = shortest
        while True:
            try:
                connection = await connect(self.config, self.replica_url)
            except psycopg.Error as error:
                self.fault = reason(error)
                self.failures += 1
                if self.outage is not None:
                    self.outage.note_failure(error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, longest)
                continue
            self.fault = ""
            kept = PipelineConnection(connection, not self.set_up, self.serve, self.forget)
            self.connections.add(kept)
            if len(self.connections) == self.config.pool_size:
                self.is_complete.set()
            self.serve(kept)
            await kept.lost.wait()
            pause = shortest
            await asyncio.sleep(pause)

    def take(self) -> PipelineConnection | None:
        """Return a free connection that is alive; None if there is none. Nothing was sent on those that are not."""
        while self.free:
            connection = self.free.popleft()
            if connection.is_alive():
                return connection
        return None

    def serve(self, connection: PipelineConnection) -> None:
        """Give a free connection the job that has waited longest, if there is one, and if it is alive."""
        while self.waiting and connection.is_alive():
            job = self.waiting.popleft()
            self.wait_seconds += self.waited(job)
            if not job.future.done():
                connection.start(job)
                return
        if not connection.lost.is_set():
            self.free.append(connection)

    def forget(self, connection: PipelineConnection) -> None:
        """Let go of a lost connection; replace the others too: when one is dead so are they."""
        self.connections.discard(connection)
        self.is_complete.clear()
        if connection in self.free:
            self.free.remove(connection)
        if not connection.is_retired:
            for other in list(self.connections):
                other.retire()

"""Replicas: a health check twice a second, and no reads from one that is down, hangs or lags."""

import asyncio
import logging
import random
import time
from collections import deque
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from gateway.config import Config
from gateway.stores.deadlines import Deadlines
from gateway.stores.pool import REPLAYED, Connection, Pool, Row, connect, is_lost

log = logging.getLogger("gateway")

CHECK_SECONDS = 0.5
TIMEOUT_SECONDS = 1.0
# A replica at most this far behind may have caught up by now: try it.
CLOSE_SECONDS = 2 * CHECK_SECONDS
CONNECT_SECONDS = 5.0

# Only flushed WAL can have reached a replica.
PRIMARY = "select case when not pg_is_in_recovery() then (pg_current_wal_flush_lsn() - '0/0')::bigint end"


class Lag:
    """Replication lag: the age of a replica's data in seconds; infinite until it has caught up once.

    Measured by LSNs, not by commit timestamps: an idle primary causes no lag, and broken replication does.
    """

    def __init__(self, bound: float) -> None:
        # The primary's LSNs not replayed yet, with the time of each: enough of them to show a lag beyond the bound.
        self.pending: deque[tuple[float, int]] = deque(maxlen=int(bound / CHECK_SECONDS) + 2)
        self.is_known = False

    def note(self, now: float, position: int) -> None:
        """Record the primary's LSN at a time."""
        self.pending.append((now, position))

    def measure(self, now: float, replayed: int) -> float:
        """Return the lag of a replica that has replayed the WAL up to an LSN."""
        while self.pending and self.pending[0][1] <= replayed:
            self.pending.popleft()
            self.is_known = True
        if not self.is_known:
            return float("inf")
        # The oldest LSN not replayed yet tells since when the replica is behind.
        return now - self.pending[0][0] if self.pending else 0.0


class Replica:
    """One replica; it has a pool while in use. replayed, behind: LSN and lag at the last health check."""

    def __init__(self, config: Config, url: str) -> None:
        self.config = config
        self.url = url
        self.lag = Lag(config.replica_lag)
        self.deadlines = Deadlines()
        self.probe: Connection | None = None
        self.pool: Pool | None = None
        self.replayed = 0
        self.behind = float("inf")
        self.fault = ""
        self.closing: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        """The replica's host and port, for the log."""
        parameters = conninfo_to_dict(self.url)
        return f"{parameters.get('host', 'localhost')}:{parameters.get('port', '5432')}"

    async def fetch(self, statement: str, values: list[Any], after: int) -> Row:
        """Run one read-only statement; return its first row.

        Returns an empty row when the replica has just been taken out of use, or has not replayed the WAL up to the LSN
        `after`. Raises psycopg.Error.
        """
        pool = self.pool
        if pool is None:
            return ()
        try:
            return await pool.fetch(statement, values, after=after)
        except psycopg.Error as error:
            # An error of an earlier pool says nothing about the present one.
            if is_lost(error) and self.pool is pool:
                self.take_out("a connection failed")
            raise

    async def check(self, now: float, position: int | None) -> None:
        """Run a health check: take the replica into use or out of it.

        position: the primary's LSN; None when unknown. now: monotonic time from before it was read, so that the lag is
        never underestimated.
        """
        if position is not None:
            self.lag.note(now, position)
        try:
            replayed = await self.deadlines.wait(self.read_replayed(), TIMEOUT_SECONDS)
            if replayed is None:
                self.take_out("it is no replica")
                return
            self.behind = self.lag.measure(time.monotonic(), replayed)
            if self.behind > self.config.replica_lag:
                self.take_out("it lags")
            else:
                await self.admit()
                self.replayed = replayed
        except psycopg.Error as error:
            self.take_out(f"{error.sqlstate} {type(error).__name__}")

    async def read_replayed(self) -> int | None:
        """Return the LSN that the replica has replayed; None when it is no replica. Raises psycopg.Error."""
        # Taken away while in use: a probe that hangs or fails is not used again.
        probe, self.probe = self.probe, None
        if probe is None:
            probe = await connect(self.config, self.url)
        try:
            cursor = await probe.execute(REPLAYED)
            (replayed,) = await cursor.fetchone() or (None,)
        except (psycopg.Error, asyncio.CancelledError):
            await probe.close()
            raise
        self.probe = probe
        return replayed

    async def admit(self) -> None:
        """Take the replica into use, with a new pool. Raises psycopg.Error when it accepts no connections."""
        if self.pool is None:
            pool = Pool(self.config, self.url)
            await pool.connections.open(wait=True, timeout=CONNECT_SECONDS)
            self.pool = pool
            self.fault = ""
            log.info("replica %s is asked", self.name)

    def take_out(self, fault: str) -> None:
        """Take the replica out of use until a health check passes, and give up its running statements."""
        if fault != self.fault:
            log.warning("replica %s is left out: %s", self.name, fault)
            self.fault = fault
        if self.pool is None:
            return
        # Their callers read from the primary at once, instead of waiting for a timeout.
        self.pool.deadlines.give_up()
        closing = asyncio.create_task(self.pool.connections.close())
        self.closing.add(closing)
        closing.add_done_callback(self.closing.discard)
        self.pool = None

    async def close(self) -> None:
        """Close all connections."""
        self.take_out("the gateway ends")
        await asyncio.gather(*self.closing)
        if self.probe is not None:
            await self.probe.close()


class Replicas:
    """All replicas of the primary."""

    def __init__(self, config: Config, primary: Pool) -> None:
        self.primary = primary
        self.replicas = [Replica(config, url) for url in config.replica_urls]

    def choose(self, after: int) -> Replica | None:
        """Return a random replica that has, or may have, replayed the WAL up to the LSN `after`; None for none."""
        usable = [r for r in self.replicas if r.pool and (r.replayed >= after or r.behind <= CLOSE_SECONDS)]
        return random.choice(usable) if usable else None  # noqa: S311 - spreads load

    async def close(self) -> None:
        """Close all connections."""
        for replica in self.replicas:
            await replica.close()

    async def watch(self, replica: Replica) -> None:
        """Run a replica's health check twice a second, for ever."""
        while True:
            now = time.monotonic()
            await replica.check(now, await self.position())
            await asyncio.sleep(CHECK_SECONDS)

    async def position(self) -> int | None:
        """Return the LSN up to which the primary has flushed its WAL; None when it does not answer."""
        try:
            (position,) = await self.primary.fetch(PRIMARY, [], seconds=TIMEOUT_SECONDS)
        except psycopg.Error:
            return None
        return position if position is None else int(position)

"""Replicas: a health check twice a second leaves one out while it is down, hangs or lags."""

import asyncio
import logging
import random
import time
from collections import deque
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from gateway.config import Config
from gateway.stores.pool import REPLAYED, Connection, Patience, Pool, Row, connect, is_lost

log = logging.getLogger("gateway")

LOOK_SECONDS = 0.5
PATIENCE_SECONDS = 1.0
# A replica at most this far behind may have caught up by now: try it.
CLOSE_SECONDS = 2 * LOOK_SECONDS
CONNECT_SECONDS = 5.0

# Only flushed WAL can have reached a replica.
PRIMARY = "select case when not pg_is_in_recovery() then (pg_current_wal_flush_lsn() - '0/0')::bigint end"


class Lag:
    """How long ago a replica's data were the primary's, in seconds; infinite until it was seen to catch up.

    Positions are compared and no clocks, so an idle primary makes no replica old, and a lost stream does.
    """

    def __init__(self, bound: float) -> None:
        self.pending: deque[tuple[float, int]] = deque(maxlen=int(bound / LOOK_SECONDS) + 2)
        self.is_known = False

    def note(self, now: float, position: int) -> None:
        """Note how far the primary is."""
        self.pending.append((now, position))

    def measure(self, now: float, replayed: int) -> float:
        """Return the lag of a replica that has replayed the WAL so far."""
        while self.pending and self.pending[0][1] <= replayed:
            self.pending.popleft()
            self.is_known = True
        if not self.is_known:
            return float("inf")
        return now - self.pending[0][0] if self.pending else 0.0


class Replica:
    """One replica. It has a pool while it is in use. replayed, behind: results of the last health check."""

    def __init__(self, config: Config, url: str) -> None:
        self.config = config
        self.url = url
        self.lag = Lag(config.replica_lag)
        self.patience = Patience()
        self.probe: Connection | None = None
        self.pool: Pool | None = None
        self.replayed = 0
        self.behind = float("inf")
        self.fault = ""
        self.closing: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        """What the log calls it."""
        parameters = conninfo_to_dict(self.url)
        return f"{parameters.get('host', 'localhost')}:{parameters.get('port', '5432')}"

    async def fetch(self, statement: str, values: list[Any], after: int) -> Row:
        """Run one statement, which can only read; return its first row.

        Returns an empty row when the replica has just been left out, or has not replayed the WAL up to `after`. Raises
        psycopg.Error.
        """
        pool = self.pool
        if pool is None:
            return ()
        try:
            return await pool.fetch(statement, values, after=after)
        except psycopg.Error as error:
            if is_lost(error) and self.pool is pool:
                self.leave_out("a connection failed")
            raise

    async def look(self, now: float, position: int | None) -> None:
        """Judge whether the replica may be asked.

        now: by the monotonic clock. position: the primary's, at that time or later; None when it is not known.
        """
        if position is not None:
            self.lag.note(now, position)
        try:
            replayed = await self.patience.wait(self.ask(), PATIENCE_SECONDS)
            if replayed is None:
                self.leave_out("it is no replica")
                return
            self.behind = self.lag.measure(time.monotonic(), replayed)
            if self.behind > self.config.replica_lag:
                self.leave_out("it lags")
            else:
                await self.admit()
                self.replayed = replayed
        except psycopg.Error as error:
            self.leave_out(f"{error.sqlstate} {type(error).__name__}")

    async def ask(self) -> int | None:
        """Return how far the replica has replayed the WAL, None when it is no replica. Raises psycopg.Error."""
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
        """Let the replica be asked, with new connections. Raises psycopg.Error when it does not take them."""
        if self.pool is None:
            pool = Pool(self.config, self.url)
            await pool.connections.open(wait=True, timeout=CONNECT_SECONDS)
            self.pool = pool
            self.fault = ""
            log.info("replica %s is asked", self.name)

    def leave_out(self, fault: str) -> None:
        """Ask the replica no more until it looks well, and wait no longer for what it was asked."""
        if fault != self.fault:
            log.warning("replica %s is left out: %s", self.name, fault)
            self.fault = fault
        if self.pool is None:
            return
        self.pool.patience.give_up()
        closing = asyncio.create_task(self.pool.connections.close())
        self.closing.add(closing)
        closing.add_done_callback(self.closing.discard)
        self.pool = None

    async def close(self) -> None:
        """Close all connections."""
        self.leave_out("the gateway ends")
        await asyncio.gather(*self.closing)
        if self.probe is not None:
            await self.probe.close()


class Replicas:
    """All replicas of a primary."""

    def __init__(self, config: Config, primary: Pool) -> None:
        self.primary = primary
        self.replicas = [Replica(config, url) for url in config.replica_urls]

    def choose(self, after: int) -> Replica | None:
        """Return a replica that has replayed the WAL up to `after`, or is so close that it may have; None for none."""
        usable = [r for r in self.replicas if r.pool and (r.replayed >= after or r.behind <= CLOSE_SECONDS)]
        return random.choice(usable) if usable else None  # noqa: S311 - spreads load

    async def close(self) -> None:
        """Close all connections."""
        for replica in self.replicas:
            await replica.close()

    async def watch(self, replica: Replica) -> None:
        """Check a replica's health twice a second, for ever."""
        while True:
            now = time.monotonic()
            await replica.look(now, await self.position())
            await asyncio.sleep(LOOK_SECONDS)

    async def position(self) -> int | None:
        """Return the LSN up to which the primary has flushed its WAL; None when it does not answer."""
        try:
            (position,) = await self.primary.fetch(PRIMARY, [], seconds=PATIENCE_SECONDS)
        except psycopg.Error:
            return None
        return position if position is None else int(position)

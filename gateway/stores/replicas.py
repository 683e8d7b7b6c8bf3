"""Replicas: a health check twice a second, and no reads from one that is down, hangs or lags."""

import asyncio
import logging
import random
import time
from collections import deque
from dataclasses import replace
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from gateway.config import Config
from gateway.stores.connection import Row, is_lost
from gateway.stores.outage import reason
from gateway.stores.pool import Pool
from gateway.stores.position import BEGINNING, Position, is_before

log = logging.getLogger("gateway")

CHECK_SECONDS = 0.5
TIMEOUT_SECONDS = 1.0
CONNECT_SECONDS = 5.0

SILENT = "it does not answer"

PRIMARY = "select timeline, lsn, microseconds from feed.primary_position()"

# Both timelines are of replayed WAL, and may be those of a while ago: until the next restartpoint at the latest.
REPLAYED = """
select case when pg_is_in_recovery() then greatest(c.timeline_id, r.min_recovery_end_timeline) end,
       (pg_last_wal_replay_lsn() - '0/0')::bigint
  from pg_control_checkpoint() c, pg_control_recovery() r
"""


class Progress:
    """How far a replica has come. as_of: it has everything that was committed up to this position of the primary.

    Measured by LSNs, not by commit timestamps: an idle primary causes no lag, and broken replication does.
    """

    def __init__(self, longest_lag: float) -> None:
        # The primary's positions not replayed yet, with the time of each: enough of them to show the longest lag.
        self.pending: deque[tuple[float, Position]] = deque(maxlen=int(longest_lag / CHECK_SECONDS) + 2)
        self.as_of = BEGINNING
        self.timeline = 0
        self.replayed = 0
        self.has_caught_up = False

    def note(self, now: float, timeline: int, position: Position) -> None:
        """Record the primary's position. now: monotonic time before it was read."""
        if timeline != self.timeline:
            # A standby took over: the WAL has another history from some LSN on.
            self.timeline = timeline
            self.has_caught_up = False
            self.pending.clear()
            self.as_of = BEGINNING
        newest = self.pending[-1][1] if self.pending else self.as_of
        if newest[1] > position[1]:
            # The clock was set back, or another server took over whose clock is behind.
            self.pending.clear()
            self.as_of = BEGINNING
        self.pending.append((now, position))

    def measure(self, now: float, replayed: int) -> float:
        """Return the lag of a replica that has replayed the WAL up to an LSN: the age of its data in seconds.

        It is infinite until the replica has caught up once.
        """
        if replayed < self.replayed:
            # It came back as an older copy, or another server answers at its address.
            self.as_of = BEGINNING
        self.replayed = replayed
        while self.pending and self.pending[0][1][0] <= replayed:
            _, self.as_of = self.pending.popleft()
            self.has_caught_up = True
        if not self.has_caught_up:
            return float("inf")
        # The oldest position not replayed yet tells since when the replica is behind.
        return now - self.pending[0][0] if self.pending else 0.0

    def forget(self) -> None:
        """Assume nothing about the replica's data: it may come back as an older copy."""
        self.as_of = BEGINNING


class Replica:
    """One replica; it has a pool while in use. lag: the age of its data in seconds, infinite if unknown."""

    def __init__(self, config: Config, url: str, create_pool: type[Pool] = Pool) -> None:
        self.config = config
        self.url = url
        self.create_pool = create_pool
        self.progress = Progress(config.replica_lag)
        # A connection of its own: a health check must not wait for requests.
        self.probe = Pool(replace(config, pool_size=1), url)
        self.pool: Pool | None = None
        self.fault = ""
        self.lag = float("inf")
        self.closing: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        """The replica's host and port, for the log."""
        parameters = conninfo_to_dict(self.url)
        return f"{parameters.get('host', 'localhost')}:{parameters.get('port', '5432')}"

    async def fetch(self, statement: str, values: list[Any]) -> Row:
        """Run one read-only statement; return its first row. Raises psycopg.Error."""
        pool = self.pool
        if pool is None:
            return ()
        try:
            return await pool.fetch(statement, values)
        except psycopg.Error as error:
            # An error of an earlier pool says nothing about the present one.
            if is_lost(error) and self.pool is pool:
                self.take_out(SILENT, reason(error))
            raise

    async def check(self, now: float, primary: tuple[int, Position] | None) -> None:
        """Run a health check: take the replica into use or out of it.

        primary: its timeline and position; None when it does not answer. now: monotonic time from before they were
        read, so that the lag is never underestimated.
        """
        if primary is not None:
            self.progress.note(now, *primary)
        try:
            timeline, lsn = await self.probe.fetch(REPLAYED, [], seconds=TIMEOUT_SECONDS)
            if timeline is None:
                self.take_out("it is no replica")
            elif timeline < self.progress.timeline:
                # It may have WAL that the new primary never had, and be behind nevertheless.
                self.take_out("it does not follow the new primary")
            else:
                self.lag = self.progress.measure(time.monotonic(), lsn)
                if self.lag > self.config.replica_lag:
                    self.take_out("it lags")
                else:
                    await self.admit()
        except psycopg.Error as error:
            self.lag = float("inf")
            # It may hang, and another server may answer at its address.
            self.probe.give_up()
            self.take_out(SILENT, self.probe.fault or reason(error))

    async def admit(self) -> None:
        """Take the replica into use, with a new pool. Raises psycopg.Error when it accepts no connections."""
        if self.pool is None:
            pool = self.create_pool(self.config, self.url)
            pool.open()
            try:
                await pool.wait_until_open(CONNECT_SECONDS)
                self.pool = pool
            finally:
                if self.pool is not pool:
                    await pool.close()
            self.fault = ""
            log.info("replica %s is in use", self.name)

    def take_out(self, fault: str, why: str = "") -> None:
        """Take the replica out of use until a health check passes, and give up its running statements.

        why: more of the first failure, for the log.
        """
        if fault != self.fault:
            log.warning("replica %s is left out: %s", self.name, f"{fault}: {why}" if why else fault)
            self.fault = fault
        if self.pool is None:
            return
        # Their callers read from the primary at once, instead of waiting for a timeout.
        closing = asyncio.create_task(self.pool.close())
        self.closing.add(closing)
        closing.add_done_callback(self.closing.discard)
        self.pool = None
        self.progress.forget()

    async def close(self) -> None:
        """Close all connections."""
        self.take_out("the gateway ends")
        await asyncio.gather(*self.closing)
        await self.probe.close()


class Replicas:
    """All replicas of the primary. create_pool: makes the pools for requests."""

    def __init__(self, config: Config, primary: Pool, create_pool: type[Pool] = Pool) -> None:
        self.primary = primary
        self.replicas = [Replica(config, url, create_pool) for url in config.replica_urls]

    def choose(self, after: Position) -> Replica | None:
        """Return a random replica that has everything committed up to `after`; None for none."""
        usable = [replica for replica in self.replicas if replica.pool and is_before(after, replica.progress.as_of)]
        return random.choice(usable) if usable else None  # noqa: S311 - spreads load

    async def close(self) -> None:
        """Close all connections."""
        for replica in self.replicas:
            await replica.close()

    async def watch(self, replica: Replica) -> None:
        """Run a replica's health check twice a second, for ever."""
        replica.probe.open()
        while True:
            now = time.monotonic()
            await replica.check(now, await self.position())
            await asyncio.sleep(CHECK_SECONDS)

    async def position(self) -> tuple[int, Position] | None:
        """Return the primary's timeline and position; None when it does not answer."""
        try:
            timeline, lsn, microseconds = await self.primary.fetch(PRIMARY, [], seconds=TIMEOUT_SECONDS)
        except psycopg.Error:
            return None
        return (timeline, (lsn, microseconds)) if timeline is not None else None

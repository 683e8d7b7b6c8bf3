"""Asks the database for what is due, sends it, and notes what came of it."""

import asyncio
import logging
from collections import deque
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import AsyncConnection

from gateway.outbound.messages import Delivery
from gateway.outbound.sender import Outcome, Sender
from gateway.stores.outage import reason

log = logging.getLogger("gateway")

AT_ONCE = 64
POLL_SECONDS = 0.2
RETRY_SECONDS = 1.0
END_SECONDS = 5.0

RELAY = b"select outbound.relay()"
CLAIM = b"select webhook_id, event_id, attempt, url, secrets, body from outbound.claim_deliveries(%s)"
RECORD = b"select outbound.record_delivery(%s, %s, %s, %s, %s, %s)"


class Notifier:
    """Sends deliveries, many at once, until it is stopped.

    A claim lasts longer than a request may: a delivery whose notifier is killed, or lost the database before it could
    say what came of it, is claimed again later and sent with the id that it had.
    """

    def __init__(self, conninfo: str, sender: Sender) -> None:
        self.conninfo = conninfo
        self.sender = sender
        self.tasks: set[asyncio.Task[None]] = set()
        self.outcomes: deque[Outcome] = deque()
        self.is_stopping = False
        self.news = asyncio.Event()
        self.told: str | None = None

    def stop(self) -> None:
        """Let run return soon."""
        self.is_stopping = True
        self.news.set()

    async def run(self) -> None:
        """Connect and work; go on trying while the database cannot be used."""
        while not self.is_stopping:
            try:
                async with await AsyncConnection.connect(self.conninfo, autocommit=True) as connection:
                    await self.work(connection)
            except psycopg.Error as error:
                if self.told != reason(error):
                    self.told = reason(error)
                    log.error("PostgreSQL cannot be used: %s. Webhooks get nothing until it can", self.told)
                if not self.is_stopping:
                    # What came of a delivery is no reason to try at once.
                    self.news.clear()
                await self.wait(RETRY_SECONDS)
        for task in self.tasks:
            task.cancel()

    async def work(self, connection: AsyncConnection[Any]) -> None:
        """Send what is due, until it is stopped; then note what comes soon. Raises psycopg.Error."""
        while not self.is_stopping:
            self.news.clear()
            await self.record(connection)
            await connection.execute(RELAY)
            if self.told is not None:
                log.info("PostgreSQL can be used again")
                self.told = None
            if free := AT_ONCE - len(self.tasks):
                claimed = await connection.execute(CLAIM, [free])
                async for row in claimed:
                    self.start(Delivery(*row))
            await self.wait(POLL_SECONDS)
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=END_SECONDS)
        await self.record(connection)

    def start(self, delivery: Delivery) -> None:
        """Send a delivery beside others."""
        task = asyncio.create_task(self.deliver(delivery))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def deliver(self, delivery: Delivery) -> None:
        """Send a delivery, and keep what came of it until the database has it."""
        outcome = await self.sender.send(delivery)
        if outcome.error is not None:
            log.warning(
                "event %d was not delivered to webhook %s: %s%s, attempt %d",
                delivery.event_id,
                delivery.webhook_id,
                outcome.error,
                "" if outcome.status is None else f" {outcome.status}",
                delivery.attempt,
            )
        self.outcomes.append(outcome)
        self.news.set()

    async def record(self, connection: AsyncConnection[Any]) -> None:
        """Note what came of deliveries, all in one commit. Raises psycopg.Error, and keeps what is not noted."""
        while self.outcomes:
            # In the order in which api.replay_deliveries locks them.
            noted = sorted(
                (o.delivery.webhook_id, o.delivery.event_id, o.delivery.attempt, o.status, o.error, o.retry_after)
                for o in self.outcomes
            )
            async with connection.cursor() as cursor:
                await cursor.executemany(RECORD, noted)
            for _ in noted:
                self.outcomes.popleft()

    async def wait(self, seconds: float) -> None:
        """Return when there is news, or after this time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.news.wait()

"""Asks the database for what is due, sends it, and notes what came of it."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import AsyncConnection

from gateway.outbound.channel import Channel
from gateway.stores.outage import reason

log = logging.getLogger("gateway")

POLL_SECONDS = 0.2
RETRY_SECONDS = 1.0
END_SECONDS = 5.0

RELAY = b"select outbound.relay()"


class Notifier:
    """Sends what is due on all channels, beside each other, until it is stopped.

    A claim lasts longer than sending may: what a notifier had claimed that was killed, or lost the database before it
    could say what came of it, is claimed again later and sent with the id that it had.
    """

    def __init__(self, conninfo: str, channels: Sequence[Channel], news: asyncio.Event) -> None:
        self.conninfo = conninfo
        self.channels = channels
        self.news = news
        self.is_stopping = False
        self.told: str | None = None

    @property
    def tasks(self) -> set[asyncio.Task[None]]:
        """All that is being sent."""
        return {task for channel in self.channels for task in channel.tasks}

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
                    log.error("PostgreSQL cannot be used: %s. Nothing is sent until it can", self.told)
                if not self.is_stopping:
                    # What came of something is no reason to try at once.
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
            for channel in self.channels:
                await channel.start(connection)
            await self.wait(POLL_SECONDS)
        if tasks := self.tasks:
            await asyncio.wait(tasks, timeout=END_SECONDS)
        await self.record(connection)

    async def record(self, connection: AsyncConnection[Any]) -> None:
        """Note what came of what was sent. Raises psycopg.Error."""
        for channel in self.channels:
            await channel.record(connection)

    async def wait(self, seconds: float) -> None:
        """Return when there is news, or after this time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.news.wait()

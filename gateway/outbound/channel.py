"""What is common to all that is sent: it is claimed from the database, sent many at once, and noted there."""

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from typing import Any

from psycopg import AsyncConnection


class Channel(ABC):
    """What is sent one way. news: set when there is something to note, or to claim.

    at_once: how many are being sent at most. claim: the query for what is due. note: the one to note what came of it.
    """

    at_once: int
    claim: bytes
    note: bytes

    def __init__(self, news: asyncio.Event) -> None:
        self.news = news
        self.tasks: set[asyncio.Task[None]] = set()
        self.outcomes: deque[tuple[Any, ...]] = deque()

    @abstractmethod
    async def send(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Send what a row of claim holds; return the values for note."""

    def room(self) -> int:
        """Return how many more can be sent now."""
        return self.at_once - len(self.tasks)

    async def start(self, connection: AsyncConnection[Any]) -> None:
        """Claim what is due, and send it beside the rest. Raises psycopg.Error."""
        if room := self.room():
            claimed = await connection.execute(self.claim, [room])
            async for row in claimed:
                task = asyncio.create_task(self.finish(row))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)

    async def finish(self, row: tuple[Any, ...]) -> None:
        """Send one, and keep what came of it until the database has it."""
        self.outcomes.append(await self.send(row))
        self.news.set()

    async def record(self, connection: AsyncConnection[Any]) -> None:
        """Note what came of all, in one commit. Raises psycopg.Error, and keeps what is not noted."""
        while self.outcomes:
            # In the order of their keys, in which api.replay_deliveries locks them. An attempt may be there twice: a
            # standby that took over had not heard of its claim.
            noted = sorted(self.outcomes, key=lambda outcome: outcome[:2])
            async with connection.cursor() as cursor:
                await cursor.executemany(self.note, noted)
            for _ in noted:
                self.outcomes.popleft()

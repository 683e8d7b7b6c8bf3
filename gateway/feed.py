"""The reader of changes: one per worker, on a connection of its own, asks the primary what is new and tells it on."""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import AsyncConnection

log = logging.getLogger("gateway")

FAST = 0.05
SLOW = 0.2
RETRY_SECONDS = 0.5
HANGING_SECONDS = 5
# Of clients that come back all at once, so many are told between two looks.
AT_ONCE = 50


@dataclass(frozen=True)
class Change:
    """One change: what kind it is, who hears of it, and what they hear. One without topics is for caches only."""

    event: str
    topics: tuple[str, ...]
    data: Any = None


@dataclass(frozen=True)
class Look:
    """What one look found. id: whence a client goes on. position: what was read later knows of all this."""

    changes: tuple[Change, ...]
    cursor: str
    id: str
    position: tuple[int, ...]


@dataclass(frozen=True)
class Latecomer:
    """Somebody to be told first what a cursor has not seen. arguments: of the function, by name."""

    cursor: str
    arguments: Mapping[str, str]
    tell: Callable[[Look], None]


class Feed:
    """Looks again and again, faster while there is news.

    connect: opens a connection to the primary. function: answers changes, cursor, id and position to p_cursor.
    listeners: are told every look.
    """

    def __init__(self, connect: Callable[[], Awaitable[AsyncConnection[Any]]], function: str) -> None:
        self.connect = connect
        self.function = function
        self.listeners: list[Callable[[Look], None]] = []
        self.last: Look | None = None
        self.looked_at = -float("inf")
        self.latecomers: deque[Latecomer] = deque()

    async def run(self) -> None:
        """Look for ever, connecting again as often as it takes."""
        while True:
            try:
                async with await self.connect() as connection:
                    await self.follow(connection)
            except (psycopg.Error, TimeoutError) as error:
                log.warning("the feed is interrupted: %s", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    async def follow(self, connection: AsyncConnection[Any]) -> None:
        """Look for ever over this connection. Raises psycopg.Error, and TimeoutError when the database hangs."""
        pause = FAST
        while True:
            look = await self.look(connection, self.last.cursor if self.last else None, {})
            self.last, self.looked_at = look, time.monotonic()
            for tell in self.listeners:
                tell(look)
            await self.tell_latecomers(connection)
            pause = FAST if look.changes else min(pause * 2, SLOW)
            await asyncio.sleep(pause)

    async def tell_latecomers(self, connection: AsyncConnection[Any]) -> None:
        """Tell those who came back. Between two looks, so that nobody hears of an older state after a newer one.

        Raises psycopg.Error and TimeoutError.
        """
        for _ in range(min(len(self.latecomers), AT_ONCE)):
            one = self.latecomers[0]
            one.tell(await self.look(connection, one.cursor, one.arguments))
            self.latecomers.popleft()

    async def look(self, connection: AsyncConnection[Any], cursor: str | None, arguments: Mapping[str, str]) -> Look:
        """Ask what is new since the cursor. Raises psycopg.Error and TimeoutError."""
        given = {"cursor": cursor, **arguments}
        named = ", ".join(f"p_{name} => ${n}" for n, name in enumerate(given, 1))
        statement = f"select {self.function}({named})"
        async with asyncio.timeout(HANGING_SECONDS):
            found = await connection.execute(statement.encode(), list(given.values()))
            row: tuple[Any, ...] = await found.fetchone() or ()
        answer = json.loads(row[0])
        changes = tuple(Change(c["event"], tuple(c["topics"]), c.get("data")) for c in answer["changes"])
        return Look(changes, answer["cursor"], answer["id"], tuple(answer["position"]))

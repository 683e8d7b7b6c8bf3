"""The reader of changes: one per worker, on a connection of its own, polls the primary and publishes what is new."""

import asyncio
import json
import logging
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from gateway.stores.pool import Row

log = logging.getLogger("gateway")

FAST = 0.05
SLOW = 0.2
# Time per poll for replaying missed changes to reconnecting clients.
AT_ONCE_SECONDS = 0.05
# Before the first poll: assume the database's clock is at most this far ahead.
UNKNOWN_SECONDS = 60


def topic(name: str, value: str, type_: str) -> str:
    """Return the topic of an argument of the feed's function, as the function writes it."""
    return f"{name}={value.lower() if type_ == 'uuid' else value}"


# The LSN in bytes, and microseconds of the database's clock.
Position = tuple[int, int]


@dataclass(frozen=True)
class Change:
    """One change: its kind, its topics, and the data for their subscribers. One without topics is for caches only."""

    event: str
    topics: tuple[str, ...]
    data: Any = None


@dataclass(frozen=True)
class Look:
    """What one poll found. id: where a client resumes. position: whatever is read after it includes these changes.

    cluster: names the history that positions are counted in.
    """

    changes: tuple[Change, ...]
    cursor: str
    id: str
    position: Position
    cluster: str


@dataclass(frozen=True)
class Latecomer:
    """A reconnecting client to which changes since a cursor are replayed. arguments: of the function, by name."""

    cursor: str
    arguments: Mapping[str, str]
    is_waiting: Callable[[], bool]
    tell: Callable[[Look], None]


RESET = Change("reset", ())


def next_pause(pause: float, look: Look) -> float:
    """Return the pause after a poll, in seconds: short while there are changes, growing while there are none."""
    return FAST if look.changes else min(pause * 2, SLOW)


class Feed:
    """Polls for ever, faster while there are changes.

    fetch: runs a statement on the primary. listeners: called with the result of every poll.
    """

    def __init__(self, fetch: Callable[[str, list[Any]], Awaitable[Row]]) -> None:
        self.fetch = fetch
        self.function = ""
        self.listeners: list[Callable[[Look], None]] = []
        self.last: Look | None = None
        self.has_looked = asyncio.Event()
        self.asked_at = self.looked_at = -float("inf")
        self.latecomers: deque[Latecomer] = deque()

    def latest_time(self) -> int:
        """Return an upper bound of the database's clock, in microseconds, without a query.

        The last poll read that clock after it was sent, so no more time can have passed there since than here.
        """
        if self.last is None:
            return int((time.time() + UNKNOWN_SECONDS) * 1e6)
        return self.last.position[1] + math.ceil((time.monotonic() - self.asked_at) * 1e6)

    @property
    def known(self) -> Look:
        """The result of the last poll. Raises LookupError before the first one."""
        if self.last is None:
            raise LookupError
        return self.last

    async def run(self, function: str) -> None:
        """Poll for ever. function: answers changes, cursor, id and position to p_cursor."""
        self.function = function
        pause = FAST
        while True:
            try:
                asked_at = time.monotonic()
                look = await self.look(self.last.cursor if self.last else None, {})
                self.last, self.asked_at, self.looked_at = look, asked_at, time.monotonic()
                for tell in self.listeners:
                    tell(look)
                self.has_looked.set()
                await self.tell_latecomers()
                pause = next_pause(pause, look)
            except psycopg.Error as error:
                log.warning("the feed is interrupted: %s", type(error).__name__)
                pause = SLOW
            await asyncio.sleep(pause)

    async def tell_latecomers(self) -> None:
        """Replay to reconnecting clients. Between two polls, so that nobody gets an older state after a newer one.

        Raises psycopg.Error.
        """
        end = time.monotonic() + AT_ONCE_SECONDS
        while self.latecomers and time.monotonic() < end:
            one = self.latecomers.popleft()
            if not one.is_waiting():
                continue
            try:
                one.tell(await self.look(one.cursor, one.arguments))
            except psycopg.Error:
                one.tell(replace(self.known, changes=(RESET,)))
                raise

    async def look(self, cursor: str | None, arguments: Mapping[str, str]) -> Look:
        """Poll what is new since the cursor; of a topic that does not exist nothing is. Raises psycopg.Error."""
        given = {"cursor": cursor, **arguments}
        named = ", ".join(f"p_{name} => ${n}" for n, name in enumerate(given, 1))
        row = await self.fetch(f"select {self.function}({named})", list(given.values()))
        answer = json.loads(row[0])
        if not answer["success"]:
            return replace(self.known, changes=())
        changes = tuple(Change(c["event"], tuple(c["topics"]), c.get("data")) for c in answer["changes"])
        return Look(changes, answer["cursor"], answer["id"], tuple(answer["position"]), answer["cluster"])

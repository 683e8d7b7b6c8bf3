"""The feed of changes: each worker polls the primary on a connection of its own and publishes what is new."""

import asyncio
import json
import logging
import math
import time
import unicodedata
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from gateway.stores.connection import Row
from gateway.stores.outage import is_outage
from gateway.stores.position import Position

log = logging.getLogger("gateway")

FAST = 0.05
SLOW = 0.2
# Time per poll for replaying missed changes to reconnecting clients.
REPLAY_SECONDS = 0.05
# Before the first poll: assume the database's clock is at most this far ahead.
UNKNOWN_SECONDS = 60


def topic(name: str, value: str) -> str:
    """Return the topic for an argument of the feed's function, regardless of the value's case, accents and spaces.

    No two values that the database takes for equal may have different topics; others may share one.
    """
    letters = unicodedata.normalize("NFKD", value.casefold())
    return f"{name}={' '.join(''.join(letter for letter in letters if not unicodedata.combining(letter)).split())}"


@dataclass(frozen=True)
class Change:
    """One change: its kind, its topics and its payload. A change without topics only invalidates caches."""

    event: str
    topics: tuple[str, ...]
    data: Any = None


def change_of(member: Mapping[str, Any]) -> Change:
    """Return a change that the feed's function answers, with its topics as clients' arguments name them."""
    topics = (name_and_value.split("=", 1) for name_and_value in member["topics"])
    return Change(member["event"], tuple(topic(name, value) for name, value in topics), member.get("data"))


@dataclass(frozen=True)
class Poll:
    """The result of one poll.

    cursor: where the next poll resumes, exactly. id: where a client resumes; some changes may come again. position:
    reads after this poll see all its changes. cluster: names the database history in which positions can be compared.
    """

    changes: tuple[Change, ...]
    cursor: str
    id: str
    position: Position
    cluster: str


@dataclass(frozen=True)
class Replay:
    """A reconnecting client's request for a replay. arguments: the function's, by name. deliver: takes the result."""

    cursor: str
    arguments: Mapping[str, str]
    is_waiting: Callable[[], bool]
    deliver: Callable[[Poll], None]


RESET = Change("reset", ())


def next_pause(pause: float, poll: Poll) -> float:
    """Return the seconds until the next poll: few after changes, then doubling up to SLOW."""
    return FAST if poll.changes else min(pause * 2, SLOW)


class Feed:
    """Polls for changes, faster while there are some.

    fetch: runs a statement on the primary. listeners: called with each poll's result.
    """

    def __init__(self, fetch: Callable[[str, list[Any]], Awaitable[Row]]) -> None:
        self.fetch = fetch
        self.function = ""
        self.listeners: list[Callable[[Poll], None]] = []
        self.last: Poll | None = None
        self.has_polled = asyncio.Event()
        self.is_interrupted = False
        self.asked_at = self.polled_at = -float("inf")
        self.ceiling = 0
        self.replays: deque[Replay] = deque()

    def latest_time(self) -> int:
        """Return an upper bound of the database's present time, in microseconds, without a query.

        It never falls after the first poll.
        """
        if self.last is None:
            return int((time.time() + UNKNOWN_SECONDS) * 1e6)
        # The database read its clock after asked_at, so counting from asked_at never gives too little.
        return max(self.ceiling, self.last.position[1] + math.ceil((time.monotonic() - self.asked_at) * 1e6))

    @property
    def known(self) -> Poll:
        """The last poll. Raises LookupError before the first one."""
        if self.last is None:
            raise LookupError
        return self.last

    async def run(self, function: str) -> None:
        """Poll for ever. function: takes p_cursor; returns changes, cursor, id, position and cluster."""
        self.function = function
        pause = FAST
        while True:
            try:
                asked_at = time.monotonic()
                poll = await self.poll(self.last.cursor if self.last else None, {})
                # If the clock was set back, a write must still be later than any time that was read before.
                self.ceiling = self.latest_time() if self.last else 0
                self.last, self.asked_at, self.polled_at = poll, asked_at, time.monotonic()
                for listener in self.listeners:
                    listener(poll)
                self.has_polled.set()
                await self.run_replays()
                pause = next_pause(pause, poll)
                if self.is_interrupted:
                    log.info("the feed goes on")
                self.is_interrupted = False
            except psycopg.Error as error:
                if not self.is_interrupted and not is_outage(error):
                    log.warning("the feed is interrupted: %s", type(error).__name__)
                    self.is_interrupted = True
                pause = SLOW
            await asyncio.sleep(pause)

    async def run_replays(self) -> None:
        """Replay missed changes to reconnecting clients, for REPLAY_SECONDS; the others wait for the next poll.

        This runs between two polls, so that no client gets an older state after a newer one. Raises psycopg.Error.
        """
        end = time.monotonic() + REPLAY_SECONDS
        while self.replays and time.monotonic() < end:
            replay = self.replays.popleft()
            if not replay.is_waiting():
                continue
            try:
                replay.deliver(await self.poll(replay.cursor, replay.arguments))
            except psycopg.Error:
                # The replay is lost: tell the client to reload, or it would wait for ever.
                replay.deliver(replace(self.known, changes=(RESET,)))
                raise

    async def poll(self, cursor: str | None, arguments: Mapping[str, str]) -> Poll:
        """Return the changes since the cursor; none if the function refuses its arguments. Raises psycopg.Error."""
        given = {"cursor": cursor, **arguments}
        named = ", ".join(f"p_{name} => ${n}" for n, name in enumerate(given, 1))
        row = await self.fetch(f"select {self.function}({named})", list(given.values()))
        answer = json.loads(row[0])
        if not answer["success"]:
            return replace(self.known, changes=())
        changes = tuple(change_of(change) for change in answer["changes"])
        return Poll(changes, answer["cursor"], answer["id"], tuple(answer["position"]), answer["cluster"])

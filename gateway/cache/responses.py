"""Kept answers: in this process, and through Redis for all. What may not be true any more is not taken."""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cachetools import TTLCache

from gateway.cache.freshness import Freshness
from gateway.http.headers import etag
from gateway.stores.feed import Position
from gateway.stores.redis import Shared
from gateway.surface.catalog import CacheClass

# Of all answers of a class.
BYTES = 16 * 1024 * 1024
OVERHEAD = 600

HEAD = re.compile(rb"(\d{1,19}) (\d{1,19}) ([0-9a-f]{32})\n")


@dataclass(frozen=True)
class Question:
    """What is asked: a function with values. topics: of the feed, that concern the answer; none stands for all."""

    function: str
    values: tuple[tuple[str, str], ...]
    topics: frozenset[str]

    @property
    def name(self) -> str:
        """The question as a short name."""
        return f"{self.function}:{hashlib.sha256(repr(self.values).encode()).hexdigest()}"


@dataclass(frozen=True)
class Kept:
    """An answer. position: of the feed, when it began to be read."""

    body: bytes
    etag: str
    position: Position

    def pack(self) -> bytes:
        """Return all of it as bytes."""
        return f"{self.position[0]} {self.position[1]} {self.etag}\n".encode() + self.body

    @staticmethod
    def unpack(packed: bytes) -> "Kept | None":
        """Make an answer of what pack returned; None of anything else, and of what is not whole."""
        head = HEAD.match(packed)
        if head is None or etag(body := packed[head.end() :]) != head[3].decode():
            return None
        return Kept(body, head[3].decode(), (int(head[1]), int(head[2])))


@dataclass(frozen=True)
class Flight:
    """A question on its way to the database. Who asks the same meanwhile waits for it."""

    position: Position
    answer: asyncio.Task[Kept]


# Asks the database as it is at a position of WAL, or later.
Ask = Callable[[int], Awaitable[bytes]]


class ClassCache:
    """The answers of one class. release: names who makes them so, in Redis."""

    def __init__(
        self, name: str, class_: CacheClass, freshness: Freshness, shared: Shared | None, release: str
    ) -> None:
        self.name = name
        self.class_ = class_
        self.freshness = freshness
        self.shared = shared if class_.shared_seconds is not None else None
        self.release = release
        self.flights: dict[Question, Flight] = {}
        self.kept: TTLCache[Question, Kept] = TTLCache(
            BYTES, class_.local_seconds, getsizeof=lambda kept: len(kept.body) + OVERHEAD
        )

    async def answer(self, question: Question, written: Position, ask: Ask) -> tuple[Kept, bool]:
        """Answer a question; tell too whether the answer was kept.

        written: how far the client's last write went. Raises what ask raises.
        """
        position = self.freshness.position
        if position is None:
            body = await ask(written[0])
            return Kept(body, etag(body), (0, 0)), False
        kept = self.kept.get(question)
        if kept is not None and self.is_good(question, kept.position, written):
            return kept, True
        flight = self.flights.get(question)
        if flight is None or not self.is_good(question, flight.position, written):
            flight = Flight(position, asyncio.create_task(self.find(question, position, written, ask)))
            self.flights[question] = flight
            flight.answer.add_done_callback(lambda _: self.land(question, flight))
        return await asyncio.shield(flight.answer), False

    def is_good(self, question: Question, position: Position, written: Position) -> bool:
        """Tell whether an answer of this position is true for who has written up to there.

        It was read after that time. The position in the WAL would not do: a commit is there before it is visible.
        """
        return position[1] > written[1] and self.freshness.is_fresh(self.name, question.topics, position)

    def land(self, question: Question, flight: Flight) -> None:
        """Forget a flight that has ended."""
        if self.flights.get(question) is flight:
            del self.flights[question]
        if not flight.answer.cancelled():
            # Whoever waited has got it; it is not lost when nobody waits any more.
            flight.answer.exception()

    async def find(self, question: Question, position: Position, written: Position, ask: Ask) -> Kept:
        """Take the answer from Redis, or ask for it, and keep it. Raises what ask raises."""
        name = f"{self.release}:{self.freshness.cluster}:{question.name}"
        if self.shared is not None and (packed := await self.shared.get(name)) is not None:
            found = Kept.unpack(packed)
            if found is not None and self.is_good(question, found.position, written):
                self.kept[question] = found
                return found
        body = await ask(max(written[0], position[0]))
        kept = Kept(body, etag(body), position)
        self.kept[question] = kept
        if self.shared is not None and self.class_.shared_seconds is not None:
            await self.shared.put(name, kept.pack(), self.class_.shared_seconds)
        return kept

"""Cached responses, in this process and in Redis for all processes. Stale ones are never returned."""

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cachetools import TTLCache

from gateway.cache.freshness import Freshness
from gateway.http.headers import etag
from gateway.stores.calls import Answer
from gateway.stores.pool import retrieve_error
from gateway.stores.position import BEGINNING, Position
from gateway.stores.redis import RedisStore
from gateway.surface.catalog import CacheClass

# Memory per class for its cached responses, in each process.
BYTES = 16 * 1024 * 1024
# What an entry takes beside its body, in bytes.
OVERHEAD = 600

HEAD = re.compile(rb"(\d{1,19}) (\d{1,19}) ([0-9a-f]{32})\n")


@dataclass(frozen=True)
class CacheKey:
    """A cache key: a function and its values. topics: those that make the response stale; empty for all."""

    function: str
    values: tuple[tuple[str, str], ...]
    topics: frozenset[str]

    @property
    def name(self) -> str:
        """The key as a short string, for Redis."""
        return f"{self.function}:{hashlib.sha256(repr(self.values).encode()).hexdigest()}"


@dataclass(frozen=True)
class CachedResponse:
    """A cached response. position: everything committed up to it is included.

    It is that of the feed's last poll when the query began, or older if a replica answered.
    """

    body: bytes
    etag: str
    position: Position

    def pack(self) -> bytes:
        """Return the cached response as bytes, for Redis."""
        return f"{self.position[0]} {self.position[1]} {self.etag}\n".encode() + self.body

    @staticmethod
    def unpack(packed: bytes) -> "CachedResponse | None":
        """Return the cached response from pack's bytes; None for anything else, or for damaged bytes."""
        head = HEAD.match(packed)
        if head is None or etag(body := packed[head.end() :]) != head[3].decode():
            return None
        return CachedResponse(body, head[3].decode(), (int(head[1]), int(head[2])))


@dataclass(frozen=True)
class RunningQuery:
    """A query under way (single flight): requests for the same response wait for it."""

    position: Position
    answer: asyncio.Task[CachedResponse]


# Queries a server that has everything committed up to a position.
Query = Callable[[Position], Awaitable[Answer]]


class ClassCache:
    """The cached responses of one class.

    release: part of the Redis key, so that releases do not mix. lookups: how many responses came from memory, from
    another request's query (joined), from Redis and from the database.
    """

    def __init__(
        self, name: str, class_: CacheClass, freshness: Freshness, redis: RedisStore | None, release: str
    ) -> None:
        self.name = name
        self.class_ = class_
        self.freshness = freshness
        self.redis = redis if class_.shared_seconds is not None else None
        self.release = release
        self.resets = 0
        self.lookups: Counter[str] = Counter()
        self.running: dict[CacheKey, RunningQuery] = {}
        self.responses: TTLCache[CacheKey, CachedResponse] = TTLCache(
            BYTES, class_.local_seconds, getsizeof=lambda response: len(response.body) + OVERHEAD
        )

    async def get(self, key: CacheKey, written: int, query: Query) -> tuple[CachedResponse, bool]:
        """Return the response, and whether it was a hit in this process's memory.

        written: the time of the client's last write. Raises what query raises.
        """
        position = self.freshness.position
        if position is None:
            self.lookups["database"] += 1
            body = (await query(self.needed(key, written))).body
            return CachedResponse(body, etag(body), BEGINNING), False
        if self.resets != self.freshness.resets:
            self.resets = self.freshness.resets
            self.responses.clear()
            self.running.clear()
        response = self.responses.get(key)
        if response is not None and self.is_usable(key, response.position, written):
            self.lookups["memory"] += 1
            return response, True
        running = self.running.get(key)
        if running is None or not self.is_usable(key, running.position, written):
            running = RunningQuery(position, asyncio.create_task(self.find(key, position, written, query)))
            self.running[key] = running
            running.answer.add_done_callback(lambda _: self.forget(key, running))
            # Shielded: a client that disconnects must not cancel the query that others wait for.
            return await asyncio.shield(running.answer), False
        response = await asyncio.shield(running.answer)
        if response.position == running.position or self.is_usable(key, response.position, written):
            self.lookups["joined"] += 1
            return response, False
        # It came from Redis or a replica, and is older than this client needs it.
        return await self.get(key, written, query)

    def is_usable(self, key: CacheKey, position: Position, written: int) -> bool:
        """Tell whether a response is fresh, and its query began after the client's last write.

        Times are compared, not LSNs: a commit is in the WAL before it is visible to queries.
        """
        return position[1] > written and self.freshness.is_fresh(self.name, key.topics, position)

    def needed(self, key: CacheKey, written: int) -> Position:
        """Return what a replica must have: the last change that is known, and the client's last write."""
        lsn, time = self.freshness.last_change(self.name, key.topics) or BEGINNING
        return lsn, max(time, written)

    def forget(self, key: CacheKey, running: RunningQuery) -> None:
        """Remove a query that has ended."""
        if self.running.get(key) is running:
            del self.running[key]
        retrieve_error(running.answer)

    async def find(self, key: CacheKey, position: Position, written: int, query: Query) -> CachedResponse:
        """Get the response from Redis or else from the database, and cache it. Raises what query raises."""
        name = f"{self.release}:{self.freshness.cluster}:{key.name}"
        resets = self.freshness.resets
        if self.redis is not None and (packed := await self.redis.get(name)) is not None:
            found = CachedResponse.unpack(packed)
            if found is not None and self.is_usable(key, found.position, written):
                self.responses[key] = found
                self.lookups["redis"] += 1
                return found
        self.lookups["database"] += 1
        answer = await query(self.needed(key, written))
        response = CachedResponse(answer.body, etag(answer.body), answer.as_of or position)
        if resets != self.freshness.resets:
            return response
        self.responses[key] = response
        if self.redis is not None and self.class_.shared_seconds is not None:
            await self.redis.put(name, response.pack(), self.class_.shared_seconds)
        return response

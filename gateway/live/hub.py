"""Who subscribed to which topics, and what waits for each of them: from one feed to many clients."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from gateway.http.problems import Problem
from gateway.stores.feed import Change, Feed, Latecomer, Look

PING_SECONDS = 15
# Of whom so many changes wait does not read.
WAITING = 5000
NOBODY: frozenset[str] = frozenset()


class Closed(Exception):
    """The stream is over: the process is to end, or the client did not read."""


@dataclass(frozen=True)
class Batch:
    """What one look brought to all with the same topics. Only its end tells the id: half of it is not all.

    id: whence its reader goes on; empty for who has not been told yet what it missed before.
    """

    changes: tuple[Change, ...]
    id: str

    @cached_property
    def events(self) -> bytes:
        """The batch as server-sent events; without changes it only tells the id, which no page hears of."""
        texts = [f"event: {change.event}\ndata: {json.dumps(change.data)}\n\n" for change in self.changes]
        last = texts.pop() if texts else "\n"
        id_ = f"id: {self.id}\n" if self.id else ""
        return f"{''.join(texts)}{id_}{last}".encode()

    @cached_property
    def messages(self) -> tuple[str, ...]:
        """The batch as messages of a WebSocket."""
        told: list[dict[str, Any]] = [{"event": change.event, "data": change.data} for change in self.changes]
        if told and self.id:
            told[-1]["id"] = self.id
        return tuple(json.dumps(message) for message in told)


class Subscriber:
    """What a client has not taken yet. sender: sends it, and is cancelled when the client does not read.

    is_behind: it came back, and has not been told yet what it missed: no id may let it forget that.
    """

    def __init__(self, sender: asyncio.Task[Any] | None) -> None:
        self.sender = sender
        self.batches: deque[Batch] = deque()
        self.waiting = 0
        self.something = asyncio.Event()
        self.is_closed = False
        self.is_behind = False

    def put(self, batch: Batch) -> None:
        """Add a batch, or drop the client when too many wait."""
        if self.is_behind:
            batch = replace(batch, id="")
        if self.waiting > WAITING:
            self.close()
            return
        self.batches.append(batch)
        self.waiting += len(batch.changes)
        self.something.set()

    def close(self) -> None:
        """End the stream: what waits is not sent any more."""
        self.is_closed = True
        self.something.set()
        if self.batches and self.sender is not None:
            self.sender.cancel()

    async def take(self) -> Batch | None:
        """Wait for a batch; return None when it is time for a sign of life. Raises Closed."""
        if not self.batches and not self.is_closed:
            self.something.clear()
            try:
                async with asyncio.timeout(PING_SECONDS):
                    await self.something.wait()
            except TimeoutError:
                if not self.batches and not self.is_closed:
                    return None
        if self.is_closed:
            raise Closed
        batch = self.batches.popleft()
        self.waiting -= len(batch.changes)
        return batch


class Hub:
    """All subscribers of this process. limit: how many there may be."""

    def __init__(self, feed: Feed, limit: int) -> None:
        self.feed = feed
        self.limit = limit
        self.is_closed = False
        self.topics: dict[Subscriber, frozenset[str]] = {}
        self.groups: defaultdict[frozenset[str], set[Subscriber]] = defaultdict(set)
        self.by_topic: defaultdict[str, set[frozenset[str]]] = defaultdict(set)

    @property
    def id(self) -> str:
        """Whence a client goes on that was told everything; empty before the first look."""
        return self.feed.last.id if self.feed.last is not None else ""

    def id_for(self, subscriber: Subscriber) -> str:
        """Return whence a client goes on that has taken everything; empty while it has not been told everything."""
        return "" if subscriber.is_behind else self.id

    def check_room(self) -> None:
        """Check that one more can subscribe. Raises Problem UNAVAILABLE."""
        if self.is_closed or not self.id or len(self.topics) >= self.limit:
            raise Problem("UNAVAILABLE")

    def subscribe(self, subscriber: Subscriber, topics: frozenset[str]) -> None:
        """Let a subscriber hear of these topics from the next look on, and of no others."""
        self.leave(subscriber)
        self.topics[subscriber] = topics
        self.groups[topics].add(subscriber)
        for topic in topics:
            self.by_topic[topic].add(topics)
        if self.is_closed:
            subscriber.close()

    def leave(self, subscriber: Subscriber) -> None:
        """Forget a subscriber."""
        topics = self.topics.pop(subscriber, None)
        if topics is None:
            return
        self.groups[topics].discard(subscriber)
        if not self.groups[topics]:
            del self.groups[topics]
            for topic in topics:
                self.by_topic[topic].discard(topics)
                if not self.by_topic[topic]:
                    del self.by_topic[topic]

    def catch_up(self, subscriber: Subscriber, topic: str, cursor: str, arguments: Mapping[str, str]) -> asyncio.Event:
        """Tell a subscriber what the cursor has not seen, and from then on what is new of the topic too.

        Return what is set when that is so.
        """
        told = asyncio.Event()
        subscriber.is_behind = True

        def tell(look: Look) -> None:
            subscriber.is_behind = False
            # The id of the feed's own last look: other topics of this subscriber have been told no further.
            subscriber.put(Batch(tuple(c for c in look.changes if c.topics or c.event == "reset"), self.id))
            self.subscribe(subscriber, self.topics[subscriber] | {topic})
            told.set()

        self.feed.latecomers.append(Latecomer(cursor, arguments, lambda: subscriber in self.topics, tell))
        return told

    def tell(self, look: Look) -> None:
        """Hand on what a look found, to each whom it concerns; to everybody that changes were lost."""
        told: defaultdict[frozenset[str], list[Change]] = defaultdict(list)
        for change in look.changes:
            heard = set(self.groups) if change.event == "reset" else self.listening(change)
            for topics in heard:
                told[topics].append(change)
        for topics, changes in told.items():
            batch = Batch(tuple(changes), look.id)
            for subscriber in self.groups[topics]:
                subscriber.put(batch)

    def listening(self, change: Change) -> set[frozenset[str]]:
        """Return the groups that a change concerns."""
        return {topics for topic in change.topics for topics in self.by_topic.get(topic, ())}

    def close(self) -> None:
        """End all streams, and let none begin."""
        self.is_closed = True
        for subscriber in self.topics:
            subscriber.close()

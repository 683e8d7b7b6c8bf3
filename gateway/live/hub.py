"""The hub of a process: broadcasts what its one feed polls to the subscribers of each topic."""

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
# A client with more undelivered changes than this is not reading: disconnect it.
WAITING = 5000
NOBODY: frozenset[str] = frozenset()


class Closed(Exception):
    """The stream is over: the process is to end, or the client did not read."""


@dataclass(frozen=True)
class Batch:
    """The changes of one poll for all subscribers of the same topics. The id comes last: half a batch is no position.

    id: where the client resumes; empty for a subscriber whose missed changes have not been replayed yet.
    """

    changes: tuple[Change, ...]
    id: str

    @cached_property
    def events(self) -> bytes:
        """The batch as server-sent events; without changes only the id, which dispatches no event in a browser."""
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
    """One client's queue of batches. sender: the task that sends them, cancelled if the client does not read.

    is_behind: it reconnected and its missed changes have not been replayed yet. Until then it gets no id, from which it
    would resume without them.
    """

    def __init__(self, sender: asyncio.Task[Any] | None) -> None:
        self.sender = sender
        self.batches: deque[Batch] = deque()
        self.waiting = 0
        self.something = asyncio.Event()
        self.is_closed = False
        self.is_behind = False

    def put(self, batch: Batch) -> None:
        """Queue a batch, or disconnect the client when too many changes wait."""
        if self.is_behind:
            batch = replace(batch, id="")
        if self.waiting > WAITING:
            self.close()
            return
        self.batches.append(batch)
        self.waiting += len(batch.changes)
        self.something.set()

    def close(self) -> None:
        """End the stream; what is queued is not sent."""
        self.is_closed = True
        self.something.set()
        if self.batches and self.sender is not None:
            self.sender.cancel()

    async def take(self) -> Batch | None:
        """Wait for a batch; return None when a ping is due. Raises Closed."""
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
        """Where a client resumes that has received everything; empty before the first poll."""
        return self.feed.last.id if self.feed.last is not None else ""

    def id_for(self, subscriber: Subscriber) -> str:
        """Return where a client resumes that has received all its batches; empty until its replay."""
        return "" if subscriber.is_behind else self.id

    def check_room(self) -> None:
        """Check that one more can subscribe. Raises Problem UNAVAILABLE."""
        if self.is_closed or not self.id or len(self.topics) >= self.limit:
            raise Problem("UNAVAILABLE")

    def subscribe(self, subscriber: Subscriber, topics: frozenset[str]) -> None:
        """Subscribe to these topics, and no others, from the next poll on."""
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
        """Replay to a subscriber what it has missed since the cursor, then subscribe it to the topic too.

        Return an event that is set when that is done.
        """
        told = asyncio.Event()
        subscriber.is_behind = True

        def tell(look: Look) -> None:
            subscriber.is_behind = False
            # The id of the feed's own last poll: the subscriber's other topics have been broadcast up to there.
            subscriber.put(Batch(tuple(c for c in look.changes if c.topics or c.event == "reset"), self.id))
            self.subscribe(subscriber, self.topics[subscriber] | {topic})
            told.set()

        self.feed.latecomers.append(Latecomer(cursor, arguments, lambda: subscriber in self.topics, tell))
        return told

    def tell(self, look: Look) -> None:
        """Broadcast the changes of a poll to the subscribers of their topics, and a reset to everybody."""
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
        """Return the groups of subscribers that a change concerns."""
        return {topics for topic in change.topics for topics in self.by_topic.get(topic, ())}

    def close(self) -> None:
        """End all streams, and let none begin."""
        self.is_closed = True
        for subscriber in self.topics:
            subscriber.close()

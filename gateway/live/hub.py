"""Broadcast one feed of changes to many subscribers by topic, with a queue and backpressure for each."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from gateway.http.problems import Problem, invalid_input
from gateway.stores.feed import Change, Feed, Poll, Replay, topic
from gateway.surface.catalog import Endpoint

PING_SECONDS = 15
# A client with more undelivered changes than this is not reading: disconnect it.
QUEUE_LIMIT = 5000
NOBODY: frozenset[str] = frozenset()


def topic_of(endpoint: Endpoint, given: Mapping[str, str]) -> str:
    """Return the topic named by checked arguments. Raises Problem INVALID_INPUT unless there is exactly one."""
    if len(given) != 1:
        names = ", ".join(a.name for a in endpoint.client_arguments if a.name != "cursor")
        raise invalid_input({"": f"must hold exactly one of {names}"})
    ((name, value),) = given.items()
    return topic(name, value)


class Closed(Exception):
    """The stream is over: the process is shutting down, or the client was too slow."""


@dataclass(frozen=True)
class Batch:
    """The changes of one poll for all subscribers with the same topics.

    id: where a client resumes after this batch; empty while its missed changes are still to be replayed. Only the last
    event carries it: a client cut off in mid-batch must get the whole batch again.
    """

    changes: tuple[Change, ...]
    id: str

    @cached_property
    def events(self) -> bytes:
        """The batch as server-sent events. Without changes, only the id: browsers store it and fire no event."""
        texts = [f"event: {change.event}\ndata: {json.dumps(change.data)}\n\n" for change in self.changes]
        last = texts.pop() if texts else "\n"
        id_ = f"id: {self.id}\n" if self.id else ""
        return f"{''.join(texts)}{id_}{last}".encode()

    @cached_property
    def messages(self) -> tuple[str, ...]:
        """The batch as WebSocket messages."""
        messages: list[dict[str, Any]] = [{"event": change.event, "data": change.data} for change in self.changes]
        if messages and self.id:
            messages[-1]["id"] = self.id
        return tuple(json.dumps(message) for message in messages)


class Subscriber:
    """The queue of one client's undelivered batches.

    sender: the task that sends them; cancelled when the client does not read. is_behind: the client reconnected, and
    its missed changes are not replayed yet. It gets no ids until then: with one it would skip them on the next
    reconnect.
    """

    def __init__(self, sender: asyncio.Task[Any] | None) -> None:
        self.sender = sender
        self.batches: deque[Batch] = deque()
        self.queued = 0
        self.wake = asyncio.Event()
        self.is_closed = False
        self.is_behind = False

    def put(self, batch: Batch) -> None:
        """Queue a batch, or disconnect the client when its queue is too long."""
        if self.is_behind:
            batch = replace(batch, id="")
        if self.queued > QUEUE_LIMIT:
            self.close()
            return
        self.batches.append(batch)
        self.queued += len(batch.changes)
        self.wake.set()

    def close(self) -> None:
        """End the stream and drop undelivered batches."""
        self.is_closed = True
        self.wake.set()
        if self.batches and self.sender is not None:
            # The sender may be blocked in a send to a client that does not read: only cancelling ends that.
            self.sender.cancel()

    async def take(self) -> Batch | None:
        """Wait for the next batch; return None when a ping is due. Raises Closed."""
        if not self.batches and not self.is_closed:
            self.wake.clear()
            try:
                async with asyncio.timeout(PING_SECONDS):
                    await self.wake.wait()
            except TimeoutError:
                if not self.batches and not self.is_closed:
                    return None
        if self.is_closed:
            raise Closed
        batch = self.batches.popleft()
        self.queued -= len(batch.changes)
        return batch


class Hub:
    """All subscribers of this process. limit: the maximum number of subscribers."""

    def __init__(self, feed: Feed, limit: int) -> None:
        self.feed = feed
        self.limit = limit
        self.is_closed = False
        self.topics: dict[Subscriber, frozenset[str]] = {}
        self.groups: defaultdict[frozenset[str], set[Subscriber]] = defaultdict(set)
        self.by_topic: defaultdict[str, set[frozenset[str]]] = defaultdict(set)

    @property
    def id(self) -> str:
        """Where a client that has received everything resumes; empty before the first poll."""
        return self.feed.last.id if self.feed.last is not None else ""

    def id_for(self, subscriber: Subscriber) -> str:
        """Return where this subscriber resumes once its queue is sent; empty while a replay is pending."""
        return "" if subscriber.is_behind else self.id

    def check_room(self) -> None:
        """Check that there is room for one more subscriber. Raises Problem UNAVAILABLE."""
        if self.is_closed or not self.id or len(self.topics) >= self.limit:
            raise Problem("UNAVAILABLE")

    def subscribe(self, subscriber: Subscriber, topics: frozenset[str]) -> None:
        """Set a subscriber's topics, replacing earlier ones, from the next poll on."""
        self.leave(subscriber)
        self.topics[subscriber] = topics
        self.groups[topics].add(subscriber)
        for name in topics:
            self.by_topic[name].add(topics)
        if self.is_closed:
            subscriber.close()

    def leave(self, subscriber: Subscriber) -> None:
        """Remove a subscriber."""
        topics = self.topics.pop(subscriber, None)
        if topics is None:
            return
        self.groups[topics].discard(subscriber)
        if not self.groups[topics]:
            del self.groups[topics]
            for name in topics:
                self.by_topic[name].discard(topics)
                if not self.by_topic[name]:
                    del self.by_topic[name]

    def replay(self, subscriber: Subscriber, topic: str, cursor: str, arguments: Mapping[str, str]) -> asyncio.Event:
        """Replay a topic's changes since the cursor to a subscriber, then subscribe it to the topic.

        Return an event that is set when both are done.
        """
        done = asyncio.Event()
        subscriber.is_behind = True

        def deliver(poll: Poll) -> None:
            subscriber.is_behind = False
            # Not the replay's own id, which is later: this subscriber's other topics are only at the last poll.
            subscriber.put(Batch(tuple(c for c in poll.changes if c.topics or c.event == "reset"), self.id))
            self.subscribe(subscriber, self.topics[subscriber] | {topic})
            done.set()

        self.feed.replays.append(Replay(cursor, arguments, lambda: subscriber in self.topics, deliver))
        return done

    def broadcast(self, poll: Poll) -> None:
        """Broadcast a poll's changes to the subscribers of their topics; a reset (changes were lost) to all."""
        by_group: defaultdict[frozenset[str], list[Change]] = defaultdict(list)
        for change in poll.changes:
            concerned = set(self.groups) if change.event == "reset" else self.groups_of(change)
            for topics in concerned:
                by_group[topics].append(change)
        for topics, changes in by_group.items():
            batch = Batch(tuple(changes), poll.id)
            for subscriber in self.groups[topics]:
                subscriber.put(batch)

    def groups_of(self, change: Change) -> set[frozenset[str]]:
        """Return the sets of topics that include one of the change's."""
        return {topics for topic in change.topics for topics in self.by_topic.get(topic, ())}

    def close(self) -> None:
        """End all streams and refuse new ones."""
        self.is_closed = True
        for subscriber in self.topics:
            subscriber.close()

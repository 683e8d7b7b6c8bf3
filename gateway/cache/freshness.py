"""Cache invalidation: tell from the feed of changes which cached responses are stale."""

import time
from collections.abc import Callable, Mapping

from gateway.stores.feed import Feed, Poll
from gateway.stores.position import BEGINNING, Position
from gateway.surface.catalog import CacheClass

# This long after the last poll, changes may have been missed: bypass the cache.
SILENCE_SECONDS = 1.0
TOPICS = 20_000


class Freshness:
    """Decides whether a cached response is fresh, by its position: the feed's last poll when its query began.

    The query saw every change that this poll, or an earlier one in any process, found. The response is stale once a
    later poll finds a change that concerns it. So invalidating deletes nothing, and cannot race with a running query.
    topics: names of the arguments that are topics in the feed.
    """

    def __init__(
        self,
        feed: Feed,
        classes: Mapping[str, CacheClass],
        topics: frozenset[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.feed = feed
        self.classes = classes
        self.topics = topics
        self.clock = clock
        self.floor: Position | None = None
        # After a reset, positions from before it cannot be compared with later ones: forget responses that have them.
        self.resets = 0
        # The last poll with a change to all of a class, to anything in it, or to one topic in it.
        self.class_changed: dict[str, Position] = {}
        self.anything_changed: dict[str, Position] = {}
        self.topic_changed: dict[tuple[str, str], Position] = {}

    def invalidate(self, poll: Poll) -> None:
        """Record what a poll makes stale."""
        is_reset = any(change.event == "reset" for change in poll.changes)
        self.resets += is_reset
        if self.floor is None or len(self.topic_changed) >= TOPICS or is_reset:
            # Make everything older stale.
            self.floor = poll.position
            for known in (self.class_changed, self.anything_changed, self.topic_changed):
                known.clear()
        for change in poll.changes:
            for name, class_ in self.classes.items():
                if change.event in class_.events:
                    self.anything_changed[name] = poll.position
                    if not change.topics:
                        self.class_changed[name] = poll.position
                    for topic in change.topics:
                        self.topic_changed[name, topic] = poll.position

    @property
    def age(self) -> int:
        """Seconds since the last poll: a fresh response is at most this old."""
        return int(self.clock() - self.feed.polled_at)

    @property
    def position(self) -> Position | None:
        """The position for queries that begin now; None while polls fail and the cache must be bypassed."""
        if self.feed.last is None or self.clock() - self.feed.polled_at > SILENCE_SECONDS:
            return None
        return self.feed.last.position

    @property
    def cluster(self) -> str:
        """The cluster that positions belong to; another cluster's cannot be compared with them."""
        return self.feed.last.cluster if self.feed.last is not None else ""

    def last_change(self, class_: str, topics: frozenset[str]) -> Position | None:
        """Return a position at or after the last change to a response; None before the first poll."""
        if self.floor is None:
            return None
        known = [self.floor, self.class_changed.get(class_, BEGINNING)]
        if topics:
            known += [self.topic_changed.get((class_, topic), BEGINNING) for topic in topics]
        else:
            known.append(self.anything_changed.get(class_, BEGINNING))
        return max(lsn for lsn, _ in known), max(time for _, time in known)

    def is_fresh(self, class_: str, topics: frozenset[str], position: Position) -> bool:
        """Tell whether a response is unaffected by all changes since its position. topics: empty for all."""
        changed = self.last_change(class_, topics)
        if changed is None or position[1] > self.feed.known.position[1] + SILENCE_SECONDS * 1e6:
            # Another process polls about when this one does: such a response is from before the clock was set back.
            return False
        return position[0] >= changed[0] and position[1] >= changed[1]

"""Cache invalidation: tell from the feed of changes which cached responses are stale."""

import time
from collections.abc import Callable, Mapping

from gateway.stores.feed import Feed, Look, Position
from gateway.surface.catalog import CacheClass

# This long after the last poll, changes may have been missed: bypass the cache.
SILENCE_SECONDS = 1.0
TOPICS = 20_000

BEGINNING: Position = (0, 0)


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
        # The last poll with a change to all of a class, to anything in it, or to one topic in it.
        self.of_class: dict[str, Position] = {}
        self.of_anything: dict[str, Position] = {}
        self.of_topic: dict[tuple[str, str], Position] = {}

    def tell(self, look: Look) -> None:
        """Record what a poll makes stale."""
        if self.floor is None or len(self.of_topic) >= TOPICS or any(c.event == "reset" for c in look.changes):
            # Make everything older stale. After a reset older positions may not even be comparable.
            self.floor = look.position
            for known in (self.of_class, self.of_anything, self.of_topic):
                known.clear()
        for change in look.changes:
            for name, class_ in self.classes.items():
                if change.event in class_.events:
                    self.of_anything[name] = look.position
                    if not change.topics:
                        self.of_class[name] = look.position
                    for topic in change.topics:
                        self.of_topic[name, topic] = look.position

    @property
    def age(self) -> int:
        """Seconds since the last poll: a fresh response is at most this old."""
        return int(self.clock() - self.feed.looked_at)

    @property
    def position(self) -> Position | None:
        """The position for queries that begin now; None while polls fail and the cache must be bypassed."""
        if self.feed.last is None or self.clock() - self.feed.looked_at > SILENCE_SECONDS:
            return None
        return self.feed.last.position

    @property
    def cluster(self) -> str:
        """The cluster that positions belong to; another cluster's cannot be compared with them."""
        return self.feed.last.cluster if self.feed.last is not None else ""

    def is_fresh(self, class_: str, topics: frozenset[str], position: Position) -> bool:
        """Tell whether a response is unaffected by all changes since its position. topics: empty for all."""
        if self.floor is None:
            return False
        known = [self.floor, self.of_class.get(class_, BEGINNING)]
        if topics:
            known += [self.of_topic.get((class_, topic), BEGINNING) for topic in topics]
        else:
            known.append(self.of_anything.get(class_, BEGINNING))
        # Both LSN and time must be no earlier than the last relevant poll's.
        return all(own >= least for other in known for own, least in zip(position, other, strict=True))

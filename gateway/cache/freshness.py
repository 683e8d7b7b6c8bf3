"""What the feed has told of kept answers: which of them may still be true."""

import time
from collections.abc import Callable, Mapping

from gateway.stores.feed import Feed, Look, Position
from gateway.surface.catalog import CacheClass

# A feed that was silent for so long may have missed something.
SILENCE_SECONDS = 1.0
TOPICS = 20_000

BEGINNING: Position = (0, 0)


class Freshness:
    """Judges answers by their position: that of the feed's last look when somebody began to read them.

    An answer knows of all that this look, or any before it, in whichever process, has found. It is stale as soon as a
    later look finds something that concerns it. There is nothing to remove then, and no race with who is still reading.
    topics: names of the arguments that the feed has topics of.
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
        # The last look that concerned all of a class, anything in it, or a topic of it.
        self.of_class: dict[str, Position] = {}
        self.of_anything: dict[str, Position] = {}
        self.of_topic: dict[tuple[str, str], Position] = {}

    def tell(self, look: Look) -> None:
        """Learn from a look."""
        if self.floor is None or len(self.of_topic) >= TOPICS or any(c.event == "reset" for c in look.changes):
            # After a reset positions may count from elsewhere: those of before mean nothing.
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
        """Seconds since all kept answers were last known to be true."""
        return int(self.clock() - self.feed.looked_at)

    @property
    def position(self) -> Position | None:
        """Of what is read from now on; None while the feed is silent, when nothing may be kept or taken."""
        if self.feed.last is None or self.clock() - self.feed.looked_at > SILENCE_SECONDS:
            return None
        return self.feed.last.position

    @property
    def cluster(self) -> str:
        """Which cluster's positions these are; those of another one mean nothing here."""
        return self.feed.last.cluster if self.feed.last is not None else ""

    def is_fresh(self, class_: str, topics: frozenset[str], position: Position) -> bool:
        """Tell whether nothing that concerns an answer was found since its position. topics: none for all."""
        if self.floor is None:
            return False
        known = [self.floor, self.of_class.get(class_, BEGINNING)]
        if topics:
            known += [self.of_topic.get((class_, topic), BEGINNING) for topic in topics]
        else:
            known.append(self.of_anything.get(class_, BEGINNING))
        return all(own >= least for other in known for own, least in zip(position, other, strict=True))

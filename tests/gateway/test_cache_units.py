"""When a cached response is fresh: units, without a gateway."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from gateway.cache.freshness import TOPICS, Freshness
from gateway.cache.responses import CachedResponse, CacheKey, ClassCache
from gateway.http.headers import etag
from gateway.stores.calls import Answer
from gateway.stores.feed import Change, Feed, Poll
from gateway.stores.position import Position
from gateway.surface.catalog import CacheClass

CLASSES = {
    "fast": CacheClass(30, 30, "no-cache", frozenset({"x", "tick"})),
    "slow": CacheClass(300, None, "max-age=60", frozenset({"tock"})),
}
ABOUT_A = CacheKey("f", (("name", "a"),), frozenset({"name=a"}))
ABOUT_B = CacheKey("f", (("name", "b"),), frozenset({"name=b"}))
ABOUT_ALL = CacheKey("f", (), frozenset())


class FakeShared:
    """A Redis that is a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    async def put(self, name: str, value: bytes, seconds: int) -> None:
        self.kept[name] = value


class World:
    """A feed that polls when the test says so, a clock, and a database that counts its queries."""

    def __init__(self, shared: FakeShared | None = None) -> None:
        self.now = 100.0
        self.feed = Feed(self.no_database)
        self.freshness = Freshness(self.feed, CLASSES, frozenset({"name"}), lambda: self.now)
        self.caches = {
            name: ClassCache(name, class_, self.freshness, shared, "release")  # type: ignore[arg-type]
            for name, class_ in CLASSES.items()
        }
        self.asked: list[Position] = []
        self.as_of: Position | None = None
        self.poll((1, 1))

    async def no_database(self, *_: object) -> Any:
        raise AssertionError

    def poll(self, position: tuple[int, int], *changes: Change) -> None:
        """Let the feed poll."""
        self.feed.last = Poll(changes, "cursor", "id", position, "cluster")
        self.feed.polled_at = self.now
        self.freshness.invalidate(self.feed.last)

    async def query(self, after: Position) -> Answer:
        """Answer how often this was asked."""
        self.asked.append(after)
        await asyncio.sleep(0)
        return Answer(None, None, str(len(self.asked)).encode(), as_of=self.as_of)

    async def read(self, key: CacheKey, written: int = 0, class_: str = "fast") -> bytes:
        response, _ = await self.caches[class_].get(key, written, self.query)
        assert response.etag == etag(response.body)
        return response.body


def change(event: str, *topics: str) -> Change:
    return Change(event, topics)


def play(test: Callable[[World], Coroutine[Any, Any, None]], shared: FakeShared | None = None) -> None:
    async def run() -> None:
        await test(World(shared))

    asyncio.run(run())


def test_a_response_is_cached() -> None:
    async def test(world: World) -> None:
        assert await world.read(ABOUT_A) == b"1"
        assert await world.read(ABOUT_A) == b"1"
        assert await world.read(ABOUT_B) == b"2"

    play(test)


@pytest.mark.parametrize(
    ("changes", "is_fresh"),
    [
        ((change("x", "name=a"),), {"a": False, "b": True, "all": False}),
        ((change("x", "name=c"),), {"a": True, "b": True, "all": False}),
        ((change("tick"),), {"a": False, "b": False, "all": False}),
        ((change("tock"),), {"a": True, "b": True, "all": True}),
        ((change("reset"),), {"a": False, "b": False, "all": False}),
        ((), {"a": True, "b": True, "all": True}),
    ],
)
def test_a_polled_change_makes_the_responses_of_its_topics_stale(
    changes: tuple[Change, ...], is_fresh: dict[str, bool]
) -> None:
    async def test(world: World) -> None:
        questions = {"a": ABOUT_A, "b": ABOUT_B, "all": ABOUT_ALL}
        before = {name: await world.read(question) for name, question in questions.items()}
        world.poll((2, 2), *changes)
        after = {name: await world.read(question) for name, question in questions.items()}
        assert {name: after[name] == before[name] for name in questions} == is_fresh

    play(test)


def test_a_class_is_made_stale_by_its_own_events_only() -> None:
    async def test(world: World) -> None:
        assert await world.read(ABOUT_A, class_="slow") == b"1"
        world.poll((2, 2), change("x", "name=a"), change("tick"))
        assert await world.read(ABOUT_A, class_="slow") == b"1"
        world.poll((3, 3), change("tock"))
        assert await world.read(ABOUT_A, class_="slow") == b"2"

    play(test)


def test_a_response_that_was_being_read_during_a_change_is_not_cached() -> None:
    async def test(world: World) -> None:
        reading = asyncio.create_task(world.read(ABOUT_A))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        world.poll((2, 2), change("x", "name=a"))
        assert await reading == b"1"
        assert await world.read(ABOUT_A) == b"2"

    play(test)


def test_concurrent_requests_for_the_same_response_query_once() -> None:
    async def test(world: World) -> None:
        assert await asyncio.gather(*(world.read(ABOUT_A) for _ in range(50))) == [b"1"] * 50

    play(test)


def test_a_request_after_a_change_does_not_share_an_older_query() -> None:
    async def test(world: World) -> None:
        before = asyncio.create_task(world.read(ABOUT_A))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        world.poll((2, 2), change("x", "name=a"))
        after = asyncio.create_task(world.read(ABOUT_A))
        assert (await before, await after) == (b"1", b"2")
        assert await world.read(ABOUT_A) == b"2"

    play(test)


def test_a_cancelled_request_does_not_cancel_the_query_others_wait_for() -> None:
    async def test(world: World) -> None:
        first = asyncio.create_task(world.read(ABOUT_A))
        second = asyncio.create_task(world.read(ABOUT_A))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == b"1"
        assert world.asked == [(1, 1)]

    play(test)


def test_a_failure_reaches_all_waiting_requests_and_is_not_cached() -> None:
    async def test(world: World) -> None:
        async def fail(after: Position) -> Answer:
            await asyncio.sleep(0)
            raise LookupError

        waiting = [world.caches["fast"].get(ABOUT_A, 0, fail) for _ in range(2)]
        assert [type(e) for e in await asyncio.gather(*waiting, return_exceptions=True)] == [LookupError] * 2
        assert await world.read(ABOUT_A) == b"1"

    play(test)


def test_a_writer_gets_nothing_older_than_its_write() -> None:
    async def test(world: World) -> None:
        assert await world.read(ABOUT_A) == b"1"
        assert await world.read(ABOUT_A, written=1) == b"2"
        # The WAL has not moved: its last commits may not have been visible yet.
        world.poll((1, 2))
        assert await world.read(ABOUT_A, written=2) == b"3"
        assert await world.read(ABOUT_A, written=1) == b"3"
        assert world.asked == [(1, 1), (1, 1), (1, 2)]

    play(test)


def test_a_response_of_a_replica_is_no_newer_than_the_replica() -> None:
    shared = FakeShared()

    async def test(world: World) -> None:
        # A commit came after the snapshot of the last poll and before its clock: the poll does not know it.
        world.poll((9, 9))
        world.as_of = (5, 5)
        assert await world.read(ABOUT_A) == b"1"
        assert await world.read(ABOUT_A) == b"1"
        assert await world.read(ABOUT_A, written=7) == b"2"
        other = World(shared)
        other.poll((8, 8), change("x", "name=a"))
        assert await other.read(ABOUT_A) == b"1"
        assert other.asked == [(8, 8)]

    play(test, shared)


def test_a_writer_does_not_share_the_answer_of_a_replica_without_its_write() -> None:
    async def test(world: World) -> None:
        world.poll((9, 9))
        world.as_of = (5, 5)
        before = asyncio.create_task(world.read(ABOUT_A))
        await asyncio.sleep(0)
        writer = asyncio.create_task(world.read(ABOUT_A, written=7))
        assert (await before, await writer) == (b"1", b"2")
        assert world.asked == [(1, 1), (1, 7)]

    play(test)


def test_a_feed_tells_a_time_that_is_not_past_yet() -> None:
    world = World()
    world.feed.last = None
    assert world.feed.latest_time() > (time.time() + 50) * 1e6
    world.feed.last = Poll((), "cursor", "id", (1, 5_000_000), "cluster")
    world.feed.asked_at = time.monotonic() - 2
    assert 7_000_000 <= world.feed.latest_time() < 60_000_000
    world.feed.ceiling = 90_000_000
    assert world.feed.latest_time() == 90_000_000


def test_without_a_poll_for_a_second_nothing_is_cached_or_served_from_the_cache() -> None:
    async def test(world: World) -> None:
        assert await world.read(ABOUT_A) == b"1"
        world.now += 1.1
        assert await world.read(ABOUT_A) == b"2"
        assert await world.read(ABOUT_A) == b"3"
        world.poll((2, 2))
        assert await world.read(ABOUT_A) == b"1"

    play(test)


def test_without_a_poll_for_a_second_a_replica_still_needs_the_last_change() -> None:
    async def test(world: World) -> None:
        world.poll((9, 9), change("x", "name=a"))
        world.now += 1.1
        await world.read(ABOUT_A)
        await world.read(ABOUT_A, written=12)
        assert world.asked == [(9, 9), (9, 12)]

    play(test)


def test_changes_before_the_first_poll_are_not_known() -> None:
    world = World()
    assert world.freshness.is_fresh("fast", frozenset(), (1, 1))
    assert not world.freshness.is_fresh("fast", frozenset(), (0, 1))
    assert not world.freshness.is_fresh("fast", frozenset(), (1, 0))


def test_after_a_reset_positions_may_count_from_less() -> None:
    world = World()
    world.poll((9, 9), change("x", "name=a"), change("tick"))
    world.poll((2, 2), change("reset"))
    for topics in (frozenset({"name=a"}), frozenset[str]()):
        assert world.freshness.is_fresh("fast", topics, (2, 2))
        assert not world.freshness.is_fresh("fast", topics, (1, 9))


@pytest.mark.parametrize("later", [(5, 1_500), (200, 1_500)])
def test_a_response_from_before_a_reset_is_never_fresh_again(later: Position) -> None:
    async def test(world: World) -> None:
        world.poll((500, 9_000))
        assert await world.read(ABOUT_A) == b"1"
        world.poll((5, 1_000), change("reset"))
        world.poll(later, change("x", "name=a"))
        assert await world.read(ABOUT_A) == b"2"

    play(test)


def test_a_query_that_a_reset_overtakes_is_not_cached() -> None:
    async def test(world: World) -> None:
        world.poll((500, 9_000))
        reading = asyncio.create_task(world.read(ABOUT_A))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        world.poll((5, 1_000), change("reset"))
        assert await reading == b"1"
        assert await world.read(ABOUT_A) == b"2"

    play(test)


def test_a_shared_response_from_before_the_clock_was_set_back_is_not_served() -> None:
    async def test(world: World) -> None:
        world.poll((5, 9_000_000))
        assert await world.read(ABOUT_A) == b"1"
        newcomer = World(shared)
        newcomer.poll((5, 1_000_000))
        await newcomer.read(ABOUT_A, written=1_500_000)
        assert len(newcomer.asked) == 1

    shared = FakeShared()
    play(test, shared)


def test_topics_are_evicted_together_with_their_responses() -> None:
    world = World()
    for n in range(TOPICS):
        world.poll((n + 2, 1), change("x", f"name={n}"))
    world.poll((TOPICS + 2, 1))
    assert not world.freshness.topic_changed
    assert not world.freshness.is_fresh("fast", frozenset({"name=a"}), (TOPICS + 1, 1))


def test_another_process_serves_a_shared_response_that_is_fresh_for_it() -> None:
    shared = FakeShared()

    async def test(world: World) -> None:
        other = World(shared)
        assert await world.read(ABOUT_A) == b"1"
        assert await other.read(ABOUT_A) == b"1"
        assert other.asked == []
        # The other one's feed is ahead: it knows of a change that this one has not heard of.
        later = World(shared)
        later.poll((2, 2), change("x", "name=a"))
        assert await later.read(ABOUT_A) == b"1"
        assert later.asked == [(2, 2)]
        assert world.asked == [(1, 1)]

    play(test, shared)


def test_a_shared_response_goes_stale_by_its_time_without_any_write() -> None:
    shared = FakeShared()

    async def test(world: World) -> None:
        await world.read(ABOUT_A)
        later = World(shared)
        later.poll((1, 2), change("x", "name=a"))
        await later.read(ABOUT_A)
        assert later.asked == [(1, 2)]

    play(test, shared)


def test_a_new_process_does_not_serve_responses_shared_before_it_started() -> None:
    shared = FakeShared()

    async def test(world: World) -> None:
        await world.read(ABOUT_A)
        late = World(shared)
        late.freshness.floor = (5, 5)
        late.feed.last = Poll((), "cursor", "id", (5, 5), "cluster")
        await late.read(ABOUT_A)
        assert late.asked == [(5, 5)]

    play(test, shared)


def test_a_class_that_is_not_shared_is_not_put_there() -> None:
    shared = FakeShared()

    async def test(world: World) -> None:
        await world.read(ABOUT_A, class_="slow")
        assert shared.kept == {}

    play(test, shared)


@pytest.mark.parametrize(
    "packed", [b"", b"torn", b"1 2 3\n{}", b"1 2 " + b"f" * 32 + b"\n{}", b"9" * 5000 + b" 2 " + b"f" * 32 + b"\n"]
)
def test_foreign_bytes_are_no_response(packed: bytes) -> None:
    assert CachedResponse.unpack(packed) is None


def test_a_packed_response_is_unpacked_unchanged() -> None:
    response = CachedResponse(b"{\n}", etag(b"{\n}"), (12, 34))
    assert CachedResponse.unpack(response.pack()) == response
    assert CachedResponse.unpack(response.pack()[:-1]) is None

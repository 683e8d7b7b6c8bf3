"""The hub broadcasts changes to its subscribers: units, without a gateway."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from psycopg.errors import QueryCanceled

from gateway.live import hub as gateway_hub
from gateway.live.hub import QUEUE_LIMIT, Closed, Hub, Subscriber
from gateway.live.sse import EventStream
from gateway.stores.feed import Change, Feed, Poll, Replay, next_pause


async def no_database(*_: object) -> Any:
    raise AssertionError


def make(*changes: Change, id_: str = "1") -> Poll:
    return Poll(changes, "cursor", id_, (1, 1), "cluster")


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


@pytest.fixture
def hub() -> Hub:
    feed = Feed(no_database)
    feed.last = make(id_="0")
    return Hub(feed, limit=2)


def test_a_batch_tells_its_id_with_its_last_event_only(hub: Hub) -> None:
    async def test() -> None:
        one = Subscriber(None)
        hub.subscribe(one, frozenset({"a"}))
        hub.broadcast(make(Change("x", ("a",), 1), Change("x", ("a", "b"), 2), Change("x", ("b",), 3), id_="7"))
        batch = await one.take()
        assert batch is not None
        assert batch.events == b"event: x\ndata: 1\n\nid: 7\nevent: x\ndata: 2\n\n"
        assert batch.messages == ('{"event": "x", "data": 1}', '{"event": "x", "data": 2, "id": "7"}')

    run(test())


def test_a_change_without_topics_is_sent_to_nobody(hub: Hub) -> None:
    async def test() -> None:
        one = Subscriber(None)
        hub.subscribe(one, frozenset({"a"}))
        hub.broadcast(make(Change("minute", ())))
        assert not one.batches

    run(test())


def test_lost_changes_are_broadcast_to_everybody(hub: Hub) -> None:
    async def test() -> None:
        one, other = Subscriber(None), Subscriber(None)
        hub.subscribe(one, frozenset({"a"}))
        hub.subscribe(other, frozenset())
        hub.broadcast(make(Change("reset", ())))
        assert [len(one.batches), len(other.batches)] == [1, 1]

    run(test())


def test_a_quiet_stream_gives_a_sign_of_life_that_tells_whence_to_go_on(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gateway_hub.PING_SECONDS == 15
    monkeypatch.setattr(gateway_hub, "PING_SECONDS", 0.001)

    async def test() -> None:
        stream = EventStream(hub, "a", None, {})
        assert await anext(stream) == b"retry: 2000\nid: 0\n\n"
        hub.feed.last = make(id_="9")
        assert await anext(stream) == b": ping\nid: 9\n\n"
        await stream.close()

    run(test())


def test_a_subscriber_that_does_not_read_is_dropped_with_its_queue(hub: Hub) -> None:
    async def test() -> None:
        stream = EventStream(hub, "a", None, {})
        stuck = asyncio.Event()

        async def send() -> None:
            await anext(stream)
            await stuck.wait()

        sender = asyncio.create_task(send())
        await asyncio.sleep(0)
        for _ in range(QUEUE_LIMIT + 1):
            hub.broadcast(make(Change("x", ("a",), 1)))
        assert not sender.done()
        hub.broadcast(make(Change("x", ("a",), 1)))
        with pytest.raises(asyncio.CancelledError):
            await sender
        assert stream.subscriber is not None
        assert stream.subscriber.queued == QUEUE_LIMIT + 1
        await stream.close()
        assert not hub.topics

    run(test())


def test_no_id_is_sent_before_the_missed_changes_are_replayed(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_hub, "PING_SECONDS", 0.001)

    async def test() -> None:
        stream = EventStream(hub, "a", "5", {"name": "a"})
        await anext(stream)
        assert await anext(stream) == b": ping\n\n"
        hub.broadcast(make(Change("reset", ()), id_="6"))
        assert await anext(stream) == b"event: reset\ndata: null\n\n"
        hub.feed.replays[0].deliver(make(Change("x", ("a",), 1)))
        assert await anext(stream) == b"id: 0\nevent: x\ndata: 1\n\n"
        assert await anext(stream) == b": ping\nid: 0\n\n"

    run(test())


class Failing:
    """A database that answers one question and no more."""

    def __init__(self) -> None:
        self.asked: list[list[Any]] = []

    async def fetch(self, statement: str, values: list[Any]) -> tuple[bytes]:
        self.asked.append(values)
        if len(self.asked) > 1:
            raise QueryCanceled
        return (b'{"success": true, "changes": [], "cursor": "c", "id": "0", "position": [1, 1], "cluster": "x"}',)


def test_a_reconnecting_client_whose_replay_fails_begins_anew_and_delays_nobody() -> None:
    async def test() -> None:
        database = Failing()
        feed = Feed(database.fetch)
        feed.last = await feed.poll(None, {})
        replayed: list[Poll] = []
        for cursor in ("1", "2"):
            feed.replays.append(Replay(cursor, {}, lambda: True, replayed.append))
        feed.replays.append(Replay("gone", {}, lambda: False, replayed.append))
        for _ in range(2):
            with pytest.raises(QueryCanceled):
                await feed.run_replays()
        await feed.run_replays()
        assert [poll.changes for poll in replayed] == [(Change("reset", ()),)] * 2
        assert database.asked == [[None], ["1"], ["2"]]

    run(test())


def test_an_interruption_is_logged_once_and_so_is_its_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("gateway.stores.feed.SLOW", 0)
    monkeypatch.setattr("gateway.stores.feed.FAST", 0)
    caplog.set_level("INFO", "gateway")
    answers = [QueryCanceled(), QueryCanceled(), None, None]

    async def fetch(statement: str, values: list[Any]) -> tuple[bytes]:
        if not answers:
            await asyncio.Event().wait()
        if (error := answers.pop(0)) is not None:
            raise error
        return (b'{"success": true, "changes": [], "cursor": "c", "id": "0", "position": [1, 1], "cluster": "x"}',)

    async def test() -> None:
        feed = Feed(fetch)
        running = asyncio.create_task(feed.run("api.changes"))
        await feed.has_polled.wait()
        running.cancel()

    run(test())
    assert [record.getMessage() for record in caplog.records] == [
        "the feed is interrupted: QueryCanceled",
        "the feed goes on",
    ]


def test_polls_are_fast_while_there_are_changes_and_slower_and_slower_without() -> None:
    pauses = [0.0]
    for poll in (make(Change("x", ())), make(), make(), make(), make(), make(Change("x", ()))):
        pauses.append(next_pause(pauses[-1], poll))
    assert pauses[1:] == [0.05, 0.1, 0.2, 0.2, 0.2, 0.05]


def test_an_unsubscribed_subscriber_leaves_nothing_behind(hub: Hub) -> None:
    async def test() -> None:
        one, other = Subscriber(None), Subscriber(None)
        hub.subscribe(one, frozenset({"a", "b"}))
        hub.subscribe(other, frozenset({"a"}))
        hub.subscribe(one, frozenset({"c"}))
        hub.leave(one)
        hub.leave(one)
        hub.leave(other)
        assert (hub.topics, hub.groups, hub.by_topic) == ({}, {}, {})

    run(test())


def test_a_closed_hub_accepts_no_subscriber(hub: Hub) -> None:
    async def test() -> None:
        one, late = Subscriber(None), Subscriber(None)
        hub.subscribe(one, frozenset({"a"}))
        hub.close()
        hub.subscribe(late, frozenset({"a"}))
        for subscriber in (one, late):
            with pytest.raises(Closed):
                await subscriber.take()

    run(test())


def test_a_reconnecting_client_gets_the_missed_changes_before_new_ones(hub: Hub) -> None:
    async def test() -> None:
        stream = EventStream(hub, "a", "5", {"name": "a"})
        assert await anext(stream) == b"retry: 2000\n\n"
        hub.broadcast(make(Change("x", ("a",), "before"), id_="6"))
        (replay,) = hub.feed.replays
        assert replay.is_waiting()
        assert (replay.cursor, replay.arguments) == ("5", {"name": "a"})
        replay.deliver(make(Change("x", ("a",), "missed"), Change("minute", ()), id_="8"))
        hub.broadcast(make(Change("x", ("a",), "new"), id_="9"))
        assert b'"missed"' in await anext(stream)
        assert b'"new"' in await anext(stream)
        await stream.close()
        assert not replay.is_waiting()

    run(test())

"""Each change of a booking is told as one event, whatever runs at the same time: with real transactions."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg

from tests.support.clinic import ANN, BEN, CHIEF, DORA, SLOT
from tests.support.database import execute, fetch

RELAY = "select outbound.relay()"
BOOK = "select api.book_slot(%s, %s) #>> '{booking,id}'"
CANCEL = "select api.cancel_booking(%s, %s::uuid)"
EVENTS = "select booking_id::text, type from api.event order by id"
SLOTS = "select id::text from medbook.slots where doctor_id = %s and is_available and start_time > core.now()"
HISTORY = "select doctor_id, booking_id, to_status, correction from medbook.booking_history order by 1, 2, 3, 4"
TOLD = "select doctor_id, booking_id, to_status, correction from medbook.events order by 1, 2, 3, 4"


def test_a_change_that_is_committed_late_is_told_once(fresh_url: str) -> None:
    (_, (slot,), *_) = fetch(fresh_url, SLOTS, DORA)
    with psycopg.connect(fresh_url) as late:
        late.execute(BOOK, (ANN, SLOT))
        execute(fresh_url, BOOK, BEN, slot)
        assert fetch(fresh_url, RELAY) == [(1,)]
        late.commit()
        assert fetch(fresh_url, RELAY) == [(1,)]
    assert fetch(fresh_url, RELAY) == [(0,)]
    assert len(fetch(fresh_url, EVENTS)) == 2


def test_a_change_that_is_rolled_back_is_not_told(fresh_url: str) -> None:
    with psycopg.connect(fresh_url) as connection:
        connection.execute(BOOK, (ANN, SLOT))
        assert fetch(fresh_url, RELAY) == [(0,)]
        connection.rollback()
    assert fetch(fresh_url, RELAY) == [(0,)]


def test_a_change_under_a_savepoint_is_told(fresh_url: str) -> None:
    with psycopg.connect(fresh_url) as late:
        late.execute("savepoint before")
        late.execute(BOOK, (ANN, SLOT))
        late.execute("release savepoint before")
        assert fetch(fresh_url, RELAY) == [(0,)]
        late.commit()
    assert fetch(fresh_url, RELAY) == [(1,)]


def test_who_reads_beside_another_does_not_wait_and_tells_nothing_twice(fresh_url: str) -> None:
    execute(fresh_url, BOOK, ANN, SLOT)
    with psycopg.connect(fresh_url) as first:
        assert first.execute(RELAY).fetchall() == [(1,)]
        assert fetch(fresh_url, RELAY) == [(0,)]
        assert fetch(fresh_url, EVENTS) == []
        first.rollback()
    assert fetch(fresh_url, RELAY) == [(1,)]


def test_under_a_crowd_every_change_is_one_event_in_the_booking_s_order(fresh_url: str) -> None:
    slots = [slot for (slot,) in fetch(fresh_url, SLOTS, DORA)]
    execute(fresh_url, "update medbook.settings set max_holds_per_user = 1000, max_bookings_per_user = 1000")
    execute(fresh_url, "update medbook.settings set max_bookings_per_doctor_day = 1000")
    is_over = Event()

    def book(seed: int) -> None:
        chance = random.Random(seed)
        with psycopg.connect(fresh_url, autocommit=True) as connection:
            for _ in range(40):
                user = chance.choice((ANN, BEN))
                (booking,) = connection.execute(BOOK, (user, chance.choice(slots))).fetchone() or (None,)
                if booking is not None and chance.random() < 0.8:
                    connection.execute("select api.confirm_booking(%s, %s::uuid)", (user, booking))
                    connection.execute(CANCEL, (CHIEF, booking))

    def relay() -> None:
        with psycopg.connect(fresh_url, autocommit=True) as connection:
            while not is_over.is_set():
                connection.execute(RELAY)

    with ThreadPoolExecutor() as threads:
        relays = [threads.submit(relay) for _ in range(2)]
        crowd = [threads.submit(book, seed) for seed in range(6)]
        for thread in crowd:
            thread.result()
        is_over.set()
        for thread in relays:
            thread.result()
    execute(fresh_url, RELAY)
    assert len(fetch(fresh_url, TOLD)) > 20
    assert fetch(fresh_url, TOLD) == fetch(fresh_url, HISTORY)
    assert fetch(fresh_url, "select max(id) = count(*) from medbook.events") == [(True,)]
    told: dict[str, list[str]] = {}
    for booking, kind in fetch(fresh_url, EVENTS):
        told.setdefault(booking, []).append(kind)
    chain = ["booking.held", "booking.confirmed", "booking.cancelled"]
    assert all(kinds == [kind for kind in chain if kind in kinds] for kinds in told.values())

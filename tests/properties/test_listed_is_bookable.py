"""What is listed can be booked, and the reverse, for a patient without bookings: DESIGN, section 3."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from tests.properties import tried
from tests.support.clinic import ANN, BEN, CHIEF, DORA, EVE, FAY

Connection = psycopg.Connection[Any]

NOW = datetime(2030, 1, 7, 8, tzinfo=UTC)
UNIT = timedelta(minutes=10)
"""Every time of an example is a multiple of it, so that edges are met often."""
DOCTORS = [DORA, EVE, FAY]
SPECIALIZATIONS = ["Cardiology", "Neurology"]
CAUSES = ["CLOSED", "TIME_OFF", "HOURS", "RETIRED"]
SERVICES = {f"5e000000-0000-4000-8000-{n:012}": timedelta(minutes=minutes) for n, minutes in enumerate((10, 35), 1)}
"""Kinds of visit, and how long they are: one fits into every slot, the other may take four."""


@dataclass(frozen=True)
class Window:
    """From when to when slots can be booked, in units from now; None: as the clinic has it."""

    min_notice: int | None
    booking_horizon: int | None


@dataclass(frozen=True)
class Slot:
    """A slot as the calendar makes it: this much after the one before it, this long, and what became of it."""

    gap: int
    length: int
    status: str | None
    expires: int
    cause: str | None


@dataclass(frozen=True)
class Leave:
    """When somebody, or the whole clinic, is away, in units from now."""

    doctor_id: str | None
    begin: int
    length: int


@dataclass(frozen=True)
class Wish:
    """For what Ben waits: with whom, or in which field, and from when to when, in units from now."""

    doctor_id: str | None
    field: str | None
    begin: int
    length: int


@dataclass(frozen=True)
class Clinic:
    """A clinic of an example."""

    window: Window
    own_windows: list[Window]
    active: list[bool]
    calendars: list[list[Slot]]
    leaves: list[Leave]
    wishes: list[Wish]
    passed: int


HORIZONS = st.integers(7, 20) | st.sampled_from([144, 15 * 144, 31 * 144, 90 * 144])
GAPS = st.sampled_from([0, 0, 0, 1, 2, 3, 144, 15 * 144, 31 * 144])
STATUSES = st.sampled_from([None, None, None, "PENDING", "PENDING", "CONFIRMED", "CANCELLED", "FAILED", "COMPLETED"])
SLOTS = st.builds(
    Slot, GAPS, st.integers(1, 3), STATUSES, st.integers(-2, 3), st.none() | st.none() | st.sampled_from(CAUSES)
)
OWN_WINDOWS = st.builds(Window, st.none() | st.integers(0, 8), st.none() | HORIZONS)
LEAVES = st.builds(Leave, st.sampled_from([None, DORA, EVE]), st.integers(-6, 30), st.integers(1, 4))
WISHES = st.builds(Wish, st.just(DORA), st.none(), st.integers(-6, 10), st.integers(1, 300)) | st.builds(
    Wish, st.none(), st.sampled_from(SPECIALIZATIONS), st.integers(-6, 10), st.integers(1, 30)
)
CLINICS = st.builds(
    Clinic,
    st.builds(Window, st.integers(0, 6), HORIZONS),
    st.lists(OWN_WINDOWS, min_size=3, max_size=3),
    st.lists(st.sampled_from([True, True, True, False]), min_size=3, max_size=3),
    st.lists(st.lists(SLOTS, max_size=8), min_size=3, max_size=3),
    st.lists(LEAVES, max_size=2),
    st.lists(WISHES, max_size=2),
    st.sampled_from([0, 0, 1, 2, 3, 144]),
)


def call(connection: Connection, function: str, *values: object) -> Any:
    """Call a function of schema api, which must succeed."""
    row = connection.execute(f"select api.{function}({', '.join(['%s'] * len(values))})".encode(), values).fetchone()
    assert row is not None
    assert row[0]["success"], row
    return row[0]


def slot_id(doctor_id: str, number: int) -> str:
    """Return the id of a doctor's slot, or of the booking of it."""
    return f"{doctor_id[:24]}{number:012x}"


def rows_of(doctor_id: str, slots: list[Slot]) -> list[dict[str, object]]:
    """Return the rows that say that these slots are, or were, Ben's."""
    rows = []
    start = NOW - 3 * UNIT
    for number, slot in enumerate(slots, 1):
        start += slot.gap * UNIT
        is_live = slot.status in ("PENDING", "CONFIRMED")
        is_closed = slot.cause is not None and not is_live and slot.status != "COMPLETED"
        expires_at = str(NOW + slot.expires * UNIT) if slot.status in ("PENDING", "FAILED") else None
        rows.append(
            {
                "doctor_id": doctor_id,
                "id": slot_id(doctor_id, number),
                "slot_id": slot_id(doctor_id, number),
                "user_id": BEN,
                "start_time": str(start),
                "end_time": str(start + slot.length * UNIT),
                "is_available": not is_live and not is_closed and slot.status != "COMPLETED",
                "held_until": expires_at if slot.status == "PENDING" else None,
                "closed_at": str(NOW) if is_closed else None,
                "close_cause": slot.cause,
                "status": slot.status,
                "fee": 0,
                "currency": "EUR",
                "created_at": str(NOW - timedelta(days=1)),
                "expires_at": expires_at,
                "confirmed_at": str(NOW) if slot.status in ("CONFIRMED", "COMPLETED") else None,
                "cancelled_at": str(NOW) if slot.status == "CANCELLED" else None,
                "changed": "1",
            }
        )
        start += slot.length * UNIT
    return rows


def build(connection: Connection, clinic: Clinic) -> None:
    """Make the clinic, and let the time pass that is to pass."""
    connection.execute("update test.clock set now = %s", [NOW])
    window = clinic.window
    assert window.min_notice is not None
    assert window.booking_horizon is not None
    connection.execute(
        "update medbook.settings set min_notice = %s, booking_horizon = %s",
        [window.min_notice * UNIT, window.booking_horizon * UNIT],
    )
    for doctor_id, own, is_active in zip(DOCTORS, clinic.own_windows, clinic.active, strict=True):
        connection.execute(
            "update medbook.doctors set is_active = %s, min_notice = %s * %s, booking_horizon = %s * %s where id = %s",
            [is_active, own.min_notice, UNIT, own.booking_horizon, UNIT, doctor_id],
        )
    # The last ones first: their order in the table is not that of the calendar.
    rows = Jsonb([row for pair in zip(DOCTORS, clinic.calendars, strict=True) for row in rows_of(*pair)][::-1])
    connection.execute("insert into test.slots select * from jsonb_populate_recordset(null::test.slots, %s)", [rows])
    connection.execute(
        """
        insert into medbook.bookings
        select * from jsonb_populate_recordset(null::medbook.bookings, %s) where status is not null
        """,
        [rows],
    )
    for leave in clinic.leaves:
        begin = NOW + leave.begin * UNIT
        during = (begin, begin + leave.length * UNIT)
        if leave.doctor_id is None:
            call(connection, "add_clinic_time_off", CHIEF, *during)
        elif clinic.active[DOCTORS.index(leave.doctor_id)]:
            call(connection, "add_time_off", CHIEF, leave.doctor_id, *during)
    for wish in clinic.wishes:
        connection.execute(
            """
            insert into medbook.waitlist (user_id, doctor_id, specialization, from_time, to_time, created_at)
            values (%s, %s, medbook.comparable(%s), %s, %s, %s)
            """,
            [BEN, wish.doctor_id, wish.field, NOW + wish.begin * UNIT, NOW + (wish.begin + wish.length) * UNIT, NOW],
        )
    connection.execute("update test.clock set now = now + %s", [clinic.passed * UNIT])
    assert connection.execute("select * from health.check_invariants()").fetchall() == []


@dataclass(frozen=True)
class Bookable:
    """A slot that could be booked."""

    start_time: datetime
    id: str
    doctor_id: str
    specialization: str


def bookable(connection: Connection) -> list[Bookable]:
    """Return the slots that Ann can book, soonest first, by booking each of them and undoing it."""
    tried_slots = connection.execute(
        """
        select s.start_time, s.id::text, s.doctor_id::text, d.specialization, test.try_to_book(%(ann)s, s.id),
               health.explain_slot(s.id) ->> 'error', health.explain_slot(s.id, %(ann)s) ->> 'error',
               api.get_slot(s.id) #>> '{slot,is_available}'
          from medbook.slots s join medbook.doctors d on d.id = s.doctor_id
         order by 1, 2
        """,
        {"ann": ANN},
    ).fetchall()
    for _, found_id, _, _, outcome, *explained, is_available in tried_slots:
        told = None if outcome == "BOOKED" else outcome
        assert [*explained, is_available] == [told, told, "true" if told is None else "false"], found_id
    return [Bookable(*row[:4]) for row in tried_slots if row[4] == "BOOKED"]


def pages(
    connection: Connection, doctor_id: str, begin: datetime | None, end: datetime | None, limit: int
) -> list[str]:
    """Return the ids of all pages of list_slots."""
    found: list[str] = []
    cursor = None
    while True:
        page = call(connection, "list_slots", doctor_id, begin, end, limit, cursor)
        found += [slot["id"] for slot in page["slots"]]
        assert len(found) == len(set(found)), "a page repeats what was on one before it"
        assert all(slot["is_available"] for slot in page["slots"])
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def found(connection: Connection, specialization: str, *options: object) -> list[str]:
    """Return the ids that find_slots answers."""
    return [slot["id"] for slot in call(connection, "find_slots", specialization, *options)["slots"]]


def booked_soonest(connection: Connection, specialization: str, *options: datetime) -> str | None:
    """Return when the slot begins that book_soonest finds; None: it finds none."""
    with connection.transaction(force_rollback=True):
        query = "select api.book_soonest(%s, gen_random_uuid(), %s, null" + ", %s" * len(options) + ")"
        row = connection.execute(query.encode(), [ANN, specialization, *options]).fetchone()
    assert row is not None
    assert row[0].get("error") in (None, "NO_SLOT_FREE"), row
    return row[0]["booking"]["start_time"] if row[0]["success"] else None


def first_start(slots: list[Bookable], is_wanted: Callable[[Bookable], bool] = lambda _: True) -> str | None:
    """Return when the first of the wanted slots begins; None: there is none."""
    return next((slot.start_time.isoformat() for slot in slots if is_wanted(slot)), None)


def soonest(slots: list[Bookable], per_doctor: int, limit: int, is_wanted: Callable[[Bookable], bool]) -> list[str]:
    """Return the ids of so many slots of each doctor, soonest first, and so many in all."""
    counts: dict[str, int] = {}
    chosen = []
    for slot in filter(is_wanted, slots):
        counts[slot.doctor_id] = counts.get(slot.doctor_id, 0) + 1
        if counts[slot.doctor_id] <= per_doctor:
            chosen.append(slot.id)
    return chosen[:limit]


def assert_listed_is_bookable(connection: Connection, clinic: Clinic, limit: int, begin: int, length: int) -> None:
    """Compare every list with the slots that can be booked."""
    can_be_booked = bookable(connection)
    now = NOW + clinic.passed * UNIT
    first = NOW + begin * UNIT
    last = first + length * UNIT
    for doctor_id, is_active in zip(DOCTORS, clinic.active, strict=True):
        own = [slot for slot in can_be_booked if slot.doctor_id == doctor_id]
        if not is_active:
            assert own == []
            continue
        assert pages(connection, doctor_id, None, None, limit) == [slot.id for slot in own]
        assert pages(connection, doctor_id, first, last, limit) == [s.id for s in own if first <= s.start_time < last]
    for specialization in SPECIALIZATIONS:
        of_all = [slot for slot in can_be_booked if slot.specialization == specialization]
        windows = [now + number * timedelta(days=31) for number in range(5)]
        assert [
            slot
            for window in windows
            for slot in found(connection, specialization, window, window + timedelta(days=31), 20)
        ] == [slot.id for slot in of_all]
        assert found(connection, specialization) == soonest(
            of_all, 3, 100, lambda slot: slot.start_time < now + timedelta(days=14)
        )
        assert found(connection, specialization, first, last, limit, 2 * limit) == soonest(
            of_all, limit, 2 * limit, lambda slot: first <= slot.start_time < last
        )
        assert booked_soonest(connection, specialization) == first_start(of_all)
        assert booked_soonest(connection, specialization, first, last) == first_start(
            of_all, lambda slot: first <= slot.start_time < last
        )
        doctors = call(connection, "list_doctors", specialization)["doctors"]
        assert {doctor["id"]: doctor["next_available_at"] for doctor in doctors} == {
            doctor_id: min(
                (slot.start_time.isoformat() for slot in of_all if slot.doctor_id == doctor_id), default=None
            )
            for doctor_id, is_active in zip(DOCTORS, clinic.active, strict=True)
            if is_active and (doctor_id == DORA) == (specialization == "Cardiology")
        }
        by_time = call(connection, "list_doctors", specialization, None, 20, None, None, True)["doctors"]
        assert by_time == sorted(doctors, key=lambda doctor: (doctor["next_available_at"] or "~", doctor["id"]))


def test_a_slot_is_listed_and_found_if_and_only_if_it_can_be_booked(clinic: Connection) -> None:
    @tried(300)
    @given(CLINICS, st.integers(1, 4), st.integers(-6, 20), st.integers(1, 30))
    def holds(example: Clinic, limit: int, begin: int, length: int) -> None:
        with clinic.transaction(force_rollback=True):
            build(clinic, example)
            assert_listed_is_bookable(clinic, example, limit, begin, length)

    holds()


NAMED = st.lists(st.sampled_from([None, None, *([id_] for id_ in SERVICES), list(SERVICES)]), min_size=1, max_size=5)


@dataclass(frozen=True)
class Visit:
    """A visit that can be booked: its first slot, and when it ends."""

    slot: Bookable
    end_time: datetime


def name_services(connection: Connection, named: list[list[str] | None]) -> None:
    """Make the kinds of visit, and give the slots to these in turn."""
    for number, (service_id, length) in enumerate(SERVICES.items()):
        connection.execute(
            "insert into medbook.services (id, name, minutes) values (%s, %s, %s)",
            [service_id, f"Kind {number}", length // timedelta(minutes=1)],
        )
    connection.execute(
        """
        update medbook.slots s set service_ids = (
          select array_agg(one.id::uuid) from jsonb_array_elements_text(nullif(%(named)s -> place, 'null')) one (id))
          from (select id, ((row_number() over (order by start_time, id)) %% jsonb_array_length(%(named)s))::integer
                       as place from medbook.slots) numbered
         where numbered.id = s.id
        """,
        {"named": Jsonb(named)},
    )


def visits_of(connection: Connection, can_be_booked: list[Bookable], service_id: str) -> list[Visit]:
    """Return the visits of a kind, soonest first. can_be_booked: the slots, if they were for anything."""
    rows = connection.execute("select doctor_id::text, start_time, end_time, state, service_ids from api.slot_state")
    ends = {
        (doctor_id, start): end
        for doctor_id, start, end, state, ids in rows
        if state == "free" and (ids is None or service_id in map(str, ids))
    }
    visits = []
    for slot in can_be_booked:
        end = slot.start_time
        while end < slot.start_time + SERVICES[service_id] and (slot.doctor_id, end) in ends:
            end = ends[slot.doctor_id, end]
        if end >= slot.start_time + SERVICES[service_id]:
            visits.append(Visit(slot, end))
    return visits


def assert_visits_are_listed(connection: Connection, clinic: Clinic, service_id: str, visits: list[Visit]) -> None:
    """Compare every list for a kind of visit with its visits."""
    ends = {visit.slot.id: visit.end_time for visit in visits}
    slots = [visit.slot for visit in visits]
    active = [doctor_id for doctor_id, is_active in zip(DOCTORS, clinic.active, strict=True) if is_active]
    for doctor_id in active:
        page = call(connection, "list_slots", doctor_id, None, None, 100, None, service_id)["slots"]
        assert [slot["id"] for slot in page] == [slot.id for slot in slots if slot.doctor_id == doctor_id]
        assert all(datetime.fromisoformat(slot["end_time"]) == ends[slot["id"]] for slot in page)
    soon = NOW + clinic.passed * UNIT + timedelta(days=14)
    for field in SPECIALIZATIONS:
        of_field = [slot for slot in slots if slot.specialization == field]
        expected = soonest(of_field, 3, 100, lambda slot: slot.start_time < soon)
        assert found(connection, field, None, None, 3, 100, service_id) == expected
    with connection.transaction(force_rollback=True):
        row = connection.execute(
            """
            select (select min(s.start_time) from medbook.slots s where s.id = f.slot_id)
              from booking.lock_soonest(
                jsonb_build_object('service_id', %s::text), '{}', %s::uuid[], array_fill('UTC'::text, %s),
                array_fill('{}'::datemultirange, %s), core.now()) f
            """,
            [service_id, active, [len(active)], [len(active)]],
        ).fetchone()
    assert row == (slots[0].start_time if slots else None,)


def test_a_slot_is_listed_for_a_kind_of_visit_if_and_only_if_all_slots_that_it_takes_are_free(
    clinic: Connection,
) -> None:
    @tried(150)
    @given(CLINICS, NAMED)
    def holds(example: Clinic, named: list[list[str] | None]) -> None:
        with clinic.transaction(force_rollback=True):
            build(clinic, example)
            can_be_booked = bookable(clinic)
            name_services(clinic, named)
            for service_id in SERVICES:
                assert_visits_are_listed(clinic, example, service_id, visits_of(clinic, can_be_booked, service_id))

    holds()


def test_a_slot_is_listed_for_a_kind_of_visit_if_and_only_if_it_can_be_booked_as_one(clinic: Connection) -> None:
    @tried(150)
    @given(CLINICS, NAMED)
    def holds(example: Clinic, named: list[list[str] | None]) -> None:
        with clinic.transaction(force_rollback=True):
            build(clinic, example)
            name_services(clinic, named)
            for service_id in [None, *SERVICES]:
                outcomes = clinic.execute(
                    "select id::text, test.try_to_book_as(%s, id, %s) from medbook.slots", [ANN, service_id]
                )
                listed = {
                    slot["id"]
                    for doctor_id, is_active in zip(DOCTORS, example.active, strict=True)
                    if is_active
                    for slot in call(clinic, "list_slots", doctor_id, None, None, 100, None, service_id)["slots"]
                }
                assert {slot_id for slot_id, outcome in outcomes if outcome == "BOOKED"} == listed

    holds()

"""A clinic's life in any order, with a plain model beside it: every answer, every slot and every booking agree."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

from tests.properties import tried
from tests.properties.model import LIVE, MINUTE, Answer, Booking, Clinic, Doctor, Hours, Kinds, Rules, Service, Slot
from tests.support.clinic import ANN, BEN, CHIEF, DORA, EVE

Connection = psycopg.Connection[Any]
T = TypeVar("T")
Windows = tuple[timedelta, timedelta, timedelta, timedelta]
Rows = list[tuple[int, int, int, int, Kinds]]

NOW = datetime(2030, 1, 7, 8, tzinfo=UTC)
MONDAY = date(2030, 1, 7)
DAYS = 6
"""On how many days doctors work, from Monday on."""
ZONES = {DORA: ("Europe/Berlin", 60), EVE: ("America/New_York", -300)}
"""Each doctor's zone, and its distance from UTC in minutes: the calendars overlap in time."""
HOUR = 60 * MINUTE

# Before the list of slots and bookings is compared, lapsed holds count as what they are.
LOOK = """
select (select coalesce(jsonb_object_agg(s.id, jsonb_build_array(s.service_ids, case
          when s.closed_at is not null or s.held_until <= core.now() and s.close_cause is not null then 'closed'
          when s.is_available then 'free'
          when s.held_until <= core.now()
            and not booking.is_awaited(s.doctor_id, s.start_time, s.service_ids, s.held_until) then 'free'
          else 'taken' end)), '{}') from medbook.slots s),
       (select coalesce(jsonb_object_agg(b.id, jsonb_build_array(v.status, b.slot_id, b.user_id, v.end_time)), '{}')
          from medbook.bookings b join api.booking v on v.doctor_id = b.doctor_id and v.id = b.id
         where b.part_of is null),
       (select coalesce(jsonb_object_agg(s.id, s.is_available), '{}') from api.slot s),
       array(select i::text from health.check_invariants() i)
"""
HISTORY = """
select b.id::text, b.status::text from medbook.bookings b
 where b.status <> (select h.to_status from medbook.booking_history h
                     where h.doctor_id = b.doctor_id and h.booking_id = b.id
                     order by h.at desc, h.to_status in ('CANCELLED', 'FAILED') desc, h.correction desc,
                              h.to_status desc limit 1)
"""

NOTHING = timedelta(0)
ANY = st.integers(0, 1000)
EDGES = st.sampled_from([*[None] * 5, NOTHING, timedelta(microseconds=1)])
"""Whether to wait until an instant from which on the answer is another one, or until just before it."""
PEOPLE = st.sampled_from([ANN, ANN, ANN, BEN, BEN, CHIEF])
ACTORS = st.sampled_from(["owner", "owner", "owner", CHIEF, BEN])
HORIZONS = st.sampled_from([4 * HOUR, 24 * HOUR, 90 * 24 * HOUR])
KINDS = st.sampled_from(["any", "open", "open", "lapsed", "beside", "near"])
ENDS = {"COMPLETED": "complete_booking", "NO_SHOW": "mark_no_show", "CONFIRMED": "reinstate_booking"}
CHANGES = ["confirm", "confirm again", "extend", "cancel", *ENDS]
SERVICES = SHORT, KNOWN, LONG, _ = [
    Service(f"5e000000-0000-4000-8000-{minutes:012}", minutes * MINUTE, bookable_by)
    for minutes, bookable_by in ((20, "EVERYBODY"), (45, "KNOWN_PATIENTS"), (60, "EVERYBODY"), (90, "EVERYBODY"))
]
"""Kinds of visit."""
ATTEMPTS = st.tuples(
    PEOPLE,
    KINDS,
    ANY,
    st.sampled_from([None, None, None, "", "urgent"]),
    st.booleans(),
    st.sampled_from([None, None, None, *SERVICES]),
)
"""Of booking: for whom, which slot, the reason if an administrator does it, whether it is confirmed at once, and the
kind of visit.
"""
DURATIONS = st.sampled_from([NOTHING, 15 * MINUTE, HOUR, 3 * HOUR])
HOURS = st.sampled_from(
    [
        [(540, 630, 30, 0, None)],
        [(540, 630, 30, 0, None)],
        [(540, 660, 45, 0, None)],
        [(570, 660, 30, 15, None)],
        [(540, 570, 30, 0, None), (570, 630, 60, 0, None)],
        [(540, 660, 30, 0, None), (630, 720, 30, 0, None)],
        [(540, 630, 30, 0, (SHORT.id, LONG.id))],
        [(540, 570, 30, 0, None), (570, 630, 30, 0, (KNOWN.id, LONG.id))],
        [(540, 570, 30, 0, (LONG.id,)), (570, 660, 30, 0, None)],
    ]
)
"""A day's rows of hours, one of them overlapping: start and end in minutes of UTC, length of a slot, gap, and what they
are for.
"""


def choose(items: Sequence[T], number: int) -> T:
    """Return one of the items."""
    return items[number % len(items)]


class Life(RuleBasedStateMachine):
    """The machine. connection: set by the test; an example is a transaction that is rolled back."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection
        self.requests = 0
        self.transaction = connection.transaction(force_rollback=True)
        self.transaction.__enter__()
        self.model = self.new_model()

    def new_model(self) -> Clinic:
        """Return the model of a clinic at the beginning."""
        return Clinic(NOW)

    def sweep(self) -> None:
        """Fail the holds that have lapsed."""
        self.connection.execute("select booking.expire_bookings()")

    def teardown(self) -> None:
        try:
            if self.connection.info.transaction_status is TransactionStatus.INTRANS:
                self.connection.execute("select booking.expire_bookings()")
                assert self.connection.execute(HISTORY.encode()).fetchall() == []
        finally:
            self.transaction.__exit__(None, None, None)

    # How to ask and to compare

    def call(self, function: str, *values: object) -> Any:
        """Call a function of schema api."""
        query = f"select api.{function}({', '.join(['%s'] * len(values))})"
        row = self.connection.execute(query.encode(), values).fetchone()
        assert row is not None
        return row[0]

    def agree(self, actual: Answer, expected: Answer) -> None:
        """Check that the answer is the model's."""
        answered = dict(actual)
        if "affected_bookings" in answered:
            answered["affected_bookings"] = sorted(booking["id"] for booking in answered["affected_bookings"])
        if "skipped" in answered:
            answered["skipped"] = {row["reason"]: row["slots"] for row in answered["skipped"]}
        for name in ("booking", "waitlist"):
            if name in answered:
                answered[name] = answered[name]["id"]
        for name in ("held_until", "earliest", "latest"):
            if name in answered:
                answered[name] = datetime.fromisoformat(answered[name])
        assert {name: answered.get(name) for name in expected} == expected, actual

    def made(self, doctor: Doctor, start: datetime, end: datetime) -> str:
        """Return the id of the newest slot at this time."""
        row = self.connection.execute(
            "select max(id::text) from medbook.slots where doctor_id = %s and start_time = %s and end_time = %s",
            [doctor.id, start, end],
        ).fetchone()
        assert row is not None
        assert row[0] is not None, "the slot was not made"
        return str(row[0])

    def live(self) -> list[Booking]:
        """Return the live bookings."""
        return [booking for booking in self.model.bookings.values() if booking.status in LIVE]

    def booking(self, number: int) -> Booking:
        """Choose a booking; mostly one that is live, if there is one."""
        live = self.live()
        return choose(live if live and number % 4 else list(self.model.bookings.values()), number // 4)

    def slot(self, kind: str, number: int, user: str = "nobody") -> Slot:
        """Choose a slot of a kind: any, open, closed, lapsed (its hold), beside or near another booking of the user."""
        slots = list(self.model.slots.values())
        is_open = {slot.id: self.model.is_listed(slot) for slot in slots}
        mine = [slot for booking in self.live() if booking.user == user for slot in booking.slots]
        kinds = {
            "open": [slot for slot in slots if is_open[slot.id]],
            "closed": [slot for slot in slots if slot.closed],
            "lapsed": [slot for slot in slots if is_open[slot.id] and self.model.booking_of(slot, ["FAILED"])],
            "near": [
                s
                for s in slots
                if any(s.doctor is own.doctor and s.start <= own.end and own.start <= s.end for own in mine)
            ],
            "beside": [s for s in slots if is_open[s.id] and any(s.overlaps(own.start, own.end) for own in mine)],
        }
        return choose(slots if kind == "any" else kinds[kind] or kinds["open"] or slots, number)

    def doctor(self, number: int) -> Doctor:
        """Choose a doctor."""
        return choose(list(self.model.doctors.values()), number)

    def wait(self, duration: timedelta) -> None:
        """Let time pass."""
        self.model.pass_time(duration)
        self.connection.execute("update test.clock set now = %s", [self.model.now])

    def approach(self, instant: datetime | None, edge: timedelta | None) -> None:
        """Wait until it is so long before this instant, unless that is over; None: do not wait."""
        if instant is not None and edge is not None:
            self.wait(max(instant - edge - self.model.now, NOTHING))

    def next_lapse(self) -> datetime | None:
        """Return when the next hold lapses."""
        return min((booking.expires for booking in self.live() if booking.expires), default=None)

    # The rules

    @initialize(hours=st.tuples(HOURS, HOURS), horizon=HORIZONS)
    def begin(self, hours: tuple[Rows, Rows], horizon: timedelta) -> None:
        self.connection.execute("update test.clock set now = %s", [NOW])
        for service in SERVICES:
            self.connection.execute(
                "insert into medbook.services (id, name, minutes, bookable_by) values (%s, %s, %s, %s)",
                [service.id, service.id, service.length // MINUTE, service.bookable_by],
            )
        self.set_rules(None, (NOTHING, horizon, NOTHING, NOTHING), (2, 1000, 1000), 2 * MINUTE)
        for doctor_id, (zone, _) in ZONES.items():
            self.model.doctors[doctor_id] = Doctor(doctor_id, zone)
        for number, rows in enumerate(hours):
            self.set_hours(number, rows, False, None)
            self.open_slots(number, 0, 1)

    @precondition(lambda self: self.model.slots)
    @rule(attempts=st.lists(ATTEMPTS, min_size=1, max_size=4))
    def book(self, attempts: list[tuple[str, str, int, str | None, bool, Service | None]]) -> None:
        """Book some slots, as the patient or as an administrator with or without a reason, and confirm some."""
        for user, kind, number, by_chief, is_confirmed, service in attempts:
            slot = self.slot(kind, number, user)
            service_id = service and service.id
            if by_chief is None:
                actual = self.call("book_slot", user, slot.id, service_id)
                self.agree(actual, self.model.book(user, user, slot, actual.get("created"), None, service))
            else:
                actual = self.call("book_for_patient", CHIEF, user, slot.id, by_chief or None, service_id)
                self.agree(actual, self.model.book(CHIEF, user, slot, actual.get("created"), by_chief or None, service))
            if is_confirmed and actual["success"]:
                booking = self.model.bookings[actual["booking"]["id"]]
                self.agree(self.call("confirm_booking", user, booking.id), self.model.confirm(user, booking))

    @rule(user=PEOPLE)
    def book_soonest(self, user: str) -> None:
        """Book the soonest slot of anybody, and repeat the request."""
        self.requests += 1
        wish = (user, str(UUID(int=self.requests)), None, Jsonb(list(self.model.doctors)))
        self.connection.execute("select setseed(0)")
        actual = self.call("book_soonest", *wish)
        booking = actual.get("booking", {})
        self.agree(actual, self.model.book_soonest(user, booking.get("slot_id"), actual.get("created")))
        if booking:
            assert self.call("book_soonest", *wish) == {"success": True, "booking": booking}

    @precondition(lambda self: self.model.bookings)
    @rule(actor=ACTORS, number=ANY, change=st.sampled_from(CHANGES), edge=EDGES)
    def change(self, actor: str, number: int, change: str, edge: timedelta | None) -> None:
        """Extend, confirm, cancel or end an appointment, or correct how it ended; sometimes at the last moment."""
        booking = self.booking(number)
        actor = booking.user if actor == "owner" else actor
        start = booking.slot.start
        if change == "confirm":
            self.approach(booking.expires, edge)
            self.agree(self.call("confirm_booking", actor, booking.id), self.model.confirm(actor, booking))
        elif change == "confirm again":
            self.approach(booking.expires, edge)
            actual = self.call("confirm_booking", actor, booking.id, True)
            self.agree(actual, self.model.confirm_again(actor, booking, actual.get("created")))
        elif change == "extend":
            self.approach(booking.expires, edge)
            self.agree(self.call("extend_booking", actor, booking.id), self.model.extend(actor, booking))
        elif change == "cancel":
            self.approach(start - self.model.of(booking.slot.doctor, "cancel_cutoff"), edge)
            self.agree(self.call("cancel_booking", actor, booking.id), self.model.cancel(actor, booking))
        else:
            self.approach(start if booking.status == "CONFIRMED" else None, edge)
            self.agree(self.call(ENDS[change], CHIEF, booking.id), self.model.end_visit(booking, change))

    @precondition(lambda self: self.model.bookings)
    @rule(actor=ACTORS, number=ANY, kind=KINDS, place=ANY, edge=EDGES)
    def move(self, actor: str, number: int, kind: str, place: int, edge: timedelta | None) -> None:
        booking = self.booking(number)
        slot = self.slot(kind, place, booking.user)
        actor = booking.user if actor == "owner" else actor
        self.approach(booking.slot.start - self.model.of(booking.slot.doctor, "reschedule_cutoff"), edge)
        actual = self.call("reschedule_booking", actor, booking.id, slot.id)
        self.agree(actual, self.model.move(actor, booking, slot, actual.get("created")))

    @rule(
        duration=st.sampled_from([None, None, MINUTE, 15 * MINUTE, HOUR, 24 * HOUR]), edge=EDGES, is_swept=st.booleans()
    )
    def pass_time(self, duration: timedelta | None, edge: timedelta | None, is_swept: bool) -> None:
        """Let time pass, or just the next hold lapse; then sweep, or not."""
        if duration is None:
            self.approach(self.next_lapse(), edge or NOTHING)
        else:
            self.wait(duration)
        if is_swept:
            self.sweep()

    @rule(number=ANY, hours=HOURS, is_undone=st.booleans(), edge=EDGES)
    def set_hours(self, number: int, hours: Rows, is_undone: bool, edge: timedelta | None) -> None:
        """Change the hours; sometimes another hold lapses, and they become what they were."""
        doctor = self.doctor(number)
        offset = ZONES.get(doctor.id, ZONES[DORA])[1]
        before = doctor.hours
        rows = [
            Hours(MONDAY + timedelta(days=day), start + offset, end + offset, length, gap, kinds)
            for day in range(DAYS)
            for start, end, length, gap, kinds in hours
        ]
        self.replace_hours(doctor, rows)
        if is_undone:
            self.approach(self.next_lapse(), edge)
            self.replace_hours(doctor, before)

    def replace_hours(self, doctor: Doctor, rows: list[Hours]) -> None:
        described = [
            {
                "weekday": row.day.isoweekday(),
                "start": f"{row.start // 60:02}:{row.start % 60:02}",
                "end": f"{row.end // 60:02}:{row.end % 60:02}",
                "slot_minutes": row.slot_minutes,
                "gap_minutes": row.gap_minutes,
                "service_ids": row.kinds,
                "valid_from": str(MONDAY),
                "valid_to": str(MONDAY + timedelta(days=6)),
            }
            for row in rows
        ]
        actual = self.call("set_working_hours", CHIEF, doctor.id, Jsonb(described))
        self.agree(actual, self.model.set_hours(doctor, rows))

    @rule(number=st.none() | ANY, first=st.integers(0, DAYS), days=st.integers(0, 1))
    def open_slots(self, number: int | None, first: int, days: int) -> None:
        """Open a doctor's slots, or everybody's as the nightly job does."""
        if number is None:
            row = self.connection.execute("select calendar.open_some_slots(10)").fetchone()
            assert row == (self.model.open_some_slots(self.made),)
        else:
            doctor = self.doctor(number)
            during = (MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + days))
            actual = self.call("open_slots", CHIEF, doctor.id, *during)
            self.agree(actual, self.model.open_slots(doctor, *during, self.made))

    @precondition(lambda self: self.model.slots)
    @rule(is_whole_clinic=st.booleans(), number=ANY, shift=st.integers(-2, 2), length=st.sampled_from([1, 2, 4, 96]))
    def add_leave(self, is_whole_clinic: bool, number: int, shift: int, length: int) -> None:
        """Somebody is away, mostly around the slot of a live booking."""
        live = self.live()
        slot = choose(live, number // 3).slot if live and number % 3 else self.slot("any", number // 3)
        begin = slot.start + shift * 15 * MINUTE
        during = (begin, begin + length * 15 * MINUTE)
        if is_whole_clinic:
            actual = self.call("add_clinic_time_off", CHIEF, *during)
        else:
            actual = self.call("add_time_off", CHIEF, slot.doctor.id, *during)
        doctor = None if is_whole_clinic else slot.doctor
        self.agree(actual, self.model.add_leave(doctor, *during, actual.get("created")))

    @precondition(lambda self: self.model.leaves)
    @rule(number=ANY, edge=EDGES)
    def remove_leave(self, number: int, edge: timedelta | None) -> None:
        self.approach(self.next_lapse(), edge)
        leave = choose(list(self.model.leaves.values()), number)
        self.agree(self.call("remove_time_off", CHIEF, leave.id), self.model.remove_leave(leave))

    @precondition(lambda self: self.model.slots)
    @rule(kind=st.sampled_from(["any", "open", "closed", "lapsed"]), number=ANY)
    def close_slot(self, kind: str, number: int) -> None:
        slot = self.slot(kind, number)
        self.agree(self.call("close_slot", CHIEF, slot.id), self.model.close_slot(slot))

    @precondition(lambda self: self.model.slots)
    @rule(kind=st.sampled_from(["any", "closed", "closed"]), number=ANY)
    def reopen_slot(self, kind: str, number: int) -> None:
        slot = self.slot(kind, number)
        self.agree(self.call("reopen_slot", CHIEF, slot.id), self.model.reopen_slot(slot))

    @precondition(lambda self: self.model.bookings)
    @rule(number=ANY)
    def set_active(self, number: int) -> None:
        """A kind of visit cannot be booked any more; or one can again, mostly if there is one."""
        inactive = [service for service in SERVICES if service.id in self.model.inactive]
        service = choose(inactive if inactive and number % 3 else SERVICES, number // 3)
        is_active = service in inactive
        actual = self.call("update_service", CHIEF, service.id, *[None] * 6, is_active)
        self.agree(actual, self.model.set_active(service, is_active))

    @rule(number=ANY)
    def reinstate(self, number: int) -> None:
        """A doctor who left comes back; one who is here stays."""
        gone = [doctor for doctor in self.model.doctors.values() if doctor.retired_at]
        doctor = choose(gone or list(self.model.doctors.values()), number)
        self.agree(self.call("reinstate_doctor", CHIEF, doctor.id), self.model.reinstate(doctor, self.made))

    @precondition(lambda self: len(self.model.bookings) > 2)
    @rule(number=ANY, bookings=st.sampled_from(["refuse", "cancel"]))
    def retire(self, number: int, bookings: str) -> None:
        """A doctor leaves; the last one is replaced."""
        doctor = self.doctor(number)
        self.agree(self.call("retire_doctor", CHIEF, doctor.id, bookings), self.model.retire(doctor, bookings))
        if not self.model.active():
            actual = self.call("create_doctor", CHIEF, "Dr. New", "Cardiology", 1, 1, "EUR", "Europe/Berlin")
            self.model.doctors[actual["created"]] = Doctor(actual["created"], "Europe/Berlin")

    @rule(
        number=st.none() | ANY,
        windows=st.tuples(DURATIONS, HORIZONS, DURATIONS, DURATIONS),
        limits=st.tuples(st.integers(1, 3), st.sampled_from([1, 3, 1000]), st.sampled_from([1, 2, 1000])),
        hold=st.sampled_from([MINUTE, 2 * MINUTE, 30 * MINUTE]),
    )
    def set_rules(self, number: int | None, windows: Windows, limits: tuple[int, int, int], hold: timedelta) -> None:
        """Change the clinic's rules, or the windows of a doctor."""
        columns = "min_notice = %s, booking_horizon = %s, cancel_cutoff = %s, reschedule_cutoff = %s"
        if number is None:
            self.model.rules = Rules(*windows, hold, Rules.max_hold, *limits)
            query = (
                f"update medbook.settings set {columns}, hold_duration = %s, max_holds_per_user = %s,"
                " max_bookings_per_user = %s, max_bookings_per_doctor_day = %s"
            )
            self.connection.execute(query.encode(), [*windows, hold, *limits])
        else:
            doctor = self.doctor(number)
            doctor.rules = Rules(*windows)
            self.connection.execute(
                f"update medbook.doctors set {columns} where id = %s".encode(), [*windows, doctor.id]
            )

    @invariant()
    def database_and_model_agree(self) -> None:
        row = self.connection.execute(LOOK.encode()).fetchone()
        assert row is not None
        slots, bookings, available, broken = row
        model = self.model
        assert broken == []
        assert {
            id: (status, slot_id, user, datetime.fromisoformat(end))
            for id, (status, slot_id, user, end) in bookings.items()
        } == {b.id: (b.status, b.slot.id, b.user, b.end) for b in model.bookings.values()}
        assert slots == {s.id: [s.kinds and list(s.kinds), model.state(s)] for s in model.slots.values()}
        assert available == {slot.id: model.is_listed(slot) for slot in model.slots.values()}


def test_a_clinic_lives_as_the_model_says(clinic: Connection) -> None:
    class Chosen(Life):
        def __init__(self) -> None:
            super().__init__(clinic)

    run_state_machine_as_test(tried(120)(Chosen))

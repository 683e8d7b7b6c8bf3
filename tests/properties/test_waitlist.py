"""A clinic's life with a waiting list: what becomes free is held for the first who waits for it before it is listed."""

from datetime import time, timedelta
from typing import Any

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test
from psycopg.types.json import Jsonb

from tests.properties import tried
from tests.properties.model import LIVE, Booking, Doctor, Service, Slot
from tests.properties.test_life import ANY, HORIZONS, HOURS, LONG, NOW, SERVICES, Life, Rows, choose
from tests.properties.waiting import Queue, Wish
from tests.support.clinic import ANN, BEN, CHIEF

Connection = psycopg.Connection[Any]

Times = tuple[tuple[int, ...] | None, time | None, time | None]
Deed = tuple[int, str]
Desire = tuple[str, bool, int | None, int, int, Times]

FULL = "00000000-0000-4000-8000-0000000000f0"
"""A patient who has all slots at first."""
KNOWN = """
with slot (doctor_id, id, start_time, end_time, user_id) as (
  select %s::uuid, %s::uuid, %s::timestamptz, %s::timestamptz, %s::uuid),
made as (
  insert into test.slots (doctor_id, id, start_time, end_time, is_available)
  select doctor_id, id, start_time, end_time, false from slot),
booked as (
  insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, confirmed_at)
  select doctor_id, id, id, user_id, 'COMPLETED', 0, 'EUR', start_time, start_time from slot)
insert into medbook.booking_history (doctor_id, booking_id, at, to_status)
select doctor_id, id, end_time, 'COMPLETED' from slot
"""
"""An appointment that was."""
TAKEN = st.sampled_from(["taken", "taken", "held", "any"])
BOOKINGS = st.sampled_from(["refuse", "cancel", "cancel"])
HAPPENINGS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["cancel", "cancel", "cancel", "lapse", "sweep", "confirm"])),
    min_size=1,
    max_size=6,
)
"""To which of a few slots what happens."""
DEEDS = ["prioritize", "leave", "decline", "confirm", "confirm"]
ANY_TIME = 3
DESIRES = st.lists(
    st.tuples(
        st.sampled_from([ANN, ANN, BEN, CHIEF]),
        st.booleans(),
        st.sampled_from([None, None, -1, 1]),
        st.integers(0, 5),
        st.integers(0, ANY_TIME),
        st.sampled_from(
            [(None, None, None)] * 4 + [((1, 2, 3), time(9, 30), None), (None, None, time(10)), ((2,), None, None)]
        ),
    ),
    min_size=1,
    max_size=3,
)
"""Who waits, whether for any doctor of the field, the priority, if an administrator sets one, which kind of visit, how
many slots before and after the wanted one will do too, and on which days and at which times.
"""


class Waiting(Life):
    """The machine: a clinic's life, in which patients wait."""

    model: Queue

    def new_model(self) -> Queue:
        self.connection.execute("update medbook.doctors set specialization = 'Cardiology'")
        self.connection.execute(
            "insert into medbook.users (id, email, password_hash, name, role, is_active, created_at)"
            " values (%s, 'full@example.com', test.hash(), 'Full', 'USER', true, '2030-01-01Z')",
            [FULL],
        )
        return Queue(NOW, self.offered)

    def know(self, user: str, doctor: Doctor) -> None:
        """The patient was at the doctor's yesterday."""
        start, end = NOW - timedelta(days=1), NOW - timedelta(hours=23)
        slot = Slot(f"{doctor.id[:-1]}1", doctor, start, end)
        booking = Booking(slot.id, slot, user, "COMPLETED", None, start)
        self.connection.execute(KNOWN, [doctor.id, slot.id, start, end, user])
        self.model.slots[slot.id] = slot
        self.model.bookings[booking.id] = booking

    def offered(self, wish: Wish, slot: Slot) -> str:
        """Return the id of the booking by which a slot must be offered now."""
        row = self.connection.execute(
            "select id::text from medbook.bookings where waitlist_id = %s and slot_id = %s and created_at = %s"
            " and rescheduled_from is null and part_of is null",
            [wish.id, slot.id, self.model.now],
        ).fetchone()
        assert row is not None, f"{slot} was not offered to {wish}"
        return str(row[0])

    def sweep(self) -> None:
        super().sweep()
        self.model.sweep()

    def wish(self, number: int) -> Wish:
        """Choose a wish; mostly one of somebody who waits, if there is one."""
        waiting = self.model.waiting()
        return choose(waiting if waiting and number % 4 else list(self.model.wishes.values()), number // 4)

    @initialize(
        hours=st.tuples(HOURS, HOURS),
        horizon=HORIZONS,
        is_confirmed=st.booleans(),
        is_long=st.booleans(),
        desires=st.lists(st.tuples(ANY, DESIRES, HAPPENINGS), min_size=1, max_size=3),
    )
    def begin(
        self,
        hours: tuple[Rows, Rows],
        horizon: timedelta,
        is_confirmed: bool,
        is_long: bool,
        desires: list[tuple[int, list[Desire], list[Deed]]],
    ) -> None:
        """Somebody has all slots of the first day; others wait for them, and some become free."""
        super().begin(hours, horizon)
        for slot in list(self.model.slots.values()):
            if slot.start < NOW + timedelta(hours=16):
                service = LONG if is_long and self.model.visit(slot, LONG) else self.kind(slot, 0)
                service_id = service and service.id
                actual = self.call("book_for_patient", CHIEF, FULL, slot.id, "full", service_id)
                self.agree(actual, self.model.book(CHIEF, FULL, slot, actual.get("created"), "full", service))
                if actual["success"] and is_confirmed:
                    booking = self.model.bookings[actual["created"]]
                    self.agree(self.call("confirm_booking", FULL, booking.id), self.model.confirm(FULL, booking))
        self.know(ANN, self.doctor(0))
        slots = [slot for slot in self.coming() if self.model.state(slot) == "taken"]
        for number, of_slot, _ in desires if slots else ():
            for desire in of_slot:
                self.wait_for(choose(slots, number), *desire)
        for number, _, deeds in desires if slots else ():
            self.happen(choose(slots, number), deeds)

    def kind(self, slot: Slot, number: int) -> Service | None:
        """Choose a kind of visit that the slot is for."""
        return choose([kind for kind in [None, None, *SERVICES] if slot.is_for(kind)], number)

    def coming(self) -> list[Slot]:
        """Return the slots that have not begun."""
        return [slot for slot in self.model.slots.values() if slot.start > self.model.now]

    @precondition(lambda self: self.coming())
    @rule(desires=DESIRES, kind=TAKEN, number=ANY, deeds=HAPPENINGS)
    def join(self, desires: list[Desire], kind: str, number: int, deeds: list[Deed]) -> None:
        """Some wait for a slot, mostly for one that is taken; then it is freed, and what follows it."""
        slots = self.coming()
        kinds = {
            "taken": [slot for slot in slots if self.model.state(slot) == "taken"],
            "held": [slot for slot in slots if self.model.booking_of(slot, ["PENDING"])],
            "any": slots,
        }
        slot = choose(kinds[kind] or slots, number)
        for desire in desires:
            self.wait_for(slot, *desire)
        self.happen(slot, deeds)

    def wait_for(  # noqa: PLR0917 - in the order of Desire
        self, slot: Slot, user: str, is_any_doctor: bool, priority: int | None, kind: int, width: int, times: Times
    ) -> None:
        """Somebody waits, no two since the same instant."""
        self.wait(timedelta(microseconds=1))
        start = None if width == ANY_TIME else slot.start - width * timedelta(minutes=30)
        end = None if width == ANY_TIME else slot.start + timedelta(minutes=1 + 30 * width)
        service = self.kind(slot, kind)
        wish = Wish("", user, None if is_any_doctor else slot.doctor, service, start, end, *times, self.model.now)
        whom = (None, "Cardiology") if is_any_doctor else (slot.doctor.id, None)
        weekdays = Jsonb(wish.weekdays) if wish.weekdays else None
        hours = [moment and f"{moment:%H:%M}" for moment in (wish.earliest, wish.latest)]
        actual = self.call("join_waitlist", user, *whom, service and service.id, start, end, weekdays, *hours)
        self.agree(actual, self.model.join(wish, actual.get("created")))
        if priority and actual["success"]:
            self.prioritize(self.model.wishes[actual["waitlist"]["id"]], priority)

    @precondition(lambda self: self.model.waiting())
    @rule(number=ANY, place=ANY, deeds=HAPPENINGS)
    def free(self, number: int, place: int, deeds: list[Deed]) -> None:
        """What somebody waits for is freed."""
        wish = choose(self.model.waiting(), number)
        slots = [slot for slot in self.coming() if wish.awaits(slot) and self.model.state(slot) == "taken"]
        if slots:
            self.happen(choose(slots, place), deeds)

    def prioritize(self, wish: Wish, priority: int) -> None:
        actual = self.call("prioritize_waitlist", CHIEF, wish.id, priority)
        self.agree(actual, self.model.prioritize(wish, priority))

    def happen(self, slot: Slot, deeds: list[Deed]) -> None:
        """Bookings of a slot and those after it are cancelled, confirmed or lapse; holds that have lapsed are swept."""
        own = sorted(self.model.own(slot.doctor), key=lambda slot: slot.start)
        after = [s for s in own if slot.start <= s.start < slot.start + timedelta(hours=2)]
        for place, deed in deeds:
            booking = self.model.booking_of(choose(after, place), LIVE)
            if deed == "sweep":
                self.sweep()
            elif booking and deed == "cancel":
                self.agree(self.call("cancel_booking", CHIEF, booking.id), self.model.cancel(CHIEF, booking))
            elif booking and deed == "confirm":
                self.agree(self.call("confirm_booking", CHIEF, booking.id), self.model.confirm(CHIEF, booking))
            elif booking:
                self.approach(booking.expires, timedelta(0))
            self.waiting_list_agrees()
            self.database_and_model_agree()

    # What takes many slots away is no rule here, or only while somebody waits.

    def set_hours(self, number: int, hours: Rows, is_undone: bool, edge: timedelta | None) -> None:
        super().set_hours(number, hours, is_undone, edge)

    @precondition(lambda self: self.model.waiting())
    @rule(number=ANY, bookings=BOOKINGS, is_back=st.sampled_from([True, True, False]))
    def retire(self, number: int, bookings: str, is_back: bool = True) -> None:
        """A doctor leaves, and is mostly taken back, so that all slots open again."""
        super().retire(number, bookings)
        if is_back:
            self.reinstate(number)

    @precondition(lambda self: any(doctor.retired_at for doctor in self.model.doctors.values()))
    @rule(number=ANY)
    def reinstate(self, number: int) -> None:
        super().reinstate(number)

    @precondition(lambda self: self.model.waiting())
    @rule(is_whole_clinic=st.booleans(), number=ANY, shift=st.integers(-2, 2), length=st.sampled_from([1, 2, 4]))
    def add_leave(self, is_whole_clinic: bool, number: int, shift: int, length: int) -> None:
        super().add_leave(is_whole_clinic, number, shift, length)

    @precondition(lambda self: self.model.waiting())
    @rule(kind=st.sampled_from(["any", "open", "closed", "lapsed"]), number=ANY)
    def close_slot(self, kind: str, number: int) -> None:
        super().close_slot(kind, number)

    @precondition(lambda self: self.model.wishes)
    @rule(number=ANY, deed=st.sampled_from(DEEDS), priority=st.integers(-1, 1))
    def answer(self, number: int, deed: str, priority: int) -> None:
        """Leave the waiting list, decline or confirm what is offered; or an administrator sets a priority."""
        wish = self.wish(number)
        offer = next((b for b in self.live() if b.wish == wish.id and b.status == "PENDING"), None)
        if deed == "prioritize":
            self.prioritize(wish, priority)
        elif deed == "leave":
            self.agree(self.call("leave_waitlist", wish.user, wish.id), self.model.leave(wish))
        elif offer and deed == "decline":
            self.agree(self.call("cancel_booking", wish.user, offer.id), self.model.cancel(wish.user, offer))
        elif offer:
            self.agree(self.call("confirm_booking", wish.user, offer.id), self.model.confirm(wish.user, offer))

    @invariant()
    def nobody_who_waits_is_offered_a_slot_twice(self) -> None:
        assert len(self.model.offers) == len(set(self.model.offers))

    @invariant()
    def waiting_list_agrees(self) -> None:
        rows = self.connection.execute(
            "select id::text, ended_at is not null from medbook.waitlist where user_id = any(%s::uuid[])",
            [[ANN, BEN, CHIEF]],
        ).fetchall()
        assert dict(rows) == {wish.id: wish.is_over for wish in self.model.wishes.values()}


def test_what_becomes_free_is_held_for_the_first_who_waits_for_it(clinic: Connection) -> None:
    class Chosen(Waiting):
        def __init__(self) -> None:
            super().__init__(clinic)

    run_state_machine_as_test(tried(30)(Chosen))

"""A clinic's life with a waiting list: what becomes free is held for the first who waits for it before it is listed."""

from datetime import time, timedelta
from typing import Any

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test
from psycopg.types.json import Jsonb

from tests.properties import tried
from tests.properties.model import LIVE, Slot
from tests.properties.test_life import ANY, HORIZONS, HOURS, NOW, Life, Rows, choose
from tests.properties.waiting import Queue, Wish
from tests.support.clinic import ANN, BEN, CHIEF

Connection = psycopg.Connection[Any]

Times = tuple[tuple[int, ...] | None, time | None, time | None]

FULL = "00000000-0000-4000-8000-0000000000f0"
"""A patient who has all slots at first."""
WAITING = st.tuples(st.sampled_from([ANN, BEN, CHIEF]), st.booleans(), st.sampled_from([None, None, -1, 1]))
"""Who waits, whether for any doctor of the field, and the priority, if an administrator sets one."""
TAKEN = st.sampled_from(["taken", "taken", "held", "any"])
ANY_TIME = 3
WIDTHS = st.integers(0, ANY_TIME)
"""How many slots before and after the wanted one will do, too."""
HAPPENINGS = st.lists(st.sampled_from(["cancel", "cancel", "lapse", "sweep", "confirm"]), min_size=1, max_size=5)
DEEDS = ["prioritize", "leave", "decline", "confirm", "confirm"]
TIMES = st.sampled_from(
    [(None, None, None)] * 4 + [((1, 2, 3), time(9, 30), None), (None, None, time(10)), ((2,), None, None)]
)


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

    def offered(self, wish: Wish, slot: Slot) -> str:
        """Return the id of the booking by which a slot must be offered now."""
        row = self.connection.execute(
            "select id::text from medbook.bookings"
            " where waitlist_id = %s and slot_id = %s and created_at = %s and rescheduled_from is null",
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

    @initialize(hours=st.tuples(HOURS, HOURS), horizon=HORIZONS, is_confirmed=st.booleans())
    def begin(self, hours: tuple[Rows, Rows], horizon: timedelta, is_confirmed: bool) -> None:
        """Somebody has all slots of the first day."""
        super().begin(hours, horizon)
        for slot in list(self.model.slots.values()):
            if slot.start < NOW + timedelta(hours=16):
                actual = self.call("book_for_patient", CHIEF, FULL, slot.id, "full")
                self.agree(actual, self.model.book(CHIEF, FULL, slot, actual.get("created"), "full", None))
                if actual["success"] and is_confirmed:
                    booking = self.model.bookings[actual["created"]]
                    self.agree(self.call("confirm_booking", FULL, booking.id), self.model.confirm(FULL, booking))

    @precondition(lambda self: self.model.slots)
    @rule(
        users=st.lists(WAITING, min_size=1, max_size=3),
        kind=TAKEN,
        number=ANY,
        width=WIDTHS,
        times=TIMES,
        deeds=HAPPENINGS,
    )
    def join(  # noqa: PLR0917
        self,
        users: list[tuple[str, bool, int | None]],
        kind: str,
        number: int,
        width: int,
        times: Times,
        deeds: list[str],
    ) -> None:
        """Some wait for a slot, mostly for one that is taken, no two since the same instant; then it is freed."""
        slots = list(self.model.slots.values())
        kinds = {
            "taken": [slot for slot in slots if self.model.state(slot) == "taken"],
            "held": [slot for slot in slots if self.model.booking_of(slot, ["PENDING"])],
            "any": slots,
        }
        slot = choose(kinds[kind] or slots, number)
        start = None if width == ANY_TIME else slot.start - width * timedelta(minutes=30)
        end = None if width == ANY_TIME else slot.start + timedelta(minutes=1 + 30 * width)
        for user, is_any_doctor, priority in users:
            self.wait(timedelta(microseconds=1))
            wish = Wish("", user, None if is_any_doctor else slot.doctor, start, end, *times, self.model.now)
            whom = (None, "Cardiology") if is_any_doctor else (slot.doctor.id, None)
            weekdays = Jsonb(wish.weekdays) if wish.weekdays else None
            hours = [moment and f"{moment:%H:%M}" for moment in (wish.earliest, wish.latest)]
            actual = self.call("join_waitlist", user, *whom, None, start, end, weekdays, *hours)
            self.agree(actual, self.model.join(wish, actual.get("created")))
            if priority and actual["success"]:
                self.prioritize(self.model.wishes[actual["waitlist"]["id"]], priority)
        for deed in deeds:
            self.happen(slot, deed)

    def prioritize(self, wish: Wish, priority: int) -> None:
        actual = self.call("prioritize_waitlist", CHIEF, wish.id, priority)
        self.agree(actual, self.model.prioritize(wish, priority))

    def happen(self, slot: Slot, deed: str) -> None:
        """The booking of a slot is cancelled, confirmed or lapses, or the holds that have lapsed are swept."""
        booking = self.model.booking_of(slot, LIVE)
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

    # Not rules here: most of what they do leaves nothing to wait for.

    def set_hours(self, number: int, hours: Rows, is_undone: bool, edge: timedelta | None) -> None:
        super().set_hours(number, hours, is_undone, edge)

    def retire(self, number: int, bookings: str) -> None:
        super().retire(number, bookings)

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
        offers = [(b.wish, b.slot.id) for b in self.model.bookings.values() if b.wish and not b.moved_from]
        assert len(offers) == len(set(offers))

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

    run_state_machine_as_test(tried(60)(Chosen))

"""The model of a clinic with a waiting list: what becomes free is held for the first whom it suits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.properties.model import (
    DAY,
    LIVE,
    Answer,
    Booking,
    Clinic,
    Doctor,
    Hours,
    Slot,
    accept,
    refuse,
)


@dataclass
class Wish:
    """A place on the waiting list. doctor: None when any of the field will do. since, priority, id: who is first."""

    id: str
    user: str
    doctor: Doctor | None
    start: datetime | None
    end: datetime | None
    weekdays: tuple[int, ...] | None
    earliest: time | None
    latest: time | None
    since: datetime
    priority: int = 0
    is_over: bool = False

    def suits(self, slot: Slot) -> bool:
        """Tell whether the patient wants the slot."""
        local = slot.start.astimezone(ZoneInfo(slot.doctor.time_zone))
        return (
            self.doctor in (None, slot.doctor)
            and (self.start is None or self.start <= slot.start)
            and (self.end is None or slot.start < self.end)
            and (self.weekdays is None or local.isoweekday() in self.weekdays)
            and (self.earliest is None or self.earliest <= local.time())
            and (self.latest is None or local.time() < self.latest)
        )


class Queue(Clinic):
    """The clinic, all of whose doctors have one specialization.

    offered: gives the id of the booking by which a slot must have been offered. given_up: who cancelled or let lapse
    a booking of which slot, and when; nobody is offered that. actor: who cancels. lapsed: slots whose hold has lapsed
    and was not swept: if anybody waits for one, it is not free. freed: what the present call freed.
    """

    def __init__(self, now: datetime, offered: Callable[[Wish, Slot], str]) -> None:
        super().__init__(now)
        self.offered = offered
        self.offer_duration = timedelta(minutes=15)
        self.wishes: dict[str, Wish] = {}
        self.given_up: list[tuple[str, str, datetime]] = []
        self.actor: str | None = None
        self.lapsed: set[str] = set()
        self.freed: list[Slot] = []

    # What is

    def state(self, slot: Slot) -> str:
        """Return the state of the slot."""
        is_awaited = slot.id in self.lapsed and any(wish.suits(slot) for wish in self.waiting())
        return "taken" if is_awaited and not slot.closed else super().state(slot)

    def waiting(self) -> list[Wish]:
        """Return who waits, the first one first."""
        return sorted(
            (w for w in self.wishes.values() if not w.is_over), key=lambda wish: (-wish.priority, wish.since, wish.id)
        )

    def has_the_time(self, wish: Wish, slot: Slot) -> bool:
        """Tell whether the slot can be offered to the patient."""
        own = [b for b in self.bookings.values() if b.user == wish.user]
        if any(b.wish == wish.id and b.status in LIVE for b in own):
            return False
        if any(b.wish and slot in b.slots and b.made >= wish.since for b in own):
            return False
        if any((user, id) == (wish.user, slot.id) and at >= wish.since for user, id, at in self.given_up):
            return False
        return self.is_allowed(wish.user, slot, max_holds=1000)

    def is_allowed(self, user: str, slot: Slot, **rules: int) -> bool:
        """Tell whether the patient's other bookings allow the slot, if these were the rules."""
        own, self.rules = self.rules, replace(self.rules, **rules)  # type: ignore[arg-type]
        refusal = self.check_patient(user, (slot,))
        self.rules = own
        return refusal is None

    def is_offered(self, slot: Slot) -> bool:
        """Tell whether the slot can be offered: it can be booked now, or comes into the window within a day."""
        own = slot.doctor.rules
        slot.doctor.rules = replace(own, booking_horizon=self.of(slot.doctor, "booking_horizon") + DAY)
        refusal = self.check_slot("nobody", slot, "nobody")
        slot.doctor.rules = own
        return refusal is None

    # What happens

    def take(self, booking: Booking) -> None:
        """Write a new booking, which takes its slots."""
        super().take(booking)
        self.lapsed -= {slot.id for slot in booking.slots}

    def give_up(self, booking: Booking, at: datetime) -> None:
        """Remember that the patient does not want the booking's slots."""
        self.given_up += [(booking.user, slot.id, at) for slot in booking.slots]

    def end(self, booking: Booking, status: str) -> None:
        """End a booking."""
        if status == "FAILED" and booking.expires:
            self.give_up(booking, booking.expires)
        elif self.actor == booking.user:
            self.give_up(booking, self.now)
        super().end(booking, status)

    def release(self, slot: Slot) -> None:
        """Give the slot the state that it has without its booking."""
        super().release(slot)
        self.freed.append(slot)

    def pass_time(self, duration: timedelta) -> None:
        """Let time pass; slots of lapsed holds wait for the sweep."""
        super().pass_time(duration)
        self.lapsed |= {slot.id for slot in self.freed}
        self.freed = []

    def tidy(self, slots: Iterable[Slot]) -> list[Slot]:
        """Forget the lapsed holds of slots; return those that had one."""
        swept = [slot for slot in slots if slot.id in self.lapsed]
        self.lapsed -= {slot.id for slot in swept}
        return swept

    def sweep(self) -> None:
        """Offer the slots of all lapsed holds."""
        for doctor in sorted(self.doctors.values(), key=lambda doctor: doctor.id):
            self.offer(self.tidy(self.own(doctor)))

    def offer(self, slots: Iterable[Slot]) -> None:
        """Hold each slot that became free for the first whom it suits and who has the time."""
        for slot in sorted(slots, key=lambda slot: slot.start):
            if not self.is_offered(slot):
                continue
            wish = next((w for w in self.waiting() if w.suits(slot) and self.has_the_time(w, slot)), None)
            if wish:
                until = min(self.now + self.offer_duration, slot.start)
                self.take(Booking(self.offered(wish, slot), slot, wish.user, "PENDING", until, self.now, wish=wish.id))

    def offer_freed(self) -> None:
        """Offer what the last call has freed."""
        freed, self.freed = self.freed, []
        self.offer(freed)

    # The waiting list

    def join(self, wish: Wish, created: str | None) -> Answer:
        """Put a patient on the waiting list."""
        if wish.end is not None and wish.end <= self.now:
            return refuse("INVALID_INPUT")
        doctors = [doctor for doctor in self.active() if wish.doctor in (None, doctor)]
        if not doctors:
            return refuse("DOCTOR_NOT_FOUND")
        own = [w for w in self.waiting() if w.user == wish.user]
        for known in own:
            if replace(known, id=wish.id, since=wish.since, priority=0) == wish:
                return accept(waitlist=known.id)
        if len(own) >= self.rules.max_coming:
            return refuse("WAITLIST_LIMIT")
        suitable = [s for s in self.slots.values() if s.doctor in doctors and s.start >= self.now and wish.suits(s)]
        listed = [slot for slot in suitable if self.check_slot("nobody", slot, "nobody") is None]
        if any(self.is_allowed(wish.user, slot, max_holds=1000, max_coming=1000) for slot in listed):
            return refuse("SLOTS_FREE")
        assert created is not None, "refused without a reason"
        self.wishes[created] = replace(wish, id=created)
        return accept(waitlist=created)

    def leave(self, wish: Wish) -> Answer:
        """Take a patient off the waiting list."""
        wish.is_over = True
        return accept(left=wish.id)

    def prioritize(self, wish: Wish, priority: int) -> Answer:
        """Put a patient before others, or behind."""
        if wish.is_over:
            return refuse("WAITLIST_NOT_FOUND")
        wish.priority = priority
        return accept(waitlist=wish.id)

    # What frees and opens slots

    def confirm(self, actor: str, booking: Booking) -> Answer:
        """Confirm a hold; what was offered ends the waiting."""
        answer = super().confirm(actor, booking)
        if answer["success"] and booking.wish in self.wishes:
            self.wishes[booking.wish].is_over = True
        return answer

    def cancel(self, actor: str, booking: Booking) -> Answer:
        """Cancel a booking."""
        self.actor = actor
        answer = super().cancel(actor, booking)
        self.actor = None
        self.offer_freed()
        return answer

    def move(self, actor: str, booking: Booking, slot: Slot, created: str | None) -> Answer:
        """Move a booking to another slot."""
        was = booking.status
        answer = super().move(actor, booking, slot, created)
        if booking.status != was and actor == booking.user:
            self.give_up(booking, self.now)
        self.offer_freed()
        return answer

    def open_again(self, doctor: Doctor, slots: Iterable[Slot]) -> int:
        """Open slots again."""
        closed = [slot for slot in slots if slot.closed]
        count = super().open_again(doctor, closed)
        self.tidy(slot for slot in closed if not slot.closed)
        self.offer(slot for slot in closed if not slot.closed)
        return count

    def open_slots(self, doctor: Doctor, first: date, last: date, made: Callable[..., str]) -> Answer:
        """Make the slots that are missing."""
        if doctor.retired_at:
            return super().open_slots(doctor, first, last, made)
        known = set(self.slots)
        swept = self.tidy(self.own(doctor))
        answer = super().open_slots(doctor, first, last, made)
        self.offer([*swept, *(self.slots[id] for id in set(self.slots) - known)])
        return answer

    def close_slot(self, slot: Slot) -> Answer:
        """Close a slot by hand."""
        self.tidy([slot])
        return super().close_slot(slot)

    def add_leave(self, doctor: Doctor | None, start: datetime, end: datetime, created: str | None) -> Answer:
        """Note that a doctor is away, or everybody."""
        if not doctor or not doctor.retired_at:
            self.tidy(s for s in self.slots.values() if doctor in (None, s.doctor) and s.overlaps(start, end))
        return super().add_leave(doctor, start, end, created)

    def set_hours(self, doctor: Doctor, hours: list[Hours]) -> Answer:
        """Replace a doctor's hours."""
        lapsed = set(self.lapsed)
        grid = set(replace(doctor, hours=hours).grid(date.min, date.max))
        self.tidy(s for s in self.own(doctor) if s.start > self.now and (s.start, s.end) not in grid)
        answer = super().set_hours(doctor, hours)
        if not answer["success"]:
            self.lapsed = lapsed
        return answer

    def retire(self, doctor: Doctor, bookings: str) -> Answer:
        """Let a doctor leave; nobody is offered what that frees."""
        lapsed = set(self.lapsed)
        self.tidy(s for s in self.own(doctor) if s.start > self.now)
        answer = super().retire(doctor, bookings)
        self.freed = []
        if not answer["success"]:
            self.lapsed = lapsed
        return answer

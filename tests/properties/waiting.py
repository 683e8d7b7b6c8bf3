"""The model of a clinic with a waiting list: what becomes free is held for the first whom it suits."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
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
    Service,
    Slot,
    accept,
    refuse,
)


@dataclass
class Wish:
    """A place on the waiting list. doctor: None when any of the field will do. service: the kind of visit. since,
    priority, id: who is first.
    """

    id: str
    user: str
    doctor: Doctor | None
    service: Service | None
    start: datetime | None
    end: datetime | None
    weekdays: tuple[int, ...] | None
    earliest: time | None
    latest: time | None
    since: datetime
    priority: int = 0
    is_over: bool = False

    def suits(self, slot: Slot) -> bool:
        """Tell whether the patient wants a visit that begins with the slot."""
        local = slot.start.astimezone(ZoneInfo(slot.doctor.time_zone))
        return (
            self.doctor in (None, slot.doctor)
            and slot.is_for(self.service)
            and (self.start is None or self.start <= slot.start)
            and (self.end is None or slot.start < self.end)
            and (self.weekdays is None or local.isoweekday() in self.weekdays)
            and (self.earliest is None or self.earliest <= local.time())
            and (self.latest is None or local.time() < self.latest)
        )

    def awaits(self, slot: Slot) -> bool:
        """Tell whether the slot may be part of a visit that the patient wants."""
        if self.service is None:
            return self.suits(slot)
        return (
            self.doctor in (None, slot.doctor)
            and slot.is_for(self.service)
            and (self.start is None or self.start <= slot.start)
            and (self.end is None or slot.start < self.end + self.service.length)
        )


class Queue(Clinic):
    """The clinic, all of whose doctors have one specialization.

    offered: gives the id of the booking by which a slot must have been offered. given_up: who cancelled or let lapse
    a booking of which slot, and when; nobody is offered that. actor: who cancels. lapsed: slots whose hold has lapsed
    and was not swept: if anybody waits for one, it is not free. freed: what the present call freed. offers: to
    whom which slot that became free was offered.
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
        self.offers: list[tuple[str, str]] = []

    # What is

    def state(self, slot: Slot) -> str:
        """Return the state of the slot."""
        lapsed_at = max((at for _, id, at in self.given_up if id == slot.id), default=self.now)
        is_awaited = slot.id in self.lapsed and any(w.awaits(slot) and w.since <= lapsed_at for w in self.waiting())
        return "taken" if is_awaited and not slot.closed else super().state(slot)

    def waiting(self) -> list[Wish]:
        """Return who waits, the first one first."""
        return sorted(
            (w for w in self.wishes.values() if not w.is_over), key=lambda wish: (-wish.priority, wish.since, wish.id)
        )

    def has_the_time(self, wish: Wish, visit: tuple[Slot, ...], slot: Slot) -> bool:
        """Tell whether the visit can be offered to the patient. slot: the one of it that became free."""
        own = [b for b in self.bookings.values() if b.user == wish.user]
        if any(b.wish == wish.id and b.status in LIVE for b in own):
            return False
        if any(b.wish and slot in b.slots and b.made >= wish.since for b in own):
            return False
        if any((user, id) == (wish.user, slot.id) and at >= wish.since for user, id, at in self.given_up):
            return False
        if wish.service and not self.may_have(wish.user, slot.doctor, wish.service):
            return False
        return self.is_allowed(wish.user, visit, max_holds=1000)

    def is_allowed(self, user: str, visit: tuple[Slot, ...], **rules: int) -> bool:
        """Tell whether the patient's other bookings allow the visit, if these were the rules."""
        own, self.rules = self.rules, replace(self.rules, **rules)  # type: ignore[arg-type]
        refusal = self.check_patient(user, visit)
        self.rules = own
        return refusal is None

    @contextmanager
    def looking_ahead(self, doctor: Doctor) -> Iterator[None]:
        """Let the window end a day later: so long before it can be booked, a slot is offered."""
        own = doctor.rules
        doctor.rules = replace(own, booking_horizon=self.of(doctor, "booking_horizon") + DAY)
        yield
        doctor.rules = own

    def bookable_visit(self, slot: Slot, service: Service | None) -> tuple[Slot, ...] | None:
        """Return the slots of the visit that begins with the slot, if somebody without bookings can book it."""
        return self.visit(slot, service) if self.check_slot("nobody", slot, "nobody", service) is None else None

    def visit_for(self, wish: Wish, slot: Slot) -> tuple[Slot, ...] | None:
        """Return the soonest visit with the slot that can be offered to the patient."""
        length = wish.service.length if wish.service else timedelta(microseconds=1)
        for first in sorted(self.own(slot.doctor), key=lambda first: first.start):
            if slot.start - length < first.start <= slot.start and wish.suits(first):
                visit = self.bookable_visit(first, wish.service) or ()
                if slot in visit and self.has_the_time(wish, visit, slot):
                    return visit
        return None

    def find_next(self, slot: Slot) -> tuple[Wish, tuple[Slot, ...]] | None:
        """Return who gets the slot that became free, and the visit."""
        with self.looking_ahead(slot.doctor):
            if not self.is_listed(slot):
                return None
            return next(((wish, visit) for wish in self.waiting() if (visit := self.visit_for(wish, slot))), None)

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
        for freed in sorted(slots, key=lambda slot: slot.start):
            found = self.find_next(freed)
            if found:
                wish, (slot, *further) = found
                until = min(self.now + self.offer_duration, slot.start)
                booking = Booking(self.offered(wish, slot), slot, wish.user, "PENDING", until, self.now)
                self.take(replace(booking, service=wish.service, further=tuple(further), wish=wish.id))
                self.offers.append((wish.id, freed.id))

    def offer_freed(self) -> None:
        """Offer what the last call has freed."""
        freed, self.freed = self.freed, []
        self.offer(freed)

    # The waiting list

    def doctors_of(self, wish: Wish) -> list[Doctor]:
        """Return the doctors who may give the patient the visit."""
        wanted = [doctor for doctor in self.active() if wish.doctor in (None, doctor)]
        return [d for d in wanted if wish.service is None or self.may_have(wish.user, d, wish.service)]

    def check_wish(self, wish: Wish) -> Answer | None:
        """Return the rule that refuses to let the patient wait for that."""
        if wish.end is not None and wish.end <= self.now:
            return refuse("INVALID_INPUT")
        if not self.doctors_of(replace(wish, service=None)):
            return refuse("DOCTOR_NOT_FOUND")
        if wish.service and wish.service.id in self.inactive:
            return refuse("SERVICE_NOT_FOUND")
        return None if self.doctors_of(wish) else refuse("SERVICE_RESTRICTED")

    def join(self, wish: Wish, created: str | None) -> Answer:
        """Put a patient on the waiting list."""
        refusal = self.check_wish(wish)
        if refusal:
            return refusal
        own = [w for w in self.waiting() if w.user == wish.user]
        for known in own:
            if replace(known, id=wish.id, since=wish.since, priority=0) == wish:
                return accept(waitlist=known.id)
        if len(own) >= self.rules.max_coming:
            return refuse("WAITLIST_LIMIT")
        doctors = self.doctors_of(wish)
        coming = [slot for slot in self.slots.values() if slot.doctor in doctors and slot.start >= self.now]
        visits = [self.bookable_visit(slot, wish.service) for slot in coming if wish.suits(slot)]
        if any(self.is_allowed(wish.user, visit, max_holds=1000, max_coming=1000) for visit in visits if visit):
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

    def confirm_again(self, actor: str, booking: Booking, created: str | None) -> Answer:
        """Confirm a hold, or book its slot anew; an offer that has lapsed ends the waiting all the same."""
        had = self.booking_of(booking.slot, ["CONFIRMED"])
        answer = super().confirm_again(actor, booking, created)
        if answer["success"] and booking.status == "FAILED" and booking.wish in self.wishes and not had:
            again = self.bookings[answer["booking"]]
            again.wish = again.wish or booking.wish
            self.wishes[again.wish].is_over = True
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
        grid = replace(doctor, hours=hours).grid()
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

"""The clinic's rules once more, in plain Python: who has which slot, and how a call must be answered.

Time is exact here: a hold that lapses has FAILED at that instant, whether or not anybody sweeps. What the clinic names
with an id of its own choice (a booking, a slot, a time off, a doctor) the caller tells.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.clinic import CHIEF

Answer = dict[str, Any]

LIVE = ("PENDING", "CONFIRMED")
USED = ("COMPLETED", "NO_SHOW")
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

Times = tuple[datetime, datetime]
"""When something starts and ends."""
Kinds = tuple[str, ...] | None
"""Ids of kinds of visit; None: anything."""


@dataclass
class Rules:
    """The settings; those of a doctor are None where the clinic's count."""

    min_notice: timedelta | None = timedelta(0)
    booking_horizon: timedelta | None = 90 * DAY
    cancel_cutoff: timedelta | None = timedelta(0)
    reschedule_cutoff: timedelta | None = timedelta(0)
    hold_duration: timedelta = 2 * MINUTE
    max_hold: timedelta = 20 * MINUTE
    max_holds: int = 3
    max_coming: int = 1000
    max_on_day: int = 1000


@dataclass(frozen=True)
class Hours:
    """One row of working hours: a weekday of one week, and minutes after midnight on the doctor's wall clock. kinds:
    what its slots are for.
    """

    day: date
    start: int
    end: int
    slot_minutes: int
    gap_minutes: int
    kinds: Kinds = None

    def overlaps(self, other: "Hours") -> bool:
        """Tell whether the doctor would work twice at once."""
        return self.day == other.day and self.start < other.end and other.start < self.end


@dataclass
class Doctor:
    """A doctor. open_until: the nightly job has been here."""

    id: str
    time_zone: str
    rules: Rules = field(default_factory=lambda: Rules(None, None, None, None))
    hours: list[Hours] = field(default_factory=list)
    retired_at: datetime | None = None
    open_until: date | None = None

    def grid(self, first: date = date.min, last: date = date.max) -> dict[Times, Kinds]:
        """Return the slots that the hours ask for, and for what; only for days without a change of the clock."""
        slots: dict[Times, Kinds] = {}
        for row in self.hours:
            if first <= row.day <= last:
                midnight = datetime.combine(row.day, time(), ZoneInfo(self.time_zone)).astimezone(UTC)
                for start in range(row.start, row.end - row.slot_minutes + 1, row.slot_minutes + row.gap_minutes):
                    slots[midnight + start * MINUTE, midnight + (start + row.slot_minutes) * MINUTE] = row.kinds
        return slots

    def is_one_day(self, one: datetime, other: datetime) -> bool:
        """Tell whether two times are on one day of the doctor's calendar."""
        return self.today(one) == self.today(other)

    def today(self, now: datetime) -> date:
        """Return the day on the doctor's calendar."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()


@dataclass
class Slot:
    """A slot. kinds: what it is for. closed: why it is closed, None when it is not. is_off_hours: it closes when its
    booking ends; is_left: likewise, because its doctor had left when the time off was taken back.
    """

    id: str
    doctor: Doctor
    start: datetime
    end: datetime
    kinds: Kinds = None
    closed: str | None = None
    is_off_hours: bool = False
    is_left: bool = False

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Tell whether the slot and this time have an instant in common."""
        return self.start < end and start < self.end

    def is_for(self, service: "Service | None") -> bool:
        """Tell whether the slot can be part of such a visit; None: of one that is of no kind."""
        return self.kinds is None or (service is not None and service.id in self.kinds)


@dataclass(frozen=True)
class Service:
    """A kind of visit."""

    id: str
    length: timedelta
    bookable_by: str = "EVERYBODY"


@dataclass
class Booking:
    """A booking. has_reason: an administrator gave one, so that it may overlap others. further: the other slots of its
    visit, in order of time. wish: the place on the waiting list to which it was offered.
    """

    id: str
    slot: Slot
    user: str
    status: str
    expires: datetime | None
    made: datetime
    moved_from: str | None = None
    has_reason: bool = False
    service: Service | None = None
    further: tuple[Slot, ...] = ()
    wish: str | None = None

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All slots that it takes."""
        return (self.slot, *self.further)

    @property
    def end(self) -> datetime:
        """When the visit ends."""
        return self.slots[-1].end


@dataclass
class Leave:
    """A time off; doctor: None when it is the whole clinic's."""

    id: str
    doctor: Doctor | None
    start: datetime
    end: datetime


def refuse(code: str, **details: object) -> Answer:
    """Return the refusal as it must be."""
    return {"success": False, "error": code, **details}


def accept(**details: object) -> Answer:
    """Return the answer as it must be."""
    return {"success": True, **details}


class Clinic:
    """The state, and one method per call. Each returns the members that the answer must have.

    inactive: ids of kinds of visit that cannot be booked now.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.rules = Rules()
        self.doctors: dict[str, Doctor] = {}
        self.slots: dict[str, Slot] = {}
        self.bookings: dict[str, Booking] = {}
        self.leaves: dict[str, Leave] = {}
        self.inactive: set[str] = set()

    # What is

    def of(self, doctor: Doctor, name: str) -> timedelta:
        """Return a doctor's rule."""
        found = getattr(doctor.rules, name)
        chosen: timedelta = getattr(self.rules, name) if found is None else found
        return chosen

    def booking_of(self, slot: Slot, statuses: Iterable[str]) -> Booking | None:
        """Return the booking that takes the slot and has one of these statuses."""
        return next((b for b in self.bookings.values() if slot in b.slots and b.status in statuses), None)

    def is_in_time_off(self, doctor: Doctor, start: datetime, end: datetime) -> bool:
        """Tell whether somebody is away."""
        return any(
            leave.doctor in (None, doctor) and leave.start < end and start < leave.end for leave in self.leaves.values()
        )

    def state(self, slot: Slot) -> str:
        """Return the state of the slot."""
        if slot.closed:
            return "closed"
        return "taken" if self.booking_of(slot, LIVE + USED) else "free"

    def own(self, doctor: Doctor) -> list[Slot]:
        """Return the doctor's slots."""
        return [slot for slot in self.slots.values() if slot.doctor is doctor]

    def active(self) -> list[Doctor]:
        """Return the doctors who have not left."""
        return [doctor for doctor in self.doctors.values() if not doctor.retired_at]

    def affected(self, slots: Iterable[Slot]) -> list[str]:
        """Return the ids of the live bookings of slots, sorted."""
        return sorted({b.id for slot in slots if (b := self.booking_of(slot, LIVE))})

    def will_close(self, slot: Slot) -> bool:
        """Tell whether the slot closes when its booking ends."""
        return slot.is_off_hours or slot.is_left or self.is_in_time_off(slot.doctor, slot.start, slot.end)

    def visit(self, slot: Slot, service: Service | None) -> tuple[Slot, ...] | None:
        """Return the slots that such a visit takes, taken or not; None: too little time follows."""
        if service is None:
            return (slot,)
        until = slot.start + service.length
        own = sorted((s for s in self.own(slot.doctor) if not s.closed), key=lambda s: s.start)
        slots = [s for s in own if s.overlaps(slot.start, until)]
        follow = all(one.end == other.start for one, other in pairwise(slots))
        return tuple(slots) if slot in slots[:1] and follow and slots[-1].end >= until else None

    # What happens

    def release(self, slot: Slot) -> None:
        """Give the slot the state it has without its booking."""
        if self.will_close(slot):
            slot.closed = "HOURS" if slot.is_off_hours else "TIME_OFF"

    def take(self, booking: Booking) -> None:
        """Write a new booking, which takes its slots."""
        self.bookings[booking.id] = booking

    def end(self, booking: Booking, status: str) -> None:
        """End a booking."""
        booking.status, booking.expires = status, None
        for slot in booking.slots:
            self.release(slot)

    def pass_time(self, duration: timedelta) -> None:
        """Let time pass; holds lapse."""
        self.now += duration
        for booking in self.bookings.values():
            if booking.status == "PENDING" and booking.expires is not None and booking.expires <= self.now:
                self.end(booking, "FAILED")

    # Patients

    def check_service(self, user: str, doctor: Doctor, actor: str, service: Service | None) -> Answer | None:
        """Return the refusal because this patient may not have this kind of visit with the doctor."""
        if service is not None and service.id in self.inactive:
            return refuse("SERVICE_NOT_FOUND")
        if service is None or self.may_have(user, doctor, service) or actor == CHIEF:
            return None
        return refuse("SERVICE_RESTRICTED", bookable_by=service.bookable_by)

    def may_have(self, user: str, doctor: Doctor, service: Service) -> bool:
        """Tell whether the patient may have such a visit with the doctor."""
        been = (
            b.user == user and b.status in ("CONFIRMED", "COMPLETED") and b.slot.start <= self.now
            for b in self.bookings.values()
            if b.slot.doctor is doctor
        )
        return service.id not in self.inactive and (service.bookable_by == "EVERYBODY" or any(been))

    def is_listed(self, slot: Slot) -> bool:
        """Tell whether the slot is shown as free: it can be booked as what it is for, if that is short enough."""
        brief = Service(slot.kinds[0], timedelta(microseconds=1)) if slot.kinds else None
        return self.check_slot("nobody", slot, "nobody", brief) is None

    def check_taken(self, user: str, slot: Slot, service: Service | None, own: tuple[Slot, ...]) -> Answer | None:
        """Return the refusal of a slot that is taken, closed or for other kinds of visit, or the patient's booking."""
        booking = self.booking_of(slot, LIVE)
        is_own = slot in own and not self.will_close(slot)
        if booking and not is_own and booking.user == user and (booking.slot, booking.service) == (slot, service):
            return accept(booking=booking.id)
        if self.state(slot) != "free" and not is_own:
            is_held = booking is not None and booking.status == "PENDING"
            return refuse("SLOT_UNAVAILABLE", held_until=booking.expires if booking and is_held else None)
        return None if slot.is_for(service) else refuse("SERVICE_NOT_OFFERED")

    def check_slot(
        self, user: str, slot: Slot, actor: str, service: Service | None = None, own: tuple[Slot, ...] = ()
    ) -> Answer | None:
        """Return the rule of the slot that refuses it. own: slots that the booking has which is moved there."""
        answer = self.check_taken(user, slot, service, own)
        if answer:
            return answer
        visit = self.visit(slot, service)
        if slot.start <= self.now:
            is_walk_in = actor == CHIEF and visit and visit[-1].end > self.now and not slot.doctor.retired_at
            return self.check_visit(visit, service, own) if is_walk_in else refuse("SLOT_IN_PAST")
        if slot.doctor.retired_at:
            return refuse("SLOT_UNAVAILABLE", held_until=None)
        earliest = self.now + self.of(slot.doctor, "min_notice")
        latest = self.now + self.of(slot.doctor, "booking_horizon")
        if actor != CHIEF and not earliest <= slot.start <= latest:
            return refuse("OUTSIDE_BOOKING_WINDOW", earliest=earliest, latest=latest)
        return self.check_visit(visit, service, own)

    def check_visit(
        self, visit: tuple[Slot, ...] | None, service: Service | None, own: tuple[Slot, ...]
    ) -> Answer | None:
        """Return the refusal by the further slots of a visit."""
        if visit is None:
            return refuse("SERVICE_NOT_OFFERED")
        for slot in visit[1:]:
            if not slot.is_for(service):
                return refuse("SERVICE_NOT_OFFERED")
            if self.state(slot) != "free" and (slot not in own or self.will_close(slot)):
                booking = self.booking_of(slot, LIVE)
                return refuse("SLOT_UNAVAILABLE", slot_id=slot.id, held_until=booking.expires if booking else None)
        return None

    def check_patient(self, user: str, visit: tuple[Slot, ...], but: Booking | None = None) -> Answer | None:
        """Return the refusal by the patient's other bookings."""
        slot = visit[0]
        others = [b for b in self.bookings.values() if b.user == user and b.status in LIVE and b is not but]
        if any(b.slot.start < visit[-1].end and slot.start < b.end for b in others):
            return refuse("OVERLAPPING_BOOKING")
        if but is None and sum(b.status == "PENDING" and not b.wish for b in others) >= self.rules.max_holds:
            return refuse("HOLD_LIMIT", max_holds=self.rules.max_holds)
        if but is None and sum(b.slot.start > self.now for b in others) >= self.rules.max_coming:
            return refuse("BOOKING_LIMIT", limit="max_bookings_per_user", max_bookings=self.rules.max_coming)
        same = [b for b in others if b.slot.doctor is slot.doctor and slot.doctor.is_one_day(b.slot.start, slot.start)]
        if len(same) >= self.rules.max_on_day:
            return refuse("BOOKING_LIMIT", limit="max_bookings_per_doctor_day", max_bookings=self.rules.max_on_day)
        return None

    def book(  # noqa: PLR0917 - in the order of the call
        self, actor: str, user: str, slot: Slot, created: str | None, reason: str | None, service: Service | None
    ) -> Answer:
        """Hold a slot, or all slots of a visit, for a patient."""
        refusal = self.check_service(user, slot.doctor, actor, service)
        refusal = refusal or self.check_slot(user, slot, actor, service)
        visit = self.visit(slot, service)
        if refusal is None and not (actor == CHIEF and reason):
            assert visit is not None
            refusal = self.check_patient(user, visit)
        if refusal is not None:
            return refusal
        assert created is not None, "refused without a reason"
        assert visit is not None
        expires = self.now + self.rules.hold_duration
        self.take(Booking(created, slot, user, "PENDING", expires, self.now, None, bool(reason), service, visit[1:]))
        return accept(booking=created)

    def taken_on_day(self, slot: Slot) -> int:
        """Return how many appointments the slot's doctor has on the day of the slot."""
        own = (other for other in self.own(slot.doctor) if slot.doctor.is_one_day(other.start, slot.start))
        return sum(not other.closed and self.booking_of(other, LIVE + USED) is not None for other in own)

    def book_soonest(self, user: str, chosen: str | None, created: str | None) -> Answer:
        """Hold the soonest slot of anybody; which one of those that tie, the caller tells."""
        nowhere = Slot("", next(iter(self.doctors.values())), self.now - 1000 * DAY, self.now - 999 * DAY)
        limit = self.check_patient(user, (nowhere,))
        if limit is not None:
            return limit
        fitting = [
            slot
            for slot in self.slots.values()
            if self.check_slot("nobody", slot, "nobody") is None and self.check_patient(user, (slot,)) is None
        ]
        if not fitting:
            return refuse("NO_SLOT_FREE")
        assert chosen is not None, "refused without a reason"
        slot = self.slots[chosen]
        best = min((other.start, self.taken_on_day(other)) for other in fitting)
        assert (slot.start, self.taken_on_day(slot)) == best, "another slot is sooner, or its doctor has fewer"
        return self.book(user, user, slot, created, None, None)

    def extend(self, actor: str, booking: Booking) -> Answer:
        """Give a hold its full time once more."""
        if actor not in (booking.user, CHIEF):
            return refuse("BOOKING_NOT_FOUND")
        if booking.status != "PENDING":
            return refuse("BOOKING_EXPIRED" if booking.status == "FAILED" else "INVALID_STATUS")
        assert booking.expires is not None, "a hold without an end"
        if booking.expires >= booking.made + self.rules.max_hold:
            return refuse("HOLD_LIMIT_REACHED")
        until = min(self.now + self.rules.hold_duration, booking.made + self.rules.max_hold)
        booking.expires = max(booking.expires, until)
        return accept(booking=booking.id)

    def confirm_again(self, actor: str, booking: Booking, created: str | None) -> Answer:
        """Confirm a hold, or book its slot anew if it has lapsed."""
        if actor not in (booking.user, CHIEF) or booking.status != "FAILED":
            return self.confirm(actor, booking)
        answer = self.book(actor, booking.user, booking.slot, created, None, booking.service)
        return self.confirm(actor, self.bookings[answer["booking"]]) if answer["success"] else answer

    def confirm(self, actor: str, booking: Booking) -> Answer:
        """Confirm a hold."""
        if actor not in (booking.user, CHIEF):
            return refuse("BOOKING_NOT_FOUND")
        if booking.status in LIVE:
            booking.status, booking.expires = "CONFIRMED", None
            return accept(booking=booking.id)
        return refuse("BOOKING_EXPIRED" if booking.status == "FAILED" else "INVALID_STATUS")

    def is_too_late(self, actor: str, booking: Booking, cutoff: str) -> bool:
        """Tell whether it is too late for a patient to change an appointment."""
        ends = booking.slot.start - self.of(booking.slot.doctor, cutoff)
        return actor != CHIEF and booking.status == "CONFIRMED" and self.now >= ends

    def cancel(self, actor: str, booking: Booking) -> Answer:
        """Cancel a booking."""
        if actor not in (booking.user, CHIEF):
            return refuse("BOOKING_NOT_FOUND")
        if booking.status in LIVE:
            if self.is_too_late(actor, booking, "cancel_cutoff"):
                return refuse("TOO_LATE")
            self.end(booking, "CANCELLED")
        if booking.status == "CANCELLED":
            return accept(booking=booking.id)
        return refuse("BOOKING_EXPIRED" if booking.status == "FAILED" else "INVALID_STATUS")

    def check_move(self, actor: str, booking: Booking, slot: Slot) -> Answer | None:
        """Return the rule that refuses to move a live booking."""
        if slot is booking.slot:
            return refuse("INVALID_INPUT")
        if self.is_too_late(actor, booking, "reschedule_cutoff"):
            return refuse("TOO_LATE")
        answer = self.check_slot(booking.user, slot, actor, booking.service, booking.slots)
        if answer and answer["success"]:
            return refuse("OVERLAPPING_BOOKING", booking_id=answer["booking"])
        return answer or self.check_patient(booking.user, self.visit(slot, booking.service) or (slot,), booking)

    def move(self, actor: str, booking: Booking, slot: Slot, created: str | None) -> Answer:
        """Move a booking to another slot."""
        if actor not in (booking.user, CHIEF):
            return refuse("BOOKING_NOT_FOUND")
        if booking.status == "FAILED":
            return refuse("BOOKING_EXPIRED")
        if booking.status not in LIVE:
            earlier = (b for b in self.bookings.values() if b.moved_from == booking.id and b.slot is slot)
            return next((accept(booking=b.id) for b in earlier), refuse("INVALID_STATUS"))
        refusal = self.check_move(actor, booking, slot)
        if refusal is not None:
            return refusal
        assert created is not None, "refused without a reason"
        further = (self.visit(slot, booking.service) or ())[1:]
        moved = replace(
            booking, id=created, slot=slot, further=further, made=self.now, moved_from=booking.id, has_reason=False
        )
        self.take(moved)
        booking.status, booking.expires = "CANCELLED", None
        for left in booking.slots:
            if left not in moved.slots:
                self.release(left)
        return accept(booking=created)

    def end_visit(self, booking: Booking, status: str) -> Answer:
        """Record the outcome of an appointment, or take it back."""
        if booking.status == status:
            return accept(booking=booking.id)
        if booking.status not in ("CONFIRMED", *USED) or (status in USED and booking.slot.start > self.now):
            return refuse("INVALID_STATUS")
        if status == "CONFIRMED" and not booking.has_reason:
            others = [b for b in self.bookings.values() if b.user == booking.user and b.status in LIVE]
            if any(booking.slot.start < b.end and b.slot.start < booking.end for b in others if not b.has_reason):
                return refuse("OVERLAPPING_BOOKING")
        booking.status = status
        return accept(booking=booking.id)

    def set_active(self, service: Service, is_active: bool) -> Answer:
        """Say whether a kind of visit can be booked from now on."""
        (self.inactive.discard if is_active else self.inactive.add)(service.id)
        return accept()

    # The calendar

    def set_hours(self, doctor: Doctor, hours: list[Hours]) -> Answer:
        """Replace a doctor's hours."""
        if doctor.retired_at:
            return refuse("DOCTOR_NOT_FOUND")
        if any(row.overlaps(other) for n, row in enumerate(hours) for other in hours[:n]):
            return refuse("INVALID_INPUT")
        doctor.hours = hours
        doctor.open_until = None
        wanted = doctor.grid()
        coming = [slot for slot in self.own(doctor) if slot.start > self.now]
        off = [slot for slot in coming if (slot.start, slot.end) not in wanted]
        free = [slot for slot in off if self.state(slot) == "free"]
        for slot in coming:
            slot.is_off_hours = slot in off
            if slot not in off and slot.closed != "HOURS":
                slot.kinds = wanted[slot.start, slot.end]
            if slot in free or (slot in off and slot.closed == "TIME_OFF"):
                slot.closed = "HOURS"
        return accept(closed=len(free), affected_bookings=self.affected(off))

    def check_opening(self, doctor: Doctor, start: datetime, end: datetime) -> str:
        """Return the result for a slot that the hours ask for."""
        own = [slot for slot in self.own(doctor) if slot.overlaps(start, end)]
        there = [slot for slot in own if not slot.closed]
        if start <= self.now:
            return "PAST"
        if self.is_in_time_off(doctor, start, end):
            return "TIME_OFF"
        if any((slot.start, slot.end) == (start, end) for slot in there):
            return "KEPT"
        if there:
            return "OCCUPIED"
        return "CLOSED" if any(slot.closed == "CLOSED" for slot in own) else "OPENED"

    def open_slots(self, doctor: Doctor, first: date, last: date, made: Callable[..., str]) -> Answer:
        """Make the slots that are missing. made: gives the id of a slot that must have been made."""
        if doctor.retired_at:
            return refuse("DOCTOR_NOT_FOUND")
        wanted = doctor.grid(first, last)
        verdicts = {times: self.check_opening(doctor, *times) for times in wanted}
        for times, verdict in verdicts.items():
            if verdict == "OPENED":
                slot = Slot(made(doctor, *times), doctor, *times, wanted[times])
                self.slots[slot.id] = slot
        counts = Counter(verdicts.values())
        skipped = {reason: n for reason, n in counts.items() if reason not in ("OPENED", "KEPT")}
        return accept(opened=counts["OPENED"], kept=counts["KEPT"], skipped=skipped)

    def open_some_slots(self, made: Callable[..., str]) -> int | None:
        """Open every calendar up to the horizon, as the nightly job does."""
        opened = None
        for doctor in self.doctors.values():
            last = doctor.today(self.now + self.of(doctor, "booking_horizon"))
            if not doctor.retired_at and (doctor.open_until is None or doctor.open_until < last):
                first = doctor.today(self.now)
                if doctor.open_until is not None:
                    first = max(first, doctor.open_until + DAY)
                opened = (opened or 0) + self.open_slots(doctor, first, last, made)["opened"]
                doctor.open_until = last
        return opened

    def add_leave(self, doctor: Doctor | None, start: datetime, end: datetime, created: str | None) -> Answer:
        """Note that a doctor is away, or everybody."""
        if doctor and doctor.retired_at:
            return refuse("DOCTOR_NOT_FOUND")
        leave = Leave(created or "", doctor, start, end)
        is_known = any(replace(known, id=leave.id) == leave for known in self.leaves.values())
        assert is_known == (created is None)
        if created is not None:
            self.leaves[created] = leave
        under = [
            s for s in self.slots.values() if doctor in (None, s.doctor) and s.overlaps(start, end) and not s.closed
        ]
        free = [slot for slot in under if self.state(slot) == "free"]
        for slot in free:
            slot.closed = "TIME_OFF"
        return accept(closed=len(free), affected_bookings=self.affected(under))

    def remove_leave(self, leave: Leave) -> Answer:
        """Take a time off back."""
        del self.leaves[leave.id]
        concerned = [d for d in self.doctors.values() if leave.doctor in (None, d) and not d.retired_at]
        reopened = 0
        for doctor in concerned:
            closed = [slot for slot in self.own(doctor) if slot.closed == "TIME_OFF"]
            reopened += self.open_again(doctor, [s for s in closed if s.overlaps(leave.start, leave.end)])
        for slot in self.slots.values():
            # At a doctor who has left nothing opens again, not even what a booking has.
            if slot.doctor.retired_at and leave.doctor in (None, slot.doctor) and slot.overlaps(leave.start, leave.end):
                slot.is_left = True
        for doctor in concerned:
            doctor.open_until = None
        return accept(reopened=reopened)

    def open_again(self, doctor: Doctor, slots: Iterable[Slot]) -> int:
        """Open those of these closed slots that nothing keeps closed, and return how many; the first one wins."""
        candidates = [
            slot
            for slot in sorted(slots, key=lambda slot: (slot.start, slot.id))
            if not self.is_in_time_off(doctor, slot.start, slot.end)
            and not any(slot.overlaps(o.start, o.end) for o in self.own(doctor) if not o.closed)
        ]
        ends = list(accumulate((slot.end for slot in candidates), max))
        opened = candidates[:1] + [s for s, end in zip(candidates[1:], ends, strict=False) if s.start >= end]
        for slot in opened:
            slot.closed, slot.is_left = None, False
        return len(opened)

    def close_slot(self, slot: Slot) -> Answer:
        """Close a slot by hand."""
        if self.state(slot) == "taken":
            return refuse("SLOT_UNAVAILABLE")
        if slot.closed != "RETIRED":
            slot.closed = "CLOSED"
        return accept(closed=slot.id)

    def reopen_slot(self, slot: Slot) -> Answer:
        """Take back that a slot was closed by hand."""
        doctor = slot.doctor
        if slot.closed == "CLOSED":
            if doctor.retired_at and slot.start > doctor.retired_at:
                slot.closed = "RETIRED"
            elif self.is_in_time_off(doctor, slot.start, slot.end):
                slot.closed = "TIME_OFF"
            else:
                is_wanted = not doctor.hours or (slot.start, slot.end) in doctor.grid()
                slot.closed = None if is_wanted and self.open_again(doctor, [slot]) else "HOURS"
            if slot.closed:
                doctor.open_until = None
            slot.is_off_hours = slot.is_left = False
        return accept()

    def reinstate(self, doctor: Doctor, made: Callable[..., str]) -> Answer:
        """Take a doctor back."""
        opened = 0
        if doctor.retired_at:
            doctor.retired_at = None
            coming = [s for s in self.own(doctor) if s.closed in ("RETIRED", "TIME_OFF") and s.start > self.now]
            for slot in self.own(doctor):
                slot.is_left = slot.is_left and slot.closed is not None
            for slot in coming:
                slot.closed = "TIME_OFF"
            opened = self.open_again(doctor, coming)
            doctor.open_until = doctor.today(self.now + self.of(doctor, "booking_horizon"))
            opened += self.open_slots(doctor, doctor.today(self.now), doctor.open_until, made)["opened"]
        return accept(opened=opened)

    def retire(self, doctor: Doctor, bookings: str) -> Answer:
        """Let a doctor leave."""
        if doctor.retired_at:
            return refuse("DOCTOR_NOT_FOUND")
        coming = [slot for slot in self.own(doctor) if slot.start > self.now and not slot.closed]
        affected = self.affected(coming)
        if affected and bookings == "refuse":
            return refuse("DOCTOR_HAS_BOOKINGS", affected_bookings=affected)
        for booking_id in affected:
            self.end(self.bookings[booking_id], "CANCELLED")
        for slot in coming:
            if self.state(slot) == "free":
                slot.closed = "RETIRED"
        doctor.retired_at = self.now
        return accept(affected_bookings=affected)

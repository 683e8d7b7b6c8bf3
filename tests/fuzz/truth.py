"""The states of each slot by the database's own records, and whether an answer or event can have been true."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.support.database import fetch

# The states of each slot, and since when. A change is recorded before anybody can see it: so a hold that is confirmed
# or extended at the last moment lapses for everybody until that is committed; whether one that was confirmed had been
# extended is not recorded. A lapsed hold does not free a slot for which somebody waits until it is swept or the last of
# these leaves (who joined while it lasted may be seen only after it has lapsed); and what is offered in the same
# instant never was free.
HISTORY = """
with booking as (
  select b.*, coalesce(b.rescheduled_from, head.rescheduled_from) as moved_from,
         case when b.status = 'CANCELLED' then b.cancelled_at
              else least(swept.at, greatest(b.expires_at, waited.until)) end as freed_at
    from medbook.bookings b
    join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
   cross join lateral (
     select max(coalesce(w.ended_at, 'infinity')) as until from medbook.waitlist w
      where w.doctor_id = b.doctor_id and w.from_time <= s.start_time and s.start_time < w.to_time
        and w.created_at <= b.created_at and (w.ended_at > b.expires_at or w.ended_at is null)) waited
    left join medbook.bookings head on head.doctor_id = b.doctor_id and head.id = b.part_of
    left join medbook.booking_history swept
      on swept.doctor_id = b.doctor_id and swept.booking_id = coalesce(b.part_of, b.id) and swept.to_status = 'FAILED')
select slot_id::text, state, extract(epoch from at)::float8 from (
  select id as slot_id, timestamptz '-infinity' as was_booked, 0 as step, 'free' as state,
         timestamptz '-infinity' as at
    from medbook.slots
  union all
  select slot_id, created_at, 1, 'held', created_at from booking
  union all
  select slot_id, created_at, step, state, created_at + hold_duration
    from booking, medbook.settings, (values (2, 'free'), (3, 'held')) unseen (step, state)
   where moved_from is null and waitlist_id is null
     and coalesce(confirmed_at > created_at, expires_at > created_at + hold_duration)
  union all
  select slot_id, created_at, 4, 'free',
         case when moved_from is null then created_at + hold_duration else confirmed_at end
    from booking, medbook.settings where confirmed_at > created_at and waitlist_id is null
  union all
  select slot_id, created_at, 5, 'booked', confirmed_at from booking where confirmed_at is not null
  union all
  select slot_id, created_at, 6, 'free', freed_at from booking
   where freed_at is not null and status in ('PENDING', 'FAILED', 'CANCELLED')
     and not exists (
       select from booking offer
        where offer.slot_id = booking.slot_id and offer.waitlist_id is not null and offer.created_at = booking.freed_at)
  union all
  select id, 'infinity', 7, 'closed', closed_at from medbook.slots where closed_at is not null) change
 where slot_id = any(%s::uuid[])
 order by slot_id, was_booked, step
"""


@dataclass(frozen=True)
class Sighting:
    """A slot's state in one answer or event. at: when it was received; it was requested not before `asked`."""

    at: float
    slot_id: str
    state: str
    asked: float = 0.0


class Truth:
    """The states that each slot had, in order."""

    def __init__(self, url: str, slot_ids: Iterable[str]) -> None:
        self.states: dict[str, list[tuple[str, float]]] = {}
        for slot_id, state, since in fetch(url, HISTORY, list(slot_ids)):
            self.states.setdefault(slot_id, []).append((state, since))

    def find(self, seen: Sighting, first: int) -> int | None:
        """Return the number of the state that was seen, from `first` on; None if the slot had no such state yet."""
        for number, (state, since) in enumerate(self.states[seen.slot_id][first:], first):
            if state == seen.state and since <= seen.at:
                return number
        return None


def find_lies(truth: Truth, received: Iterable[Sighting], read: Iterable[Sighting] = ()) -> list[str]:
    """Return the sightings that cannot have been true.

    received: by a subscriber, in that order, so none may be older than the one before. read: each by a request of its
    own, which may show nothing older than the subscriber had received before it was sent.
    """
    lies = []
    known: dict[str, int] = {}
    # An event received at the very moment when a read was sent may have come after it.
    moments = [(seen.at, True, seen) for seen in received] + [(seen.asked, False, seen) for seen in read]
    for _, is_received, seen in sorted(moments, key=lambda moment: moment[:2]):
        number = truth.find(seen, known.get(seen.slot_id, 0))
        if number is None:
            lies.append(f"{'received' if is_received else 'read'} {seen} of {describe(truth, known, seen.slot_id)}")
        elif is_received:
            known[seen.slot_id] = number
    return lies


def describe(truth: Truth, known: Mapping[str, int], slot_id: str) -> str:
    """Return the states of a slot, from the records before."""
    first = known.get(slot_id, 0)
    return f"number {first} of {truth.states[slot_id]}"

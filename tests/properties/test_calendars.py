"""What calendars read stays valid with any text, and an event only ever changes to a later version of itself."""

import re
from datetime import date
from typing import Any

import psycopg
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tests.properties import tried
from tests.support.clinic import ANN, BEN, CHIEF, DORA, EVE

Connection = psycopg.Connection[Any]
Version = tuple[int, str, date, date]

EVENT = """
select e'BEGIN:VCALENDAR\\r\\nVERSION:2.0\\r\\nPRODID:x\\r\\n' || outbound.calendar_event(
  %s, 0, false, core.now(), core.now(), core.now() + interval '1 hour', %s) || e'END:VCALENDAR\\r\\n'
"""
SLOTS = """
insert into test.slots (doctor_id, id, start_time, end_time)
select test.doctor(d), test.slot(n, d), timestamptz '2030-01-08 09:00Z' + n * interval '1 hour',
       timestamptz '2030-01-08 09:30Z' + n * interval '1 hour'
  from generate_series(1, 2) d, generate_series(1, 6) n
"""
BOOKINGS = "select id::text from medbook.bookings where user_id = %s order by created_at, id"
FEEDS = [(ANN, None), (BEN, None), (None, DORA), (None, EVE)]

# What PostgreSQL stores; what breaks texts, more often.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from("\\\\\\;,:\"'\r\n\t \u0085\u2028\u00e9\u674e\U0001f600"),
    max_size=200,
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["book", "book", "book", "move", "move", "move", "confirm", "cancel", "outcome"]),
        st.sampled_from([ANN, BEN]),
        st.integers(0, 11),
        st.integers(0, 11),
    ),
    max_size=20,
)


def test_a_title_of_any_characters_is_read_as_it_is(clinic: Connection) -> None:
    @tried(300)
    @given(TEXTS, st.sampled_from([1, 1, 5]))
    def holds(text: str, times: int) -> None:
        title = text * times
        with clinic.transaction(force_rollback=True):
            row = clinic.execute(EVENT, [ANN, title]).fetchone()
        assert row is not None
        (made,) = row
        told = re.sub(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", re.sub(r"\r\n?", "\n", title))
        lines = made.split("\r\n")
        assert lines.pop() == ""
        assert not any("\r" in line or "\n" in line or len(line.encode()) > 75 for line in lines)
        assert len([line for line in lines if not line.startswith(" ")]) == 16
        (event,) = Calendar.from_ical(made).events
        assert (event.summary or "") == told
        (other,) = vobject.readComponents(made)
        other.validate(raiseException=True)
        assert other.vevent.summary.value == told

    holds()


def step(clinic: Connection, action: str, person: str, one: int, other: int) -> None:
    """Let a person do something, if it is allowed."""
    bookings = [id_ for (id_,) in clinic.execute(BOOKINGS, [person])]
    slot = f"{(DORA, EVE)[other % 2][:-1]}{other // 2 + 1}"
    booking = bookings[one % len(bookings)] if bookings else None
    if action == "book":
        clinic.execute(
            "select api.confirm_booking(%(by)s, (api.book_slot(%(by)s, %(slot)s) #>> '{booking,id}')::uuid)",
            {"by": person, "slot": slot},
        )
    elif action == "move":
        clinic.execute("select api.reschedule_booking(%s, %s, %s)", [person, booking, slot])
    elif action == "outcome":
        clinic.execute("select api.complete_booking(%s, %s)", [CHIEF, booking])
    else:
        clinic.execute(f"select api.{action}_booking(%s, %s)".encode(), [person, booking])
    clinic.execute("update test.clock set now = now + interval '1 minute'")


def read(clinic: Connection, user_id: str | None, doctor_id: str | None) -> dict[str, Version]:
    """Return the version of each event in a calendar: SEQUENCE, STATUS, DTSTART and DTEND."""
    row = clinic.execute("select outbound.calendar('x', %s, %s, core.now())", [user_id, doctor_id]).fetchone()
    assert row is not None
    events = Calendar.from_ical(row[0]).events
    versions = {event.uid: (event.sequence, str(event.status), event.start, event.end) for event in events}
    assert len(versions) == len(events)
    return versions


def test_an_event_is_in_a_calendar_once_and_each_change_of_it_has_a_greater_number(clinic: Connection) -> None:
    @tried(60)
    @given(STEPS)
    def holds(steps: list[tuple[str, str, int, int]]) -> None:
        with clinic.transaction(force_rollback=True):
            clinic.execute(SLOTS)
            before: list[dict[str, Version]] = [{} for _ in FEEDS]
            for action, person, one, other in steps:
                step(clinic, action, person, one, other)
                for n, feed in enumerate(FEEDS):
                    after = read(clinic, *feed)
                    assert before[n].keys() <= after.keys()
                    for uid, version in before[n].items():
                        assert after[uid] == version or after[uid][0] > version[0]
                    before[n] = after
            confirmed = {
                (str(user), str(doctor), start)
                for user, doctor, start in clinic.execute(
                    "select user_id, b.doctor_id, start_time from medbook.bookings b join medbook.slots s"
                    " on s.id = b.slot_id where status in ('CONFIRMED', 'COMPLETED')"
                )
            }
            for (user_id, doctor_id), versions in zip(FEEDS, before, strict=True):
                shown = {start for _, status, start, _ in versions.values() if status == "CONFIRMED"}
                assert shown == {start for user, doctor, start in confirmed if user_id == user or doctor_id == doctor}

    holds()

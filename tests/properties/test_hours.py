"""The slots of a day follow its hours on the wall clock, also when the clock is changed that day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from tests.properties import tried
from tests.support.clinic import CHIEF, DORA

Connection = psycopg.Connection[Any]
Row = tuple[int, int, int, int]

# Changes of an hour, of half of one, at night, at midnight, of a whole day, by Ramadan, and none.
ZONES = [
    "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/St_Johns", "America/Havana", "America/Sao_Paulo",
    "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Beirut", "Asia/Kathmandu", "Pacific/Apia",
]  # fmt: skip
YEARS = range(2009, 2030)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@cache
def changes(zone: str, year: int) -> list[date]:
    """Return the days on which the clock is changed; midsummer if there is none."""
    info = ZoneInfo(zone)
    days = [date(year, 1, 1) + number * DAY for number in range(365)]
    return [day for day in days if length(info, day) != DAY] or [date(year, 6, 21)]


def length(info: ZoneInfo, day: date) -> timedelta:
    """Return how long a day is."""
    return midnight(info, day + DAY) - midnight(info, day)


def midnight(info: ZoneInfo, day: date) -> datetime:
    """Return when a day begins."""
    return datetime.combine(day, time(), info).astimezone(UTC)


@st.composite
def hours(draw: st.DrawFn) -> list[Row]:
    """Draw rows that do not overlap: start and end in minutes of the wall clock, slot length, gap."""
    bounds = sorted(draw(st.lists(st.integers(0, 16) | st.integers(0, 120), min_size=2, max_size=6, unique=True)))
    lengths = st.tuples(st.sampled_from([15, 20, 30, 45, 60, 90, 240]), st.sampled_from([0, 0, 5, 30]))
    drawn = [(15 * a, 15 * b, *draw(lengths)) for a, b in zip(bounds[::2], bounds[1::2], strict=False) if a < 96]
    rows = [(start, min(end, start + 1425), minutes, gap) for start, end, minutes, gap in drawn]
    return [(start, end, min(minutes, end - start), gap) for start, end, minutes, gap in rows]


def clock_text(minute: int) -> str:
    """Return a minute as HH:MM; beyond 24:00 it is on the next day."""
    shown = minute - 1440 if minute > 1440 else minute
    return f"{shown // 60:02}:{shown % 60:02}"


def shown(info: ZoneInfo, day: date, minute: int) -> datetime:
    """Return when the clock shows a minute after a day's midnight, or the first one after it that is not skipped."""
    wall = datetime.combine(day, time()) + minute * MINUTE
    while wall.replace(tzinfo=info).astimezone(UTC).astimezone(info).replace(tzinfo=None) != wall:
        wall += MINUTE
    return wall.replace(tzinfo=info).astimezone(UTC)


def expected(info: ZoneInfo, day: date, rows: list[Row]) -> Iterator[datetime]:
    """Yield when the slots begin, if the clock is not put back meanwhile."""
    for first, last, minutes, gap in rows:
        start, end = shown(info, day, first), shown(info, day, last)
        while start + minutes * MINUTE <= end:
            yield start
            start += (minutes + gap) * MINUTE


def open_day(connection: Connection, zone: str, day: date, rows: list[Row]) -> list[tuple[datetime, datetime]]:
    """Open the slots of a day, twice, and return them."""
    described = [
        {
            "weekday": day.isoweekday(),
            "start": clock_text(start),
            "end": clock_text(end),
            "slot_minutes": minutes,
            "gap_minutes": gap,
        }
        for start, end, minutes, gap in rows
    ]
    with connection.transaction(force_rollback=True):
        connection.execute("update test.clock set now = '2008-01-01Z'")
        connection.execute("update medbook.doctors set time_zone = %s where id = %s", [zone, DORA])
        answers = connection.execute(
            """
            select api.set_working_hours(%(chief)s, %(dora)s, %(hours)s),
                   api.open_slots(%(chief)s, %(dora)s, %(day)s, %(day)s)
            """,
            {"chief": CHIEF, "dora": DORA, "hours": Jsonb(described), "day": day},
        ).fetchone()
        assert answers is not None
        again = connection.execute("select api.open_slots(%s, %s, %s, %s)", [CHIEF, DORA, day, day]).fetchone()
        slots = connection.execute("select start_time, end_time from medbook.slots order by 1").fetchall()
        assert answers[0]["success"], answers
        assert answers[1] == {"success": True, "opened": len(slots), "kept": 0, "skipped": []}, answers
        assert again == ({"success": True, "opened": 0, "kept": len(slots), "skipped": []},)
    return slots


def test_slots_are_within_the_hours_on_the_wall_clock_and_each_time_is_offered_once(clinic: Connection) -> None:
    @tried(150)
    @given(
        st.sampled_from(ZONES), st.sampled_from(YEARS), st.integers(0, 3), st.sampled_from([0, 0, 0, -1, 1]), hours()
    )
    def holds(zone: str, year: int, number: int, shift: int, rows: list[Row]) -> None:
        info = ZoneInfo(zone)
        found = changes(zone, year)
        day = found[number % len(found)] + shift * DAY
        slots = open_day(clinic, zone, day, rows)
        beginnings = [start.astimezone(info).replace(tzinfo=None) for start, _ in slots]
        assert len(set(beginnings)) == len(beginnings)
        assert all(before[1] <= after[0] for before, after in pairwise(slots))
        for (start, end), beginning in zip(slots, beginnings, strict=True):
            minute = (beginning - datetime.combine(day, time())) // MINUTE
            fits = [row for row in rows if row[0] <= minute < row[1] and row[2] * MINUTE == end - start]
            assert fits, (beginning, rows)
            last = (end - MINUTE).astimezone(info).replace(tzinfo=None)
            assert last < datetime.combine(day, time()) + fits[0][1] * MINUTE, (beginning, last, rows)
        if max(length(info, day), length(info, day + DAY)) <= DAY:
            assert [start for start, _ in slots] == list(expected(info, day, rows))

    holds()

"""The demo clinic: what `make run` loads each time, and nothing else does."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher

from gateway.commands.migrate import migrate
from tests.support import ROOT
from tests.support.database import Databases, execute, fetch

DEMO = (ROOT / "sql/demo.sql").read_text()
DAYS = 14
HALF_HOURS = sorted({time(h, m) for h in (9, 10, 11, 13, 14, 15, 16) for m in (0, 30)} - {time(13)})
LAST_ID = "00000025-0000-8000-8000-000000000000"
SLOTS = f"""
  select d.id, d.time_zone, s.start_time, s.end_time
    from medbook.slots s join medbook.doctors d on d.id = s.doctor_id
   where d.id < '{LAST_ID}' order by d.id, s.start_time
"""
ROWS = """
  select 'user', id, xmin::text, ctid::text from medbook.users union all
  select 'doctor', id, xmin::text, ctid::text from medbook.doctors union all
  select 'slot', id, xmin::text, ctid::text from medbook.slots order by 1, 2
"""

# 20:00 in London is already the next day from Dubai eastwards. The others begin the fortnights in which summer begins
# in America and in Europe, and ends in Australia.
MONDAY_EVENING = "2030-01-07 20:00Z"
BEFORE_AMERICAN_SUMMER = "2030-03-04 12:00Z"
BEFORE_EUROPEAN_SUMMER = "2030-03-25 12:00Z"


def load_demo(url: str, now: str) -> None:
    """Load the demo clinic at this time."""
    execute(url, f"update test.clock set now = '{now}'")
    execute(url, DEMO)


def local_starts(url: str) -> dict[str, list[datetime]]:
    """Return the starts of each demo doctor's slots in the doctor's own time, by id."""
    rows = [(str(doctor), start.astimezone(ZoneInfo(zone))) for doctor, zone, start, _ in fetch(url, SLOTS)]
    return {doctor: [start for _, start in group] for doctor, group in groupby(rows, key=lambda row: row[0])}


def working_days(first: date, count: int) -> set[date]:
    """Return the days from Monday to Friday of so many days."""
    days = (first + timedelta(days=n) for n in range(count))
    return {day for day in days if day.isoweekday() < 6}


@pytest.fixture(scope="module")
def demo_url(databases: Databases) -> Iterator[str]:
    """The demo clinic as it is first loaded, to be read only."""
    with databases.copy() as url:
        load_demo(url, MONDAY_EVENING)
        yield url


def test_migrating_loads_nothing_of_the_demo_clinic(empty_url: str) -> None:
    migrate(empty_url)

    counts = "select (select count(*) from medbook.users), (select count(*) from medbook.doctors)"
    assert fetch(empty_url, counts) == [(0, 0)]


def test_the_demo_clinic_has_24_doctors_of_12_specializations_in_many_time_zones(demo_url: str) -> None:
    counts = "count(*), count(distinct specialization), count(distinct name), count(distinct time_zone)"
    ((doctors, specializations, names, zones),) = fetch(
        demo_url, f"select {counts} from medbook.doctors where id < '{LAST_ID}' and is_active"
    )

    assert (doctors, specializations, names) == (24, 12, 24)
    assert zones >= 12


@pytest.mark.parametrize(
    ("email", "role", "password"),
    [
        ("patient@example.com", "USER", "medbook-demo-patient"),
        ("admin@example.com", "ADMIN", "medbook-demo-admin"),
    ],
)
def test_each_demo_account_has_its_role_and_its_documented_password(
    demo_url: str, email: str, role: str, password: str
) -> None:
    ((found_role, is_active, password_hash),) = fetch(
        demo_url, f"select role, is_active, password_hash from medbook.users where email = '{email}'"
    )

    assert (found_role, is_active) == (role, True)
    assert PasswordHasher().verify(password_hash, password)


def test_slots_are_on_all_working_days_of_the_two_weeks_from_each_doctors_own_tomorrow_on(demo_url: str) -> None:
    now = datetime.fromisoformat(MONDAY_EVENING)
    starts = local_starts(demo_url)

    assert len(starts) == 24
    for doctor, found in starts.items():
        tomorrow = now.astimezone(found[0].tzinfo).date() + timedelta(days=1)
        assert {start.date() for start in found} == working_days(tomorrow, DAYS), doctor
    assert {min(found).date() for found in starts.values()} == {date(2030, 1, 8), date(2030, 1, 9)}


def test_every_day_has_the_half_hours_of_a_morning_and_of_an_afternoon(demo_url: str) -> None:
    for doctor, found in local_starts(demo_url).items():
        for day, group in groupby(found, key=lambda start: start.date()):
            assert [start.time() for start in group] == HALF_HOURS, (doctor, day)
    assert {end - start for _, _, start, end in fetch(demo_url, SLOTS)} == {timedelta(minutes=30)}


@pytest.mark.parametrize(
    ("now", "changing"),
    [
        (BEFORE_AMERICAN_SUMMER, {"America/New_York", "America/Los_Angeles", "America/Chicago"}),
        (BEFORE_EUROPEAN_SUMMER, {"Europe/Berlin", "Europe/London", "Europe/Sofia", "Australia/Sydney"}),
    ],
)
def test_nine_o_clock_stays_nine_o_clock_where_the_clocks_change(fresh_url: str, now: str, changing: set[str]) -> None:
    load_demo(fresh_url, now)

    starts = local_starts(fresh_url)
    for doctor, found in starts.items():
        assert {start.time() for start in found} == set(HALF_HOURS), doctor
    offsets = {str(found[0].tzinfo): {start.utcoffset() for start in found} for found in starts.values()}
    assert {zone for zone in changing if len(offsets[zone]) == 2} == changing


def test_the_same_is_so_by_the_time_zones_that_postgresql_knows(fresh_url: str) -> None:
    load_demo(fresh_url, BEFORE_EUROPEAN_SUMMER)

    first_of_days = f"""
      select d.time_zone, min((s.start_time at time zone d.time_zone)::time), count(*)
        from medbook.slots s join medbook.doctors d on d.id = s.doctor_id
       where d.id < '{LAST_ID}'
       group by d.id, d.time_zone, (s.start_time at time zone d.time_zone)::date
    """
    assert {(start, count) for _, start, count in fetch(fresh_url, first_of_days)} == {(time(9), len(HALF_HOURS))}


def test_loading_the_demo_clinic_twice_changes_nothing(fresh_url: str) -> None:
    load_demo(fresh_url, MONDAY_EVENING)
    before = fetch(fresh_url, ROWS)

    load_demo(fresh_url, MONDAY_EVENING)

    assert fetch(fresh_url, ROWS) == before


def test_loading_the_demo_clinic_a_day_later_adds_one_day_of_slots_and_touches_nothing_else(fresh_url: str) -> None:
    load_demo(fresh_url, MONDAY_EVENING)
    before = fetch(fresh_url, ROWS)
    days = {doctor: {start.date() for start in starts} for doctor, starts in local_starts(fresh_url).items()}

    load_demo(fresh_url, "2030-01-08 20:00Z")

    assert set(before) <= set(fetch(fresh_url, ROWS))
    assert len(fetch(fresh_url, ROWS)) == len(before) + 24 * len(HALF_HOURS)
    for doctor, starts in local_starts(fresh_url).items():
        assert {start.date() for start in starts} - days[doctor] == {max(days[doctor]) + timedelta(days=1)}
    assert fetch(fresh_url, "select * from health.check_invariants()") == []


def test_loading_the_demo_clinic_again_leaves_bookings_and_their_slots_alone(fresh_url: str) -> None:
    load_demo(fresh_url, MONDAY_EVENING)
    ((answer,),) = fetch(
        fresh_url,
        "select api.book_slot('00000000-0000-4000-8000-000000000001', id) from medbook.slots"
        f" where doctor_id < '{LAST_ID}' order by start_time limit 1",
    )
    assert answer["success"]
    before = fetch(fresh_url, ROWS)

    load_demo(fresh_url, MONDAY_EVENING)

    assert fetch(fresh_url, ROWS) == before
    assert fetch(fresh_url, "select * from health.check_invariants()") == []


def test_every_demo_slot_can_be_booked_as_soon_as_it_is_loaded(demo_url: str) -> None:
    not_open = f"select id from api.slot where doctor_id < '{LAST_ID}' and not is_available"

    assert fetch(demo_url, not_open) == []
    assert fetch(demo_url, "select * from health.check_invariants()") == []


def test_the_demo_clinics_slots_are_those_of_its_doctors_working_hours(fresh_url: str) -> None:
    load_demo(fresh_url, MONDAY_EVENING)
    row = "jsonb_strip_nulls(to_jsonb(h) - 'doctor_id')"
    hours = f"(select jsonb_agg({row}) from api.working_hours h where h.doctor_id = d.id)"

    answers = fetch(
        fresh_url,
        "select a -> 'closed' from medbook.doctors d, medbook.users u,"
        f" api.set_working_hours(u.id, d.id, {hours}) a where d.id < '{LAST_ID}' and u.email = 'admin@example.com'",
    )

    assert answers == [(0,)] * 24

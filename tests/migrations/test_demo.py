"""The demo clinic: what `make run` loads each time, and nothing else does."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher

from gateway.commands.migrate import migrate
from tests.support import ROOT
from tests.support.database import Databases, execute, fetch, move_clock, name_of

DEMO = (ROOT / "sql/demo.sql").read_text()
DAYS = 14
HALF_HOURS = sorted({time(h, m) for h in (9, 10, 11, 13, 14, 15, 16) for m in (0, 30)} - {time(13)})
QUARTERS = sorted({time(s.hour, s.minute + m) for s in HALF_HOURS for m in (0, 15)})
GENERAL_PRACTICE = {"00000007-0000-8000-8000-000000000000", "00000008-0000-8000-8000-000000000000"}
LAST_ID = "00000025-0000-8000-8000-000000000000"
PAT, ADA = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
COMING = f"""
  select d.id, d.name, d.time_zone, s.start_time, s.end_time, s.service_ids,
         (s.start_time at time zone d.time_zone) as local
    from medbook.slots s join medbook.doctors d on d.id = s.doctor_id
   where d.id < '{LAST_ID}' and s.start_time > core.now()
"""
SLOTS = f"""
  select id, time_zone, start_time, end_time from ({COMING}) s where extract(isodow from local) < 6 order by 1, 3
"""
VISITS = """
  select b.status, s.start_time > core.now(), b.user_id::text
    from medbook.bookings b join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
"""
# What the README's walk-throughs book.
FIRST_FREE = """
  select d #>> '{slots,0,id}'
    from (select api.list_slots(id, p_limit => 1) from medbook.doctors
           where specialization = %s and is_active and id < %s order by name limit 1) as found (d)
"""
ROWS = """
  select 'user', id, xmin::text, ctid::text from medbook.users union all
  select 'hour', doctor_id, xmin::text, ctid::text from medbook.working_hours union all
  select 'time off', id, xmin::text, ctid::text from medbook.time_off union all
  select 'booking', id, xmin::text, ctid::text from medbook.bookings union all
  select 'audit', null, xmin::text, ctid::text from medbook.audit union all
  select 'policy', null, xmin::text, ctid::text from medbook.rate_policy union all
  select 'doctor', id, xmin::text, ctid::text from medbook.doctors union all
  select 'slot', id, xmin::text, ctid::text from medbook.slots order by 1, 2, 4
"""

# 20:00 in London is already the next day from Dubai eastwards. The others begin the fortnights in which summer begins
# in America and in Europe, and ends in Australia.
MONDAY_EVENING = "2030-01-07 20:00Z"
BEFORE_AMERICAN_SUMMER = "2030-03-04 12:00Z"
BEFORE_EUROPEAN_SUMMER = "2030-03-25 12:00Z"
CLOCKS = [
    MONDAY_EVENING,
    BEFORE_AMERICAN_SUMMER,
    BEFORE_EUROPEAN_SUMMER,
    "2028-02-29 10:00Z",
    "2029-12-31 23:59:59Z",
    "2030-01-04 15:00Z",
    "2030-01-05 00:00Z",
    "2030-01-06 11:59Z",
    "2030-03-31 01:30Z",
    "2030-10-27 00:30Z",
    "2030-11-03 06:30Z",
    "2030-12-25 09:00Z",
]


def load_demo(url: str, now: str) -> None:
    """Load the demo clinic at this time."""
    execute(url, f"update test.clock set now = '{now}'")
    execute(url, DEMO)


def local_starts(url: str) -> dict[str, list[datetime]]:
    """Return the starts of each demo doctor's slots in the doctor's own time, by id."""
    rows = [(str(doctor), start.astimezone(ZoneInfo(zone))) for doctor, zone, start, _ in fetch(url, SLOTS)]
    return {doctor: [start for _, start in group] for doctor, group in groupby(rows, key=lambda row: row[0])}


def times_of(doctor: str) -> list[time]:
    """Return the times of day at which a demo doctor's slots start."""
    return QUARTERS if doctor in GENERAL_PRACTICE else HALF_HOURS


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


@pytest.fixture(scope="module", params=CLOCKS)
def first_loaded(databases: Databases, request: pytest.FixtureRequest) -> Iterator[str]:
    """The demo clinic as it is first loaded at each of these times, to be copied only."""
    with databases.copy() as url:
        load_demo(url, request.param)
        yield url


@pytest.fixture
def loaded_url(databases: Databases, first_loaded: str) -> Iterator[str]:
    """The demo clinic as it is first loaded at each of these times, for one test."""
    with databases.copy(name_of(first_loaded)) as url:
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


def test_every_day_has_the_half_hours_or_quarters_of_a_morning_and_of_an_afternoon(demo_url: str) -> None:
    for doctor, found in local_starts(demo_url).items():
        for day, group in groupby(found, key=lambda start: start.date()):
            assert [start.time() for start in group] == times_of(doctor), (doctor, day)
    lengths = {(str(doctor) in GENERAL_PRACTICE, end - start) for doctor, _, start, end in fetch(demo_url, SLOTS)}
    assert lengths == {(False, timedelta(minutes=30)), (True, timedelta(minutes=15))}


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
        assert {start.time() for start in found} == set(times_of(doctor)), doctor
    offsets = {str(found[0].tzinfo): {start.utcoffset() for start in found} for found in starts.values()}
    assert {zone for zone in changing if len(offsets[zone]) == 2} == changing


def test_the_same_is_so_by_the_time_zones_that_postgresql_knows(fresh_url: str) -> None:
    load_demo(fresh_url, BEFORE_EUROPEAN_SUMMER)

    first_of_days = f"""
      select d.time_zone, min((s.start_time at time zone d.time_zone)::time), count(*)
        from medbook.slots s join medbook.doctors d on d.id = s.doctor_id
       where d.id < '{LAST_ID}' and s.start_time > core.now()
         and extract(isodow from s.start_time at time zone d.time_zone) < 6
       group by d.id, d.time_zone, (s.start_time at time zone d.time_zone)::date
    """
    assert {(start, count) for _, start, count in fetch(fresh_url, first_of_days)} == {
        (time(9), len(HALF_HOURS)),
        (time(9), len(QUARTERS)),
    }


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
    assert len(fetch(fresh_url, ROWS)) == len(before) + 22 * len(HALF_HOURS) + 2 * len(QUARTERS)
    for doctor, starts in local_starts(fresh_url).items():
        assert {start.date() for start in starts} - days[doctor] == {max(days[doctor]) + timedelta(days=1)}
    assert fetch(fresh_url, "select * from health.check_invariants()") == []


def test_loading_the_demo_clinic_again_leaves_bookings_and_their_slots_alone(fresh_url: str) -> None:
    load_demo(fresh_url, MONDAY_EVENING)
    ((answer,),) = fetch(
        fresh_url,
        f"select api.book_slot('{PAT}', id) from medbook.slots"
        f" where doctor_id < '{LAST_ID}' and start_time > core.now() and is_available order by start_time limit 1",
    )
    assert answer["success"]
    before = fetch(fresh_url, ROWS)

    load_demo(fresh_url, MONDAY_EVENING)

    assert fetch(fresh_url, ROWS) == before
    assert fetch(fresh_url, "select * from health.check_invariants()") == []


def test_every_demo_slot_to_come_is_free_but_for_appointments_and_a_time_off(demo_url: str) -> None:
    closed = "select distinct close_cause from medbook.slots where closed_at is not null and doctor_id < %s"
    taken = "select count(*) from medbook.slots where not is_available and closed_at is null and doctor_id < %s"

    assert fetch(demo_url, closed, LAST_ID) == [("TIME_OFF",)]
    assert fetch(demo_url, taken, LAST_ID) == fetch(
        demo_url, "select count(*) from medbook.bookings where status <> 'CANCELLED'"
    )


def test_one_doctor_works_on_saturdays_with_breaks(demo_url: str) -> None:
    saturdays = fetch(demo_url, f"select name, local from ({COMING}) s where extract(isodow from local) = 6")

    assert {name for name, _ in saturdays} == {"Dr. Tom Gallagher"}
    assert {local.time() for _, local in saturdays} == {time(h, m) for h in (10, 11, 12) for m in (0, 30)}


def test_a_first_visit_takes_three_quarters_and_vaccinations_have_an_afternoon_of_their_own(demo_url: str) -> None:
    listed = """
      select api.list_slots('00000008-0000-8000-8000-000000000000', p_limit => 100, p_service_id => s.id) -> 'slots'
        from medbook.services s where s.name = %s
    """
    named = f"select distinct name, extract(isodow from local) from ({COMING}) s where service_ids is not null"

    ((first_visits,),) = fetch(demo_url, listed, "First visit")
    starts, ends = ([datetime.fromisoformat(slot[end]) for slot in first_visits] for end in ("start_time", "end_time"))
    assert {end - start for start, end in zip(starts, ends, strict=True)} == {timedelta(minutes=45)}
    assert fetch(demo_url, named) == [("Dr. Ruth Mensah", 5)]
    ((vaccinations,),) = fetch(demo_url, listed, "Vaccination")
    assert {slot["service_ids"] is None for slot in vaccinations} == {True, False}


def test_every_patient_has_appointments_of_the_past_and_to_come(demo_url: str) -> None:
    visits = fetch(demo_url, VISITS)

    assert {status for status, is_coming, _ in visits if is_coming} == {"CONFIRMED"}
    assert {status for status, is_coming, _ in visits if not is_coming} == {"COMPLETED", "NO_SHOW", "CANCELLED"}
    for coming in (True, False):
        assert len({patient for _, is_coming, patient in visits if is_coming == coming}) == 5


def test_the_history_of_a_past_appointment_tells_when_it_was_booked(demo_url: str) -> None:
    booked_late = """
      select from medbook.booking_history h
        join medbook.bookings b on b.doctor_id = h.doctor_id and b.id = h.booking_id
        join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
       where h.to_status in ('PENDING', 'CONFIRMED', 'CANCELLED') and h.at >= s.start_time
    """
    assert fetch(demo_url, booked_late) == []


def test_at_every_time_the_clinic_is_healthy_and_pat_can_follow_the_walk_throughs_for_days(
    loaded_url: str,
) -> None:
    assert fetch(loaded_url, "select * from health.check_invariants()") == []
    assert {is_coming for _, is_coming, patient in fetch(loaded_url, VISITS) if patient == PAT} == {True, False}
    for _ in range(5):
        for specialization in ("Cardiology", "Neurology"):
            ((slot,),) = fetch(loaded_url, FIRST_FREE, specialization, LAST_ID)
            ((answer,),) = fetch(loaded_url, "select api.book_slot(%s, %s)", PAT, slot)
            assert answer["success"], answer
        move_clock(loaded_url, "2 days 01:30")


def test_at_every_time_the_hours_ask_for_no_other_slots_of_these_days_than_there_are(loaded_url: str) -> None:
    row = "jsonb_strip_nulls(to_jsonb(h) - 'doctor_id')"
    hours = f"(select jsonb_agg({row}) from api.working_hours h where h.doctor_id = d.id)"
    today = "(core.now() at time zone d.time_zone)::date"
    doctors = f"medbook.doctors d where d.id < '{LAST_ID}'"

    closed = f"select api.set_working_hours('{ADA}', d.id, {hours}) ->> 'closed' from {doctors}"
    opened = f"select api.open_slots('{ADA}', d.id, {today} + 1, {today} + {DAYS}) ->> 'opened' from {doctors}"

    assert fetch(loaded_url, closed) == [("0",)] * 24
    assert fetch(loaded_url, opened) == [("0",)] * 24


def test_the_demo_has_generous_rate_limits_which_loading_it_again_does_not_bring_back(fresh_url: str) -> None:
    quotas = "select jsonb_object_agg(name, quota) from medbook.rate_policy"
    execute(fresh_url, "update medbook.rate_policy set quota = 7 where name = 'booking'")

    load_demo(fresh_url, MONDAY_EVENING)
    ((first,),) = fetch(fresh_url, quotas)
    execute(fresh_url, "update medbook.rate_policy set quota = 100 where name = 'general'")
    load_demo(fresh_url, MONDAY_EVENING)

    generous = {"general": 10000, "desk": 30000, "auth": 1000, "account": 1000, "lockout": 1000, "reset": 1000}
    assert first == generous | {"booking": 7}
    assert fetch(fresh_url, quotas) == [(first | {"general": 100},)]


def test_hours_that_an_administrator_changes_stay_when_the_demo_is_loaded_again(fresh_url: str) -> None:
    load_demo(fresh_url, MONDAY_EVENING)
    execute(fresh_url, f"select api.set_working_hours('{ADA}', '00000004-0000-8000-8000-000000000000', '[]')")

    load_demo(fresh_url, "2030-01-10 20:00Z")

    left = "select count(*) from medbook.working_hours where doctor_id = '00000004-0000-8000-8000-000000000000'"
    assert fetch(fresh_url, left) == [(0,)]


def test_a_database_is_known_as_the_demo_once_it_is_loaded(fresh_url: str) -> None:
    before = fetch(fresh_url, "select core.is_demo()")

    load_demo(fresh_url, MONDAY_EVENING)

    assert (before, fetch(fresh_url, "select core.is_demo()")) == ([(False,)], [(True,)])

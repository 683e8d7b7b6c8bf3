"""What the calendar takes over HTTP, as a clinic says it: days, hours and leave on the wall clock."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.clinic import DORA
from tests.support.database import execute
from tests.support.gateway import Client

AS_IT_WAS = """
delete from medbook.time_off;
delete from medbook.working_hours;
delete from test.slots where id::text !~ '-8000-00000000000.$';
update test.slots
   set closed_at = case when right(id::text, 1) = '6' then closed_at end, close_cause = null,
       is_available = right(id::text, 1) <> '6', held_until = null;
"""


@pytest.fixture(autouse=True)
def _as_it_was(url: str) -> Iterator[None]:
    """Leave no leave and no hours behind."""
    yield
    execute(url, AS_IT_WAS)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2027-10-01T00:00:00+02:00", "2027-11-01T00:00:00+01:00"),
        ("2027-03-01T00:00:00+01:00", "2027-04-01T00:00:00+02:00"),
        ("2027-10-15T00:00:00-04:00", "2027-11-15T00:00:00-05:00"),
        ("2027-04-01T00:00:00+11:00", "2027-05-02T00:00:00+10:30"),
    ],
)
def test_a_search_of_31_days_is_one_whatever_the_clock_does_meanwhile(anybody: Client, first: str, last: str) -> None:
    query = {"specialization": "Cardiology", "from": first, "to": last}
    assert anybody.get("/v1/slots", params=query).status_code == 200


def test_a_search_of_32_days_is_refused(anybody: Client) -> None:
    query = {"specialization": "Cardiology", "from": "2027-10-01T00:00:00+02:00", "to": "2027-11-02T00:00:00+01:00"}
    refused = anybody.get("/v1/slots", params=query)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/to")


def put_hours(chief: Client, *rows: dict[str, Any]) -> Any:
    return chief.request("PUT", f"/v1/admin/doctors/{DORA}/working-hours", json={"hours": rows})


def test_hours_that_cross_midnight_are_one_row_and_shown_as_they_were_said(chief: Client, anybody: Client) -> None:
    night = {"weekday": 1, "start": "22:00", "end": "06:00", "slot_minutes": 240}
    answer = put_hours(chief, night)
    assert answer.status_code == 200, answer.text
    assert answer.json()["hours"][0] | night == answer.json()["hours"][0]
    days = {"from": "2030-01-14", "to": "2030-01-14"}
    assert chief.post(f"/v1/admin/doctors/{DORA}/slots", json=days).json()["opened"] == 2
    listed = anybody.get(f"/v1/doctors/{DORA}/slots", params={"from": "2030-01-14T20:00:00Z"}).json()["slots"]
    assert [slot["start_time"] for slot in listed[:2]] == ["2030-01-14T21:00:00+00:00", "2030-01-15T01:00:00+00:00"]
    again = put_hours(chief, night)
    assert (again.json()["closed"], again.json()["affected_bookings"]) == (0, [])


@pytest.mark.parametrize("weekday", [1, 7])
def test_a_night_does_not_last_into_the_hours_of_the_next_day(chief: Client, weekday: int) -> None:
    night = {"weekday": weekday, "start": "22:00", "end": "06:00", "slot_minutes": 30}
    morning = {"weekday": weekday % 7 + 1, "start": "05:00", "end": "12:00", "slot_minutes": 30}
    refused = put_hours(chief, night, morning)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/hours")
    assert put_hours(chief, night, morning | {"start": "06:00"}).status_code == 200

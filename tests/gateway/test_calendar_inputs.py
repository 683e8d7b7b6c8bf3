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


# The last one of the 14th and the first one of the 15th, of Dora in Berlin and of Eve in New York.
SLOTS_AROUND_MIDNIGHT = """
insert into test.slots (doctor_id, id, start_time, end_time)
select doctor, overlay(doctor::text placing number from 35)::uuid, at, at + interval '30 minutes'
  from (values (test.dora(), '21', timestamptz '2030-01-14 22:30Z'), (test.dora(), '22', '2030-01-14 23:00Z'),
               (test.eve(), '21', '2030-01-15 04:30Z'), (test.eve(), '22', '2030-01-15 05:00Z')
       ) as slot (doctor, number, at)
"""
CHRISTMAS = {"from_date": "2030-01-14", "to_date": "2030-01-14"}


def test_the_clinic_is_closed_on_each_doctors_own_day(chief: Client, url: str) -> None:
    execute(url, SLOTS_AROUND_MIDNIGHT)
    added = chief.post("/v1/admin/time-off", json=CHRISTMAS)
    assert (added.status_code, added.json()["closed"]) == (201, 2), added.text
    leave = added.json()["time_off"]
    assert leave | CHRISTMAS | {"from": None, "to": None} == leave
    assert chief.post("/v1/admin/time-off", json=CHRISTMAS).status_code == 200
    assert chief.delete(f"/v1/admin/time-off/{leave['id']}").json()["reopened"] == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "to"),
        ({"from_date": "2030-01-14"}, "to_date"),
        ({"to_date": "2030-01-14"}, "to_date"),
        ({"from_date": "2030-01-14", "to_date": "2030-01-13"}, "to_date"),
        (CHRISTMAS | {"from": "2030-01-14T00:00:00Z"}, "from_date"),
        (CHRISTMAS | {"from": "2030-01-14T00:00:00Z", "to": "2030-01-15T00:00:00Z"}, "from_date"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/admin/time-off", f"/v1/admin/doctors/{DORA}/time-off"])
def test_leave_is_in_days_or_in_time(chief: Client, path: str, body: dict[str, str], field: str) -> None:
    refused = chief.post(path, json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, f"#/{field}")


def test_what_was_put_is_read(chief: Client, ann: Client) -> None:
    path = f"/v1/admin/doctors/{DORA}"
    put = put_hours(chief, {"weekday": 1, "start": "22:00", "end": "06:00", "slot_minutes": 240}).json()["hours"]
    read = chief.get(f"{path}/working-hours").json()["hours"]
    assert read == put
    assert put_hours(chief, *read).json()["hours"] == put
    for leave in (f"{path}/time-off", "/v1/admin/time-off"):
        added = chief.post(leave, json=CHRISTMAS).json()["time_off"]
        assert chief.get(leave).json()["time_off"] == [added]
        assert ann.get(leave).status_code == 403

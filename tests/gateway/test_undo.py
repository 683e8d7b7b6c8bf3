"""Mistakes of an administrator over HTTP: each can be undone, is recorded, and leaves the clinic as it was."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.clinic import DORA, FAY, SLOT
from tests.support.database import execute, fetch, invariants, move_clock
from tests.support.gateway import Client

HOURS = {"hours": [{"weekday": 2, "start": "10:00", "end": "12:00", "slot_minutes": 30}]}
"""Dora's slots 1 to 4, and those of the Tuesdays after."""

AS_IT_WAS = """
delete from medbook.bookings;
delete from medbook.time_off;
delete from medbook.working_hours;
delete from test.slots where id::text !~ '-8000-00000000000.$';
update test.slots
   set closed_at = case when right(id::text, 1) = '6' then closed_at end, close_cause = null,
       is_available = right(id::text, 1) <> '6', held_until = null;
update medbook.settings set booking_horizon = '90 days';
update medbook.doctors set is_active = name <> 'Dr. Fay Former', retired_at = null, open_until = null;
"""


@pytest.fixture(autouse=True)
def _as_it_was(url: str) -> Iterator[None]:
    """Leave no doctor, leave or hours behind."""
    yield
    assert invariants(url) == []
    execute(url, AS_IT_WAS)


def visit(client: Client, url: str) -> str:
    """Book, confirm and begin an appointment; return its id."""
    booking = client.post("/v1/bookings", json={"slot_id": SLOT}).json()["booking"]["id"]
    assert client.post(f"/v1/bookings/{booking}/confirm").status_code == 200
    move_clock(url, "1 day 2 hours")
    return str(booking)


def mark(client: Client, booking: str, action: str) -> Any:
    response = client.post(f"/v1/admin/bookings/{booking}/{action}")
    return response.json().get("booking", response.json()).get("status")


def is_available(client: Client, slot: str = SLOT) -> bool:
    available: bool = client.get(f"/v1/slots/{slot}").json()["slot"]["is_available"]
    return available


def test_an_outcome_is_corrected_any_number_of_times_and_the_history_has_each(
    chief: Client, ann: Client, url: str
) -> None:
    booking = visit(ann, url)
    actions = ["complete", "no-show", "complete", "reinstate", "reinstate", "no-show", "no-show", "reinstate"]
    expected = ["COMPLETED", "NO_SHOW", "COMPLETED", "CONFIRMED", "CONFIRMED", "NO_SHOW", "NO_SHOW", "CONFIRMED"]
    assert [mark(chief, booking, action) for action in actions] == expected
    steps = fetch(
        url,
        """select from_status::text, to_status::text from medbook.booking_history
            where booking_id = %s and at > '2030-01-08Z' order by correction, to_status""",
        booking,
    )
    assert steps == [
        ("CONFIRMED", "COMPLETED"),
        ("COMPLETED", "NO_SHOW"),
        ("NO_SHOW", "COMPLETED"),
        ("COMPLETED", "CONFIRMED"),
        ("CONFIRMED", "NO_SHOW"),
        ("NO_SHOW", "CONFIRMED"),
    ]
    assert ann.get(f"/v1/bookings/{booking}").json()["booking"]["status"] == "CONFIRMED"


def test_the_statistics_forget_a_missed_visit_that_was_not(chief: Client, ann: Client, url: str) -> None:
    booking = visit(ann, url)
    path = f"/v1/admin/statistics?from=2030-01-08&to=2030-01-08&doctor_id={DORA}"
    mark(chief, booking, "no-show")
    mark(chief, booking, "reinstate")
    (day,) = chief.get(path).json()["statistics"]
    assert (day["booked"], day["no_shows"]) == (1, 0)


def test_what_was_cancelled_stays_cancelled(chief: Client, ann: Client, url: str) -> None:
    booking = visit(ann, url)
    assert chief.post(f"/v1/bookings/{booking}/cancel").status_code == 200
    refused = chief.post(f"/v1/admin/bookings/{booking}/reinstate").json()
    assert (refused["error"], refused["booking_status"]) == ("INVALID_STATUS", "CANCELLED")


def test_a_visit_is_not_reinstated_beside_what_the_patient_has_booked_since(
    chief: Client, ann: Client, url: str
) -> None:
    booking = visit(ann, url)
    execute(url, "update test.clock set now = '2030-01-08 09:05Z'")
    mark(chief, booking, "no-show")
    execute(url, "update test.slots set start_time = '2030-01-08 09:20Z', end_time = '2030-01-08 09:50Z' where id = %s",
            "d0c00002-0000-8000-8000-000000000001")  # fmt: skip
    other = ann.post("/v1/bookings", json={"slot_id": "d0c00002-0000-8000-8000-000000000001"}).json()["booking"]["id"]
    refused = chief.post(f"/v1/admin/bookings/{booking}/reinstate").json()
    assert (refused["error"], refused["booking_id"]) == ("OVERLAPPING_BOOKING", other)
    assert mark(chief, booking, "complete") == "COMPLETED"


def test_a_slot_that_was_closed_by_hand_can_be_booked_again(chief: Client, ann: Client) -> None:
    assert chief.request("DELETE", f"/v1/admin/slots/{SLOT}").status_code == 200
    for _ in range(2):
        assert chief.post(f"/v1/admin/slots/{SLOT}/reopen").json()["slot"]["state"] == "free"
    assert ann.post("/v1/bookings", json={"slot_id": SLOT}).status_code == 201
    assert chief.post(f"/v1/admin/slots/{SLOT}/reopen").json()["slot"]["state"] == "held"


def test_a_slot_that_is_reopened_in_a_time_off_is_free_when_that_is_removed(chief: Client, anybody: Client) -> None:
    chief.request("DELETE", f"/v1/admin/slots/{SLOT}")
    leave = {"from": "2030-01-08T00:00:00Z", "to": "2030-01-09T00:00:00Z"}
    away = chief.post(f"/v1/admin/doctors/{DORA}/time-off", json=leave).json()["created"]
    assert chief.post(f"/v1/admin/slots/{SLOT}/reopen").json()["slot"]["state"] == "closed"
    assert not is_available(anybody)
    chief.request("DELETE", f"/v1/admin/time-off/{away}")
    assert is_available(anybody)


def test_a_slot_off_the_hours_gives_its_time_back_to_them(chief: Client, anybody: Client, url: str) -> None:
    chief.request("DELETE", f"/v1/admin/slots/{SLOT}")
    hours = {"hours": [HOURS["hours"][0] | {"slot_minutes": 60}]}
    chief.request("PUT", f"/v1/admin/doctors/{DORA}/working-hours", json=hours)
    assert chief.post(f"/v1/admin/slots/{SLOT}/reopen").json()["slot"]["state"] == "closed"
    fetch(url, "select calendar.open_some_slots(10)")
    listed = anybody.get(f"/v1/doctors/{DORA}/slots?to=2030-01-09T00:00:00Z").json()["slots"]
    assert [(s["start_time"][11:16], s["end_time"][11:16]) for s in listed] == [("09:00", "10:00"), ("10:00", "11:00")]


def test_a_doctor_who_was_retired_by_mistake_has_all_slots_back(chief: Client, ann: Client, anybody: Client) -> None:
    chief.request("PUT", f"/v1/admin/doctors/{DORA}/working-hours", json=HOURS)
    chief.post(f"/v1/admin/doctors/{DORA}/slots", json={"from": "2030-01-08", "to": "2030-04-07"})
    chief.request("DELETE", f"/v1/admin/slots/{SLOT[:-1]}2")
    booking = ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["booking"]["id"]
    before = anybody.get(f"/v1/doctors/{DORA}/slots?limit=100").json()["slots"]
    assert chief.request("DELETE", f"/v1/admin/doctors/{DORA}?bookings=cancel").status_code == 200
    assert anybody.get(f"/v1/doctors/{DORA}").status_code == 404
    back = chief.post(f"/v1/admin/doctors/{DORA}/reinstate").json()
    assert (back["doctor"]["id"], back["opened"]) == (DORA, len(before) + 1)
    after = anybody.get(f"/v1/doctors/{DORA}/slots?limit=100").json()["slots"]
    assert {s["id"] for s in after} == {s["id"] for s in before} | {SLOT}
    assert ann.get(f"/v1/bookings/{booking}").json()["booking"]["status"] == "CANCELLED"
    assert not is_available(anybody, SLOT[:-1] + "2")
    assert chief.post(f"/v1/admin/doctors/{DORA}/reinstate").json() == back | {"opened": 0}
    assert ann.post("/v1/bookings", json={"slot_id": SLOT}).status_code == 201


def test_a_time_off_of_meanwhile_keeps_a_reinstated_doctors_slots_closed(chief: Client, anybody: Client) -> None:
    chief.request("DELETE", f"/v1/admin/doctors/{DORA}")
    leave = {"from": "2030-01-08T09:00:00Z", "to": "2030-01-08T10:00:00Z"}
    away = chief.post("/v1/admin/time-off", json=leave).json()["created"]
    assert chief.post(f"/v1/admin/doctors/{DORA}/reinstate").json()["opened"] == 2
    assert not is_available(anybody)
    chief.request("DELETE", f"/v1/admin/time-off/{away}")
    assert is_available(anybody)


def test_a_doctor_who_never_had_hours_is_back_too(chief: Client, anybody: Client) -> None:
    assert chief.post(f"/v1/admin/doctors/{FAY}/reinstate").json()["doctor"]["name"] == "Dr. Fay Former"
    assert anybody.get(f"/v1/doctors/{FAY}").status_code == 200


def test_undoing_is_for_administrators_and_is_recorded(chief: Client, ann: Client, url: str) -> None:
    booking = visit(ann, url)
    mark(chief, booking, "complete")
    undoings = [f"bookings/{booking}/reinstate", f"slots/{SLOT}/reopen", f"doctors/{FAY}/reinstate"]
    assert [ann.post(f"/v1/admin/{path}").status_code for path in undoings] == [403] * 3
    assert [chief.post(f"/v1/admin/{path}").status_code for path in undoings] == [200] * 3
    recorded = fetch(url, "select action from medbook.audit where outcome = 'OK' order by id desc limit 3")
    assert [action for (action,) in recorded] == ["reinstate doctor", "reopen slot", "mark booking CONFIRMED"]


def test_what_does_not_exist_is_not_found(chief: Client) -> None:
    nothing = "d0c0ffff-0000-8000-8000-0000000000ff"
    refused = {
        chief.post(f"/v1/admin/{path}").json()["error"]
        for path in (f"bookings/{nothing}/reinstate", f"slots/{nothing}/reopen", f"doctors/{nothing}/reinstate")
    }
    assert refused == {"BOOKING_NOT_FOUND", "SLOT_NOT_FOUND", "DOCTOR_NOT_FOUND"}

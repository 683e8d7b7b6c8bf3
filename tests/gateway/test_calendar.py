"""The clinic's calendar over HTTP, as an administrator and a patient use it: every rule by the call that breaks it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.clinic import ANN, BEN, DORA, EVE, SLOT
from tests.support.database import execute, fetch, invariants, move_clock
from tests.support.gateway import Client

TUESDAYS = {"weekday": 2, "start": "09:00", "end": "11:00", "slot_minutes": 30}

AS_IT_WAS = """
delete from medbook.bookings;
delete from medbook.time_off;
delete from medbook.working_hours;
delete from test.slots where id::text !~ '-8000-00000000000.$';
update test.slots
   set closed_at = case when right(id::text, 1) = '6' then closed_at end, close_cause = null,
       is_available = right(id::text, 1) <> '6', held_until = null;
update medbook.settings
   set min_notice = '0', booking_horizon = '90 days', cancel_cutoff = '0', reschedule_cutoff = '0',
       max_holds_per_user = 3;
update medbook.doctors set is_active = name <> 'Dr. Fay Former', retired_at = null;
"""


@pytest.fixture(autouse=True)
def _as_it_was(url: str) -> Iterator[None]:
    """Leave no doctor, leave, rule or hours behind."""
    yield
    execute(url, AS_IT_WAS)


def set_rule(url: str, rule: str, value: str) -> None:
    execute(url, f"update medbook.settings set {rule} = %s", value)


def book(client: Client, slot_id: str = SLOT) -> dict[str, Any]:
    response = client.post("/v1/bookings", json={"slot_id": slot_id})
    assert response.status_code == 201, response.text
    booking: dict[str, Any] = response.json()["booking"]
    return booking


def confirmed(client: Client, slot_id: str = SLOT) -> dict[str, Any]:
    booking = book(client, slot_id)
    assert client.post(f"/v1/bookings/{booking['id']}/confirm").status_code == 200
    return booking


def slots(client: Client) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get(f"/v1/doctors/{DORA}/slots?limit=100").json()["slots"]
    return listed


def refusal(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


def test_hours_become_slots_once(chief: Client, anybody: Client) -> None:
    hours = chief.request("PUT", f"/v1/admin/doctors/{DORA}/working-hours", json={"hours": [TUESDAYS]})
    assert hours.status_code == 200, hours.text
    assert hours.json()["hours"][0] | TUESDAYS == hours.json()["hours"][0]
    days = {"from": "2030-01-08", "to": "2030-01-15"}
    opened = chief.post(f"/v1/admin/doctors/{DORA}/slots", json=days).json()
    assert (opened["opened"], opened["kept"]) == (6, 2)
    assert chief.post(f"/v1/admin/doctors/{DORA}/slots", json=days).json()["opened"] == 0
    assert [slot["start_time"] for slot in slots(anybody)][:4] == [
        f"2030-01-08T{time}:00+00:00" for time in ("08:00", "08:30", "09:00", "09:30")
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"weekday": 8}, "/weekday"),
        ({"weekday": "2"}, "/weekday"),
        ({"start": "9:00"}, "/start"),
        ({"end": "09:00"}, "/end"),
        ({"end": "24:01"}, "/end"),
        ({"slot_minutes": 0}, "/slot_minutes"),
        ({"slot_minutes": 7.5}, "/slot_minutes"),
        ({"gap_minutes": -1}, "/gap_minutes"),
        ({"valid_from": "2030-02-30"}, "/valid_from"),
        ({"valid_from": "2030-02-02", "valid_to": "2030-02-01"}, "/valid_to"),
        ({"colour": "red"}, ""),
    ],
)
def test_hours_that_cannot_be_are_pointed_at(chief: Client, row: dict[str, Any], field: str) -> None:
    path = f"/v1/admin/doctors/{DORA}/working-hours"
    response = chief.request("PUT", path, json={"hours": [TUESDAYS, TUESDAYS | row]})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == f"#/hours/1{field}"


def test_hours_that_overlap_are_refused(chief: Client) -> None:
    path = f"/v1/admin/doctors/{DORA}/working-hours"
    response = chief.request("PUT", path, json={"hours": [TUESDAYS, TUESDAYS | {"start": "10:59", "end": "12:00"}]})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "#/hours")


def test_leave_closes_free_slots_keeps_bookings_and_can_be_taken_back(
    chief: Client, ann: Client, anybody: Client, url: str
) -> None:
    before = slots(anybody)
    booking = confirmed(ann)
    leave = {"from": "2030-01-08T00:00:00Z", "to": "2030-01-09T00:00:00Z", "reason": "a course"}
    added = chief.post(f"/v1/admin/doctors/{DORA}/time-off", json=leave)
    assert added.status_code == 201, added.text
    assert [affected["id"] for affected in added.json()["affected_bookings"]] == [booking["id"]]
    assert slots(anybody) == []
    assert ann.post(f"/v1/bookings/{booking['id']}/cancel").status_code == 200
    assert slots(anybody) == []
    assert invariants(url) == []
    removed = chief.request("DELETE", f"/v1/admin/time-off/{added.json()['created']}")
    assert removed.json()["reopened"] == len(before)
    assert slots(anybody) == before
    assert refusal(chief.request("DELETE", f"/v1/admin/time-off/{added.json()['created']}")) == (
        404,
        "TIME_OFF_NOT_FOUND",
    )


def test_the_whole_clinic_can_be_closed(chief: Client, anybody: Client, url: str) -> None:
    leave = {"from": "2030-01-08T00:00:00Z", "to": "2030-01-09T00:00:00Z"}
    assert chief.post("/v1/admin/time-off", json=leave).status_code == 201
    found = [anybody.get(f"/v1/slots?specialization={name}").json()["slots"] for name in ("Cardiology", "Neurology")]
    assert found == [[], []]
    assert invariants(url) == []


def test_a_slot_is_neither_listed_nor_booked_outside_of_its_window(
    chief: Client, ann: Client, anybody: Client, url: str
) -> None:
    for rule, value in (("min_notice", "26 hours"), ("booking_horizon", "24 hours")):
        set_rule(url, "min_notice", "0")
        set_rule(url, rule, value)
        assert SLOT not in {slot["id"] for slot in slots(anybody)}
        response = ann.post("/v1/bookings", json={"slot_id": SLOT})
        assert refusal(response) == (422, "OUTSIDE_BOOKING_WINDOW")
    assert chief.post("/v1/bookings", json={"slot_id": SLOT}).status_code == 201


def test_a_patient_has_so_many_holds_and_no_more(ann: Client) -> None:
    for number in (1, 2, 3):
        book(ann, SLOT[:-1] + str(number))
    assert refusal(ann.post("/v1/bookings", json={"slot_id": SLOT[:-1] + "4"})) == (409, "HOLD_LIMIT")


def test_a_patient_is_at_one_place_at_a_time_unless_an_administrator_says_why(
    chief: Client, ann: Client, url: str
) -> None:
    confirmed(ann)
    neighbour = EVE[:-1] + "9"
    execute(
        url,
        "insert into test.slots (doctor_id, id, start_time, end_time)"
        " values (%s, %s, '2030-01-08 09:15Z', '2030-01-08 09:45Z')",
        EVE,
        neighbour,
    )
    other = {"slot_id": neighbour}
    assert refusal(ann.post("/v1/bookings", json=other)) == (409, "OVERLAPPING_BOOKING")
    asked = other | {"patient_id": ANN}
    assert refusal(chief.post("/v1/admin/bookings", json=asked)) == (409, "OVERLAPPING_BOOKING")
    assert chief.post("/v1/admin/bookings", json=asked | {"reason": "they are neighbours"}).status_code == 201


def test_an_appointment_is_moved_or_stays(ann: Client, ben: Client, url: str) -> None:
    booking = confirmed(ann)
    taken = book(ben, SLOT[:-1] + "2")
    path = f"/v1/bookings/{booking['id']}/reschedule"
    assert refusal(ann.post(path, json={"slot_id": taken["slot_id"]})) == (409, "SLOT_UNAVAILABLE")
    assert ann.get(f"/v1/bookings/{booking['id']}").json()["booking"]["status"] == "CONFIRMED"
    moved = ann.post(path, json={"slot_id": SLOT[:-1] + "3"})
    assert (moved.status_code, moved.json()["booking"]["status"]) == (201, "CONFIRMED")
    assert moved.headers["Location"] == f"/v1/bookings/{moved.json()['created']}"
    again = ann.post(path, json={"slot_id": SLOT[:-1] + "3"})
    assert (again.status_code, again.json()["booking"]["id"]) == (200, moved.json()["created"])
    assert refusal(ann.post(path, json={"slot_id": SLOT[:-1] + "4"})) == (409, "INVALID_STATUS")
    assert refusal(ben.post(path, json={"slot_id": SLOT[:-1] + "4"})) == (404, "BOOKING_NOT_FOUND")
    assert invariants(url) == []


@pytest.mark.parametrize(("rule", "action"), [("cancel_cutoff", "cancel"), ("reschedule_cutoff", "reschedule")])
def test_too_late_is_too_late_for_patients_only(chief: Client, ann: Client, url: str, rule: str, action: str) -> None:
    booking = confirmed(ann)
    set_rule(url, rule, "24 hours")
    move_clock(url, "1 hour")
    path = f"/v1/bookings/{booking['id']}/{action}"
    body = {"slot_id": SLOT[:-1] + "3"} if action == "reschedule" else {}
    response = ann.post(path, json=body)
    assert refusal(response) == (409, "TOO_LATE")
    assert response.json()["cutoff_at"] == "2030-01-07T09:00:00+00:00"
    assert chief.post(path, json=body).status_code in {200, 201}


def test_the_soonest_slots_of_a_specialization_are_found(anybody: Client) -> None:
    found = anybody.get("/v1/slots?specialization=Cardiology&per_doctor=2").json()["slots"]
    assert [slot["id"] for slot in found] == [SLOT, SLOT[:-1] + "2"]
    response = anybody.get("/v1/slots?specialization=Cardiology&from=2030-01-08T00:00:00Z&to=2030-02-09T00:00:00Z")
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "#/to")


def test_doctors_are_found_without_accents_and_say_when_they_are_free(chief: Client, anybody: Client, url: str) -> None:
    body = {
        "name": "Dr. Zoë Ünal",
        "specialization": "Oncology",
        "experience_years": 3,
        "fee": 100,
        "currency": "EUR",
        "time_zone": "Asia/Kathmandu",
    }
    created = chief.post("/v1/admin/doctors", json=body)
    assert created.status_code == 201, created.text
    assert created.headers["Location"] == f"/v1/doctors/{created.json()['created']}"
    assert [doctor["name"] for doctor in anybody.get("/v1/doctors?search=zoe unal").json()["doctors"]] == [body["name"]]
    assert anybody.get("/v1/doctors?search=%25").json()["doctors"] == []
    (dora,) = anybody.get("/v1/doctors?search=dora").json()["doctors"]
    assert dora["next_available_at"] == "2030-01-08T09:00:00+00:00"
    execute(url, "delete from medbook.doctors where id = %s", created.json()["created"])


def test_changing_a_doctor_requires_the_latest_etag(chief: Client, anybody: Client) -> None:
    path = f"/v1/admin/doctors/{DORA}"
    etag = anybody.get(f"/v1/doctors/{DORA}").headers["ETag"]
    assert refusal(chief.request("PATCH", path, json={"fee": 1})) == (428, "PRECONDITION_REQUIRED")
    changed = chief.request("PATCH", path, json={"fee": 9500}, headers={"If-Match": etag})
    assert (changed.status_code, changed.json()["doctor"]["fee"]) == (200, 9500)
    late = chief.request("PATCH", path, json={"fee": 1}, headers={"If-Match": etag})
    assert refusal(late) == (412, "PRECONDITION_FAILED")
    weak = "W/" + changed.headers["ETag"]
    compressed = chief.request("PATCH", path, json={"fee": 9200}, headers={"If-Match": weak})
    assert (compressed.status_code, compressed.json()["doctor"]["fee"]) == (200, 9200)
    assert refusal(chief.request("PATCH", path, json={"fee": 1}, headers={"If-Match": weak}))[0] == 412
    assert chief.request("PATCH", path, json={"fee": 9000}, headers={"If-Match": "*"}).status_code == 200


def test_a_matching_etag_is_answered_with_304(anybody: Client) -> None:
    first = anybody.get(f"/v1/doctors/{DORA}")
    again = anybody.get(f"/v1/doctors/{DORA}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    weak = anybody.get(f"/v1/doctors/{DORA}", headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})
    assert (weak.status_code, weak.content) == (304, b"")


def test_a_doctor_leaves_when_no_booking_is_left_or_all_are_cancelled(chief: Client, ann: Client, url: str) -> None:
    booking = confirmed(ann)
    path = f"/v1/admin/doctors/{DORA}"
    assert refusal(chief.request("DELETE", path)) == (409, "DOCTOR_HAS_BOOKINGS")
    ignored = chief.request("DELETE", path, json={"bookings": "cancel"})
    assert ignored.json()["errors"] == [{"pointer": "#", "detail": "must have no body: fields are in the query"}]
    retired = chief.request("DELETE", f"{path}?bookings=cancel")
    assert [affected["id"] for affected in retired.json()["affected_bookings"]] == [booking["id"]]
    assert ann.get(f"/v1/bookings/{booking['id']}").json()["booking"]["status"] == "CANCELLED"
    assert refusal(ann.post("/v1/bookings", json={"slot_id": SLOT})) == (409, "SLOT_UNAVAILABLE")
    assert invariants(url) == []


def test_a_slot_is_closed_by_hand_if_it_is_free(chief: Client, ann: Client, anybody: Client) -> None:
    booking = book(ann)
    assert refusal(chief.request("DELETE", f"/v1/admin/slots/{booking['slot_id']}")) == (409, "SLOT_UNAVAILABLE")
    assert chief.request("DELETE", f"/v1/admin/slots/{SLOT[:-1]}2").status_code == 200
    assert anybody.get(f"/v1/slots/{SLOT[:-1]}2").json()["slot"]["is_available"] is False


@pytest.mark.parametrize(("action", "status"), [("complete", "COMPLETED"), ("no-show", "NO_SHOW")])
def test_the_outcome_of_a_visit_shows_in_history_and_statistics(
    chief: Client, ann: Client, url: str, action: str, status: str
) -> None:
    booking = confirmed(ann)
    path = f"/v1/admin/bookings/{booking['id']}/{action}"
    assert refusal(chief.post(path)) == (409, "INVALID_STATUS")
    move_clock(url, "1 day 2 hours")
    assert chief.post(path).json()["booking"]["status"] == status
    assert [b["status"] for b in ann.get(f"/v1/bookings?status={status}").json()["bookings"]] == [status]
    (day,) = chief.get(f"/v1/admin/statistics?from=2030-01-08&to=2030-01-08&doctor_id={DORA}").json()["statistics"]
    assert (day["booked"], day["no_shows"]) == (1, int(status == "NO_SHOW"))


def test_reading_everybodys_bookings_is_for_administrators_and_is_recorded(
    chief: Client, ann: Client, ben: Client, url: str
) -> None:
    book(ann)
    book(ben, SLOT[:-1] + "2")
    listed = chief.get(f"/v1/admin/bookings?patient_id={BEN}").json()["bookings"]
    assert [(b["patient_id"], b["patient_email"]) for b in listed] == [(BEN, "ben@example.com")]
    assert len(chief.get(f"/v1/admin/bookings?doctor_id={DORA}&limit=1").json()["bookings"]) == 1
    recorded = "select from medbook.audit where action = 'list all bookings' and subject_id = %s"
    assert len(fetch(url, recorded, BEN)) == 1
    assert ann.get("/v1/admin/bookings").status_code == 403

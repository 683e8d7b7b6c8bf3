"""The waiting list over HTTP: who waits is offered what becomes free, before it is listed."""

from typing import Any

import pytest

from tests.support.clinic import ANN, BEN, CHIEF, DORA, EVE, EVES_SLOT
from tests.support.database import execute, fetch, invariants, move_clock
from tests.support.gateway import Client

SLOTS = [DORA[:-1] + number for number in "1234"]
WISH = {"doctor_id": DORA}


def is_free(client: Client, slot_id: str) -> bool:
    """Tell whether a slot can be booked, which both its own page and the doctor's list say."""
    listed = [slot["id"] for slot in client.get(f"/v1/doctors/{DORA}/slots").json()["slots"]]
    is_available: bool = client.get(f"/v1/slots/{slot_id}").json()["slot"]["is_available"]
    assert is_available is (slot_id in listed)
    return is_available


def join(client: Client, **wish: Any) -> str:
    response = client.post("/v1/waitlist", json=wish or WISH)
    assert response.status_code == 201, response.text
    waitlist_id: str = response.json()["created"]
    return waitlist_id


def waiting(client: Client) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get("/v1/waitlist").json()["waitlist"]
    return rows


def offered(client: Client) -> str | None:
    (row,) = waiting(client)
    booking_id: str | None = row["booking_id"]
    return booking_id


@pytest.fixture
def taken(url: str, chief: Client) -> list[str]:
    """The administrator's appointments, of all of Dora's slots."""
    execute(url, "update medbook.settings set max_holds_per_user = 10, offer_duration = default")
    booked = [chief.post("/v1/bookings", json={"slot_id": slot}).json()["created"] for slot in SLOTS]
    assert all(chief.post(f"/v1/bookings/{booking}/confirm").status_code == 200 for booking in booked)
    return booked


def cancel(client: Client, booking_id: str | None) -> None:
    assert client.post(f"/v1/bookings/{booking_id}/cancel").status_code == 200


def test_nobody_waits_while_a_slot_that_suits_is_free(ann: Client) -> None:
    response = ann.post("/v1/waitlist", json=WISH)
    assert (response.status_code, response.json()["error"]) == (409, "SLOTS_FREE")
    sundays = ann.post("/v1/waitlist", json=WISH | {"weekdays": [7]})
    assert (sundays.status_code, sundays.json()["waitlist"]["weekdays"]) == (201, [7])


def test_a_wish_is_declined_passed_on_and_confirmed(
    url: str, ann: Client, ben: Client, chief: Client, taken: list[str]
) -> None:
    waitlist_id = join(ann)
    move_clock(url, "1 second")
    join(ben, specialization="cardiology")
    assert [(row["id"], row["position"], row["booking_id"]) for row in waiting(ann)] == [(waitlist_id, 1, None)]
    cancel(chief, taken[0])
    assert not is_free(ben, SLOTS[0])
    booking = ann.get(f"/v1/bookings/{offered(ann)}").json()["booking"]
    assert (booking["origin"], booking["status"], booking["expires_in"]) == ("OFFER", "PENDING", 900)
    cancel(ann, booking["id"])
    assert (offered(ann), is_free(ben, SLOTS[0])) == (None, False)
    confirmed = ben.post(f"/v1/bookings/{offered(ben)}/confirm").json()["booking"]
    assert (confirmed["slot_id"], confirmed["status"]) == (SLOTS[0], "CONFIRMED")
    assert (waiting(ben), len(waiting(ann))) == ([], 1)
    assert invariants(url) == []


def test_an_offer_that_lapses_is_the_next_ones_and_then_free(
    url: str, ann: Client, ben: Client, chief: Client, taken: list[str]
) -> None:
    join(ann)
    move_clock(url, "1 second")
    join(ben)
    cancel(chief, taken[0])
    lapsed = offered(ann)
    move_clock(url, "15 minutes")
    assert (offered(ann), is_free(chief, SLOTS[0])) == (None, False)
    again = ann.post(f"/v1/bookings/{lapsed}/confirm", json={"if_still_free": True})
    assert (again.status_code, again.json()["error"]) == (409, "SLOT_UNAVAILABLE")
    assert chief.post("/v1/admin/bookings/expire", json={}).json()["expired"] == 1
    assert (offered(ann), is_free(chief, SLOTS[0])) == (None, False)
    cancel(ben, offered(ben))
    assert is_free(chief, SLOTS[0])
    assert ann.post(f"/v1/bookings/{lapsed}/confirm", json={"if_still_free": True}).status_code == 201
    assert invariants(url) == []


def test_the_same_wish_is_one_place_and_can_be_left(ann: Client, ben: Client, taken: list[str]) -> None:
    waitlist_id = join(ann, doctor_id=DORA, weekdays=[2, 1], earliest="09:00", latest="24:00")
    again = ann.post("/v1/waitlist", json=WISH | {"weekdays": [1, 2, 2], "earliest": "09:00", "latest": "24:00"})
    assert (again.status_code, again.json()["waitlist"]["id"]) == (200, waitlist_id)
    theirs = ben.delete(f"/v1/waitlist/{waitlist_id}")
    assert (theirs.status_code, theirs.json()["error"]) == (404, "WAITLIST_NOT_FOUND")
    for _ in range(2):
        assert ann.delete(f"/v1/waitlist/{waitlist_id}").json()["left"] == waitlist_id
    assert waiting(ann) == []


def test_who_leaves_keeps_what_is_offered(ann: Client, chief: Client, taken: list[str]) -> None:
    waitlist_id = join(ann)
    cancel(chief, taken[0])
    booking_id = offered(ann)
    ann.delete(f"/v1/waitlist/{waitlist_id}")
    assert ann.post(f"/v1/bookings/{booking_id}/confirm").status_code == 200


def test_a_hold_that_somebody_waits_for_does_not_lapse_into_the_open(
    url: str, ann: Client, ben: Client, chief: Client, taken: list[str]
) -> None:
    cancel(chief, taken[0])
    ben.post("/v1/bookings", json={"slot_id": SLOTS[0]})
    join(ann)
    move_clock(url, "2 minutes")
    assert not is_free(chief, SLOTS[0])
    chief.post("/v1/admin/bookings/expire", json={})
    assert offered(ann)
    assert invariants(url) == []


def test_an_administrator_puts_somebody_first(
    url: str, ann: Client, ben: Client, chief: Client, taken: list[str]
) -> None:
    join(ann)
    move_clock(url, "1 second")
    second = join(ben)
    changed = chief.request("PATCH", f"/v1/admin/waitlist/{second}", json={"priority": 1}).json()["waitlist"]
    assert (changed["priority"], changed["position"]) == (1, 1)
    first = chief.get("/v1/admin/waitlist", params={"limit": 1}).json()
    last = chief.get("/v1/admin/waitlist", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [page["waitlist"][0]["patient_id"] for page in (first, last)] == [BEN, ANN]
    cancel(chief, taken[0])
    assert (offered(ann), offered(ben) is not None) == (None, True)


def test_an_administrator_lets_a_patient_wait(ann: Client, chief: Client, taken: list[str]) -> None:
    response = chief.post("/v1/admin/waitlist", json=WISH | {"patient_id": ANN})
    assert (response.status_code, response.json()["waitlist"]["patient_id"]) == (201, ANN)
    assert [row["id"] for row in waiting(ann)] == [response.json()["created"]]


def test_a_slot_that_is_closed_is_not_offered(url: str, ann: Client, chief: Client) -> None:
    chief.post("/v1/bookings", json={"slot_id": EVES_SLOT})
    join(ann, doctor_id=EVE)
    move_clock(url, "2 minutes")
    assert chief.delete(f"/v1/admin/slots/{EVES_SLOT}").status_code == 200
    assert (offered(ann), invariants(url)) == (None, [])
    execute(
        url,
        """
        update test.slots set closed_at = null, close_cause = null, is_available = true where id = %s::uuid
        """,
        EVES_SLOT,
    )


def test_who_has_no_time_is_passed_over(url: str, ann: Client, ben: Client, chief: Client, taken: list[str]) -> None:
    execute(url, "update test.slots set start_time = '2030-01-08 09:15Z' where id = %s", EVES_SLOT)
    join(ann)
    move_clock(url, "1 second")
    join(ben)
    assert ann.post("/v1/bookings", json={"slot_id": EVES_SLOT}).status_code == 201
    cancel(chief, taken[0])
    assert (offered(ann), offered(ben) is not None) == (None, True)
    execute(url, "update test.slots set start_time = '2030-01-08 15:00Z' where id = %s", EVES_SLOT)


def test_an_offer_is_no_hold_of_the_patients_own(url: str, ann: Client, chief: Client, taken: list[str]) -> None:
    execute(url, "update medbook.settings set max_holds_per_user = 1")
    join(ann)
    cancel(chief, taken[0])
    assert offered(ann)
    assert ann.post("/v1/bookings", json={"slot_id": EVES_SLOT}).status_code == 201


def test_there_is_a_limit_of_wishes(url: str, ann: Client) -> None:
    execute(url, "update medbook.settings set max_bookings_per_user = 1")
    join(ann, doctor_id=DORA, weekdays=[7])
    response = ann.post("/v1/waitlist", json=WISH | {"weekdays": [6]})
    assert (response.status_code, response.json()["error"]) == (409, "WAITLIST_LIMIT")
    execute(url, "update medbook.settings set max_bookings_per_user = 1000")


def test_a_priority_is_written_to_the_audit(url: str, ann: Client, chief: Client) -> None:
    waitlist_id = join(ann, doctor_id=DORA, weekdays=[7])
    chief.request("PATCH", f"/v1/admin/waitlist/{waitlist_id}", json={"priority": -100})
    query = "select actor_id::text, subject_id::text from medbook.audit where action = 'prioritize waitlist'"
    assert fetch(url, query)[-1] == (CHIEF, ANN)

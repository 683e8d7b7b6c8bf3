"""A booking's life over HTTP, as a patient's client sees it."""

from uuid import uuid4

from tests.support.clinic import BEN, CLOSED_SLOT, DORA, EVE, FAY, FAYS_SLOT, GONE, SLOT, STARTED_SLOT
from tests.support.database import invariants, move_clock
from tests.support.gateway import Client


def listed(client: Client) -> list[str]:
    return [slot["id"] for slot in client.get(f"/v1/doctors/{DORA}/slots").json()["slots"]]


def hold(client: Client, slot_id: str = SLOT) -> str:
    response = client.post("/v1/bookings", json={"slot_id": slot_id})
    assert response.status_code == 201, response.text
    booking_id: str = response.json()["created"]
    return booking_id


def test_a_new_hold_is_created_at_its_location(ann: Client) -> None:
    response = ann.post("/v1/bookings", json={"slot_id": SLOT})
    assert response.status_code == 201
    booking = response.json()["booking"]
    assert (booking["status"], booking["expires_in"]) == ("PENDING", 120)
    assert ann.get(response.headers["Location"]).json()["booking"] == booking


def test_a_held_slot_is_listed_no_longer(ann: Client) -> None:
    assert SLOT in listed(ann)
    hold(ann)
    assert SLOT not in listed(ann)
    assert ann.get(f"/v1/slots/{SLOT}").json()["slot"]["is_available"] is False


def test_a_held_slot_is_refused_to_another_until_when(ann: Client, ben: Client) -> None:
    hold(ann)
    response = ben.post("/v1/bookings", json={"slot_id": SLOT})
    assert (response.status_code, response.json()["error"]) == (409, "SLOT_UNAVAILABLE")
    assert response.json()["held_until"] == "2030-01-07T08:02:00+00:00"


def test_booking_again_is_answered_with_the_same_booking(ann: Client) -> None:
    booking_id = hold(ann)
    again = ann.post("/v1/bookings", json={"slot_id": SLOT})
    assert again.status_code == 200
    assert again.json()["booking"]["id"] == booking_id
    assert "created" not in again.json()


def test_a_confirmed_booking_stays_when_its_hold_would_have_lapsed(ann: Client, ben: Client, url: str) -> None:
    booking_id = hold(ann)
    confirmed = ann.post(f"/v1/bookings/{booking_id}/confirm")
    assert (confirmed.status_code, confirmed.json()["booking"]["status"]) == (200, "CONFIRMED")
    move_clock(url, "1 hour")
    response = ben.post("/v1/bookings", json={"slot_id": SLOT})
    assert response.json()["error"] == "SLOT_UNAVAILABLE"
    assert "held_until" not in response.json()


def test_confirming_and_cancelling_again_change_nothing(ann: Client) -> None:
    path = f"/v1/bookings/{hold(ann)}"
    first = ann.post(f"{path}/confirm").json()
    assert ann.post(f"{path}/confirm").json() == first
    cancelled = ann.post(f"{path}/cancel", json={"reason": "better"}).json()
    assert ann.post(f"{path}/cancel").json() == cancelled


def test_a_cancelled_slot_can_be_booked_again_by_anybody_many_times(ann: Client, ben: Client, url: str) -> None:
    for client in [ann, ben] * 10:
        booking_id = hold(client)
        assert client.post(f"/v1/bookings/{booking_id}/cancel").status_code == 200
    assert invariants(url) == []


def test_a_lapsed_slot_can_be_booked_again_by_anybody_many_times(ann: Client, ben: Client, url: str) -> None:
    for client in [ann, ben] * 10:
        hold(client)
        move_clock(url, "2 minutes")
    assert invariants(url) == []


def test_a_lapsed_hold_is_free_without_any_sweep(ann: Client, ben: Client, url: str) -> None:
    booking_id = hold(ann)
    move_clock(url, "2 minutes")
    assert SLOT in listed(ben)
    shown = ann.get(f"/v1/bookings/{booking_id}").json()["booking"]
    assert (shown["status"], shown["expires_in"]) == ("FAILED", None)
    for action in ("confirm", "cancel"):
        response = ann.post(f"/v1/bookings/{booking_id}/{action}")
        assert (response.status_code, response.json()["error"]) == (409, "BOOKING_EXPIRED")
    hold(ben)


def test_a_hold_is_extended_as_often_as_max_hold_allows(ann: Client, ben: Client, url: str) -> None:
    path = f"/v1/bookings/{hold(ann)}"
    until = ann.get(path).json()["booking"]["extendable_until"]
    for _ in range(10):
        move_clock(url, "119 seconds")
        response = ann.post(f"{path}/extend")
        assert (response.status_code, response.json()["booking"]["extendable_until"]) == (200, until)
        assert ben.post("/v1/bookings", json={"slot_id": SLOT}).json()["error"] == "SLOT_UNAVAILABLE"
    assert response.json()["booking"]["expires_at"] == until
    response = ann.post(f"{path}/extend")
    assert (response.status_code, response.json()["error"]) == (409, "HOLD_LIMIT_REACHED")
    assert response.json()["expires_at"] == until
    move_clock(url, "10 seconds")
    assert ann.post(f"{path}/extend").json()["error"] == "BOOKING_EXPIRED"


def test_a_lapsed_hold_is_confirmed_if_the_slot_is_still_free(ann: Client, ben: Client, url: str) -> None:
    path = f"/v1/bookings/{hold(ann)}"
    move_clock(url, "2 minutes")
    response = ann.post(f"{path}/confirm", json={"if_still_free": True})
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/bookings/{response.json()['created']}"
    assert response.json()["booking"]["status"] == "CONFIRMED"
    again = ann.post(f"{path}/confirm", json={"if_still_free": True})
    assert (again.status_code, again.json()["booking"]) == (200, response.json()["booking"])
    assert ben.post("/v1/bookings", json={"slot_id": SLOT}).json()["error"] == "SLOT_UNAVAILABLE"
    assert invariants(url) == []


def test_a_lapsed_hold_is_not_confirmed_if_somebody_else_has_the_slot(ann: Client, ben: Client, url: str) -> None:
    path = f"/v1/bookings/{hold(ann)}"
    move_clock(url, "2 minutes")
    hold(ben)
    response = ann.post(f"{path}/confirm", json={"if_still_free": True})
    assert (response.status_code, response.json()["error"]) == (409, "SLOT_UNAVAILABLE")


def test_the_soonest_slot_of_a_specialization_is_booked_once_for_a_request(ann: Client) -> None:
    wish = {"request_id": str(uuid4()), "specialization": "cardiology", "weekdays": [2], "earliest": "10:30"}
    response = ann.post("/v1/bookings/soonest", json=wish)
    assert response.status_code == 201, response.text
    booking = response.json()["booking"]
    assert (booking["doctor_id"], booking["start_time"]) == (DORA, "2030-01-08T09:30:00+00:00")
    assert response.headers["Location"] == f"/v1/bookings/{booking['id']}"
    again = ann.post("/v1/bookings/soonest", json=wish)
    assert (again.status_code, again.json()) == (200, {"success": True, "booking": booking})
    another = ann.post("/v1/bookings/soonest", json=wish | {"earliest": "10:00"})
    assert (another.status_code, another.json()["error"]) == (409, "REQUEST_REUSED")


def test_the_soonest_slot_of_a_list_of_doctors_is_booked(ann: Client) -> None:
    wish = {"request_id": str(uuid4()), "doctor_ids": [EVE, FAY], "from": "2030-01-08T10:00:00+01:00"}
    response = ann.post("/v1/bookings/soonest", json=wish)
    assert (response.status_code, response.json()["booking"]["doctor_id"]) == (201, EVE)
    wish["request_id"] = str(uuid4())
    response = ann.post("/v1/bookings/soonest", json=wish)
    assert (response.status_code, response.json()["error"]) == (409, "NO_SLOT_FREE")


def test_a_wrong_wish_gets_a_pointer(ann: Client) -> None:
    wish = {"request_id": str(uuid4()), "specialization": "Cardiology", "latest": "5 pm"}
    response = ann.post("/v1/bookings/soonest", json=wish)
    assert (response.status_code, response.json()["errors"]) == (
        422,
        [{"pointer": "#/latest", "detail": "must be a time such as 17:00", "rule": "pattern"}],
    )


def test_a_cancelled_booking_cannot_be_confirmed(ann: Client) -> None:
    booking_id = hold(ann)
    ann.post(f"/v1/bookings/{booking_id}/cancel")
    response = ann.post(f"/v1/bookings/{booking_id}/confirm")
    assert (response.status_code, response.json()["error"]) == (409, "INVALID_STATUS")
    assert response.json()["booking_status"] == "CANCELLED"


def test_other_peoples_bookings_do_not_exist(ann: Client, ben: Client) -> None:
    booking_id = hold(ann)
    refused = [ben.get(f"/v1/bookings/{booking_id}")]
    refused += [ben.post(f"/v1/bookings/{booking_id}/{action}") for action in ("confirm", "cancel")]
    assert [(r.status_code, r.json()["error"]) for r in refused] == [(404, "BOOKING_NOT_FOUND")] * 3
    assert ben.get("/v1/bookings").json()["bookings"] == []


def test_a_refused_booking_says_why(ann: Client) -> None:
    codes = {
        STARTED_SLOT: (422, "SLOT_IN_PAST"),
        CLOSED_SLOT: (409, "SLOT_UNAVAILABLE"),
        FAYS_SLOT: (409, "SLOT_UNAVAILABLE"),
        str(uuid4()): (404, "SLOT_NOT_FOUND"),
    }
    for slot_id, expected in codes.items():
        response = ann.post("/v1/bookings", json={"slot_id": slot_id})
        assert (response.status_code, response.json()["error"]) == expected


def test_a_deactivated_account_cannot_book(anybody: Client) -> None:
    response = anybody.by(GONE).post("/v1/bookings", json={"slot_id": SLOT})
    assert (response.status_code, response.json()["error"]) == (403, "FORBIDDEN")


def test_bookings_are_listed_newest_first_page_by_page(ann: Client, url: str) -> None:
    made = []
    for _ in range(5):
        made.append(hold(ann))
        ann.post(f"/v1/bookings/{made[-1]}/cancel")
        move_clock(url, "1 second")
    seen: list[str] = []
    query: dict[str, str | int] = {"limit": 2}
    while True:
        page = ann.get("/v1/bookings", params=query).json()
        seen += [booking["id"] for booking in page["bookings"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == made[::-1]


def test_bookings_are_listed_by_the_status_they_have_now(ann: Client, url: str) -> None:
    booking_id = hold(ann)
    move_clock(url, "2 minutes")
    failed = ann.get("/v1/bookings", params={"status": "FAILED"}).json()["bookings"]
    assert [booking["id"] for booking in failed] == [booking_id]
    assert ann.get("/v1/bookings", params={"status": "PENDING"}).json()["bookings"] == []


def test_slots_are_listed_soonest_first_within_their_bounds(anybody: Client) -> None:
    query = {"from": "2030-01-08T09:30:00Z", "to": "2030-01-08T11:30:00+01:00"}
    slots = anybody.get(f"/v1/doctors/{DORA}/slots", params=query).json()["slots"]
    assert [slot["start_time"] for slot in slots] == ["2030-01-08T09:30:00+00:00", "2030-01-08T10:00:00+00:00"]


def test_doctors_are_found_by_specialization_and_name(anybody: Client) -> None:
    names = {doctor["name"] for doctor in anybody.get("/v1/doctors").json()["doctors"]}
    assert names == {"Dr. Dora Day", "Dr. Eve East"}
    found = anybody.get("/v1/doctors", params={"search": "EAST", "specialization": "Neurology"}).json()["doctors"]
    assert [doctor["name"] for doctor in found] == ["Dr. Eve East"]
    assert anybody.get(f"/v1/doctors/{DORA}").json()["doctor"]["name"] == "Dr. Dora Day"
    assert anybody.get(f"/v1/doctors/{FAY}").status_code == 404
    names_ = [s["name"] for s in anybody.get("/v1/specializations").json()["specializations"]]
    assert names_ == ["Cardiology", "Neurology"]


def test_an_admin_expires_lapsed_holds(ann: Client, chief: Client, url: str) -> None:
    hold(ann)
    assert chief.post("/v1/admin/bookings/expire").json() == {"success": True, "expired": 0}
    move_clock(url, "2 minutes")
    assert chief.post("/v1/admin/bookings/expire", json={"limit": 10}).json() == {"success": True, "expired": 1}


def test_the_gateway_and_the_database_refuse_admin_operations_to_users(ann: Client, anybody: Client) -> None:
    assert ann.post("/v1/admin/bookings/expire").status_code == 403
    forged = anybody.by(BEN, "ADMIN").post("/v1/admin/bookings/expire")
    assert (forged.status_code, forged.json()["error"]) == (403, "FORBIDDEN")

"""Kinds of visit over HTTP: made by an administrator, named by hours, searched and booked by patients."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.support.clinic import DORA, SLOT
from tests.support.database import execute, invariants
from tests.support.gateway import Client

HOURS = f"/v1/admin/doctors/{DORA}/working-hours"
LIST = f"/v1/doctors/{DORA}/slots"
# Dora's slots of the 8th, on the wall clock of Berlin.
TUESDAY = {"weekday": 2, "start": "10:00", "end": "12:00", "slot_minutes": 30}

AS_IT_WAS = """
delete from medbook.bookings;
delete from medbook.working_hours;
update medbook.slots set service_ids = null;
delete from medbook.services;
"""


@pytest.fixture(autouse=True)
def _as_it_was(url: str) -> Iterator[None]:
    """Leave no kind of visit behind."""
    yield
    assert invariants(url) == []
    execute(url, AS_IT_WAS)


def made(chief: Client, **fields: object) -> dict[str, Any]:
    """Make a kind of visit."""
    answer = chief.post("/v1/admin/services", json={"name": "First visit", "minutes": 60} | fields)
    assert answer.status_code == 201, answer.text
    service: dict[str, Any] = answer.json()["service"]
    return service


def change(chief: Client, service: dict[str, Any], **fields: object) -> Any:
    """Change a kind of visit; return the response."""
    return chief.request("PATCH", f"/v1/admin/services/{service['id']}", json=fields)


def visits(client: Client, path: str, service: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the numbers of the slots that are listed for a kind of visit, and when the visits end."""
    answer = client.get(f"{path}service_id={service['id']}")
    assert answer.status_code == 200, answer.text
    return [(slot["id"][-1], slot["end_time"][11:16]) for slot in answer.json()["slots"]]


def test_an_administrator_makes_and_ends_a_kind_of_visit(chief: Client, anybody: Client) -> None:
    service = made(chief, fee=500, currency="EUR", description="By video")
    assert anybody.get("/v1/services").json()["services"] == [service]

    assert change(chief, service, is_active=False).json()["service"] == service | {"is_active": False}
    assert anybody.get("/v1/services").json()["services"] == []
    assert [s["id"] for s in chief.get("/v1/admin/services").json()["services"]] == [service["id"]]


def test_an_empty_currency_makes_the_price_each_doctors_own_again(chief: Client) -> None:
    service = made(chief, fee=500, currency="EUR")

    answer = change(chief, service, currency="")

    assert answer.json()["service"] == service | {"fee": None, "currency": None}


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"minutes": 0}, "#/minutes"),
        ({"name": "First\nvisit"}, "#/name"),
        ({"fee": 1}, "#/currency"),
        ({"bookable_by": "FRIENDS"}, "#/bookable_by"),
    ],
)
def test_what_is_wrong_is_named(chief: Client, fields: dict[str, object], pointer: str) -> None:
    refused = change(chief, made(chief), **fields)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer


def test_a_name_is_given_once_and_an_unknown_kind_is_not_found(chief: Client, ann: Client) -> None:
    made(chief)
    twice = chief.post("/v1/admin/services", json={"name": "first VISIT", "minutes": 5})
    unknown = change(chief, {"id": str(uuid4())}, minutes=5)

    assert (twice.status_code, twice.json()["error"]) == (409, "SERVICE_NAME_TAKEN")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "SERVICE_NOT_FOUND")
    assert ann.post("/v1/admin/services", json={"name": "Mine", "minutes": 5}).status_code == 403
    assert ann.get("/v1/admin/services").status_code == 403


def test_lists_have_the_slots_with_which_a_whole_visit_can_begin(chief: Client, anybody: Client) -> None:
    service = made(chief)
    expected = [("1", "10:00"), ("2", "10:30"), ("3", "11:00")]

    assert visits(anybody, f"{LIST}?", service) == expected
    assert visits(anybody, "/v1/slots?specialization=Cardiology&", service) == expected
    assert change(chief, service, is_active=False).status_code == 200
    for path in (f"{LIST}?", "/v1/slots?specialization=Cardiology&"):
        assert anybody.get(f"{path}service_id={service['id']}").json()["error"] == "SERVICE_NOT_FOUND"


def test_hours_that_name_kinds_of_visit_keep_their_slots_for_them(chief: Client, anybody: Client) -> None:
    first, other = made(chief), made(chief, name="Follow-up", minutes=30)
    hours = {"hours": [TUESDAY | {"service_ids": [first["id"]]}]}

    changed = chief.request("PUT", HOURS, json=hours)

    assert changed.status_code == 200, changed.text
    assert changed.json()["hours"][0]["service_ids"] == [first["id"]]
    assert chief.get(HOURS).json()["hours"][0]["service_ids"] == [first["id"]]
    assert anybody.get(LIST).json()["slots"] == []
    assert visits(anybody, f"{LIST}?", other) == []
    assert visits(anybody, f"{LIST}?", first) == [("1", "10:00"), ("2", "10:30"), ("3", "11:00")]
    slot = anybody.get(f"/v1/slots/{SLOT}").json()["slot"]
    assert (slot["is_available"], slot["service_ids"]) == (True, [first["id"]])

    assert chief.request("PUT", HOURS, json={"hours": [TUESDAY]}).status_code == 200
    assert len(anybody.get(LIST).json()["slots"]) == 4


@pytest.mark.parametrize("ids", [[], ["Video"], [str(uuid4())], "Video"])
def test_hours_name_kinds_of_visit_that_there_are(chief: Client, ids: object) -> None:
    refused = chief.request("PUT", HOURS, json={"hours": [TUESDAY | {"service_ids": ids}]})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/hours/0/service_ids"


def test_the_soonest_visit_of_a_kind_is_booked_for_its_price(chief: Client, ann: Client) -> None:
    service = made(chief, name="Follow-up", minutes=30, fee=500, currency="EUR")
    wish = {"request_id": str(uuid4()), "service_id": service["id"]}

    booked = ann.post("/v1/bookings/soonest", json=wish)

    assert booked.status_code == 201, booked.text
    booking = booked.json()["booking"]
    assert (booking["slot_id"], booking["service_name"], booking["fee"]) == (SLOT, "Follow-up", 500)
    again = ann.post("/v1/bookings/soonest", json=wish)
    assert (again.status_code, again.json()["booking"]["id"]) == (200, booking["id"])


@pytest.mark.parametrize("bookable_by", ["KNOWN_PATIENTS", "ADMINISTRATORS"])
def test_a_kind_of_visit_that_is_not_for_everybody_is_refused(chief: Client, ann: Client, bookable_by: str) -> None:
    service = made(chief, minutes=30, bookable_by=bookable_by)

    refused = ann.post("/v1/bookings/soonest", json={"request_id": str(uuid4()), "service_id": service["id"]})

    assert (refused.status_code, refused.json()["error"]) == (403, "SERVICE_RESTRICTED")

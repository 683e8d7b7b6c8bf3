"""The rules of bookings over HTTP: what a move costs, why and by whom a booking ended, walk-ins."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.gateway.test_calendar import AS_IT_WAS, book, confirmed, refusal
from tests.support.clinic import ANN, DORA, EVES_SLOT, SLOT, STARTED_SLOT
from tests.support.database import execute, fetch, invariants, move_clock
from tests.support.gateway import Client


@pytest.fixture(autouse=True)
def _as_it_was(url: str) -> Iterator[None]:
    """Leave no booking, rule or price behind."""
    yield
    execute(url, AS_IT_WAS)
    execute(url, "update medbook.doctors set fee = 9000, currency = 'EUR' where id = %s", DORA)


def move(client: Client, booking: dict[str, Any], slot_id: str) -> dict[str, Any]:
    response = client.post(f"/v1/bookings/{booking['id']}/reschedule", json={"slot_id": slot_id})
    assert response.status_code in (200, 201), response.text
    answer: dict[str, Any] = response.json()
    return answer


def prices(answer: dict[str, Any]) -> tuple[Any, ...]:
    booking = answer["booking"]
    return answer["fee_before"], answer["currency_before"], booking["fee"], booking["currency"]


def test_within_one_doctor_a_move_keeps_the_agreed_price(ann: Client, url: str) -> None:
    booking = confirmed(ann)
    execute(url, "update medbook.doctors set fee = 20000, currency = 'CHF' where id = %s", DORA)
    answer = move(ann, booking, DORA[:-1] + "2")
    assert prices(answer) == (9000, "EUR", 9000, "EUR")
    assert prices(move(ann, answer["booking"], DORA[:-1] + "3")) == (9000, "EUR", 9000, "EUR")


def test_to_another_doctor_a_move_takes_their_price_and_a_repeated_call_says_the_same(ann: Client) -> None:
    booking = confirmed(ann)
    first = move(ann, booking, EVES_SLOT)
    assert prices(first) == (9000, "EUR", 12000, "USD")
    assert prices(move(ann, booking, EVES_SLOT)) == prices(first)


def end_of(client: Client, booking: dict[str, Any]) -> tuple[str, str | None, str | None, str | None]:
    shown = client.get(f"/v1/bookings/{booking['id']}").json()["booking"]
    return shown["status"], shown["ended_by"], shown["reason"], shown["rescheduled_to"]


def test_a_live_booking_was_ended_by_nobody(ann: Client) -> None:
    booking = book(ann)
    assert [booking[name] for name in ("ended_by", "reason", "rescheduled_to")] == [None, None, None]
    assert end_of(ann, booking) == ("PENDING", None, None, None)


@pytest.mark.parametrize(("who", "ended_by"), [("ann", "PATIENT"), ("chief", "CLINIC")])
def test_a_cancelled_booking_tells_the_patient_why_and_by_whom(
    ann: Client, request: pytest.FixtureRequest, who: str, ended_by: str
) -> None:
    booking = confirmed(ann)
    caller: Client = request.getfixturevalue(who)
    assert caller.post(f"/v1/bookings/{booking['id']}/cancel", json={"reason": "Influenza"}).status_code == 200
    assert end_of(ann, booking) == ("CANCELLED", ended_by, "Influenza", None)


def test_a_hold_has_expired_before_the_sweep_and_after(ann: Client, chief: Client, url: str) -> None:
    booking = book(ann)
    move_clock(url, "2 minutes")
    assert end_of(ann, booking) == ("FAILED", "EXPIRY", None, None)
    assert chief.post("/v1/admin/bookings/expire").status_code == 200
    assert end_of(ann, booking) == ("FAILED", "EXPIRY", None, None)
    assert invariants(url) == []
    move_clock(url, "-2 minutes")


def test_a_moved_booking_tells_to_which(ann: Client, chief: Client) -> None:
    booking = confirmed(ann)
    new = move(ann, booking, EVES_SLOT)["booking"]
    assert end_of(ann, booking) == ("CANCELLED", "PATIENT", "rescheduled", new["id"])
    moved_on = move(chief, new, booking["slot_id"])["booking"]
    assert end_of(ann, new) == ("CANCELLED", "CLINIC", "rescheduled", moved_on["id"])


def test_retirement_ends_bookings_by_the_clinic(ann: Client, chief: Client) -> None:
    booking, own = confirmed(ann), confirmed(chief, DORA[:-1] + "2")
    assert chief.delete(f"/v1/admin/doctors/{DORA}?bookings=cancel").status_code == 200
    assert end_of(ann, booking)[1:3] == ("CLINIC", "the doctor has left")
    assert end_of(chief, own)[1] == "CLINIC"


def walk_in(chief: Client, slot_id: str) -> Any:
    return chief.post("/v1/admin/bookings", json={"patient_id": ANN, "slot_id": slot_id})


def test_a_running_slot_is_an_administrators_to_book_until_it_ends(ann: Client, chief: Client, url: str) -> None:
    move_clock(url, "25 hours 10 minutes")
    try:
        assert refusal(ann.post("/v1/bookings", json={"slot_id": SLOT})) == (422, "SLOT_IN_PAST")
        assert refusal(walk_in(chief, STARTED_SLOT)) == (422, "SLOT_IN_PAST")
        booked = walk_in(chief, SLOT)
        assert booked.status_code == 201, booked.text
        confirm = chief.post(f"/v1/bookings/{booked.json()['created']}/confirm")
        assert confirm.json()["booking"]["status"] == "CONFIRMED"
        recorded = "select count(*) from medbook.audit where action = 'override SLOT_IN_PAST'"
        assert fetch(url, recorded) == [(1,)]
        assert invariants(url) == []
    finally:
        move_clock(url, "-25 hours -10 minutes")

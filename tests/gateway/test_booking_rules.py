"""The rules of bookings over HTTP: what a move costs."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.gateway.test_calendar import AS_IT_WAS, confirmed
from tests.support.clinic import DORA, EVES_SLOT
from tests.support.database import execute
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

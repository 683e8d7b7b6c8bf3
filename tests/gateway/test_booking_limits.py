"""How many bookings a patient may have: the two limits over HTTP, and what an administrator overrides."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.clinic import ANN, EVES_SLOT, SLOT
from tests.support.database import execute, fetch, invariants
from tests.support.gateway import Client

SECOND, THIRD = SLOT[:-1] + "2", SLOT[:-1] + "3"
OF_THE_USER = ("BOOKING_LIMIT", "max_bookings_per_user", 2)
OF_THE_DAY = ("BOOKING_LIMIT", "max_bookings_per_doctor_day", 2)


@pytest.fixture(autouse=True)
def _limits(url: str) -> Iterator[None]:
    """Leave no booking and no limit behind."""
    yield
    execute(
        url,
        """
        delete from medbook.bookings;
        update test.slots set is_available = closed_at is null, held_until = null;
        update medbook.settings set max_bookings_per_user = 1000, max_bookings_per_doctor_day = 1000;
        update medbook.doctors set time_zone = 'Europe/Berlin' where name = 'Dr. Dora Day';
        """,
    )


def limit(url: str, name: str, number: int = 2) -> None:
    execute(url, f"update medbook.settings set {name} = %s", number)


def confirmed(client: Client, slot_id: str) -> str:
    answer = client.post("/v1/bookings", json={"slot_id": slot_id})
    assert answer.status_code == 201, answer.text
    booking_id: str = answer.json()["booking"]["id"]
    assert client.post(f"/v1/bookings/{booking_id}/confirm").status_code == 200
    return booking_id


def refusal(response: Any) -> tuple[Any, ...]:
    assert response.status_code == 409, response.text
    return tuple(response.json()[name] for name in ("error", "limit", "max_bookings"))


def overrides(url: str) -> list[str]:
    lines = fetch(url, "select action from medbook.audit where action like 'override %' order by id desc limit 1")
    return [action for (action,) in lines]


def test_a_patient_has_so_many_bookings_to_come_and_no_more(ann: Client, ben: Client, url: str) -> None:
    limit(url, "max_bookings_per_user")
    first, _ = confirmed(ann, SLOT), confirmed(ann, EVES_SLOT)
    assert refusal(ann.post("/v1/bookings", json={"slot_id": SECOND})) == OF_THE_USER
    confirmed(ben, SECOND)
    assert ann.post(f"/v1/bookings/{first}/cancel").status_code == 200
    confirmed(ann, THIRD)
    assert invariants(url) == []


def test_a_patient_takes_so_many_slots_of_a_doctors_day_and_no_more(ann: Client, ben: Client, url: str) -> None:
    limit(url, "max_bookings_per_doctor_day")
    confirmed(ann, SLOT), confirmed(ann, SECOND)
    assert refusal(ann.post("/v1/bookings", json={"slot_id": THIRD})) == OF_THE_DAY
    confirmed(ann, EVES_SLOT)
    confirmed(ben, THIRD)


def test_at_both_limits_an_appointment_can_be_moved(ann: Client, url: str) -> None:
    limit(url, "max_bookings_per_doctor_day")
    limit(url, "max_bookings_per_user")
    booking_id, _ = confirmed(ann, SLOT), confirmed(ann, SECOND)
    moved = ann.post(f"/v1/bookings/{booking_id}/reschedule", json={"slot_id": THIRD})
    assert moved.status_code == 201, moved.text


def test_a_move_cannot_take_more_of_a_doctors_day_than_a_booking(ann: Client, url: str) -> None:
    limit(url, "max_bookings_per_doctor_day")
    booking_id, _, _ = confirmed(ann, EVES_SLOT), confirmed(ann, SLOT), confirmed(ann, SECOND)
    path = f"/v1/bookings/{booking_id}/reschedule"
    assert refusal(ann.post(path, json={"slot_id": THIRD})) == OF_THE_DAY


@pytest.mark.parametrize(
    ("name", "refused"), [("max_bookings_per_user", OF_THE_USER), ("max_bookings_per_doctor_day", OF_THE_DAY)]
)
def test_an_administrator_goes_beyond_a_limit_with_a_reason_only_and_that_is_recorded(
    ann: Client, chief: Client, url: str, name: str, refused: tuple[Any, ...]
) -> None:
    limit(url, name)
    confirmed(ann, SLOT), confirmed(ann, SECOND)
    asked = {"patient_id": ANN, "slot_id": THIRD}
    assert refusal(chief.post("/v1/admin/bookings", json=asked)) == refused
    assert chief.post("/v1/admin/bookings", json=asked | {"reason": "a course of injections"}).status_code == 201
    assert overrides(url) == ["override BOOKING_LIMIT"]


def test_a_doctor_whose_time_zone_the_server_lost_can_be_booked(ann: Client, url: str) -> None:
    limit(url, "max_bookings_per_doctor_day")
    execute(
        url,
        """
        alter table medbook.doctors drop constraint if exists doctors_time_zone_is_known;
        update medbook.doctors set time_zone = 'Lost/Zone' where name = 'Dr. Dora Day'
        """,
    )
    confirmed(ann, SLOT), confirmed(ann, SECOND)
    assert refusal(ann.post("/v1/bookings", json={"slot_id": THIRD})) == OF_THE_DAY

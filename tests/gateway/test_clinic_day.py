"""A clinic's day, seen from outside: what happens to lists while somebody reads them."""

from collections.abc import Iterator

import pytest

from tests.support.clinic import DORA, EVE
from tests.support.database import execute
from tests.support.gateway import Client


@pytest.fixture
def colleagues(url: str) -> Iterator[list[str]]:
    """Five doctors of a field of their own; their names are in the order of the alphabet."""
    ids = [DORA[:7] + f"{number}-0000-8000-8000-000000000000" for number in "45678"]
    for doctor_id, name in zip(ids, ("Ada", "Bea", "Cleo", "Dee", "Emma"), strict=True):
        execute(
            url,
            "insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)"
            " values (%s, %s, 'Dermatology', 1, 1, 'EUR', 'UTC')",
            doctor_id,
            name,
        )
    yield ids
    execute(url, "delete from medbook.doctors where specialization = 'Dermatology'")


def names(client: Client, cursor: str | None = None, limit: int = 2) -> tuple[list[str], str | None]:
    query = {"specialization": "Dermatology", "limit": limit, "cursor": cursor}
    page = client.get("/v1/doctors", params={key: value for key, value in query.items() if value is not None}).json()
    return [doctor["name"] for doctor in page["doctors"]], page["next_cursor"]


@pytest.mark.parametrize(
    "edit",
    [
        "update medbook.doctors set name = 'Zoe' where name = 'Bea'",
        "update medbook.doctors set name = 'Aaron' where name = 'Bea'",
        "update medbook.doctors set is_active = false where name = 'Bea'",
        "delete from medbook.doctors where name = 'Bea'",
    ],
)
def test_a_page_follows_the_page_before_it_whatever_became_of_the_doctor_at_the_cursor(
    anybody: Client, url: str, colleagues: list[str], edit: str
) -> None:
    first, cursor = names(anybody)
    execute(url, edit)
    rest, _ = names(anybody, cursor, 3)
    assert (first, rest) == (["Ada", "Bea"], ["Cleo", "Dee", "Emma"])


def test_a_days_list_comes_by_start_time_then_doctor(chief: Client, ann: Client, ben: Client) -> None:
    for client, slot in [(ben, EVE[:-1] + "1"), (ann, DORA[:-1] + "3"), (ben, DORA[:-1] + "2"), (ann, DORA[:-1] + "1")]:
        assert client.post("/v1/bookings", json={"slot_id": slot}).status_code == 201
    seen = chief.get("/v1/admin/bookings").json()["bookings"]
    order = [(booking["start_time"], booking["doctor_id"]) for booking in seen]
    assert len(order) == 4
    assert order == sorted(order)

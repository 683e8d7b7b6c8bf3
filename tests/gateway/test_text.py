"""Names and fields over HTTP: text is text, whatever its case, spaces, accents and order of words."""

from collections.abc import Iterator

import pytest

from tests.support.clinic import DORA
from tests.support.database import execute
from tests.support.gateway import Client

DOCTOR = {
    "name": "Dr. New",
    "specialization": "Allergology",
    "experience_years": 5,
    "fee": 9000,
    "currency": "EUR",
    "time_zone": "Europe/Berlin",
}

AS_IT_WAS = """
delete from medbook.doctors where id::text not like 'd0c%';
update medbook.doctors set name = 'Dr. Dora Day', specialization = 'Cardiology' where id = test.dora();
"""


@pytest.fixture(autouse=True)
def _as_it_was(url: str) -> Iterator[None]:
    """Leave no doctor and no name behind."""
    yield
    execute(url, AS_IT_WAS)


def add(chief: Client, **changes: object) -> dict[str, object]:
    response = chief.post("/v1/admin/doctors", json=DOCTOR | changes)
    assert response.status_code == 201, response.text
    doctor: dict[str, object] = response.json()["doctor"]
    return doctor


def names(client: Client, query: str) -> list[str]:
    return [doctor["name"] for doctor in client.get(f"/v1/doctors?{query}").json()["doctors"]]


def test_a_name_is_made_tidy_and_a_field_is_the_one_that_exists(chief: Client) -> None:
    doctor = add(chief, name="  Dr.\u00a0Amara   Okafor ", specialization=" cardiology")
    assert (doctor["name"], doctor["specialization"]) == ("Dr. Amara Okafor", "Cardiology")


@pytest.mark.parametrize("field", ["name", "specialization"])
@pytest.mark.parametrize("text", ["two\nlines", "end\r\n", "in\u200bvisible", "\u202eevil", "\ufeffmark", " \u00a0\t"])
def test_what_is_no_line_of_text_is_refused(chief: Client, field: str, text: str) -> None:
    tag = chief.get(f"/v1/doctors/{DORA}").headers["ETag"]
    for response in (
        chief.post("/v1/admin/doctors", json=DOCTOR | {field: text}),
        chief.request("PATCH", f"/v1/admin/doctors/{DORA}", json={field: text}, headers={"If-Match": tag}),
    ):
        assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, f"#/{field}")


def test_fields_that_differ_by_case_and_spaces_are_one(chief: Client, anybody: Client) -> None:
    add(chief)
    add(chief, specialization="allergology ")
    fields = anybody.get("/v1/specializations").json()["specializations"]
    assert {"name": "Allergology", "doctors": 2} in fields
    assert len(names(anybody, "specialization=%20ALLERGOLOGY")) == 2
    found = [anybody.get(f"/v1/slots?specialization={field}").json() for field in ("Cardiology", "cardiology%20")]
    assert found[0]["slots"]
    assert found[0] == found[1]


def test_people_and_fields_are_sorted_as_people_sort(chief: Client, anybody: Client) -> None:
    for name in ("Zoe", "van Dyk", "Åsa", "Ärzte", "anna"):
        add(chief, name=name, specialization=f"{name} medicine")
    sorted_names = ["anna", "Ärzte", "Åsa", "Dr. Dora Day", "Dr. Eve East", "van Dyk", "Zoe"]
    assert names(anybody, "limit=100") == sorted_names
    fields = [field["name"] for field in anybody.get("/v1/specializations").json()["specializations"]]
    assert [name for name in fields if "medicine" in name] == [
        "anna medicine",
        "Ärzte medicine",
        "Åsa medicine",
        "van Dyk medicine",
        "Zoe medicine",
    ]


@pytest.mark.parametrize(
    "search",
    [
        "okafor amara",
        "Dr Okafor",
        "dr. amara o'kafor",
        "Prof. Dr. Okafor",
        "ÓKÁFOR",
        "amara  o%E2%80%99kafor",
        "Okafor,%20A.",
    ],
)
def test_a_doctor_is_found_by_words_in_any_order_with_any_title(chief: Client, anybody: Client, search: str) -> None:
    add(chief, name="Dr. Amara O\u2019Kafor")
    assert names(anybody, f"search={search}") == ["Dr. Amara O\u2019Kafor"]


@pytest.mark.parametrize("search", ["%25", "_", "\\", "amara%25", "okafor east"])
def test_what_is_not_in_a_name_finds_nobody(chief: Client, anybody: Client, search: str) -> None:
    add(chief, name="Dr. Amara Okafor")
    assert names(anybody, f"search={search}") == []


@pytest.mark.parametrize("search", ["%20", "%09%C2%A0", "Dr.", "."])
def test_a_search_without_words_finds_everybody(anybody: Client, search: str) -> None:
    assert names(anybody, f"search={search}") == ["Dr. Dora Day", "Dr. Eve East"]

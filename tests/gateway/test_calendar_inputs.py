"""What the calendar takes over HTTP, as a clinic says it: days, hours and leave on the wall clock."""

import pytest

from tests.support.gateway import Client


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2027-10-01T00:00:00+02:00", "2027-11-01T00:00:00+01:00"),
        ("2027-03-01T00:00:00+01:00", "2027-04-01T00:00:00+02:00"),
        ("2027-10-15T00:00:00-04:00", "2027-11-15T00:00:00-05:00"),
        ("2027-04-01T00:00:00+11:00", "2027-05-02T00:00:00+10:30"),
    ],
)
def test_a_search_of_31_days_is_one_whatever_the_clock_does_meanwhile(anybody: Client, first: str, last: str) -> None:
    query = {"specialization": "Cardiology", "from": first, "to": last}
    assert anybody.get("/v1/slots", params=query).status_code == 200


def test_a_search_of_32_days_is_refused(anybody: Client) -> None:
    query = {"specialization": "Cardiology", "from": "2027-10-01T00:00:00+02:00", "to": "2027-11-02T00:00:00+01:00"}
    refused = anybody.get("/v1/slots", params=query)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/to")

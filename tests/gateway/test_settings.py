"""The clinic's rules over HTTP: what GET answers PATCH takes, each fault has its pointer, the next call uses them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.clinic import DORA, SLOT
from tests.support.database import execute, fetch, invariants
from tests.support.gateway import Client

PATH = "/v1/admin/settings"
NO_DURATION = "must be an ISO 8601 duration such as PT2M"
DURATIONS = {
    "hold_duration": ("PT0S", "must be positive, at most P10Y"),
    "max_hold": ("PT-1S", "must be from PT0S to P10Y"),
    "min_notice": ("PT-1S", "must be from PT0S to P10Y"),
    "booking_horizon": ("P10Y1D", "must be positive, at most P10Y"),
    "cancel_cutoff": ("P-1D", "must be from PT0S to P10Y"),
    "reschedule_cutoff": ("P11Y", "must be from PT0S to P10Y"),
    "session_idle": ("PT59M", "must be from PT1H to P10Y"),
    "session_lifetime": ("PT0S", "must be from PT1H to P10Y"),
    "refresh_grace": ("PT1M1S", "must be from PT0S to PT1M"),
    "offer_duration": ("PT0S", "must be positive, at most P10Y"),
}
NUMBERS = ("max_holds_per_user", "max_bookings_per_user", "max_bookings_per_doctor_day")


@pytest.fixture(autouse=True)
def _settings(url: str) -> Iterator[None]:
    """Leave the test clinic's rules as they were, and no booking."""
    ((before,),) = fetch(url, "select to_jsonb(s)::text from medbook.settings s")
    yield
    execute(
        url,
        """
        delete from medbook.bookings;
        update test.slots set is_available = closed_at is null, held_until = null;
        """,
    )
    execute(url, "delete from medbook.settings")
    execute(
        url, "insert into medbook.settings select (jsonb_populate_record(null::medbook.settings, %s::jsonb)).*", before
    )


def shown(client: Client) -> dict[str, Any]:
    """Return the settings that GET answers."""
    answer = client.get(PATH)
    assert answer.status_code == 200, answer.text
    settings: dict[str, Any] = answer.json()["settings"]
    return settings


def test_get_shows_every_rule_with_durations_of_iso_8601(chief: Client) -> None:
    settings = shown(chief)
    assert settings.keys() == {*DURATIONS, *NUMBERS, "reminder_minutes"}
    assert (settings["hold_duration"], settings["booking_horizon"]) == ("PT2M", "P90D")


def test_what_get_answers_patch_takes_unchanged(chief: Client, url: str) -> None:
    rows = fetch(url, "select to_jsonb(s)::text from medbook.settings s")
    settings = shown(chief)
    answer = chief.request("PATCH", PATH, json=settings)
    assert (answer.status_code, answer.json()["settings"]) == (200, settings)
    assert fetch(url, "select to_jsonb(s)::text from medbook.settings s") == rows


def test_durations_of_mixed_signs_that_a_dba_set_are_taken_back_too(chief: Client, url: str) -> None:
    execute(url, "update medbook.settings set min_notice = '1 day -1 hours', cancel_cutoff = '1 month -1.5 seconds'")
    settings = shown(chief)
    answer = chief.request("PATCH", PATH, json=settings)
    assert (answer.status_code, answer.json()["settings"]) == (200, settings)


def test_a_member_that_is_not_given_or_null_stays(chief: Client) -> None:
    before = shown(chief)
    answer = chief.request("PATCH", PATH, json={"cancel_cutoff": "P1D", "min_notice": None})
    assert answer.status_code == 200, answer.text
    assert shown(chief) == answer.json()["settings"] == before | {"cancel_cutoff": "P1D"}


@pytest.mark.parametrize("name", DURATIONS)
def test_a_duration_out_of_its_bounds_is_refused_with_its_pointer(chief: Client, name: str) -> None:
    wrong, detail = DURATIONS[name]
    before = shown(chief)
    answer = chief.request("PATCH", PATH, json={name: wrong})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"] == [{"pointer": f"#/{name}", "detail": detail}]
    assert shown(chief) == before


@pytest.mark.parametrize("wrong", ["", "soon", "2 minutes", "PT", "P1D ", "P99999999999Y", "infinity"])
def test_a_text_that_is_no_duration_is_refused_with_its_pointer(chief: Client, wrong: str) -> None:
    answer = chief.request("PATCH", PATH, json=dict.fromkeys(DURATIONS, wrong))
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"] == [{"pointer": f"#/{name}", "detail": NO_DURATION} for name in DURATIONS]


@pytest.mark.parametrize("wrong", [0, -1, 2**31, 1.5, "3"])
@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_is_none_or_less_than_one_is_refused_with_its_pointer(
    chief: Client, name: str, wrong: object
) -> None:
    answer = chief.request("PATCH", PATH, json={name: wrong})
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"#/{name}"]


@pytest.mark.parametrize("wrong", [[7], [15, 30, 60, 120], 15, {"15": 15}])
def test_reminders_are_at_times_that_patients_may_choose_too(chief: Client, wrong: object) -> None:
    answer = chief.request("PATCH", PATH, json={"reminder_minutes": wrong})
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/reminder_minutes"]


def test_the_horizon_is_longer_than_the_notice(chief: Client) -> None:
    answer = chief.request("PATCH", PATH, json={"min_notice": "P90D"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/min_notice")
    answer = chief.request("PATCH", PATH, json={"min_notice": "P1D", "booking_horizon": "PT24H"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/booking_horizon")
    assert chief.request("PATCH", PATH, json={"min_notice": "P90D", "booking_horizon": "P91D"}).status_code == 200


def test_the_next_booking_uses_the_new_rules(ann: Client, chief: Client, url: str) -> None:
    assert chief.request("PATCH", PATH, json={"min_notice": "P80D"}).status_code == 200
    assert ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["error"] == "OUTSIDE_BOOKING_WINDOW"
    assert chief.request("PATCH", PATH, json={"min_notice": "PT0S", "hold_duration": "PT7M"}).status_code == 200
    answer = ann.post("/v1/bookings", json={"slot_id": SLOT})
    assert (answer.status_code, answer.json()["booking"]["expires_in"]) == (201, 420)
    assert invariants(url) == []


def test_a_change_is_recorded_and_a_look_is_not(chief: Client, url: str) -> None:
    count = "select count(*) from medbook.audit where action like '%%settings'"
    ((before,),) = fetch(url, count)
    shown(chief)
    chief.request("PATCH", PATH, json={"hold_duration": "PT3M"})
    assert fetch(url, count) == [(before + 1,)]
    ((action, outcome),) = fetch(url, "select action, outcome from medbook.audit order by id desc limit 1")
    assert (action, outcome) == ("update settings", "OK")


def test_patients_may_neither_see_nor_change_them(ann: Client, chief: Client) -> None:
    before = shown(chief)
    assert ann.get(PATH).status_code == ann.request("PATCH", PATH, json={"hold_duration": "PT9M"}).status_code == 403
    assert shown(chief) == before


def test_a_doctors_own_windows_are_read_and_changed_until_they_are_the_clinics_again(
    chief: Client, ann: Client
) -> None:
    path = f"/v1/admin/doctors/{DORA}/windows"
    clinics = {"min_notice": None, "booking_horizon": None, "cancel_cutoff": None, "reschedule_cutoff": None}
    assert chief.get(path).json()["windows"] == {"doctor_id": DORA, **clinics}
    changed = chief.request("PATCH", path, json={"min_notice": "P9D", "cancel_cutoff": "PT2H"})
    assert changed.json()["windows"] == {"doctor_id": DORA, **clinics, "min_notice": "P9D", "cancel_cutoff": "PT2H"}
    refused = ann.post("/v1/bookings", json={"slot_id": SLOT})
    assert (refused.status_code, refused.json()["error"]) == (422, "OUTSIDE_BOOKING_WINDOW")
    wrong = chief.request("PATCH", path, json={"min_notice": "soon", "booking_horizon": "PT0S"})
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["#/min_notice", "#/booking_horizon"]
    assert chief.request("PATCH", path, json={"min_notice": "", "cancel_cutoff": ""}).status_code == 200
    assert chief.get(path).json()["windows"] == {"doctor_id": DORA, **clinics}
    assert ann.post("/v1/bookings", json={"slot_id": SLOT}).status_code == 201
    assert (ann.get(path).status_code, ann.request("PATCH", path, json={}).status_code) == (403, 403)

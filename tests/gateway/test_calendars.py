"""The secret addresses at which calendars read appointments, and what they read there.

Calendars are read by icalendar and by vobject: two readers of RFC 5545 that have nothing in common.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import vobject
from icalendar import Calendar, Event

from gateway.commands.cluster import Cluster
from tests.support.clinic import ANN, BEN, CHIEF, DORA, EVE, EVES_SLOT, SLOT, create_user
from tests.support.database import execute, fetch, move_clock
from tests.support.gateway import Client, Server, answers, serve, wait_for

MINE = "/v1/me/calendar"
DORAS = f"/v1/admin/doctors/{DORA}/calendar"
LATER_SLOT = SLOT[:-1] + "3"
START = datetime(2030, 1, 8, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def make(client: Client, path: str = MINE) -> str:
    """Make or renew a secret address; return it."""
    made = client.post(path)
    assert made.status_code == 200
    return str(made.json()["address"])


def book(client: Client, slot: str = SLOT) -> str:
    """Book a slot and confirm it; return the booking's id."""
    booking = str(client.post("/v1/bookings", json={"slot_id": slot}).json()["created"])
    assert client.post(f"/v1/bookings/{booking}/confirm").status_code == 200
    return booking


def events(answer: httpx.Response) -> list[Event]:
    """Return the events of a calendar. Both readers must find it valid."""
    assert answer.status_code == 200
    (other,) = vobject.readComponents(answer.text)
    other.validate(raiseException=True)
    calendar = Calendar.from_ical(answer.content)
    assert [part.errors for part in calendar.walk() if part.errors] == []
    assert [event.summary for event in calendar.events] == [
        event.summary.value for event in getattr(other, "vevent_list", [])
    ]
    return list(calendar.events)


def seen(answer: httpx.Response) -> list[tuple[str, int, str, date]]:
    """Return of each event UID, SEQUENCE, STATUS and DTSTART."""
    return [(event.uid, event.sequence, str(event.status), event.start) for event in events(answer)]


def test_whoever_has_the_address_reads_the_patient_s_confirmed_appointments(anybody: Client, ann: Client) -> None:
    address = make(ann)
    assert events(anybody.get(address)) == []
    ann.post("/v1/bookings", json={"slot_id": EVES_SLOT})
    booking = book(ann)
    (event,) = events(anybody.get(address))
    assert (event.uid, event.summary) == (booking, "Appointment with Dr. Dora Day")
    assert (event.start, event.end) == (START, START + HOUR / 2)
    assert (event.status, event.sequence) == ("CONFIRMED", 0)


def test_a_moved_appointment_stays_the_same_event_until_it_is_cancelled(
    anybody: Client, ann: Client, chief: Client, url: str
) -> None:
    mine, doras = make(ann), make(chief, DORAS)
    booking = book(ann)
    later = ann.post(f"/v1/bookings/{booking}/reschedule", json={"slot_id": LATER_SLOT}).json()["created"]
    assert seen(anybody.get(mine)) == seen(anybody.get(doras)) == [(booking, 1, "CONFIRMED", START + HOUR)]
    eves = ann.post(f"/v1/bookings/{later}/reschedule", json={"slot_id": EVES_SLOT}).json()["created"]
    assert seen(anybody.get(mine)) == [(booking, 2, "CONFIRMED", START + 6 * HOUR)]
    assert seen(anybody.get(doras)) == [(booking, 2, "CANCELLED", START + HOUR)]
    ann.post(f"/v1/bookings/{eves}/cancel", json={})
    assert seen(anybody.get(mine)) == [(booking, 3, "CANCELLED", START + 6 * HOUR)]
    move_clock(url, "30 days")
    assert seen(anybody.get(mine)) == []


def test_a_doctor_s_calendar_names_the_patients_and_tells_nothing_else_of_them(
    anybody: Client, ann: Client, ben: Client, chief: Client
) -> None:
    book(ann)
    book(ben, LATER_SLOT)
    answer = anybody.get(make(chief, DORAS))
    assert [event.summary for event in events(answer)] == ["Ann", "Ben"]
    assert all(word not in answer.text for word in (ANN, BEN, "example.com", "EUR"))


def test_names_of_any_characters_and_any_length_are_read_as_they_are(anybody: Client, chief: Client, url: str) -> None:
    name = "\\Dr; 'A\\n,B\" \u00dcn\u00ef\u00e7\u00f8d\u00e9 \u674e\U0001f600: END:VEVENT " * 4
    user_id, _ = create_user(url)
    execute(url, "update medbook.users set name = %s where id = %s", name.strip(), user_id)
    book(anybody.by(user_id), EVES_SLOT)
    answer = anybody.get(make(chief, f"/v1/admin/doctors/{EVE}/calendar"))
    assert [event.summary for event in events(answer)] == [name.strip()]
    assert max(map(len, answer.content.split(b"\r\n"))) == 75
    assert b"\n" not in answer.content.replace(b"\r\n", b"")


@pytest.mark.parametrize(("caller", "path"), [(ANN, MINE), (CHIEF, DORAS)])
def test_a_renewed_or_withdrawn_address_is_not_found(anybody: Client, caller: str, path: str) -> None:
    client = anybody.by(caller, "ADMIN" if caller == CHIEF else "USER")
    first, second = make(client, path), make(client, path)
    assert anybody.get(first).json()["code"] == "CALENDAR_NOT_FOUND"
    assert events(anybody.get(second)) == []
    told = client.get(path)
    assert told.json()["link"]["created_at"] == "2030-01-07T08:00:00+00:00"
    assert second.partition("=")[2] not in told.text
    assert client.delete(path).json()["withdrawn"] is True
    assert client.delete(path).json()["withdrawn"] is False
    assert anybody.get(second).status_code == 404
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("function", ["set_active(%s, false)", "erase_user(%s)", "grant_role(%s, 'USER')"])
def test_the_address_of_a_doctor_s_calendar_ends_with_its_maker_s_rights(
    anybody: Client, url: str, function: str
) -> None:
    user_id, _ = create_user(url)
    fetch(url, "select account.grant_role(%s, 'ADMIN')", user_id)
    address = make(anybody.by(user_id, "ADMIN"), DORAS)
    assert anybody.get(address).status_code == 200
    fetch(url, f"select account.{function}", user_id)
    assert anybody.get(address).status_code == 404


@pytest.mark.parametrize("function", ["set_active(%s, false)", "erase_user(%s)"])
def test_the_address_of_who_may_do_nothing_any_more_is_not_found(anybody: Client, url: str, function: str) -> None:
    user_id, _ = create_user(url)
    address = make(anybody.by(user_id))
    assert anybody.get(address).status_code == 200
    fetch(url, f"select account.{function}", user_id)
    assert anybody.get(address).status_code == 404
    fetch(url, "select account.set_active(%s, true)", user_id)
    assert anybody.get(address).status_code == 404


def test_a_calendar_that_has_not_changed_is_not_sent_again(anybody: Client, ann: Client, url: str) -> None:
    address = make(ann)
    book(ann)
    tag = anybody.get(address).headers["ETag"]
    move_clock(url, "1 hour")
    unchanged = anybody.get(address, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", tag)
    assert unchanged.headers["Cache-Control"] == "private, no-cache"
    book(ann, LATER_SLOT)
    changed = anybody.get(address, headers={"If-None-Match": tag})
    assert (changed.status_code, len(events(changed))) == (200, 2)
    assert changed.headers["ETag"] != tag


def test_a_calendar_says_what_it_is_and_only_its_client_may_keep_it(server: Server, ann: Client) -> None:
    address = make(ann)
    book(ann)
    answer, head = server.http.get(address), server.http.head(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert (head.status_code, head.content) == (200, b"")
    same = ("Content-Type", "Content-Length", "ETag", "Cache-Control")
    assert [head.headers[name] for name in same] == [answer.headers[name] for name in same]
    refused = server.http.get(address[:-1] + "x")
    assert (refused.status_code, refused.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=x&token=x", "?token=x&user_id=" + ANN, "?token=%00", "?token=%ff"]
)
def test_a_query_that_is_not_one_token_finds_no_calendar(anybody: Client, ann: Client, query: str) -> None:
    make(ann)
    assert anybody.get(f"{MINE}.ics{query}").status_code == (404 if query == "?token=" else 422)


def test_an_address_serves_the_calendar_that_it_was_made_for_and_no_other(
    anybody: Client, ann: Client, chief: Client
) -> None:
    mine, doras = (address.partition("=")[2] for address in (make(ann), make(chief, DORAS)))
    for path in (f"{MINE}.ics?token={doras}", *(f"/v1/doctors/{doctor}/calendar.ics?token={token}"
                                               for doctor, token in ((DORA, mine), (EVE, doras)))):  # fmt: skip
        assert anybody.get(path).json()["code"] == "CALENDAR_NOT_FOUND"


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_log_has_the_token_of_a_calendar(url: str, tmp_path: Path, cluster: Cluster, form: str) -> None:
    with serve(url, tmp_path / "log", MEDBOOK_LOGS=form) as server:
        wait_for(lambda: answers(server, "/readyz"))
        addresses = [make(server.client.by(ANN)), make(server.client.by(CHIEF, "ADMIN"), DORAS)]
        for address in addresses:
            assert [server.client.get(path).status_code for path in (address, address + "x", address + "&x=")] == [
                200,
                404,
                422,
            ]
        execute(url, "alter function outbound.find_link rename to lost_link")
        try:
            broken = server.client.get(addresses[0])
        finally:
            execute(url, "alter function outbound.lost_link rename to find_link")
    assert broken.json()["code"] == "INTERNAL"
    log = server.log.read_text()
    assert broken.json()["trace_id"] in log
    assert "/v1/me/calendar.ics" in log
    assert "/v1/doctors/{doctor_id}/calendar.ics" in log
    for address in addresses:
        token = address.partition("=")[2]
        assert token not in log + cluster.log.read_text(errors="replace")


def test_tries_of_tokens_are_counted_by_address(url: str, tmp_path: Path, ann: Client) -> None:
    address = make(ann)
    execute(url, "update medbook.rate_policy set quota = 2 where name = 'general'")
    settings = {"MEDBOOK_RATE_LIMITS": "on", "MEDBOOK_TRUSTED_PROXIES": "127.0.0.1"}
    with serve(url, tmp_path / "log", **settings) as server:
        wait_for(lambda: answers(server, "/readyz"))
        guesser, other = server.client.at("198.51.100.1"), server.client.at("198.51.100.2")
        assert [guesser.get(f"{MINE}.ics?token={n}").status_code for n in range(3)] == [404, 404, 429]
        assert guesser.get(address).status_code == 429
        assert other.get(address).status_code == 200

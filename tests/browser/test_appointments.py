"""A patient's own appointments: what is to come and what was, moving, cancelling, waiting, and what is offered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_site import sign_in
from tests.support.browser import Visitors, inspect
from tests.support.clinic import ANN, BEN, CHIEF, DORA, EVE, EVES_SLOT, SLOT, STARTED_SLOT
from tests.support.database import execute, move_clock
from tests.support.gateway import Client, Server

SLOTS = [DORA[:-1] + number for number in "1234"]


@dataclass
class Clinic:
    """Whoever acts besides the browser, and what they have made."""

    ann: Client
    ben: Client
    chief: Client

    def book(self, client: Client, slot_id: str, **fields: str) -> str:
        """Book a slot and confirm it; return the booking."""
        path = "/v1/admin/bookings" if "patient_id" in fields else "/v1/bookings"
        booking: str = client.post(path, json={"slot_id": slot_id, **fields}).json()["created"]
        assert client.post(f"/v1/bookings/{booking}/confirm").status_code == 200
        return booking


@pytest.fixture
def clinic(server: Server, url: str) -> Iterator[Clinic]:
    """Nobody has booked anything."""
    client = server.client
    yield Clinic(client.by(ANN), client.by(BEN), client.by(CHIEF, "ADMIN"))
    execute(
        url,
        """
        delete from medbook.waitlist;
        delete from medbook.bookings;
        update medbook.slots set is_available = closed_at is null, held_until = null;
        update medbook.settings set cancel_cutoff = default;
        update test.clock set now = '2030-01-07 08:00Z';
        """,
    )


def visit(visitors: Visitors, path: str, look: str = "light", **options: Any) -> Page:
    """Return a page of Ann's, who has signed in on the way."""
    page = visitors.invite(look, **options)
    page.goto(f"/#{path}")
    sign_in(page, "ann")
    return page


def card(page: Page, text: str) -> Any:
    return page.get_by_role("listitem").filter(has_text=text)


def attend(url: str, clinic: Clinic) -> None:
    """Let Ann have been at the doctor's today."""
    execute(url, "update test.clock set now = '2030-01-07 07:05Z'")
    booking = clinic.book(clinic.chief, STARTED_SLOT, patient_id=ANN)
    assert clinic.chief.post(f"/v1/admin/bookings/{booking}/complete").status_code == 200
    execute(url, "update test.clock set now = '2030-01-07 08:00Z'")


def test_all_that_a_patient_has_and_waits_for_is_on_one_page(
    visitors: Visitors, clinic: Clinic, url: str, look: str
) -> None:
    page = visit(visitors, "/appointments", look)
    expect(page.get_by_text("You have no appointment to come.")).to_be_visible()
    inspect(page, "appointments-none")
    clinic.book(clinic.ann, SLOTS[0])
    clinic.ann.post("/v1/bookings", json={"slot_id": SLOTS[1]})
    attend(url, clinic)
    cancelled = clinic.book(clinic.ann, SLOTS[2])
    clinic.chief.post(f"/v1/bookings/{cancelled}/cancel", json={"reason": "The doctor is ill"})
    clinic.book(clinic.ben, EVES_SLOT)
    clinic.ben.post("/v1/waitlist", json={"doctor_id": EVE})
    move_clock(url, "1 second")
    clinic.ann.post("/v1/waitlist", json={"doctor_id": EVE, "weekdays": [1, 2], "latest": "17:00"})
    clinic.ann.post("/v1/waitlist", json={"specialization": "NEUROLOGY", "from": "2030-01-08T00:00:00Z"})
    page.reload()
    expect(page.get_by_text(re.compile("As of Monday,? 7 January 2030 at 09:00"))).to_be_visible()
    expect(card(page, "Held until")).to_contain_text(re.compile("Tuesday,? 8 January 2030, 10:30–11:00"))
    expect(card(page, "Confirmed")).to_contain_text("Dr. Dora Day, Cardiology")
    expect(card(page, "You were there")).to_contain_text(re.compile("Monday,? 7 January 2030, 0?8:00–0?8:30"))
    expect(card(page, "Cancelled by the clinic")).to_be_visible()
    expect(card(page, "Monday, Tuesday; before 17:00, by the doctor’s clock")).to_contain_text("Your place: 2")
    expect(card(page, "Neurology, with any doctor")).to_contain_text(re.compile("from Tuesday,? 8 January 2030"))
    expect(page.get_by_role("link", name="Confirm or decline")).to_have_attribute("href", re.compile("#/hold/"))
    inspect(page, "appointments")
    page.get_by_role("button", name="Leave the waiting list Neurology").click()
    inspect(page, "appointments-leave")
    page.get_by_role("button", name="Give up my place").click()
    expect(card(page, "Neurology, with any doctor")).to_have_count(0)
    expect(page.get_by_role("heading", name="My appointments")).to_be_focused()


def test_what_is_offered_is_told_and_leads_to_where_it_is_confirmed(
    visitors: Visitors, clinic: Clinic, url: str
) -> None:
    taken = clinic.book(clinic.ben, EVES_SLOT)
    clinic.ann.post("/v1/waitlist", json={"doctor_id": EVE})
    page = visit(visitors, "/appointments")
    expect(card(page, "Your place: 1")).to_contain_text("Dr. Eve East")
    clinic.ben.post(f"/v1/bookings/{taken}/cancel")
    page.clock.run_for("01:00")
    expect(page.get_by_role("status")).to_have_text("A time is held for you: confirm or decline it")
    expect(card(page, "Offered to you from the waiting list, and held until")).to_contain_text("Dr. Eve East")
    offer = page.get_by_role("link", name="A time is held for you")
    expect(offer).to_have_attribute("href", re.compile("#/hold/"))
    inspect(page, "appointments-offer")
    execute(url, "update test.clock set now = now + interval '16 minutes'")
    page.reload()
    expect(card(page, "Your place: 1")).to_be_visible()
    expect(page.get_by_role("heading", name="Held for you")).to_have_count(0)


def test_an_appointment_is_moved_by_keyboard_and_put_into_a_calendar(
    visitors: Visitors, clinic: Clinic, look: str
) -> None:
    booking = clinic.book(clinic.ann, SLOTS[0])
    page = visit(visitors, "/appointments", look)
    page.get_by_role("link", name="10:00–10:30").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your appointment")).to_be_focused()
    inspect(page, "appointment")
    page.get_by_role("link", name="Move").press("Enter")
    expect(page.get_by_role("heading", name="Move your appointment")).to_be_focused()
    expect(page.get_by_role("button", name="11:30")).to_be_visible()
    inspect(page, "move")
    # Somebody is faster: the time disappears.
    clinic.book(clinic.ben, SLOTS[3])
    expect(page.get_by_role("button", name="11:30")).to_have_count(0)
    page.get_by_role("button", name="11:00").press("Enter")
    inspect(page, "move-confirm")
    page.get_by_role("button", name="Move the appointment").press("Enter")
    expect(page.get_by_role("heading", name="Your appointment")).to_be_focused()
    expect(
        page.get_by_text(re.compile("Moved from .*8 January 2030 at 10:00 to .*8 January 2030 at 11:00"))
    ).to_be_visible()
    inspect(page, "appointment-moved")
    with page.expect_download() as download:
        page.get_by_role("link", name="Put it into my calendar").click()
    assert download.value.suggested_filename == "appointment.ics"
    lines = Path(download.value.path()).read_bytes().split(b"\r\n")
    assert {f"UID:{booking}".encode(), b"SEQUENCE:1", b"DTSTART:20300108T100000Z"} <= set(lines)
    # It is the event of the subscribed calendar.
    address = clinic.ann.post("/v1/me/calendar").json()["address"]
    subscribed = clinic.ann.http.get(address).content.split(b"\r\n")
    assert {line for line in lines if line[:2] in {b"UI", b"SE", b"DT", b"SU"}} <= set(subscribed)


def test_a_time_that_another_has_taken_is_refused_in_words_that_say_what_to_do(
    visitors: Visitors, clinic: Clinic
) -> None:
    booking = clinic.book(clinic.ann, SLOTS[0])
    page = visit(visitors, f"/appointments/{booking}/move")
    # What is no longer free goes at once, whenever the list is read again.
    expect(page.get_by_role("button", name="11:30")).to_be_visible()
    page.route("**/v1/doctors/*/slots?*", refuse)
    clinic.book(clinic.ben, SLOTS[3])
    expect(page.get_by_role("button", name="11:30")).to_have_count(0)
    page.unroute("**/v1/doctors/*/slots?*")
    page.get_by_role("button", name="10:30").click()
    page.route("**/reschedule", lambda route: (clinic.book(clinic.ben, SLOTS[1]), route.continue_()))
    page.get_by_role("button", name="Move the appointment").click()
    expect(page.get_by_role("alert")).to_have_text("Somebody else has just taken this time. Choose another one.")
    inspect(page, "move-refused")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="10:30")).to_have_count(0)
    expect(page.get_by_role("heading", name="Move your appointment")).to_be_focused()
    expect(page.get_by_role("button", name="11:00")).to_be_visible()


def test_an_appointment_is_cancelled_with_a_reason(visitors: Visitors, clinic: Clinic, look: str) -> None:
    booking = clinic.book(clinic.ann, SLOTS[0])
    page = visit(visitors, f"/appointments/{booking}", look)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_label("Reason").fill("I am well again")
    inspect(page, "appointment-cancel")
    page.get_by_role("button", name="Cancel the appointment").click()
    expect(page.get_by_role("definition").filter(has_text="Cancelled by you")).to_be_visible()
    expect(page.get_by_text("I am well again")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(page.get_by_role("heading", name="Your appointment")).to_be_focused()
    inspect(page, "appointment-cancelled")
    assert clinic.ann.get(f"/v1/bookings/{booking}").json()["booking"]["status"] == "CANCELLED"


def test_who_is_too_late_to_cancel_is_told_to_call(visitors: Visitors, clinic: Clinic, url: str) -> None:
    booking = clinic.book(clinic.ann, SLOTS[0])
    execute(url, "update medbook.settings set cancel_cutoff = '3 days'")
    page = visit(visitors, f"/appointments/{booking}")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Cancel the appointment").click()
    expect(page.get_by_role("alert")).to_contain_text("It is too late to change this here. Please call the clinic.")
    assert clinic.ann.get(f"/v1/bookings/{booking}").json()["booking"]["status"] == "CONFIRMED"


def test_the_doctors_clock_is_told_where_it_differs_and_all_in_german(visitors: Visitors, clinic: Clinic) -> None:
    booking = clinic.book(clinic.ann, SLOT)
    page = visitors.invite(locale="de-DE", timezone_id="Asia/Tokyo")
    page.goto(f"/#/appointments/{booking}")
    page.get_by_label("E-Mail-Adresse").fill("ann@example.com")
    page.get_by_label("Passwort", exact=True).fill("medbook-test-password")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_text("Dienstag, 8. Januar 2030, 18:00–18:30")).to_be_visible()
    expect(page.get_by_text("Dienstag, 8. Januar 2030, 10:00–10:30")).to_be_visible()
    expect(page.get_by_text("90,00 €")).to_be_visible()
    inspect(page, "appointment-german")
    page.get_by_role("link", name="Verschieben").click()
    time = page.get_by_role("button", name="18:30")
    expect(time).to_contain_text("10:30 in Berlin")
    time.click()
    expect(page.get_by_role("dialog")).to_contain_text("8. Januar 2030 um 10:30 in Berlin")
    inspect(page, "move-german")


def test_an_appointment_of_somebody_else_is_none(visitors: Visitors, clinic: Clinic) -> None:
    page = visit(visitors, f"/appointments/{clinic.book(clinic.ben, SLOT)}")
    expect(page.get_by_role("alert")).to_contain_text("You have no such appointment.")
    inspect(page, "appointment-unknown")


def refuse(route: Route) -> None:
    """Answer that there were too many requests."""
    route.fulfill(status=429, json={"code": "RATE_LIMITED", "detail": "Your quota is used up."})


def test_long_lists_come_page_by_page(visitors: Visitors, clinic: Clinic, url: str) -> None:
    for _ in range(22):
        move_clock(url, "1 second")
        cancelled = clinic.ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["created"]
        clinic.ann.post(f"/v1/bookings/{cancelled}/cancel")
    booking = clinic.book(clinic.ann, SLOT)
    execute(
        url,
        """
        insert into test.slots (doctor_id, id, start_time, end_time)
        select test.dora(), core.new_id(test.dora()), t, t + interval '10 minutes'
          from generate_series('2030-02-01 06:00Z'::timestamptz, '2030-02-01 16:00Z', '10 minutes') t
        """,
    )
    page = visit(visitors, "/appointments")
    expect(card(page, "Cancelled by you")).to_have_count(19)
    page.get_by_role("button", name="Show earlier ones").click()
    expect(card(page, "Cancelled by you")).to_have_count(22)
    expect(page.get_by_role("button", name="Show earlier ones")).to_have_count(0)
    page.goto(f"/#/appointments/{booking}/move")
    times = page.get_by_role("main").get_by_role("listitem")
    expect(times).to_have_count(50)
    page.route("**/v1/doctors/*/slots?*cursor=*", refuse)
    page.get_by_role("button", name="Later times").click()
    expect(page.get_by_role("alert")).to_contain_text("Too many attempts.")
    expect(times).to_have_count(50)
    page.unroute("**/v1/doctors/*/slots?*cursor=*")
    page.get_by_role("button", name="Later times").press("Enter")
    expect(times).to_have_count(64)
    expect(times.nth(50).get_by_role("button")).to_be_focused()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.get_by_role("button", name="Later times")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("heading", name="My appointments")).to_be_focused()
    execute(url, "delete from medbook.bookings; delete from test.slots where start_time > '2030-02-01'")

"""An administrator runs a day: looks at it, books, moves, cancels, marks what happened, and takes that back."""

import re
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from tests.support.browser import Visitors, inspect, module
from tests.support.clinic import ANN, BEN, CHIEF, CLOSED_SLOT, DORA, EVE, PASSWORD, SLOT
from tests.support.database import execute
from tests.support.gateway import Client, Server

# Dora's first slot is from 09:00 to 09:30 UTC, which is 10:00 in Berlin, and three others follow.
BEFORE = "2030-01-08T08:50:00Z"
BEGUN = "2030-01-08T09:10:00Z"
SECOND, THIRD, FOURTH = (SLOT[:-1] + number for number in "234")


@pytest.fixture(autouse=True)
def morning(url: str) -> None:
    """Dora's day has not begun, and nothing is booked."""
    execute(url, "update test.clock set now = %s", BEFORE)
    execute(url, "delete from medbook.waitlist")
    execute(url, "delete from medbook.bookings")
    execute(url, "delete from medbook.services")
    execute(url, "delete from medbook.time_off")
    execute(url, "update medbook.settings set max_bookings_per_doctor_day = 1000")
    execute(
        url,
        """update test.slots set is_available = id <> %s, held_until = null, close_cause = null,
                  closed_at = case when id = %s then '2030-01-01Z'::timestamptz end""",
        CLOSED_SLOT,
        CLOSED_SLOT,
    )


@pytest.fixture
def chief(server: Server) -> Client:
    """An administrator's client of the API."""
    return server.client.by(CHIEF, "ADMIN")


def go_on(page: Page, url: str, moment: str) -> None:
    """Set the clocks of the database and of the browser."""
    execute(url, "update test.clock set now = %s", moment)
    page.clock.set_system_time(datetime.fromisoformat(moment))


def open_desk(visitors: Visitors, look: str = "light", **options: Any) -> Page:
    """Return the page of an administrator who has signed in."""
    page = visitors.invite(look, **options)
    sign_in(page)
    return page


def sign_in(page: Page) -> None:
    """Sign in as an administrator."""
    page.clock.set_system_time(datetime.fromisoformat(BEFORE))
    page.goto("/admin")
    page.locator("input[name=email]").fill("chief@example.com")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    expect(page.locator(".slot").first).to_be_visible()


def post(chief: Client, path: str, **fields: str) -> dict[str, Any]:
    """Ask the API for something that it does not refuse."""
    answer: dict[str, Any] = chief.post(path, json=fields).raise_for_status().json()
    return answer


def book(chief: Client, slot_id: str, patient_id: str) -> str:
    """Make an appointment; return its id."""
    booking_id = str(post(chief, "/v1/admin/bookings", slot_id=slot_id, patient_id=patient_id)["created"])
    post(chief, f"/v1/bookings/{booking_id}/confirm")
    return booking_id


def take_leave(chief: Client, begin: str, end: str, reason: str = "") -> None:
    """Let Dora be away."""
    post(chief, f"/v1/admin/doctors/{DORA}/time-off", **{"from": begin, "to": end, "reason": reason})


def column(page: Page, doctor: str = "Dr. Dora Day") -> Locator:
    """Return a doctor's times."""
    return page.get_by_role("region", name=doctor)


def time(page: Page, text: str) -> Locator:
    """Return the button of one of Dora's times."""
    return column(page).get_by_role("button", name=text)


def choose(page: Page, search: str, name: str) -> None:
    """Find a patient and choose whom it shows."""
    page.get_by_label("Find a patient").fill(search)
    page.get_by_role("dialog").get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", name=name)).to_be_focused()


def test_a_day_at_the_desk(visitors: Visitors, url: str) -> None:
    page = open_desk(visitors)
    expect(page.get_by_role("heading", name="Tuesday, 8 January 2030 Today")).to_be_visible()
    expect(page.locator(".now").first).to_have_text("Now, 9:50")

    # Somebody new is on the telephone.
    time(page, "10:30–11:00 Free").click()
    page.get_by_role("button", name="New patient").click()
    page.get_by_label("Name", exact=True).fill("Nora <b>New</b>")
    page.get_by_label("Telephone").fill("030 123456")
    page.get_by_role("button", name="Add patient").click()
    expect(page.get_by_role("heading", name="Nora <b>New</b>")).to_be_focused()
    page.get_by_role("button", name="Book", exact=True).click()
    expect(time(page, "10:30–11:00 Nora <b>New</b> confirmed")).to_be_focused()
    expect(column(page)).to_contain_text("1 booked, 3 free")

    # She wants a second one, and does not know yet.
    time(page, "11:00–11:30 Free").click()
    choose(page, "123 456", "Nora <b>New</b>")
    page.get_by_label("Confirm at once").uncheck()
    page.get_by_role("button", name="Book", exact=True).click()
    held = time(page, "11:00–11:30 Nora <b>New</b> held until 9:52")
    held.click()
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.locator(".status")).to_have_text("Confirmed")
    expect(page.locator(".status")).to_be_focused()

    # She would rather come later.
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_text("You are moving Nora <b>New</b>, with Dr. Dora Day")).to_be_visible()
    time(page, "11:30–12:00 Free").click()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(time(page, "11:30–12:00 Nora <b>New</b> confirmed")).to_be_focused()
    expect(time(page, "11:00–11:30 Free")).to_be_visible()
    expect(page.get_by_text("You are moving")).to_be_hidden()

    # And not at all.
    time(page, "11:30–12:00 Nora <b>New</b>").click()
    page.get_by_role("button", name="Cancel appointment").click()
    page.get_by_label("Reason").fill("She is well again")
    page.get_by_role("button", name="Cancel appointment").click()
    expect(page.locator(".status")).to_have_text("Cancelled")
    expect(page.get_by_text("She is well again")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(time(page, "11:30–12:00 Free")).to_be_focused()

    # A time has begun, and somebody is there.
    go_on(page, url, BEGUN)
    page.clock.run_for(60_000)
    column(page).get_by_role("button", name="Walk-in now").click()
    choose(page, "ben@", "Ben")
    page.get_by_role("button", name="Book and confirm").click()
    time(page, "10:00–10:30 Ben confirmed").click()
    page.get_by_role("button", name="Was missed").click()
    expect(page.locator(".status")).to_have_text("Missed")
    page.get_by_role("button", name="Take that back").click()
    expect(page.locator(".status")).to_have_text("Confirmed")
    page.get_by_role("button", name="Took place").click()
    expect(page.locator(".status")).to_have_text("Took place")
    page.keyboard.press("Escape")
    expect(time(page, "10:00–10:30 Ben took place")).to_be_focused()


def test_nobody_must_choose_a_kind_of_visit(visitors: Visitors, url: str) -> None:
    execute(url, "insert into medbook.services (name, minutes) values ('First visit', 60)")
    page = open_desk(visitors)
    time(page, "10:00–10:30 Free").click()
    choose(page, "ann", "Ann")
    expect(page.get_by_label("Kind of visit")).to_have_value("")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(time(page, "10:00–10:30 Ann confirmed")).to_be_focused()


def test_what_comes_in_a_dialog_has_the_focus_and_what_is_typed_there_stays(visitors: Visitors, chief: Client) -> None:
    book(chief, SECOND, ANN)
    page = open_desk(visitors)
    time(page, "10:00–10:30 Free").click()
    page.get_by_label("Find a patient").fill("Nora")
    page.get_by_role("button", name="New patient").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.get_by_label("Name", exact=True).fill("Nora New")
    page.get_by_label("E-mail address").fill("none")
    page.get_by_role("button", name="Add patient").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Nora New")
    page.get_by_role("button", name="Back to the search").click()
    expect(page.get_by_label("Find a patient")).to_be_focused()
    page.get_by_role("button", name="Close", exact=True).click()
    time(page, "10:30–11:00 Ann").click()
    page.get_by_role("button", name="Cancel appointment").click()
    expect(page.get_by_label("Reason")).to_be_focused()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".status")).to_be_focused()
    # The way to all of Ann's is none where they are.
    page.get_by_role("link", name="All appointments of Ann").click()
    page.get_by_role("button", name="Open Ann").click()
    expect(page.get_by_role("dialog").get_by_role("link", name="All appointments of Ann")).to_be_hidden()


def test_of_two_presses_the_first_counts(visitors: Visitors, chief: Client, url: str) -> None:
    book(chief, SLOT, ANN)
    page = open_desk(visitors)
    go_on(page, url, BEGUN)
    asked: list[Route] = []

    def keep(route: Route) -> None:
        asked.append(route)

    page.route(re.compile("/(complete|no-show)$"), keep)
    time(page, "10:00–10:30 Ann").click()
    with page.expect_request("**/complete"):
        page.get_by_role("button", name="Took place").click()
    page.get_by_role("button", name="Was missed").click()
    asked[0].continue_()
    expect(page.locator(".status")).to_have_text("Took place")
    assert len(asked) == 1


def test_a_rule_is_ignored_for_a_reason(visitors: Visitors, chief: Client, url: str) -> None:
    execute(url, "update medbook.settings set max_bookings_per_doctor_day = 1")
    execute(url, "insert into medbook.services (name, minutes) values ('First visit', 60)")
    book(chief, SLOT, ANN)
    page = open_desk(visitors)
    page.get_by_role("link", name="Patients").click()
    page.get_by_label("Find a patient").fill("ann")
    page.get_by_role("button", name="Ann ann@").click()
    page.get_by_role("button", name="Book an appointment").click()
    expect(page.get_by_text("You are booking for Ann.")).to_be_visible()
    time(page, "10:30–11:00 Free").click()
    page.get_by_label("Kind of visit").select_option("First visit, 60 minutes")
    page.get_by_role("button", name="Book", exact=True).click()
    words = "Ann has as many appointments as a patient may have. To go on all the same, say why."
    reason = page.get_by_label("Why it is booked all the same")
    expect(reason).to_have_accessible_description(words)
    expect(page.get_by_role("alert")).to_be_focused()
    inspect(page, "day-override")
    reason.fill("Two teeth")
    page.get_by_role("button", name="Book", exact=True).click()
    time(page, "10:30–11:30 Ann First visit · confirmed").click()
    expect(page.get_by_text("Two teeth")).to_be_visible()
    expect(page.get_by_text("You are booking for Ann.")).to_be_hidden()


def test_a_lost_connection_is_told_until_it_is_back(visitors: Visitors, chief: Client) -> None:
    sockets: list[WebSocketRoute] = []
    is_cut = False

    def relay(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        if is_cut:
            socket.close()
        else:
            socket.connect_to_server()

    page = visitors.invite()
    page.route_web_socket("**/v1/slots/live", relay)
    sign_in(page)
    expect(time(page, "10:00–10:30 Free")).to_be_visible()
    is_cut = True
    sockets[-1].close()
    words = page.get_by_text("Changes do not come by themselves at the moment.")
    expect(words).to_be_visible()
    inspect(page, "day-lost")
    book(chief, SLOT, ANN)
    is_cut = False
    expect(time(page, "10:00–10:30 Ann confirmed")).to_be_visible()
    expect(words).to_be_hidden()


def test_many_doctors_are_shown_some_at_a_time(visitors: Visitors, url: str) -> None:
    execute(
        url,
        """insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
           select overlay(test.dora()::text placing lpad(n::text, 4, '0') from 5)::uuid, 'Dr. Zoe ' || n, 'Crowd', 1, 1,
                  'EUR', 'UTC' from generate_series(1001, 1008) n""",
    )
    page = open_desk(visitors)
    page.get_by_label("Field").select_option("Crowd")
    expect(page.get_by_role("region")).to_have_count(6)
    page.get_by_role("link", name="Next doctors").click()
    expect(page.get_by_role("region")).to_have_count(2)
    page.get_by_label("Doctor’s name").fill("1003")
    # What is typed stays when the list is read again.
    with page.expect_response("**/v1/doctors?*"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_label("Doctor’s name").press("Enter")
    expect(page.get_by_role("region")).to_have_count(1)
    execute(url, "delete from medbook.doctors where specialization = 'Crowd'")


def test_changes_by_others_are_seen_as_they_happen(visitors: Visitors, chief: Client) -> None:
    page = open_desk(visitors)
    expect(time(page, "10:00–10:30 Free")).to_be_visible()
    booking_id = book(chief, SLOT, ANN)
    expect(time(page, "10:00–10:30 Ann confirmed")).to_be_visible()
    post(chief, f"/v1/bookings/{booking_id}/cancel")
    expect(time(page, "10:00–10:30 Free")).to_be_visible()

    # Also while it is being booked.
    time(page, "10:00–10:30 Free").click()
    choose(page, "ben", "Ben")
    book(chief, SLOT, ANN)
    expect(page.get_by_text("This time is not free any more.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(time(page, "10:00–10:30 Ann confirmed")).to_be_focused()


def test_the_keyboard_goes_through_times_and_days(visitors: Visitors) -> None:
    page = open_desk(visitors)
    time(page, "10:00–10:30").focus()
    page.keyboard.press("ArrowDown")
    expect(time(page, "10:30–11:00")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(column(page, "Dr. Eve East").get_by_role("button")).to_be_focused()
    page.get_by_role("link", name="Later").press("Enter")
    expect(page.get_by_role("heading", name="Wednesday, 9 January 2030")).to_be_visible()
    expect(column(page)).to_contain_text("No times on this day")
    expect(page.get_by_role("link", name="Later")).to_be_focused()
    page.get_by_label("Day", exact=True).fill("2030-01-08")
    expect(page.get_by_role("heading", name="Tuesday, 8 January 2030 Today")).to_be_visible()
    # A year is typed digit by digit.
    page.get_by_label("Day", exact=True).focus()
    page.keyboard.type("01092031")
    expect(page.get_by_role("heading", name="Thursday, 9 January 2031")).to_be_visible()
    expect(column(page)).to_contain_text("No times on this day")
    page.goto("/admin#/?day=9999-12-31")
    expect(page.get_by_role("heading", name="Tuesday, 8 January 2030 Today")).to_be_visible()
    page.get_by_label("Field").select_option("Neurology")
    expect(column(page)).to_be_hidden()
    page.go_back()
    expect(column(page)).to_be_visible()
    # A page that is being left stays as it is.
    page.get_by_role("link", name="Later").click()
    said = page.locator("[role=status].unseen")
    expect(said).to_have_text("Wednesday, 9 January 2030")
    expect(column(page)).to_contain_text("No times on this day")
    page.get_by_role("link", name="Clinic").click()
    expect(page.get_by_role("heading", name="Clinic")).to_be_focused()
    expect(said).to_have_text("Wednesday, 9 January 2030")


def test_times_are_closed_and_opened_by_hand_and_a_week_shows_leave(visitors: Visitors, chief: Client) -> None:
    page = open_desk(visitors)
    time(page, "10:00–10:30 Free").click()
    page.get_by_role("button", name="Take it off the calendar").click()
    expect(time(page, "10:00–10:30 Closed")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Open again").click()
    expect(time(page, "10:00–10:30 Free")).to_be_focused()
    take_leave(chief, "2030-01-08T09:30:00Z", "2030-01-08T10:00:00Z")
    time(page, "10:30–11:00 Closed").click()
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_role("status")).to_have_text("The time stays closed: leave or working hours keep it so")
    take_leave(chief, "2030-01-09T07:00:00Z", "2030-01-09T12:00:00Z", "Conference")
    page.get_by_role("link", name="Dr. Dora Day").click()
    expect(page.get_by_role("heading", name="Week of Dr. Dora Day")).to_be_focused()
    expect(page.get_by_role("region", name="Wed 9 Jan")).to_contain_text("Away: 8:00–13:00")
    expect(page.get_by_role("region", name="Tue 8 Jan Today").get_by_role("button", name="Free")).to_have_count(3)


def test_an_administrator_abroad_reads_both_clocks(visitors: Visitors, chief: Client) -> None:
    post(chief, "/v1/admin/bookings", slot_id=SECOND, patient_id=ANN)
    page = open_desk(visitors, locale="de-DE", timezone_id="Asia/Tokyo")
    expect(page.get_by_role("heading", name="Dienstag, 8. Januar 2030 Heute")).to_be_visible()
    expect(time(page, "10:00–10:30 Frei 18:00 Ihrer Zeit")).to_be_visible()
    expect(column(page)).to_contain_text("Nach der Uhr von Berlin")
    # What is done, and has to be done, is at the reader's own time.
    time(page, "10:30–11:00 Ann").click()
    expect(page.locator(".status")).to_contain_text("17:52")
    expect(page.locator(".history time")).to_contain_text("8. Januar 2030 um 17:50")


def test_whoever_must_be_called_is_listed_until_they_have_another_time(visitors: Visitors, chief: Client) -> None:
    book(chief, SLOT, ANN)
    take_leave(chief, "2030-01-08T09:00:00Z", "2030-01-08T09:30:00Z")
    page = open_desk(visitors)
    page.get_by_role("link", name="Whom to call").click()
    expect(page.get_by_role("link", name="ann@example.com")).to_be_visible()
    page.get_by_role("button", name="Open Ann").click()
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_role("heading", name="Week of Dr. Dora Day")).to_be_focused()
    page.get_by_role("button", name="11:00–11:30 Free").click()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_role("button", name="11:00–11:30 Ann confirmed")).to_be_visible()
    page.get_by_role("link", name="Whom to call").click()
    expect(page.get_by_text("Nobody has to be called.")).to_be_visible()


def test_the_history_tells_who_it_was_and_patients_only_that_it_was_the_clinic(
    visitors: Visitors, server: Server, chief: Client, url: str
) -> None:
    ann = server.client.by(ANN)
    held = str(post(ann, "/v1/bookings", slot_id=SLOT)["created"])
    post(ann, f"/v1/bookings/{held}/confirm")
    execute(url, "update test.clock set now = now + interval '1 second'")
    moved = str(post(chief, f"/v1/bookings/{held}/reschedule", slot_id=SECOND)["created"])
    execute(url, "update test.clock set now = now + interval '1 second'")
    post(chief, f"/v1/bookings/{moved}/cancel", reason="The doctor is ill")
    page = open_desk(visitors)
    page.goto(f"/admin#/bookings/{moved}")
    changes = page.locator(".history li")
    expect(changes).to_have_text(
        [
            re.compile("Booked, by Ann"),
            re.compile("Confirmed, by Ann"),
            re.compile("Moved from .* at 10:00 to another time, by Chief"),
            re.compile("Cancelled, by Chief"),
        ]
    )
    inspect(page, "booking-history")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"/#/appointments/{moved}")
    page.get_by_label("E-mail address").fill("ann@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Moved by the clinic from")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Chief")).to_have_count(0)


def test_a_patient_without_appointments_has_a_name_wherever_one_comes_from(visitors: Visitors, chief: Client) -> None:
    patient_id = post(chief, "/v1/admin/users", name="Pat Counter", phone="030 777 88")["created"]
    page = open_desk(visitors)
    page.goto(f"/admin#/patients/{patient_id}")
    expect(page.get_by_role("heading", name="Pat Counter")).to_be_visible()
    expect(page.get_by_role("link", name="030 777 88")).to_be_visible()
    expect(page.get_by_text("No appointment to come")).to_be_visible()
    page.goto(f"/admin#/waiting?patient={patient_id}")
    expect(page.get_by_role("dialog").get_by_role("heading", name="Pat Counter")).to_be_focused()
    page.goto("/admin#/patients/00000000-0000-4000-8000-0000000000ff")
    expect(page.get_by_role("alert")).to_be_visible()
    inspect(page, "patient-unknown")


def test_who_has_forgotten_the_password_is_told_a_code(visitors: Visitors) -> None:
    page = open_desk(visitors)
    page.goto(f"/admin#/patients/{BEN}")
    page.get_by_role("button", name="Make a code").click()
    expect(page.get_by_text("Tell Ben this code.")).to_be_focused()
    inspect(page, "patient-code")
    code = page.get_by_role("code").inner_text()
    ben = visitors.invite()
    ben.goto("/#/reset")
    ben.get_by_label("E-mail address").fill("ben@example.com")
    ben.get_by_label("Code").fill(code)
    ben.get_by_label("New password", exact=True).fill(PASSWORD)
    ben.get_by_role("button", name="Set the password").click()
    expect(ben.get_by_role("link", name="Signed in as Ben")).to_be_visible()


def test_a_patient_waits_and_has_priority(visitors: Visitors, chief: Client, url: str) -> None:
    for slot, patient in ((SLOT, ANN), (SECOND, BEN), (THIRD, ANN), (FOURTH, BEN)):
        book(chief, slot, patient)
    post(chief, "/v1/admin/waitlist", patient_id=CHIEF, doctor_id=DORA)
    page = open_desk(visitors)
    go_on(page, url, "2030-01-08T08:51:00Z")
    page.get_by_role("link", name="Patients").click()
    page.get_by_label("Find a patient").fill("ann")
    page.get_by_role("button", name="Ann ann@").click()
    expect(page.get_by_role("heading", name="Ann", exact=True)).to_be_focused()
    page.get_by_role("link", name="Put on the waiting list").click()
    page.get_by_label("Field").select_option("Cardiology")
    page.get_by_label("Doctor", exact=True).select_option("Dr. Dora Day")
    page.get_by_label("Not before this time").fill("11:00")
    page.get_by_label("Tuesday").check()
    page.get_by_role("button", name="Put on the list").click()
    wishes = page.locator("main li")
    expect(wishes.nth(1)).to_contain_text("Ann")
    expect(wishes.nth(1)).to_contain_text("Tuesday · not before 11:00")
    priority = wishes.nth(1).get_by_role("spinbutton")
    priority.fill("101")
    wishes.nth(1).get_by_role("button", name="Save priority").click()
    expect(wishes.nth(1).get_by_role("alert")).to_be_focused()
    expect(priority).to_have_value("101")
    priority.fill("5")
    wishes.nth(1).get_by_role("button", name="Save priority").click()
    expect(wishes.nth(0)).to_contain_text("Ann")
    wishes.nth(0).get_by_role("button", name="Take off the list").click()
    page.get_by_role("dialog").get_by_role("button", name="Take off the list").click()
    expect(wishes).to_have_count(1)
    expect(page.get_by_role("heading", name="Waiting list")).to_be_focused()


def test_a_day_begins_at_midnight_of_its_zone_also_when_the_clock_changes(page: Page) -> None:
    page.goto("/admin")
    days = [
        ("2030-03-31", "Europe/Berlin", "2030-03-30T23:00:00.000Z"),
        ("2030-04-01", "Europe/Berlin", "2030-03-31T22:00:00.000Z"),
        ("2030-01-08", "Pacific/Kiritimati", "2030-01-07T10:00:00.000Z"),
        ("2030-01-08", "America/Los_Angeles", "2030-01-08T08:00:00.000Z"),
    ]
    script = "async ([zones, day, zone]) => (await import(zones)).startIn(day, zone)"
    for day, zone, begin in days:
        found: datetime = page.evaluate(script, [module(page, "zones.js"), day, zone])
        assert found == datetime.fromisoformat(begin)


@pytest.fixture
def booked(chief: Client, url: str) -> str:
    """Book three of Dora's times, one of which she is away at, and let Ben wait; return the first booking's id."""
    execute(url, "insert into medbook.services (name, minutes) values ('First visit', 60)")
    booking_id = book(chief, SLOT, ANN)
    book(chief, SECOND, BEN)
    post(chief, "/v1/admin/bookings", slot_id=THIRD, patient_id=ANN)
    take_leave(chief, "2030-01-08T09:30:00Z", "2030-01-08T10:00:00Z")
    post(chief, "/v1/admin/waitlist", patient_id=BEN, doctor_id=EVE, to="2030-01-08T10:00:00Z")
    return booking_id


def test_everybody_can_use_the_day_and_the_week(visitors: Visitors, look: str, booked: str, url: str) -> None:
    page = open_desk(visitors, look)
    expect(time(page, "11:00–11:30 Ann held until 9:52")).to_be_visible()
    go_on(page, url, BEGUN)
    page.clock.run_for(60_000)
    inspect(page, "day")
    time(page, "10:00–10:30 Ann").click()
    expect(page.get_by_role("dialog", name="Ann")).to_be_visible()
    inspect(page, "day-appointment")
    page.get_by_role("button", name="Cancel appointment").click()
    expect(page.get_by_label("Reason")).to_be_visible()
    inspect(page, "day-cancel")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_text("You are moving Ann")).to_be_visible()
    inspect(page, "day-moving")
    time(page, "11:30–12:00 Free").click()
    expect(page.get_by_role("dialog", name="Move to this time")).to_be_visible()
    inspect(page, "day-move")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Stop").click()
    time(page, "12:00–12:30 Closed").click()
    expect(page.get_by_role("dialog", name="Closed")).to_be_visible()
    inspect(page, "day-closed")
    page.keyboard.press("Escape")
    time(page, "11:30–12:00 Free").click()
    page.get_by_label("Find a patient").fill("example")
    expect(page.get_by_role("button", name="Ben ben@")).to_be_visible()
    inspect(page, "day-find")
    page.get_by_role("button", name="New patient").click()
    expect(page.get_by_role("heading", name="New patient")).to_be_visible()
    inspect(page, "day-new")
    page.get_by_role("button", name="Back to the search").click()
    choose(page, "ben", "Ben")
    inspect(page, "day-book")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Dr. Dora Day").click()
    expect(page.get_by_role("region", name="Tue 8 Jan Today")).to_be_visible()
    inspect(page, "week")


def test_everybody_can_use_the_lists(visitors: Visitors, look: str, booked: str, url: str) -> None:
    page = open_desk(visitors, look)
    go_on(page, url, BEGUN)
    page.get_by_role("link", name="Patients").click()
    expect(page.get_by_label("Find a patient")).to_be_visible()
    inspect(page, "patients")
    page.get_by_label("Find a patient").fill("ann")
    page.get_by_role("button", name="Ann ann@").click()
    expect(page.get_by_role("heading", name="To come")).to_be_visible()
    inspect(page, "patient")
    page.get_by_role("link", name="Waiting list", exact=True).click()
    expect(page.get_by_role("button", name="Save priority")).to_be_visible()
    inspect(page, "waiting")
    page.get_by_role("button", name="Take off the list Ben").click()
    inspect(page, "waiting-leave")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a patient").click()
    choose(page, "ann", "Ann")
    inspect(page, "waiting-add")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Whom to call").click()
    expect(page.get_by_role("button", name="Open Ben")).to_be_visible()
    inspect(page, "calls")
    page.goto(f"/admin#/bookings/{booked}")
    expect(page.get_by_role("button", name="Took place")).to_be_visible()
    inspect(page, "booking")

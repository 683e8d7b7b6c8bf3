"""An administrator runs the clinic: doctors, hours, leave, kinds of visit, settings, webhooks, statistics."""

import csv
import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.support.browser import Visitors, inspect
from tests.support.clinic import ANN, CHIEF, DORA, EVE, PASSWORD, SLOT
from tests.support.gateway import Server


def enter(visitors: Visitors, look: str, path: str) -> Page:
    """Sign in as an administrator, on the way to a page."""
    page = visitors.invite(look)
    page.goto(f"/admin#{path}")
    page.get_by_label("E-mail address").fill("chief@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def cell(page: Page, day: str, time: str) -> Locator:
    """Return a half-hour of the grid of working hours."""
    return page.get_by_role("grid", name="Working hours of a week").get_by_role(
        "gridcell", name=re.compile(f"^{day}, {time}:")
    )


def make_doctor(page: Page, name: str) -> None:
    """Add a doctor by the form."""
    page.get_by_role("link", name="Add a doctor").click()
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Specialization").fill("Rheumatology")
    page.get_by_label("Years of practice").fill("5")
    page.get_by_label("Price of an appointment").fill("90.50")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_role("button", name="Add doctor").click()
    expect(page.get_by_role("heading", name=name)).to_be_focused()


def test_a_doctor_is_added_and_works_at_hours_that_were_drawn_and_entered(visitors: Visitors, look: str) -> None:
    name = f"Dr. Robin {uuid4().hex[:8]}"
    page = enter(visitors, look, "/doctors")
    expect(page.get_by_role("link", name="Dr. Dora Day")).to_be_visible()
    inspect(page, "doctors")
    make_doctor(page, name)
    expect(page.get_by_text("€90.50")).to_be_visible()
    expect(cell(page, "Monday", "9:00")).to_be_visible()

    # Drawn by the keyboard: two presses and arrows between them.
    cell(page, "Monday", "9:00").focus()
    for key in ("Space", *["ArrowDown"] * 5, *["ArrowRight"] * 4, "Space"):
        page.keyboard.press(key)
    expect(page.get_by_role("status").filter(has_text="Added: Monday–Friday, 9:00–12:00")).to_be_attached()
    # By the pointer: half an hour is taken away again.
    cell(page, "Wednesday", "9:00").click()
    cell(page, "Wednesday", "9:00").click()
    expect(cell(page, "Wednesday", "9:30")).to_have_accessible_name("Wednesday, 9:30: 9:30–12:00")

    # By the form, as exactly as one likes.
    page.get_by_role("button", name="Add hours by form").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Saturday").check()
    form.get_by_label("Begin").fill("22:10")
    form.get_by_label("End").fill("02:10")
    form.get_by_label("Minutes of an appointment").fill("20")
    form.get_by_label("Minutes of the pause").fill("10")
    inspect(page, "hours-form")
    form.get_by_role("button", name="Take over").click()
    expect(page.locator(".what").filter(has_text="Saturday, 22:10–2:10")).to_be_visible()
    expect(cell(page, "Sunday", "2:00")).to_have_accessible_name("Sunday, 2:00: 22:10–2:10")
    page.get_by_role("button", name="Save hours").click()
    expect(page.get_by_role("paragraph").filter(has_text="The hours are saved.")).to_be_focused()
    inspect(page, "hours-saved")
    page.get_by_role("button", name="Offer now").click()
    expect(page.get_by_role("listitem").filter(has_text="times are offered now")).to_be_visible()
    page.reload()
    expect(page.locator(".what").filter(has_text="Saturday, 22:10–2:10")).to_be_visible()
    expect(cell(page, "Friday", "11:30")).to_have_accessible_name("Friday, 11:30: 9:00–12:00")


def test_hours_are_drawn_with_the_mouse(visitors: Visitors) -> None:
    page = enter(visitors, "light", "/doctors")
    make_doctor(page, f"Dr. Robin {uuid4().hex[:8]}")
    cell(page, "Thursday", "14:00").hover()
    page.mouse.down()
    cell(page, "Thursday", "16:30").hover()
    page.mouse.up()
    expect(cell(page, "Thursday", "16:30")).to_have_accessible_name("Thursday, 16:30: 14:00–17:00")


def test_a_pointer_that_leaves_the_grid_or_comes_back_ends_what_it_draws(visitors: Visitors) -> None:
    page = enter(visitors, "light", f"/doctors/{DORA}")
    cell(page, "Sunday", "14:00").hover()
    page.mouse.down()
    cell(page, "Sunday", "15:30").hover()
    page.mouse.move(5, 5)
    page.mouse.up()
    expect(cell(page, "Sunday", "15:30")).to_have_accessible_name("Sunday, 15:30: 14:00–16:00")
    cell(page, "Sunday", "15:30").hover()
    page.mouse.down()
    cell(page, "Sunday", "15:00").hover()
    cell(page, "Sunday", "15:30").hover()
    page.mouse.up()
    expect(cell(page, "Sunday", "15:30")).to_have_accessible_name("Sunday, 15:30: empty")
    expect(page.locator("td.drawn")).to_have_count(0)


def test_hours_that_overlap_are_told(visitors: Visitors) -> None:
    page = enter(visitors, "light", "/doctors")
    make_doctor(page, f"Dr. Robin {uuid4().hex[:8]}")
    for begin in ("09:00", "10:00"):
        page.get_by_role("button", name="Add hours by form").click()
        form = page.get_by_role("dialog")
        form.get_by_role("button", name="Take over").click()
        expect(form.get_by_role("alert")).to_be_focused()
        form.get_by_label("Monday").check()
        form.get_by_label("Begin").fill(begin)
        form.get_by_label("End").fill("12:00")
        form.get_by_role("button", name="Take over").click()
    page.get_by_role("button", name="Save hours").click()
    expect(page.get_by_role("alert")).to_contain_text("Two of these hours overlap.")
    page.get_by_role("button", name="Remove Monday, 10:00–12:00").click()
    page.get_by_role("button", name="Save hours").click()
    expect(page.get_by_role("paragraph").filter(has_text="The hours are saved.")).to_be_focused()


def test_hours_that_are_not_saved_are_not_left_without_a_word(visitors: Visitors) -> None:
    page = enter(visitors, "light", "/doctors")
    make_doctor(page, f"Dr. Robin {uuid4().hex[:8]}")
    own = page.url
    question = page.get_by_role("dialog", name="Leave without saving?")
    cell(page, "Monday", "9:00").press("Space")
    cell(page, "Monday", "9:00").press("Space")
    expect(cell(page, "Monday", "9:00")).to_have_accessible_name("Monday, 9:00: 9:00–9:30")

    # By a link, and by the back button.
    page.get_by_role("link", name="Patients").press("Enter")
    expect(question.get_by_role("button", name="Stay here")).to_be_focused()
    inspect(page, "hours-unsaved")
    page.keyboard.press("Enter")
    expect(question).to_have_count(0)
    expect(page.get_by_role("link", name="Patients")).to_be_focused()
    expect(page).to_have_url(own)
    page.go_back()
    expect(question).to_be_visible()
    expect(page).to_have_url(own)
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)

    # What was taken back is nothing to save.
    cell(page, "Monday", "9:00").press("Space")
    cell(page, "Monday", "9:00").press("Space")
    expect(page.get_by_text("Not saved yet", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Patients").click()
    expect(page.get_by_role("heading", name="Patients")).to_be_focused()
    page.go_back()
    cell(page, "Monday", "9:00").press("Space")
    cell(page, "Monday", "9:00").press("Space")
    page.get_by_role("link", name="Statistics").first.click()
    question.get_by_role("button", name="Leave without saving").click()
    expect(page.get_by_role("heading", name="Statistics")).to_be_focused()
    page.go_back()
    expect(page).to_have_url(own)
    expect(cell(page, "Monday", "9:00")).to_have_accessible_name("Monday, 9:00: empty")
    cell(page, "Monday", "9:00").press("Space")
    cell(page, "Monday", "9:00").press("Space")
    page.get_by_role("button", name="Save hours").click()
    expect(page.get_by_role("paragraph").filter(has_text="The hours are saved.")).to_be_focused()
    page.reload()
    expect(cell(page, "Monday", "9:00")).to_have_accessible_name("Monday, 9:00: 9:00–9:30")


def test_the_browser_asks_whoever_leaves_the_site_with_hours_that_are_not_saved(visitors: Visitors) -> None:
    page = enter(visitors, "light", "/doctors")
    make_doctor(page, f"Dr. Robin {uuid4().hex[:8]}")
    warned: list[str] = []

    def stay(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    cell(page, "Monday", "9:00").press("Space")
    cell(page, "Monday", "9:00").press("Space")
    expect(page.get_by_text("Not saved yet", exact=True)).to_be_visible()
    with page.expect_event("dialog"):
        page.evaluate("() => { location.href = '/docs'; }")
    expect(cell(page, "Monday", "9:00")).to_have_accessible_name("Monday, 9:00: 9:00–9:30")
    assert warned == ["beforeunload"]


def test_a_leave_shows_whom_to_call_and_is_taken_back(visitors: Visitors, server: Server, look: str) -> None:
    ann, chief = server.client.by(ANN), server.client.by(CHIEF, "ADMIN")
    phone = {"phone": "+49 30 123456"}
    chief.request("PATCH", f"/v1/admin/users/{ANN}", json=phone)
    booking = ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["booking"]["id"]
    page = enter(visitors, look, f"/doctors/{DORA}")
    page.get_by_label("First day", exact=True).last.fill("2030-01-08")
    page.get_by_label("Last day", exact=True).last.fill("2030-01-09")
    page.get_by_label("Reason").fill("Conference")
    page.get_by_role("button", name="Add leave").click()
    expect(page.get_by_role("heading", name="Call one patient")).to_be_focused()
    called = page.get_by_role("region").or_(page.locator(".whom-to-call"))
    expect(called.get_by_role("link", name="+49 30 123456")).to_have_attribute("href", "tel:+49 30 123456")
    expect(called.get_by_role("link", name="ann@example.com")).to_have_attribute("href", "mailto:ann@example.com")
    expect(called.get_by_role("link", name=re.compile("Open the booking"))).to_have_attribute(
        "href", f"#/bookings/{booking}"
    )
    inspect(page, "leave-added")
    page.get_by_role("button", name=re.compile("Take back Tuesday, 8 January 2030")).click()
    expect(page.get_by_role("paragraph").filter(has_text="3 times can be booked again.")).to_be_focused()
    expect(page.get_by_text("No leave is planned.")).to_be_visible()
    ann.post(f"/v1/bookings/{booking}/cancel")


def test_a_leave_is_drawn_on_a_week(visitors: Visitors) -> None:
    page = enter(visitors, "light", f"/doctors/{DORA}")
    grid = page.get_by_role("grid", name="Leave in this week")
    grid.get_by_role("gridcell", name=re.compile("^Wednesday, 9 January 2030, 13:00")).click()
    grid.get_by_role("gridcell", name=re.compile("^Thursday, 10 January 2030, 11:30")).click()
    expect(page.get_by_label("Reason")).to_be_focused()
    expect(page.get_by_label("From", exact=True).last).to_have_value("2030-01-09T13:00")
    expect(page.get_by_label("Until", exact=True).last).to_have_value("2030-01-10T12:00")
    page.get_by_role("button", name="Add leave").click()
    marked = grid.get_by_role("gridcell", name=re.compile("^Thursday, 10 January 2030, 11:30: away"))
    expect(marked).to_be_visible()
    page.get_by_role("button", name=re.compile("^Take back")).click()
    expect(marked).not_to_be_attached()


def test_the_whole_clinic_closes(visitors: Visitors, look: str) -> None:
    page = enter(visitors, look, "/clinic")
    inspect(page, "clinic")
    page.get_by_role("link", name="Closed days").click()
    expect(page.get_by_role("heading", name="Closed days")).to_be_focused()
    page.get_by_label("First day").fill("2030-12-25")
    page.get_by_label("Last day").fill("2030-12-24")
    page.get_by_role("button", name="Add leave").click()
    expect(page.get_by_label("Last day")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Last day").fill("2030-12-26")
    page.get_by_role("button", name="Add leave").click()
    expect(page.get_by_text("Wednesday, 25 December 2030 – Thursday, 26 December 2030").first).to_be_visible()
    inspect(page, "clinic-leave")
    page.get_by_role("button", name=re.compile("^Take back")).click()
    expect(page.get_by_text("No leave is planned.")).to_be_visible()


def test_a_doctor_is_changed_retired_and_taken_back(visitors: Visitors, server: Server, look: str) -> None:
    ann = server.client.by(ANN)
    booking = ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["booking"]["id"]
    page = enter(visitors, look, f"/doctors/{DORA}")
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_label("Price of an appointment").fill("95.001")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_label("Price of an appointment")).to_have_accessible_description(
        "Enter an amount that can be paid, such as 90.00"
    )
    inspect(page, "admin-doctor-edit")
    page.get_by_label("Price of an appointment").fill("95")
    notice = page.get_by_label("Book no later than this before the beginning (optional)")
    expect(notice).to_have_accessible_description("Empty: as the clinic has it, 0 hours.")
    notice.fill("91")
    page.get_by_label("Book no later than this before the beginning: unit").select_option("day")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("link", name="Enter less than how far ahead one can book")).to_be_visible()
    inspect(page, "admin-doctor-windows")
    notice.fill("2")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("€95.00")).to_be_visible()
    windows = server.client.by(CHIEF, "ADMIN").get(f"/v1/admin/doctors/{DORA}/windows").json()["windows"]
    assert (windows["min_notice"], windows["booking_horizon"]) == ("P2D", None)
    page.get_by_role("link", name="Change", exact=True).click()
    expect(notice).to_have_value("2")
    notice.fill("")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("€95.00")).to_be_visible()
    assert server.http.get(f"/v1/doctors/{DORA}/slots").json()["slots"] != []

    page.get_by_role("button", name="Retire this doctor").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Retire this doctor").click()
    expect(dialog.get_by_role("heading", name="Call one patient")).to_be_focused()
    inspect(page, "admin-doctor-retire")
    dialog.get_by_role("button", name="Retire, and cancel these bookings").click()
    expect(page.get_by_text("These bookings were cancelled.")).to_be_visible()
    inspect(page, "admin-doctor-retired")
    page.get_by_role("button", name="Take the doctor back").click()
    expect(page.get_by_role("heading", name="Working hours")).to_be_visible()
    page.get_by_role("link", name="Doctors").click()
    page.get_by_role("link", name="Dr. Fay Former").click()
    expect(page.get_by_role("button", name="Take the doctor back")).to_be_visible()
    assert ann.get(f"/v1/bookings/{booking}").json()["booking"]["status"] == "CANCELLED"


def test_a_kind_of_visit_is_added_changed_and_ended(visitors: Visitors, look: str) -> None:
    name = f"Check-up {uuid4().hex[:8]}"
    page = enter(visitors, look, "/services")
    page.get_by_role("link", name="Add a kind of visit").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Minutes").fill("481")
    page.get_by_role("button", name="Add kind of visit").click()
    expect(page.get_by_label("Minutes")).to_have_attribute("aria-invalid", "true")
    inspect(page, "service-new")
    page.get_by_label("Minutes").fill("45")
    page.get_by_label("Price (optional)").fill("25")
    page.get_by_role("button", name="Add kind of visit").click()
    expect(page.get_by_role("heading", name="Kinds of visit")).to_be_focused()
    row = page.get_by_role("listitem").filter(has_text=name)
    expect(row).to_contain_text("45 min · €25.00 · everybody")
    inspect(page, "services")
    page.get_by_role("link", name=name).click()
    page.get_by_label("Price (optional)").fill("")
    page.get_by_role("button", name="Save changes").click()
    expect(row).to_contain_text("each doctor’s own price")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("button", name="Offer it again")).to_be_visible()
    inspect(page, "service-ended")


def test_a_setting_that_is_out_of_range_is_told_at_its_field(visitors: Visitors, server: Server, look: str) -> None:
    page = enter(visitors, look, "/settings")
    expect(page.get_by_label("A time is held for", exact=True)).to_have_value("2")
    expect(page.get_by_label("A time is held for: unit")).to_have_value("minute")
    inspect(page, "settings")
    idle = page.get_by_label("Without use, signed out after", exact=True)
    idle.fill("5")
    page.get_by_label("Without use, signed out after: unit").select_option("minute")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(idle).to_have_attribute("aria-invalid", "true")
    expect(idle).to_have_accessible_description("At least an hour. Enter an hour at least, and 10 years at most")
    inspect(page, "settings-wrong")
    idle.fill("600")
    page.get_by_label("Reminder 1").first.fill("3")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_role("main").get_by_text("The settings are saved")).to_be_visible()
    chief = server.client.by(CHIEF, "ADMIN")
    kept = chief.get("/v1/admin/settings").json()["settings"]
    assert (kept["session_idle"], kept["reminder_minutes"]) == ("PT10H", [180, 120])
    chief.request("PATCH", "/v1/admin/settings", json={"reminder_minutes": [1440, 120], "session_idle": "P30D"})


def test_a_webhooks_secret_is_shown_once(visitors: Visitors, look: str) -> None:
    page = enter(visitors, look, "/webhooks")
    page.get_by_role("link", name="Add a webhook").click()
    page.get_by_label("Address").fill("ftp://example.com")
    page.get_by_role("button", name="Add webhook").click()
    expect(page.get_by_label("Address")).to_have_attribute("aria-invalid", "true")
    url = f"https://example.com/{uuid4().hex}"
    page.get_by_label("Address").fill(url)
    page.get_by_label("held", exact=True).uncheck()
    page.get_by_role("button", name="Add webhook").click()
    expect(page.get_by_role("heading", name="Keep this secret now")).to_be_focused()
    secret = page.locator("code")
    expect(secret).to_have_text(re.compile("^whsec_"))
    inspect(page, "webhook-secret")
    page.get_by_role("link", name="Go to the webhook").click()
    expect(page.get_by_label("Address")).to_have_value(url)
    expect(page.get_by_label("held", exact=True)).not_to_be_checked()
    expect(secret).not_to_be_attached()
    page.get_by_role("button", name="New secret").click()
    page.get_by_role("dialog").get_by_role("button", name="New secret").click()
    expect(secret).to_have_text(re.compile("^whsec_"))
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("an administrator did it")).to_be_visible()
    page.goto("/admin#/webhooks")
    expect(page.get_by_role("listitem").filter(has_text=url)).to_contain_text("Switched off since")
    inspect(page, "webhooks")


@pytest.fixture
def webhook(server: Server) -> str:
    """A webhook that got more events than are on a page."""
    chief = server.client.by(CHIEF, "ADMIN")
    # What happened before is numbered now, so that this webhook does not get it.
    chief.get("/v1/admin/events")
    made = chief.post("/v1/admin/webhooks", json={"url": f"https://example.com/{uuid4().hex}"}).json()["created"]
    for _ in range(12):
        booking = server.client.by(ANN).post("/v1/bookings", json={"slot_id": SLOT}).json()["booking"]["id"]
        server.client.by(ANN).post(f"/v1/bookings/{booking}/cancel")
    chief.get("/v1/admin/events")
    return str(made)


def test_deliveries_are_paged_and_sent_again(visitors: Visitors, webhook: str, look: str) -> None:
    page = enter(visitors, look, f"/webhooks/{webhook}")
    again = page.get_by_role("button", name=re.compile("^Send again of event"))
    expect(again).to_have_count(20)
    page.get_by_role("button", name="Show more").click()
    expect(again).to_have_count(24)
    again.first.click()
    expect(page.get_by_role("main").get_by_text("One event will be sent again")).to_be_visible()
    page.get_by_label("Since").fill("2030-01-01T00:00")
    page.get_by_role("button", name="Send them again").click()
    expect(page.get_by_role("main").get_by_text(re.compile(r"^\d+ events will be sent again"))).to_be_visible()
    inspect(page, "webhook")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="Webhooks")).to_be_focused()


def test_the_table_of_statistics_equals_the_file(visitors: Visitors, server: Server, look: str, tmp_path: Path) -> None:
    ann = server.client.by(ANN)
    booking = ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["booking"]["id"]
    ann.post(f"/v1/bookings/{booking}/confirm")
    page = enter(visitors, look, "/statistics")
    page.get_by_label("Last day").fill("2030-02-20")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_label("Last day")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("First day").fill("2030-01-07")
    page.get_by_label("Last day").fill("2030-01-10")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("img", name=re.compile("^Utilisation, by day")).locator("canvas")).to_be_visible()
    # The doctors of other stories may have been offered on the days after.
    expect(page.get_by_role("rowheader").first).to_have_text("Mon 7 Jan")
    expect(page.get_by_role("rowheader").nth(1)).to_have_text("Tue 8 Jan")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download as CSV").click()
    file = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(file)
    heads, *lines = csv.reader(file.read_text().splitlines())
    assert heads == ["day", "opened", "booked", "utilisation", "cancelled", "lapsed", "no_shows", "lead_hours"]
    script = """(rows) => rows.map((row) => [row.querySelector("time").dateTime,
        ...[...row.cells].slice(1).map((cell) => cell.textContent.replace("–", ""))])"""
    assert page.locator("tbody tr").evaluate_all(script) == lines
    assert lines[1][7] == "25"
    inspect(page, "statistics")
    ann.post(f"/v1/bookings/{booking}/cancel")
    # Eve has slots of her own on other days.
    page.goto(f"/admin#/statistics?doctor={EVE}")
    expect(page.get_by_text("Only Dr. Eve East.")).to_be_visible()
    expect(page.get_by_role("cell", name="25")).to_be_hidden()


def test_what_the_api_alone_sees_is_told_in_german_on_german_pages(visitors: Visitors) -> None:
    page = visitors.invite(locale="de-DE")
    page.goto("/admin#/settings")
    page.locator("[name=email]").fill("chief@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    alert = page.get_by_role("alert")
    page.locator("[name=session_idle]").fill("5")
    page.locator("[name=session_idle-unit]").select_option("minute")
    page.locator("[name=min_notice]").fill("900")
    page.locator("[name=min_notice-unit]").select_option("day")
    page.get_by_role("button", name="Einstellungen speichern").click()
    expect(alert).to_contain_text("Geben Sie mindestens eine Stunde ein, und höchstens 10 Jahre")
    page.locator("[name=session_idle-unit]").select_option("day")
    page.get_by_role("button", name="Einstellungen speichern").click()
    expect(alert).to_contain_text("Geben Sie weniger ein, als im Voraus gebucht werden kann")
    inspect(page, "settings-wrong-german")

    page.goto("/admin#/doctors/new")
    page.get_by_label("Voller Name").fill("Dr. Ida")
    page.get_by_label("Fachgebiet").fill("x" * 100)
    page.get_by_label("Berufsjahre").fill("81")
    page.get_by_label("Preis eines Termins").fill("90")
    page.get_by_label("Zeitzone").fill("Nirgendwo/Dort")
    page.get_by_role("button", name="Aufnehmen").click()
    expect(alert).to_contain_text("Berufsjahre: Geben Sie 80 oder weniger ein")
    page.get_by_label("Berufsjahre").fill("8")
    page.get_by_role("button", name="Aufnehmen").click()
    expect(alert).to_contain_text("Zeitzone: Wählen Sie etwas aus der Liste")
    inspect(page, "doctor-new-wrong-german")


def test_uplot_is_only_loaded_for_statistics(visitors: Visitors) -> None:
    page = visitors.invite()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto("/admin#/settings")
    page.get_by_label("E-mail address").fill("chief@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert not [url for url in loaded if "uplot" in url]
    page.get_by_role("link", name="Statistics").click()
    expect(page.locator("canvas").first).to_be_visible()
    assert [url for url in loaded if "uplot" in url]
    page.get_by_role("link", name="Clinic").click()
    expect(page.get_by_role("heading", name="Clinic")).to_be_visible()

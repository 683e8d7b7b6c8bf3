"""Patients find a doctor, choose a time, hold and confirm it, or wait for one."""

import os
import signal
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.support.browser import Visitors, inspect
from tests.support.clinic import ANN, BEN, DORA, EVE, PASSWORD, SLOT
from tests.support.database import execute, fetch, move_clock
from tests.support.gateway import Server

SERVICE = "5e000000-0000-4000-8000-000000000001"

HIDE = """(isHidden) => {
    Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.fixture(autouse=True)
def _empty_calendar(url: str) -> None:
    """Begin each test with no booking, the slots and doctors of tests/support/clinic.sql, and its time."""
    execute(
        url,
        f"""
        delete from medbook.booking_requests;
        delete from medbook.waitlist;
        delete from medbook.bookings;
        delete from test.slots where right(id::text, 12)::bigint > 9;
        delete from medbook.services;
        update medbook.slots set is_available = closed_at is null, held_until = null;
        update test.clock set now = '2030-01-07 08:00:00Z';
        insert into medbook.services (id, name, description, minutes, fee, currency)
        values ('{SERVICE}', 'First visit', 'Please bring your medication', 60, null, null);
        """,
    )


def sign_in(page: Page, name: str) -> None:
    """Sign in where the page asks for it."""
    page.get_by_label("E-mail address").fill(f"{name}@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text(f"Signed in as {name.title()}")).to_be_visible()


def visit(page: Page, path: str, name: str | None = None) -> None:
    """Open a page, signed in or not."""
    if name:
        page.goto("/#/sign-in")
        sign_in(page, name)
    page.goto(f"/#{path}")


def time(page: Page, start: str) -> Locator:
    """Return the button of a free time."""
    return page.get_by_role("button", name=f"Book {start}")


def said(page: Page, words: str) -> None:
    """Wait until screen readers say so."""
    expect(page.locator("[role=status].unseen")).to_contain_text(words)


def live(url: str) -> list[tuple[str, str]]:
    """Return the starts and statuses of all bookings that are alive."""
    return fetch(
        url,
        "select to_char(start_time, 'HH24:MI'), status::text from api.patient_booking"
        " where status in ('PENDING', 'CONFIRMED') order by start_time",
    )


# The whole life of a booking


def test_a_stranger_finds_a_doctor_registers_holds_a_time_and_confirms_it(page: Page, url: str) -> None:
    page.goto("/")
    expect(page.get_by_text("Free from Tuesday, 8 January 2030 at 10:00")).to_be_visible()
    inspect(page, "find")
    page.get_by_label("Field of medicine").select_option("Neurology")
    expect(page.get_by_role("link", name="Dr. Dora Day")).to_be_hidden()
    inspect(page, "find-field")
    page.get_by_label("Field of medicine").select_option("All fields")
    page.get_by_label("Doctor’s name").fill("dora")
    page.get_by_role("button", name="Find", exact=True).click()
    said(page, "1 doctor found")
    page.get_by_role("link", name="Dr. Dora Day").click()
    expect(page.get_by_role("heading", name="Dr. Dora Day")).to_be_focused()
    expect(time(page, "10:00")).to_be_visible()
    inspect(page, "doctor")

    time(page, "10:30").click()
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill("Toni Stranger")
    page.get_by_label("E-mail address").fill(f"{uuid4().hex}@example.com")
    page.get_by_label("Password", exact=True).fill("seven purple cranes over Lisbon")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Confirm your appointment")).to_be_focused()
    expect(page.get_by_text("Tuesday, 8 January 2030 at 10:30 – 11:00")).to_be_visible()
    expect(page.get_by_role("timer")).to_have_text("2:00")
    inspect(page, "hold")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Your appointment is booked")).to_be_focused()
    inspect(page, "booked")
    assert live(url) == [("09:30", "CONFIRMED")]

    # Back, the time is gone.
    page.go_back()
    expect(time(page, "10:00")).to_be_visible()
    expect(time(page, "10:30")).to_be_hidden()


def test_the_keyboard_alone_books_a_time(page: Page, url: str) -> None:
    visit(page, "/", "ann")
    page.get_by_role("link", name="Dr. Dora Day").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dr. Dora Day")).to_be_focused()
    expect(time(page, "10:00")).to_be_visible()
    for _ in range(5):
        page.keyboard.press("Tab")
    expect(time(page, "10:00")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Confirm your appointment")).to_be_focused()
    expect(page.get_by_role("button", name="Confirm")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your appointment is booked")).to_be_focused()
    assert live(url) == [("09:00", "CONFIRMED")]


def test_a_time_that_is_held_is_found_again_and_given_back(page: Page, url: str) -> None:
    visit(page, f"/doctors/{DORA}", "ann")
    time(page, "10:00").click()
    expect(page.get_by_role("heading", name="Confirm your appointment")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("A time is held for you: Tuesday, 8 January 2030 at 10:00, Dr. Dora Day.")).to_be_visible()
    expect(time(page, "10:00")).to_be_hidden()
    inspect(page, "doctor-own-hold")
    page.get_by_role("link", name="Go on and confirm it").click()
    page.get_by_role("button", name="Give it back").click()
    said(page, "You have given the time back")
    expect(time(page, "10:00")).to_be_visible()
    assert live(url) == []


def test_the_soonest_time_with_anybody_is_booked_once_also_when_the_answer_is_lost(
    visitors: Visitors, page: Page, url: str
) -> None:
    page.goto("/")
    page.get_by_label("Kind of visit").select_option("First visit, 60 minutes")
    expect(page.get_by_text("Please bring your medication")).to_be_visible()
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.post_data or "")
        if len(lost) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/v1/bookings/soonest", lose)
    page.get_by_role("button", name="Book the soonest time").click()
    sign_in(page, "ann")
    expect(page.get_by_text("Tuesday, 8 January 2030 at 10:00 – 11:00")).to_be_visible()
    expect(page.get_by_text("First visit")).to_be_visible()
    assert len(lost) == 2
    assert lost[0] == lost[1]
    assert live(url) == [("09:00", "PENDING")]
    visitors.faults.clear()


def test_the_soonest_time_is_only_on_some_days_and_times_if_somebody_says_so_also_before_signing_in(
    page: Page, url: str
) -> None:
    page.goto("/#/?field=Cardiology")
    only = page.get_by_text("Only on some days or times")
    only.focus()
    expect(page.get_by_label("Not before")).to_be_hidden()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Tuesday").press("Enter")
    page.get_by_label("Not before").fill("11:00")
    page.locator("[name=latest]").fill("10:00")
    inspect(page, "soonest-times")
    page.get_by_role("button", name="Book the soonest time").click()
    expect(page.get_by_role("alert")).to_contain_text("Before: Choose 11:00 or later")
    page.locator("[name=latest]").fill("")
    page.get_by_role("button", name="Book the soonest time").click()
    sign_in(page, "ann")
    expect(page.get_by_text("Tuesday, 8 January 2030 at 11:00 – 11:30")).to_be_visible()
    assert live(url) == [("10:00", "PENDING")]
    page.get_by_role("button", name="Give it back").click()
    said(page, "You have given the time back")

    # Whoever finds nothing so waits for it.
    page.goto("/#/?field=Cardiology")
    only.click()
    page.get_by_role("button", name="Sunday").click()
    page.get_by_label("Not before").fill("11:00")
    page.get_by_role("button", name="Book the soonest time").click()
    expect(page.get_by_role("alert")).to_contain_text("No time is free.")
    inspect(page, "soonest-nothing")
    page.get_by_role("link", name="Wait for a time").click()
    expect(page.get_by_role("heading", name="Join the waiting list")).to_be_focused()
    expect(page.get_by_role("button", name="Sunday")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Tuesday")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_label("Not before")).to_have_value("11:00")


def test_the_soonest_time_in_german(visitors: Visitors, url: str) -> None:
    page = visitors.invite("narrow", locale="de-DE")
    page.goto("/#/?field=Cardiology")
    page.get_by_text("Nur an manchen Tagen oder zu manchen Zeiten").click()
    page.get_by_role("button", name="Dienstag").click()
    page.get_by_label("Nicht vor").fill("11:00")
    inspect(page, "soonest-german")
    # Of what the API alone sees, the field says in German what to do.
    refused = {"code": "INVALID_INPUT", "errors": [{"pointer": "#/latest", "detail": "must be later than earliest"}]}
    page.route("**/v1/bookings/soonest", lambda route: route.fulfill(status=422, json=refused))
    page.get_by_role("button", name="Die früheste Zeit buchen").click()
    page.get_by_label("E-Mail-Adresse").fill("ann@example.com")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("alert")).to_contain_text("Vor: Wählen Sie eine spätere Zeit als bei „Nicht vor“")
    inspect(page, "soonest-refused-german")


# Times come and go


def test_two_browsers_race_for_one_time_and_the_loser_is_led_to_the_next(visitors: Visitors, url: str) -> None:
    ann, ben = visitors.invite(), visitors.invite()
    for page, name in ((ann, "ann"), (ben, "ben")):
        visit(page, f"/doctors/{DORA}", name)
        expect(time(page, "10:00")).to_be_visible()

    def be_late(route: Route) -> None:
        time(ben, "10:00").click()
        ben.wait_for_url("**/hold/*")
        route.continue_()

    ann.route("**/v1/bookings", be_late)
    time(ann, "10:00").click()
    expect(ann.get_by_role("alert")).to_contain_text("Somebody else has just taken this time. Choose another one.")
    expect(time(ann, "10:30")).to_be_focused()
    expect(time(ann, "10:00")).to_be_hidden()
    inspect(ann, "doctor-taken")
    assert live(url) == [("09:00", "PENDING")]


def test_times_go_and_come_while_they_are_looked_at(page: Page, url: str, server: Server) -> None:
    visit(page, f"/doctors/{DORA}")
    time(page, "10:00").focus()
    booked = server.client.by(BEN).post("/v1/bookings", json={"slot_id": SLOT})
    expect(time(page, "10:00")).to_be_hidden()
    said(page, "10:00 is no longer free.")
    expect(time(page, "10:30")).to_be_focused()
    server.client.by(BEN).post(f"/v1/bookings/{booked.json()['created']}/cancel")
    expect(time(page, "10:00")).to_be_visible()
    said(page, "10:00 has become free.")
    expect(time(page, "10:30")).to_be_focused()
    execute(url, "update medbook.slots set is_available = false, changed = default where doctor_id = %s", DORA)
    said(page, "Nothing is free at present.")


def test_of_many_days_only_those_that_change_are_read_again(page: Page, url: str) -> None:
    execute(
        url,
        """
        insert into test.slots (doctor_id, id, start_time, end_time)
        select test.dora(), overlay(test.dora()::text placing lpad((100 + n)::text, 12, '0') from 25)::uuid, start,
               start + interval '30 minutes'
          from generate_series(1, 60) day
         cross join generate_series(0, 12) of_day
         cross join lateral (select day * 13 + of_day as n,
                                    timestamptz '2030-01-08 07:00Z' + day * interval '1 day'
                                    + of_day * interval '30 minutes' as start) t
        """,
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/slots?" in request.url else None)

    def change(*starts: str, is_available: bool) -> None:
        sql = "update medbook.slots set is_available = %s, changed = default where start_time = any (%s::timestamptz[])"
        execute(url, sql, is_available, list(starts))

    visit(page, f"/doctors/{DORA}?day=2030-03-09")
    expect(time(page, "9:00")).to_be_visible()
    assert len(asked) == 8

    # What is no longer free goes without a request; what has become free comes with one, for its day.
    change("2030-03-09 08:00Z", is_available=False)
    expect(time(page, "9:00")).to_be_hidden()
    assert len(asked) == 8
    change("2030-03-09 08:00Z", is_available=True)
    expect(time(page, "9:00")).to_be_visible()
    assert len(asked) == 9
    assert "from=2030-03-08T23" in asked[-1]
    assert "to=2030-03-09T23" in asked[-1]

    # Of days far from each other the one that is shown comes first, and none is lost.
    far = ("2030-01-09 08:00Z", "2030-02-20 08:00Z", "2030-03-09 08:00Z")
    change(*far, is_available=False)
    expect(time(page, "9:00")).to_be_hidden()
    with page.expect_request(lambda request: "from=2030-02-19T23" in request.url):
        change(*far, is_available=True)
        expect(time(page, "9:00")).to_be_visible()
        assert "from=2030-03-08T23" in asked[9]
    assert len(asked) == 12

    # A day is turned with one request, and so is one that was not read yet.
    page.get_by_role("button", name="Previous day").click()
    said(page, "13 free times on Friday, 8 March 2030")
    assert len(asked) == 13
    page.get_by_label("Day", exact=True).select_option("2030-01-09")
    said(page, "13 free times on Wednesday, 9 January 2030")
    expect(time(page, "9:00")).to_be_visible()
    assert len(asked) == 14

    # However often a doctor's times change, a quarter of an hour is far below what an address has.
    before = len(asked)
    for number in range(60):
        change("2030-01-09 08:00Z", is_available=number % 2 == 1)
        page.clock.run_for(15_000)
    while not time(page, "9:00").is_visible():
        page.clock.run_for(15_000)
    assert len(asked) - before < 30


def test_days_that_were_not_read_yet_come_with_a_request_each(page: Page, url: str) -> None:
    execute(
        url,
        """
        insert into test.slots (doctor_id, id, start_time, end_time)
        select test.dora(), overlay(test.dora()::text placing lpad((100 + n)::text, 12, '0') from 25)::uuid, start,
               start + interval '5 minutes'
          from generate_series(0, 299) n
         cross join lateral (select timestamptz '2030-01-09 07:00Z' + n / 99 * interval '1 day'
                                    + n % 99 * interval '5 minutes' as start) t
        """,
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/slots?" in request.url else None)
    visit(page, f"/doctors/{DORA}")
    expect(time(page, "10:00")).to_be_visible()
    following = page.get_by_role("button", name="Next day")
    for day in ("Wednesday, 9", "Thursday, 10", "Friday, 11"):
        following.click()
        said(page, f"99 free times on {day} January 2030")
    following.click()
    said(page, "3 free times on Saturday, 12 January 2030")
    assert len(asked) <= 6
    # The last time that is known of a day goes: there are others after it all the same.
    page.goto(f"/#/doctors/{DORA}")
    page.reload()
    expect(time(page, "10:00")).to_be_visible()
    execute(url, "update medbook.slots set is_available = false, changed = default where start_time < '2030-01-10'")
    expect(page.get_by_label("Day", exact=True).get_by_role("option", name="10 January")).to_be_attached()


def test_the_first_page_follows_who_is_free_soonest_with_few_requests(page: Page, url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/v1/doctors?" in request.url else None)
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    with page.expect_websocket() as opened:
        page.goto("/")
    dora, eve = page.get_by_role("link", name="Dr. Dora Day"), page.get_by_role("link", name="Dr. Eve East")
    expect(dora).to_be_visible()
    if sum("subscribed" in frame for frame in frames) < 2:
        opened.value.wait_for_event("framereceived", lambda _: sum("subscribed" in frame for frame in frames) == 2)
    names = page.get_by_role("heading", level=3)
    expect(names).to_have_text(["Dr. Dora Day", "Dr. Eve East"])
    dora.focus()

    # What is no longer free is not shown as free, and the next time is looked for a little later.
    execute(url, "update medbook.slots set is_available = false, changed = default where doctor_id = %s", DORA)
    expect(page.get_by_text("The soonest time has just gone")).to_be_visible()
    inspect(page, "find-gone")
    page.clock.fast_forward(3000)
    expect(names).to_have_text(["Dr. Eve East", "Dr. Dora Day"])
    expect(page.get_by_text("Nothing free at present")).to_be_visible()
    said(page, "Free times have changed")
    expect(dora).to_be_focused()
    assert len(asked) == 2

    # However often times change, it is asked once, and not at once.
    for is_available in (True, False, True):
        with opened.value.expect_event("framereceived"):
            sql = "update medbook.slots set is_available = %s, changed = default where id = %s"
            execute(url, sql, is_available, SLOT)
    assert len(asked) == 2
    page.clock.fast_forward(6000)
    expect(page.get_by_text("Free from Tuesday, 8 January 2030 at 10:00")).to_be_visible()
    expect(names).to_have_text(["Dr. Dora Day", "Dr. Eve East"])
    assert len(asked) == 3

    # A change that is not about the soonest time is nothing to ask for.
    with opened.value.expect_event("framereceived"):
        later = "update medbook.slots set is_available = true, changed = default where id = %s"
        execute(url, later, SLOT[:-1] + "3")
    page.clock.fast_forward(60_000)
    expect(eve).to_be_visible()
    assert len(asked) == 3


def test_a_page_that_nobody_sees_follows_nothing_and_is_true_when_it_is_seen_again(page: Page, server: Server) -> None:
    visit(page, f"/doctors/{DORA}")
    expect(time(page, "10:00")).to_be_visible()
    with page.expect_event("requestfailed", lambda request: "/v1/slots/events" in request.url):
        page.evaluate(HIDE, arg=True)
    booked = server.client.by(BEN).post("/v1/bookings", json={"slot_id": SLOT}).json()["created"]
    page.evaluate(HIDE, arg=False)
    expect(time(page, "10:00")).to_be_hidden()
    server.client.by(BEN).post(f"/v1/bookings/{booked}/cancel")
    expect(time(page, "10:00")).to_be_visible()


def test_the_first_page_follows_for_a_minute_after_it_was_seen_and_again_when_it_is(page: Page, url: str) -> None:
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    with page.expect_websocket() as opened:
        page.goto("/")
    if sum("subscribed" in frame for frame in frames) < 2:
        opened.value.wait_for_event("framereceived", lambda _: sum("subscribed" in frame for frame in frames) == 2)
    # Whoever looks away for less than that loses nothing.
    page.evaluate(HIDE, arg=True)
    page.clock.run_for(59_000)
    page.evaluate(HIDE, arg=False)
    page.clock.run_for(59_000)
    assert not opened.value.is_closed()
    page.evaluate(HIDE, arg=True)
    with opened.value.expect_event("close"):
        page.clock.run_for(60_000)
    execute(url, "update medbook.slots set is_available = false, changed = default where doctor_id = %s", DORA)
    with page.expect_websocket():
        page.evaluate(HIDE, arg=False)
    expect(page.get_by_text("Nothing free at present")).to_be_visible()
    expect(page.get_by_role("heading", level=3)).to_have_text(["Dr. Eve East", "Dr. Dora Day"])


def test_a_lost_connection_is_told_and_the_list_is_true_again_when_it_is_back(
    visitors: Visitors, page: Page, server: Server
) -> None:
    visit(page, f"/doctors/{DORA}")
    expect(time(page, "10:00")).to_be_visible()
    page.context.set_offline(True)
    # The gateway's new processes begin without the streams of the old ones.
    os.kill(server.process.pid, signal.SIGHUP)
    expect(page.get_by_text("The connection is lost.")).to_be_visible()
    inspect(page, "doctor-lost")
    server.client.by(BEN).post("/v1/bookings", json={"slot_id": SLOT})
    page.context.set_offline(False)
    expect(page.get_by_text("The connection is lost.")).to_be_hidden(timeout=30_000)
    expect(time(page, "10:00")).to_be_hidden()
    visitors.faults.clear()


def test_a_booking_whose_answer_was_lost_is_made_once(visitors: Visitors, page: Page, url: str) -> None:
    visit(page, f"/doctors/{DORA}", "ann")
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        if len(lost) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/v1/bookings", lose)
    page.route("**/confirm", lose)
    time(page, "10:00").click()
    expect(page.get_by_role("heading", name="Confirm your appointment")).to_be_visible()
    assert len(lost) == 2
    lost.clear()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Your appointment is booked")).to_be_visible()
    assert len(lost) == 2
    assert live(url) == [("09:00", "CONFIRMED")]
    visitors.faults.clear()


# The hold


def test_a_hold_warns_is_extended_lapses_and_is_booked_all_the_same(page: Page, url: str) -> None:
    visit(page, f"/doctors/{DORA}", "ann")
    time(page, "10:00").click()
    expect(page.get_by_role("timer")).to_have_text("2:00")
    move_clock(url, "95 seconds")
    page.clock.fast_forward(95_000)
    said(page, "seconds left. Confirm now, or keep the time for longer.")
    inspect(page, "hold-warning")
    page.get_by_role("button", name="Keep it longer").click()
    said(page, "The time is held for you for 2:00 more")
    expect(page.get_by_text("Confirm it now")).to_be_hidden()

    # It is the server's clock that counts.
    page.clock.fast_forward(125_000)
    expect(page.get_by_role("timer")).to_have_text("2:00")
    move_clock(url, "125 seconds")
    page.clock.fast_forward(125_000)
    expect(page.get_by_role("heading", name="The time is no longer held for you")).to_be_focused()
    inspect(page, "hold-lapsed")
    page.get_by_role("button", name="Book it all the same").click()
    expect(page.get_by_role("heading", name="Your appointment is booked")).to_be_visible()
    assert live(url) == [("09:00", "CONFIRMED")]


def test_what_was_given_back_elsewhere_is_not_confirmed_and_the_page_is_true(page: Page, server: Server) -> None:
    visit(page, f"/doctors/{DORA}", "ann")
    time(page, "10:00").click()
    expect(page.get_by_role("heading", name="Confirm your appointment")).to_be_focused()
    ann = server.client.by(ANN)
    (held,) = ann.get("/v1/bookings?status=PENDING").json()["bookings"]
    assert ann.post(f"/v1/bookings/{held['id']}/cancel").status_code == 200
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="The appointment was cancelled")).to_be_focused()
    expect(page.get_by_role("link", name="Choose another time")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_hold_that_cannot_be_extended_says_so(page: Page, url: str) -> None:
    visit(page, f"/doctors/{DORA}", "ann")
    time(page, "10:00").click()
    expect(page.get_by_role("timer")).to_be_visible()
    execute(url, "update medbook.settings set max_hold = hold_duration")
    page.get_by_role("button", name="Keep it longer").click()
    expect(page.get_by_role("alert")).to_contain_text("The time cannot be kept for longer. Confirm it now.")
    expect(page.get_by_role("button", name="Keep it longer")).to_be_hidden()
    expect(page.get_by_role("button", name="Confirm")).to_be_focused()
    execute(url, "update medbook.settings set max_hold = default")


def test_a_time_that_lapsed_and_was_taken_leads_to_other_times(page: Page, url: str, server: Server) -> None:
    visit(page, f"/doctors/{DORA}", "ann")
    time(page, "10:00").click()
    expect(page.get_by_role("timer")).to_be_visible()
    move_clock(url, "2 minutes")
    server.client.by(BEN).post("/v1/bookings", json={"slot_id": SLOT})
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="The time is no longer held for you")).to_be_focused()
    page.get_by_role("button", name="Book it all the same").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has just taken this time.")
    page.get_by_role("link", name="Choose another time").click()
    expect(time(page, "10:30")).to_be_visible()


# Days and zones


def test_days_with_free_times_are_turned_and_both_clocks_are_shown(page: Page, url: str) -> None:
    execute(
        url,
        """
        insert into test.slots (doctor_id, id, start_time, end_time)
        select test.eve(), overlay(test.eve()::text placing lpad(n::text, 12, '0') from 25)::uuid, start,
               start + interval '30 minutes'
          from generate_series(1, 130) n
         cross join lateral (select timestamptz '2030-01-10 14:00Z' + n / 10 * interval '3 days'
                                    + n % 10 * interval '30 minutes' as start) t
         where n > 9
        """,
    )
    visit(page, f"/doctors/{EVE}")
    expect(time(page, "16:00")).to_contain_text("10:00 in New York")
    inspect(page, "doctor-elsewhere")
    day = page.get_by_label("Day", exact=True)
    page.get_by_role("button", name="Next day").click()
    said(page, "10 free times on Sunday, 13 January 2030")
    expect(page).to_have_url(f"/#/doctors/{EVE}?day=2030-01-13")
    page.get_by_role("button", name="Previous day").click()
    expect(day).to_have_value("2030-01-08")
    page.goto(f"/#/doctors/{EVE}?day=2030-02-18")
    page.reload()
    expect(day).to_have_value("2030-02-18")
    expect(page.get_by_role("button", name="Next day")).to_have_attribute("aria-disabled", "true")
    # What is no day is none.
    page.goto(f"/#/doctors/{EVE}?day=2030-02-30")
    page.reload()
    expect(day).to_have_value("2030-01-08")


def test_a_kind_of_visit_has_its_own_times_which_go_and_come(page: Page, url: str) -> None:
    visit(page, f"/doctors/{DORA}", "ann")
    expect(time(page, "11:30")).to_be_visible()
    page.get_by_label("Kind of visit").select_option("First visit, 60 minutes, €90.00")
    expect(time(page, "11:30")).to_be_hidden()
    expect(time(page, "10:30")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/slots?" in request.url else None)
    change = "update medbook.slots set is_available = %s, changed = default where id = %s"
    execute(url, change, False, SLOT[:-1] + "2")
    expect(time(page, "10:00")).to_be_hidden()
    expect(time(page, "10:30")).to_be_hidden()
    assert asked == []
    execute(url, change, True, SLOT[:-1] + "2")
    expect(time(page, "10:00")).to_be_visible()
    expect(time(page, "10:30")).to_be_visible()
    assert len(asked) == 1
    time(page, "11:00").click()
    expect(page.get_by_text("Tuesday, 8 January 2030 at 11:00 – 12:00")).to_be_visible()


# Nothing is free


def test_who_finds_nothing_free_joins_the_waiting_list(page: Page, url: str) -> None:
    execute(url, "update medbook.slots set is_available = false")
    page.goto("/")
    page.get_by_role("link", name="Dr. Dora Day").click()
    expect(page.get_by_text("Nothing is free at present.")).to_be_visible()
    inspect(page, "doctor-nothing")
    page.get_by_role("link", name="Join the waiting list").click()
    sign_in(page, "ann")
    expect(page.get_by_role("heading", name="Join the waiting list")).to_be_focused()
    page.get_by_label("Kind of visit").select_option("First visit")
    page.get_by_label("From the day").fill("2030-01-09")
    page.get_by_label("Until the day").fill("2030-01-08")
    page.get_by_role("button", name="Tuesday").click()
    page.get_by_role("button", name="Friday").click()
    page.get_by_label("Not before").fill("09:00")
    inspect(page, "wait")
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Until the day: Choose Wednesday, 9 January 2030 or later")
    inspect(page, "wait-refused")
    page.get_by_label("Until the day").fill("2030-01-31")
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("heading", name="You are number 1 on the waiting list")).to_be_focused()
    inspect(page, "wait-joined")
    ((wish,),) = fetch(url, "select to_jsonb(w) - '{id,created_at}'::text[] from api.waitlist w")
    assert {key: value for key, value in wish.items() if value is not None} == {
        "patient_id": ANN,
        "doctor_id": DORA,
        "specialization": "Cardiology",
        "service_id": SERVICE,
        "from": "2030-01-08T23:00:00+00:00",
        "to": "2030-01-31T23:00:00+00:00",
        "weekdays": [2, 5],
        "earliest": "09:00",
        "priority": 0,
        "position": 1,
    }
    # Nobody waits for nobody.
    page.goto("/#/wait")
    page.reload()
    expect(page.get_by_role("link", name="Look at the free times")).to_be_visible()
    expect(page.get_by_role("button", name="Join the waiting list")).to_be_hidden()


# Many doctors, other languages


def test_of_ten_thousand_doctors_those_free_soonest_come_first_page_by_page(page: Page, url: str) -> None:
    execute(
        url,
        """
        insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
        select calendar.new_doctor_id(), 'Dr. Many ' || n, 'Field ' || n % 20, 1, 1000, 'EUR', 'UTC'
          from generate_series(1, 10000) n;
        analyze medbook.doctors;
        """,
    )
    page.goto("/")
    names = page.get_by_role("heading", level=3)
    expect(names).to_have_count(20)
    expect(names.first).to_have_text("Dr. Dora Day")
    page.get_by_role("button", name="Show more").click()
    expect(names).to_have_count(40)
    expect(names.nth(20).get_by_role("link")).to_be_focused()
    page.get_by_label("Doctor’s name").fill("many 4711")
    page.get_by_label("Doctor’s name").press("Enter")
    expect(names).to_have_text(["Dr. Many 4711"])
    expect(page.get_by_text("Nothing free at present")).to_be_visible()
    page.go_back()
    expect(names).to_have_count(20)
    expect(page.get_by_label("Doctor’s name")).to_have_value("")
    execute(url, "delete from medbook.doctors where name like 'Dr. Many %'")


def test_a_booking_in_german(visitors: Visitors) -> None:
    page = visitors.invite("narrow", locale="de-DE")
    page.goto("/")
    page.get_by_role("link", name="Dr. Dora Day").click()
    expect(page.get_by_role("button", name="Buchen: 10:00")).to_be_visible()
    inspect(page, "doctor-german")
    page.get_by_role("button", name="Buchen: 10:00").click()
    page.get_by_label("E-Mail-Adresse").fill("ann@example.com")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", name="Bestätigen Sie Ihren Termin")).to_be_visible()
    inspect(page, "hold-german")


@pytest.mark.parametrize("text", ["<img src=x onerror=\"document.title='XSS'\">", "${alert(1)}"])
def test_what_the_clinic_typed_is_text(page: Page, url: str, text: str) -> None:
    execute(url, "update medbook.doctors set name = %s, specialization = %s where id = %s", text, text, DORA)
    execute(url, "update medbook.services set name = %s, description = %s", text, text)
    page.goto("/")
    page.get_by_role("link", name=text).click()
    expect(page.get_by_role("heading", name=text)).to_be_visible()
    expect(page).not_to_have_title("XSS")
    execute(url, "update medbook.doctors set name = 'Dr. Dora Day', specialization = 'Cardiology' where id = %s", DORA)

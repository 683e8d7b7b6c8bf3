"""What all pages share: policy, session, requests asked again, changes as they happen, pages that are not there."""

from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.support.browser import Visitors, inspect, module
from tests.support.clinic import ANN, BEN, DORA, PASSWORD, SLOT
from tests.support.database import execute
from tests.support.gateway import Server


def sign_in(page: Page, name: str) -> None:
    """Sign in where the page asks for it."""
    page.get_by_label("E-mail address").fill(f"{name}@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def come_back(page: Page) -> None:
    """Let the page be seen again, as if its reader had been at another tab."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_script_within_the_page_is_not_run_and_is_told_as_a_fault(visitors: Visitors, page: Page) -> None:
    page.goto("/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = 1' }))")
    assert page.evaluate("window.ran") is None
    (told,) = visitors.faults
    assert "Content Security Policy" in told
    visitors.faults.clear()


@pytest.mark.parametrize(
    ("look", "locale", "again", "nothing"),
    [("light", "en-GB", "Try again", "Too many attempts."), ("narrow", "de-DE", "Noch einmal", "Zu viele Versuche.")],
)
def test_what_cannot_be_read_is_tried_again_and_what_was_read_stays_meanwhile(
    visitors: Visitors, look: str, locale: str, again: str, nothing: str
) -> None:
    page = visitors.invite(look, locale=locale)
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=429, json={"code": "RATE_LIMITED", "detail": "Your quota is used up."})

    page.route("**/v1/doctors?*", refuse)
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text(nothing)
    inspect(page, f"home-refused-{locale}")
    button = page.get_by_role("button", name=again)
    button.press("Enter")
    expect(button).to_have_attribute("aria-disabled", "false")
    expect(button).to_be_focused()
    assert len(asked) == 2
    page.unroute("**/v1/doctors?*")
    button.press("Enter")
    doctor = page.get_by_role("link", name="Dr. Dora Day")
    expect(doctor).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_focused()

    # Whoever comes back to the tab gets it anew, or keeps what there is.
    page.route("**/v1/doctors?*", refuse)
    come_back(page)
    expect(page.get_by_role("alert")).to_contain_text(nothing)
    expect(doctor).to_be_visible()
    inspect(page, "home-kept")
    page.unroute("**/v1/doctors?*")
    come_back(page)
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(doctor).to_be_visible()


def test_a_hold_that_ended_elsewhere_is_seen_when_its_owner_comes_back(page: Page, server: Server) -> None:
    page.goto("/#/sign-in")
    sign_in(page, "ann")
    held = server.client.by(ANN).post("/v1/bookings", json={"slot_id": SLOT}).json()["created"]
    page.goto(f"/#/hold/{held}")
    expect(page.get_by_role("timer")).to_be_visible()
    server.client.by(ANN).post(f"/v1/bookings/{held}/cancel")
    come_back(page)
    expect(page.get_by_role("heading", name="The appointment was cancelled")).to_be_focused()


@pytest.mark.parametrize("has_locks", [True, False], ids=["locks", "no-locks"])
def test_two_tabs_exchange_the_refresh_token_once(visitors: Visitors, *, has_locks: bool) -> None:
    first = visitors.invite()
    if not has_locks:
        # As where pages come from another machine and not by https.
        first.context.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })")
    first.goto("/#/sign-in")
    assert first.evaluate("Boolean(navigator.locks)") is has_locks
    sign_in(first, "ann")
    asked: list[str] = []
    first.context.on("request", lambda request: asked.append(request.url.rpartition("/v1/")[2]))
    tabs = [first.context.new_page(), first.context.new_page()]
    for tab in tabs:
        tab.goto("/#/register")
        expect(tab.get_by_text("Signed in as Ann")).to_be_visible()
    first.close()
    # Both ask at once; nobody has an access token any more, and the answer to one is late.
    late: list[Route] = []

    def delay(route: Route) -> None:
        late.append(route)

    tabs[0].context.route("**/v1/auth/refresh", delay)
    script = "async (client) => { window.answer = import(client).then(({ get_user }) => get_user()); }"
    with tabs[0].expect_request("**/v1/auth/refresh"):
        tabs[0].evaluate(script, module(tabs[0], "client.js"))
    tabs[1].evaluate(script, module(tabs[1], "client.js"))
    late[0].continue_()
    names = [tab.evaluate("async () => (await window.answer).user.name") for tab in tabs]
    assert names[0] == names[1]
    assert sorted(name for name in asked if name in {"auth/refresh", "me"}) == ["auth/refresh", "me", "me"]

    # Whoever comes next has the token that is valid.
    tabs[0].context.unroute("**/v1/auth/refresh")
    for tab in tabs:
        tab.goto("/#/account")
        tab.reload()
        expect(tab.get_by_label("Your name")).to_be_visible()


def test_who_signs_out_in_one_tab_is_signed_out_in_all(page: Page) -> None:
    page.goto("/#/sign-in")
    sign_in(page, "ann")
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_who_signs_out_while_the_token_is_exchanged_stays_signed_out(page: Page) -> None:
    page.goto("/#/sign-in")
    sign_in(page, "ann")
    page.goto("/#/account")
    expect(page.get_by_label("Your name")).to_have_value("Ann")
    late: list[tuple[Route, APIResponse]] = []

    def exchange(route: Route) -> None:
        late.append((route, route.fetch()))

    page.route("**/v1/auth/refresh", exchange)
    with page.expect_request("**/v1/auth/refresh"):
        page.reload()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_focused()
    ((route, answer),) = late
    with page.expect_response("**/v1/auth/refresh"):
        route.fulfill(response=answer)
    page.goto("/#/register")
    expect(page.get_by_role("heading", name="Create an account")).to_be_focused()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_another_user_of_the_browser_sees_nothing_of_the_former_in_any_tab(visitors: Visitors) -> None:
    page = visitors.invite()
    page.goto("/#/sign-in")
    sign_in(page, "ann")
    page.goto("/#/account")
    expect(page.get_by_label("Your name")).to_have_value("Ann")
    other = page.context.new_page()
    other.goto("/#/sign-in")
    sign_in(other, "ben")
    expect(page.get_by_label("Your name")).to_have_value("Ben")


def test_a_long_name_makes_no_page_wide(visitors: Visitors) -> None:
    page = visitors.invite("narrow")
    page.goto("/#/register")
    page.get_by_label("Your name").fill("Donaudampfschifffahrt" * 4)
    page.get_by_label("E-mail address").fill(f"{'captain' * 8}@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Appointments")).to_be_focused()
    inspect(page, "long-name")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/admin#/patients")
    sign_in(page, "chief")
    page.get_by_label("Find a patient").fill("donau")
    expect(page.get_by_role("button", name="Donaudampfschifffahrt")).to_be_visible()
    inspect(page, "long-name-found")


def test_a_session_that_was_ended_elsewhere_ends_here(page: Page, url: str) -> None:
    page.goto("/#/sign-in")
    sign_in(page, "ann")
    execute(url, "delete from medbook.sessions")
    page.reload()
    script = "async (client) => (await import(client)).get_user().catch(({ code }) => code)"
    assert page.evaluate(script, module(page, "client.js")) == "INVALID_TOKEN"
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_request_whose_answer_was_lost_is_asked_again(visitors: Visitors, page: Page) -> None:
    page.goto("/#/sign-in")
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        route.abort() if len(lost) == 1 else route.continue_()

    page.route("**/v1/specializations", lose)
    script = "async (client) => (await (await import(client)).list_specializations()).success"
    assert page.evaluate(script, module(page, "client.js")) is True
    assert len(lost) == 2
    (told,) = visitors.faults
    assert "ERR_FAILED" in told
    visitors.faults.clear()


@pytest.mark.parametrize("answer", [(502, ""), (413, "null"), (403, "{}"), (200, ""), (200, "<p>Welcome to the hotel")])
def test_what_answers_in_the_place_of_the_api_is_taken_as_no_answer(
    visitors: Visitors, page: Page, answer: tuple[int, str]
) -> None:
    page.route("**/v1/auth/login", lambda route: route.fulfill(status=answer[0], body=answer[1]))
    page.goto("/#/sign-in")
    page.get_by_label("E-mail address").fill("ann@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("MedBook cannot be reached.")
    visitors.faults.clear()


def test_who_would_have_to_wait_for_long_is_told_at_once(visitors: Visitors, page: Page) -> None:
    busy: dict[str, Any] = {"status": 503, "body": '{"code": "UNAVAILABLE"}', "headers": {"Retry-After": "3600"}}
    page.route("**/v1/doctors?*", lambda route: route.fulfill(**busy))
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("MedBook is busy or being restarted.")
    visitors.faults.clear()


def test_changes_of_slots_are_told_as_they_happen(page: Page, server: Server) -> None:
    page.goto("/")
    script = """async ([stream, doctor]) => {
        const { follow } = await import(stream);
        window.states = [];
        await new Promise((resync) => follow({ doctor_id: doctor }, {
            resync, change: ({ id, state }) => window.states.push(`${id} ${state}`),
        }));
    }"""
    page.evaluate(script, [module(page, "stream.js"), DORA])
    booked = server.client.by(BEN).post("/v1/bookings", json={"slot_id": SLOT})
    page.wait_for_function("(state) => window.states.includes(state)", arg=f"{SLOT} held")
    server.client.by(BEN).post(f"/v1/bookings/{booked.json()['created']}/cancel")
    page.wait_for_function("(state) => window.states.includes(state)", arg=f"{SLOT} free")


def test_administrators_sign_in_to_their_pages_and_others_are_told_that_they_may_not(
    visitors: Visitors, look: str
) -> None:
    page = visitors.invite(look)
    page.goto("/admin")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    # Only patients make themselves an account.
    expect(page.get_by_role("link", name="Create an account")).to_be_hidden()
    sign_in(page, "ann")
    expect(page.get_by_role("heading", name="This page is not for you")).to_be_visible()
    inspect(page, "forbidden")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "chief")
    page.goto("/")
    page.get_by_role("link", name="Administration").click()
    expect(page.get_by_role("heading", name="Monday, 7 January 2030")).to_be_visible()
    inspect(page, "admin")


def test_the_guide_can_be_read_by_everybody(visitors: Visitors, look: str) -> None:
    page = visitors.invite(look)
    page.goto("/")
    page.get_by_role("link", name="Guide").click()
    expect(page.get_by_role("heading", name="MedBook", exact=True)).to_be_visible()
    inspect(page, "guide")
    page.get_by_role("link", name="Appointments", exact=True).click()
    expect(page.get_by_role("heading", name="Find appointments")).to_be_visible()


def test_a_clinic_without_doctors_says_so(visitors: Visitors) -> None:
    page = visitors.invite()
    page.route("**/v1/doctors?*", lambda route: route.fulfill(json={"doctors": [], "next_cursor": None}))
    page.goto("/")
    expect(page.get_by_text("There are no doctors yet.")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, "chief")
    page.get_by_role("link", name="Administration").click()
    page.get_by_role("main").get_by_role("link", name="Add a doctor").click()
    expect(page.get_by_role("heading", name="Add a doctor")).to_be_focused()


def test_an_unknown_page_leads_to_the_first_one(page: Page) -> None:
    page.goto("/#/nothing")
    page.get_by_role("link", name="Go to the first page").click()
    expect(page.get_by_role("heading", name="Appointments")).to_be_focused()
    page.goto("/#/doctors/nobody")
    expect(page.get_by_role("alert")).to_contain_text("Check what you entered, or the address of this page.")


def test_a_page_that_a_new_release_has_replaced_can_be_loaded_again(visitors: Visitors, page: Page) -> None:
    page.route("**/pages/register.js", lambda route: route.abort())
    page.goto("/#/register")
    expect(page.get_by_role("heading", name="This page could not be loaded")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="Load it again").click()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    visitors.faults.clear()


@pytest.mark.parametrize("path", ["/", "/#/sign-in"])
def test_the_first_page_opens_without_a_network_and_the_others_with_it(visitors: Visitors, path: str) -> None:
    page = visitors.invite(service_workers="allow")
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    page.goto(path)
    page.reload()
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    page.close()
    visitors.faults.clear()


def assert_low(page: Page) -> None:
    """Check that the header takes two rows, and shows the page that it says one is on."""
    header = page.get_by_role("banner")
    box = header.bounding_box()
    assert box
    assert box["height"] <= 2 * 44 + 8
    current = header.locator("[aria-current]")
    if current.count():
        place = current.bounding_box()
        assert place
        assert 0 <= place["x"] <= box["width"] - place["width"]


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
def test_the_header_of_a_telephone_has_two_rows(visitors: Visitors, locale: str) -> None:
    page = visitors.invite("narrow", locale=locale)
    language = locale[:2]
    page.goto("/#/sign-in")
    page.locator("[name=email]").fill("chief@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    assert_low(page)
    page.get_by_role("main").get_by_role("button").last.click()
    account = page.get_by_role("banner").get_by_role("group")
    expect(account.get_by_role("link", name="Chief")).to_be_visible()
    page.goto("/")
    assert_low(page)
    inspect(page, f"header-{language}")
    page.goto("/admin#/clinic")
    expect(account.get_by_role("button")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()
    assert_low(page)
    inspect(page, f"header-admin-{language}")
    # By keyboard each page comes into sight.
    links = page.get_by_role("banner").get_by_role("navigation").get_by_role("link")
    links.first.focus()
    for _ in range(links.count() - 1):
        page.keyboard.press("Tab")
    expect(links.last).to_be_focused()
    expect(links.last).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(links.last).to_have_attribute("aria-current", "page")
    assert_low(page)

"""Whatever people type is text on every page that shows it, also when it is meant as a script."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_site import sign_in
from tests.support import ROOT
from tests.support.browser import Visitors, inspect
from tests.support.clinic import ANN, BEN, CHIEF, DORA, PASSWORD, SLOT
from tests.support.gateway import Server

ATTACK = '"><img src=x onerror="window.ran=1"><script>window.ran=1</script>{{name}}${name} '
SCRIPT = "javascript:window.ran=1"
# What pages show of it; whatever else there is of pages is looked at too.
SHOWN = {
    "/#/": ("Dora", "Field"),
    "/#/doctors/:id": ("Dora", "Field"),
    "/#/hold/:id": ("Dora", "Field", "Visit"),
    "/#/appointments": ("Ann", "Dora", "Visit", "Field"),
    "/#/appointments/:id": ("Ann", "Dora", "Visit", "Field"),
    "/#/appointments/:id/move": ("Dora",),
    "/#/account": ("Ann",),
    "/#/account/sessions": ("Device",),
    "/admin#/": ("Chief", "Dora"),
    "/admin#/bookings/:id": ("Ann", "Dora", "Field", "Visit"),
    "/admin#/patients/:id": ("Ann",),
    "/admin#/waiting": ("Ann",),
    "/admin#/doctors": ("Dora",),
    "/admin#/doctors/:id": ("Dora", "Leave"),
    "/admin#/services": ("Visit",),
    "/admin#/services/:id": ("Visit",),
}


def patterns(entry: str) -> list[str]:
    """Return the pages of index.js or admin.js, as they name them."""
    return re.findall(r'^  "(/[^"]*)": \(\) =>', (ROOT / "gateway/web" / entry).read_text(), re.M)


PAGES = [f"/#{path}" for path in patterns("index.js")] + [f"/admin#{path}" for path in patterns("admin.js")]


@dataclass
class Typed:
    """A clinic in which everybody has typed an attack wherever there is room for one; and where that is shown."""

    appointment: str
    cancelled: str
    ids: dict[str, str]

    def address(self, pattern: str) -> str:
        """Return the address of a page."""
        kind = pattern.partition("#")[2].split("/")[1]
        return pattern.replace(":id", self.ids[kind]) if ":id" in pattern else pattern


def attack(what: str) -> str:
    """Return an attack that says where it was typed."""
    return ATTACK + what


@pytest.fixture(scope="module")
def typed(server: Server) -> Typed:
    chief = server.client.by(CHIEF, "ADMIN")
    ann = server.client.by(ANN)
    for client, name in ((ann, "Ann"), (server.client.by(BEN), "Ben"), (chief, "Chief")):
        assert client.request("PATCH", "/v1/me", json={"name": attack(name)}).status_code == 200
    doctor = chief.get(f"/v1/doctors/{DORA}")
    fields = {"name": attack("Dora"), "specialization": attack("Field")}
    tag = {"If-Match": doctor.headers["ETag"]}
    assert chief.request("PATCH", f"/v1/admin/doctors/{DORA}", json=fields, headers=tag).status_code == 200
    service = {"name": attack("Visit"), "description": attack("Description"), "minutes": 30}
    kind = chief.post("/v1/admin/services", json=service).json()["created"]

    def book(number: str) -> str:
        slot = {"slot_id": SLOT[:-1] + number, "service_id": kind}
        booking: str = ann.post("/v1/bookings", json=slot).json()["created"]
        return booking

    appointment, cancelled, hold = book("1"), book("2"), book("3")
    assert ann.post(f"/v1/bookings/{appointment}/confirm").status_code == 200
    chief.post(f"/v1/bookings/{cancelled}/cancel", json={"reason": attack("Reason")})
    wish = {"specialization": attack("Field"), "service_id": kind, "weekdays": [7]}
    assert ann.post("/v1/waitlist", json=wish).status_code == 201
    server.client.saying(**{"User-Agent": attack("Device")}).sign_in("ann@example.com", PASSWORD)
    leave = {"from": "2030-02-01T00:00:00Z", "to": "2030-02-02T00:00:00Z", "reason": attack("Leave")}
    assert chief.post(f"/v1/admin/doctors/{DORA}/time-off", json=leave).status_code == 201
    webhook = chief.post("/v1/admin/webhooks", json={"url": f"https://example.com/{ATTACK.replace(' ', '')}"})
    assert webhook.status_code == 201, webhook.text
    ids = {"doctors": DORA, "hold": hold, "appointments": appointment, "bookings": appointment, "patients": ANN}
    return Typed(appointment, cancelled, ids | {"services": kind, "webhooks": webhook.json()["created"]})


def assert_harmless(page: Page) -> None:
    """Check that nothing that was typed has become a part of the page, or has run."""
    expect(page.locator("img[src=x], #app script, #app [onerror]")).to_have_count(0)
    assert page.evaluate("window.ran") is None


def assert_shown(page: Page, *what: str) -> None:
    """Check that a page shows what was typed, letter by letter, in its text or in a field."""
    page.wait_for_function(
        """(texts) => {
            const fields = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
            const shown = [document.body.textContent, ...fields].join(" ");
            return texts.every((text) => shown.includes(text));
        }""",
        arg=[attack(name) for name in what],
    )
    assert_harmless(page)


def test_what_people_typed_is_text_and_breaks_no_page(visitors: Visitors, typed: Typed, look: str) -> None:
    page = visitors.invite(look)
    page.goto("/#/sign-in")
    sign_in(page, "ann")
    page.goto("/#/appointments")
    expect(page.get_by_role("heading", name="Past and cancelled")).to_be_visible()
    assert_shown(page, "Ann", "Dora", "Visit", "Field")
    inspect(page, "typed-appointments")
    page.goto(f"/#/appointments/{typed.appointment}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Put it into my calendar").click()
    assert "Dora" in download.value.path().read_text().replace("\r\n ", "").replace("\n ", "")
    page.goto(f"/#/appointments/{typed.cancelled}")
    assert_shown(page, "Reason", "Dora")
    inspect(page, "typed-appointment")
    page.goto("/#/account/sessions")
    assert_shown(page, "Device")
    inspect(page, "typed-sessions")


@pytest.mark.parametrize("entry", ["/#", "/admin#"])
def test_every_page_shows_as_text_what_people_typed(visitors: Visitors, typed: Typed, entry: str) -> None:
    page = visitors.invite()
    page.goto(f"{entry}/sign-in")
    sign_in(page, "ann" if entry == "/#" else "chief")
    for pattern in PAGES:
        if pattern.startswith(entry):
            # The page before must not be taken for this one.
            page.goto("about:blank")
            page.goto(typed.address(pattern))
            expect(page.get_by_role("main").get_by_role("heading").first).to_be_visible()
            assert_shown(page, *SHOWN.get(pattern, ()))


ADDRESSES = [SCRIPT, f"/sign-in?then={SCRIPT}", "/appointments/%3Cimg%20src=x%3E", "/appointments/%"]


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_address_is_no_script_either(visitors: Visitors, typed: Typed, path: str) -> None:
    page = visitors.invite()
    page.goto("/#/sign-in")
    sign_in(page, "ben")
    page.goto(f"/#{path}")
    page.reload()
    expect(page.get_by_role("main").get_by_role("heading").first).to_be_visible()
    assert page.evaluate("window.ran") is None
    assert page.url.startswith("http")


def test_who_signs_in_goes_on_to_a_page_of_this_site_only(visitors: Visitors) -> None:
    page = visitors.invite()
    page.goto("/#/sign-in?then=//elsewhere.example/")
    sign_in(page, "ben")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    assert "elsewhere.example" not in page.url.partition("#")[0]

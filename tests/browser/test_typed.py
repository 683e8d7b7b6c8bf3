"""Whatever people type is text on every page that shows it, also when it is meant as a script."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_site import sign_in
from tests.support.browser import Visitors, inspect
from tests.support.clinic import ANN, BEN, CHIEF, DORA, PASSWORD, SLOT
from tests.support.gateway import Server

ATTACK = '"><img src=x onerror="window.ran=1"><script>window.ran=1</script>{{name}}${name} '
SCRIPT = "javascript:window.ran=1"


@dataclass
class Typed:
    """A clinic in which everybody has typed an attack wherever there is room for one; and where that is shown."""

    appointment: str
    cancelled: str
    hold: str


def attack(what: str) -> str:
    """Return an attack that says where it was typed."""
    return ATTACK + what


@pytest.fixture(scope="module")
def typed(server: Server) -> Typed:
    chief = server.client.by(CHIEF, "ADMIN")
    ann = server.client.by(ANN)
    for client, name in ((ann, "Ann"), (server.client.by(BEN), "Ben")):
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
    return Typed(appointment, cancelled, hold)


def assert_shown(page: Page, path: str, *what: str) -> None:
    """Check that a page shows what was typed, letter by letter, and runs none of it."""
    page.goto(path)
    for name in what:
        expect(page.get_by_text(attack(name).strip()).first).to_be_attached()
    assert page.evaluate("window.ran") is None
    expect(page.locator("img[src=x], #app script, #app [onerror]")).to_have_count(0)


@pytest.mark.parametrize("look", ["light", "narrow"])
def test_what_people_typed_is_text_on_the_pages_of_patients(visitors: Visitors, typed: Typed, look: str) -> None:
    page = visitors.invite(look)
    page.goto("/#/sign-in")
    sign_in(page, "ann")
    assert_shown(page, "/#/appointments", "Ann", "Dora", "Visit", "Field")
    inspect(page, f"typed-appointments-{look}")
    assert_shown(page, f"/#/appointments/{typed.appointment}", "Dora", "Visit", "Field")
    with page.expect_download() as download:
        page.get_by_role("link", name="Put it into my calendar").click()
    assert "Dora" in download.value.path().read_text().replace("\r\n ", "")
    assert_shown(page, f"/#/appointments/{typed.cancelled}", "Reason", "Dora")
    inspect(page, f"typed-appointment-{look}")
    assert_shown(page, f"/#/appointments/{typed.appointment}/move", "Dora")
    assert_shown(page, "/#/account/sessions", "Device")
    inspect(page, f"typed-sessions-{look}")
    page.goto("/#/account")
    expect(page.get_by_label("Your name")).to_have_value(attack("Ann").strip())


@pytest.mark.parametrize(
    "path", [f"/#{SCRIPT}", f"/#/sign-in?then={SCRIPT}", "/#/appointments/%3Cimg%20src=x%3E", "/#/appointments/%"]
)
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

"""On a telephone: MedBook can be installed, and shows one's own appointments without a network, but nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_site import sign_in
from tests.support.browser import CHROMIUM, LOOKS, Visitors, inspect
from tests.support.clinic import ANN, BEN, SLOT
from tests.support.database import execute
from tests.support.gateway import Client, Server

STORED = """async () => {
    const names = await caches.keys();
    const caught = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())));
    return caught.flat().map(({ url }) => new URL(url).pathname);
}"""
COPY = "() => localStorage.getItem('medbook copies')"


@pytest.fixture
def booking(server: Server, url: str) -> Iterator[str]:
    """An appointment of Ann's."""
    ann = server.client.by(ANN)
    made: str = ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["created"]
    ann.post(f"/v1/bookings/{made}/confirm")
    yield made
    execute(url, "delete from medbook.bookings; update medbook.slots set is_available = closed_at is null")


def visit(visitors: Visitors, look: str = "narrow") -> Page:
    """Return the page of Ann's appointments, in a browser that has MedBook."""
    page = visitors.invite(look, service_workers="allow")
    page.goto("/#/appointments")
    sign_in(page, "ann")
    page.evaluate("navigator.serviceWorker.ready")
    expect(page.get_by_role("heading", name="Coming")).to_be_visible()
    return page


def end(visitors: Visitors, page: Page) -> None:
    """Close a browser that complained of the network that it did not have."""
    page.context.close()
    visitors.faults.clear()


def test_it_can_be_installed(browser: Browser, server: Server, tmp_path: Path) -> None:
    # A browser with a profile: no other can install anything.
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=["--no-sandbox"], **LOOKS["narrow"]
    )
    page = context.new_page()
    page.goto(server.base_url)
    page.evaluate("navigator.serviceWorker.ready")
    session = context.new_cdp_session(page)
    assert session.send("Page.getAppManifest")["errors"] == []
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    context.close()


def test_ones_own_appointments_are_readable_offline_and_said_to_be_old(
    visitors: Visitors, booking: str, look: str
) -> None:
    page = visit(visitors, look)
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline. This is as of Monday")).to_be_visible()
    page.reload()
    expect(page.get_by_text("You are offline. This is as of Monday")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Dr. Dora Day")).to_contain_text("10:00–10:30")
    inspect(page, "offline")
    page.get_by_role("link", name="10:00–10:30").click()
    expect(page.get_by_role("heading", name="Your appointment")).to_be_focused()
    expect(page.get_by_text("You are offline. This is as of Monday")).to_be_visible()
    inspect(page, "offline-appointment")
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline")).to_have_count(0)
    end(visitors, page)


def test_no_answer_of_the_api_is_kept_and_no_time_is_shown_as_free_offline(visitors: Visitors, booking: str) -> None:
    page = visit(visitors)
    page.goto(f"/#/appointments/{booking}/move")
    expect(page.get_by_role("button", name="10:30")).to_be_visible()
    stored = page.evaluate(STORED)
    assert "/" in stored
    assert all(path == "/" or path.startswith("/web/") for path in stored)
    assert SLOT[:-1] + "2" not in page.evaluate("() => JSON.stringify({ ...localStorage })")
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="Move your appointment")).to_be_visible()
    for _ in range(4):
        page.clock.run_for("00:04")
    expect(page.get_by_role("alert")).to_contain_text("MedBook cannot be reached.")
    expect(page.get_by_role("button", name="10:30")).to_have_count(0)
    end(visitors, page)


def test_what_was_kept_goes_at_sign_out_in_all_tabs_and_is_of_its_owner_alone(
    visitors: Visitors, booking: str, server: Server
) -> None:
    page = visit(visitors)
    assert booking in page.evaluate(COPY)
    other = page.context.new_page()
    other.goto("/")
    other.context.set_offline(True)
    other.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate(COPY) is None
    other.context.set_offline(False)
    # Whoever comes next sees nothing of it, not even for a moment.
    page.route("**/v1/bookings?**", lambda route: route.abort())
    sign_in(page, "ben")
    expect(page.get_by_role("heading", name="My appointments")).to_be_visible()
    expect(page.get_by_text("Dr. Dora Day")).to_have_count(0)
    end(visitors, page)


def test_nobody_reads_what_another_user_left(visitors: Visitors, booking: str, server: Server) -> None:
    page = visit(visitors)
    ben: Client = server.client.by(BEN)
    assert ben.get("/v1/bookings").json()["bookings"] == []
    # As if the browser had ended in the middle of a sign-out.
    page.evaluate("() => localStorage.removeItem('medbook session')")
    page.reload()
    sign_in(page, "ben")
    expect(page.get_by_text("You have no appointment to come.")).to_be_visible()
    assert booking not in page.evaluate(COPY)

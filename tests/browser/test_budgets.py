"""How fast the first page is for somebody who comes by telephone, as Chromium itself measures it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import LOOKS
from tests.support.clinic import ANN, PASSWORD, SLOT
from tests.support.gateway import Server

# A slow connection of the fourth generation.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
FIRST_PAINT_MILLISECONDS = 1000
SHIFT = 0.01
BYTES = 60_000

ENTRIES = """(type) => new Promise((resolve) => {
    const told = ({ entryType, name, startTime, value, hadRecentInput, sources, encodedBodySize }) => ({
        entryType, name, startTime, value, hadRecentInput, encodedBodySize,
        moved: sources?.map(({ node }) => node?.outerHTML?.slice(0, 200)) });
    new PerformanceObserver((list) => resolve(list.getEntries().map(told))).observe({ type, buffered: true });
    setTimeout(() => resolve([]), 500);
})"""


@pytest.fixture(params=["light", "narrow"])
def page(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of somebody who comes for the first time by a slow connection; its clock is the real one."""
    context = browser.new_context(base_url=server.base_url, locale="en-GB", **LOOKS[request.param])
    made = context.new_page()
    session = context.new_cdp_session(made)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    yield made
    context.close()


def entries(page: Page, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(ENTRIES, kind)
    return found


def assert_nothing_moved(page: Page) -> None:
    shifts = [entry for entry in entries(page, "layout-shift") if not entry["hadRecentInput"]]
    assert sum(entry["value"] for entry in shifts) < SHIFT, shifts


def test_the_first_page_is_seen_within_a_second_stands_still_and_is_small(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("main").get_by_role("heading").first).to_be_visible()
    (paint,) = (entry for entry in entries(page, "paint") if entry["name"] == "first-contentful-paint")
    assert paint["startTime"] < FIRST_PAINT_MILLISECONDS
    assert_nothing_moved(page)
    loaded = [*entries(page, "navigation"), *entries(page, "resource")]
    assert len(loaded) > 15
    assert sum(entry["encodedBodySize"] for entry in loaded if "/v1/" not in entry["name"]) < BYTES


def test_the_appointments_come_without_moving_what_is_there(page: Page, server: Server) -> None:
    ann = server.client.by(ANN)
    for number in "1234":
        booking = ann.post("/v1/bookings", json={"slot_id": SLOT[:-1] + number}).json()
        if "created" in booking:
            ann.post(f"/v1/bookings/{booking['created']}/confirm")
    page.goto("/#/sign-in")
    page.get_by_label("E-mail address").fill("ann@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Signed in as Ann")).to_be_visible()
    page.goto("/#/appointments")
    page.reload()
    expect(page.get_by_text("Dr. Dora Day")).to_have_count(4)
    assert_nothing_moved(page)

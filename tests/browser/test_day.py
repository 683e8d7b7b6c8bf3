"""An administrator runs a day: looks at it, books, moves, cancels, marks what happened, and takes that back."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Visitors, inspect
from tests.support.clinic import ANN, BEN, CHIEF, DORA, EVE, EVES_SLOT, PASSWORD, SLOT
from tests.support.database import execute
from tests.support.gateway import Server

# Dora's first slot is from 09:00 to 09:30 UTC, 10:00 in Berlin.
BEFORE = "2030-01-08T08:50:00Z"
BEGUN = "2030-01-08T09:10:00Z"
DAY = "2030-01-08"


@pytest.fixture(autouse=True)
def morning(url: str) -> None:
    """Dora's day has not begun, and nothing is booked."""
    execute(url, "delete from medbook.waitlist")
    execute(url, "update test.clock set now = %s", BEFORE)


@pytest.fixture
def desk(visitors: Visitors, look: str) -> Page:
    """The page of an administrator who has signed in."""
    return open_desk(visitors, look)


def open_desk(visitors: Visitors, look: str = "light", **options: str) -> Page:
    """Sign in as an administrator."""
    page = visitors.invite(look, **options)
    page.clock.set_system_time(datetime.fromisoformat(BEFORE))
    page.goto("/admin")
    page.get_by_label("E-mail address").fill("chief@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="8 January 2030")).to_be_visible()
    return page


def go_on(page: Page, url: str, moment: str) -> None:
    """Set the clocks of the database and of the browser."""
    execute(url, "update test.clock set now = %s", moment)
    page.clock.set_system_time(datetime.fromisoformat(moment))


def column(page: Page, doctor: str = "Dr. Dora Day") -> Locator:
    """Return a doctor's times."""
    return page.get_by_role("region", name=doctor)


def test_explore(desk: Page, look: str, url: str, server: Server) -> None:
    page = desk
    dora = column(page)
    expect(dora.get_by_role("button", name="10:00–10:30 Free")).to_be_visible()
    inspect(page, f"day-{look}")
    dora.get_by_role("button", name="10:00").click()
    inspect(page, f"day-book-{look}")
    page.get_by_label("Find a patient").fill("an")
    inspect(page, f"day-find-{look}")
    page.get_by_role("button", name="Ann ann@").click()
    expect(page.get_by_role("heading", name="Ann")).to_be_focused()
    inspect(page, f"day-book-details-{look}")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(dora.get_by_role("button", name="10:00–10:30 Ann confirmed")).to_be_focused()
    page.keyboard.press("Enter")
    inspect(page, f"day-appointment-{look}")
    page.get_by_role("button", name="Cancel appointment").click()
    page.get_by_label("Reason").fill("The doctor is ill")
    inspect(page, f"day-cancel-{look}")
    page.get_by_role("button", name="Cancel appointment").click()
    expect(page.locator(".status")).to_have_text("Cancelled")
    inspect(page, f"day-cancelled-{look}")

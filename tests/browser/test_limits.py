"""The limits of a fresh installation, as people meet them in a browser: patients hardly, the desk its own."""

from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.support.clinic import ANN, CHIEF, PASSWORD, SLOT
from tests.support.database import execute, fetch
from tests.support.gateway import Server, answers, serve, wait_for

FRESH = 100


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A gateway that counts."""
    with serve(
        url, tmp_path_factory.mktemp("gateway") / "log", MEDBOOK_RATE_LIMITS="on", MEDBOOK_CACHE="on"
    ) as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


@pytest.fixture(autouse=True)
def _nothing_is_counted(url: str) -> None:
    """Nobody has asked for anything yet."""
    execute(url, "delete from medbook.rate_counter")


def spent(url: str) -> int:
    """Return how many requests of people without a limit of their own were counted."""
    ((requests,),) = fetch(
        url, "select coalesce(sum(requests), 0)::int from medbook.rate_counter where policy = 'general'"
    )
    return int(requests)


def test_a_patient_books_moves_and_cancels_with_less_than_half_of_what_an_address_has(page: Page, url: str) -> None:
    page.goto("/")
    page.get_by_label("Field of medicine").select_option("Cardiology")
    page.get_by_role("link", name="Dr. Dora Day").click()
    page.get_by_role("button", name="Book 10:30").click()
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill("Toni Stranger")
    page.get_by_label("E-mail address").fill(f"{uuid4().hex}@example.com")
    page.get_by_label("Password", exact=True).fill("seven purple cranes over Lisbon")
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Your appointment is booked")).to_be_focused()
    assert spent(url) < FRESH / 5
    page.get_by_role("link", name="My appointments").first.click()
    page.get_by_role("link", name="8 January 2030").first.click()
    page.get_by_role("link", name="Move").click()
    page.get_by_role("button", name="11:00").first.click()
    page.get_by_role("button", name="Move the appointment").click()
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel the appointment").click()
    expect(page.get_by_text("Cancelled by you").first).to_be_visible()
    # Live changes of the list may be read once more.
    assert spent(url) < FRESH / 2


def test_nobody_at_the_address_stops_the_desk(page: Page, server: Server, url: str) -> None:
    page.clock.set_system_time(datetime.fromisoformat("2030-01-08T08:50:00Z"))
    execute(url, "update test.clock set now = '2030-01-08T08:50:00Z'")
    page.goto("/admin")
    page.get_by_label("E-mail address").fill("chief@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="10:00–10:30 Free", exact=True)).to_be_visible()
    while server.http.get("/v1/specializations").status_code == 200:
        pass
    page.get_by_role("link", name="Doctors").click()
    expect(page.get_by_role("link", name="Dr. Dora Day")).to_be_visible()
    page.get_by_role("link", name="The day").click()
    expect(page.get_by_role("button", name="10:00–10:30 Free", exact=True)).to_be_visible()
    chief = server.client.by(CHIEF, "ADMIN")
    assert chief.post("/v1/admin/bookings", json={"slot_id": SLOT, "patient_id": ANN}).status_code == 201
    expect(page.get_by_role("button", name="10:00–10:30 Ann")).to_be_visible()
    # In its last seconds the token is exchanged for another one, which is the desk's request too.
    with page.expect_response("**/v1/auth/refresh") as renewed:
        page.clock.fast_forward(590_000)
    assert renewed.value.status == 200

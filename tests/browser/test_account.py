"""One's own account: profile, notifications, password, devices, an address for calendars, and a forgotten password."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Visitors, inspect
from tests.support.clinic import create_user
from tests.support.database import execute, fetch
from tests.support.gateway import Client, Server

OLD = "medbook-test-password"
NEW = "seven purple cranes over Lisbon"


def sign_in(page: Page, email: str, password: str = OLD) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("banner").get_by_role("button", name="Sign out")).to_be_visible()


@pytest.fixture
def somebody(url: str) -> tuple[str, str]:
    """The id and the e-mail address of a new account."""
    return create_user(url)


@pytest.fixture
def client(server: Server, somebody: tuple[str, str]) -> Client:
    return server.client.by(somebody[0])


def test_profile_notifications_and_calendar_are_changed(
    visitors: Visitors, somebody: tuple[str, str], client: Client, look: str
) -> None:
    _, email = somebody
    page = visitors.invite(look)
    page.goto("/#/account")
    sign_in(page, email)
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("Telephone").fill("030 123456")
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    inspect(page, "account")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Signed in as Ada Lovelace")).to_be_visible()
    user = client.get("/v1/me").json()["user"]
    assert (user["name"], user["phone"], user["time_zone"]) == ("Ada Lovelace", "030 123456", "Asia/Tokyo")
    other = f"{uuid4().hex}@example.com"
    page.get_by_label("New e-mail address").fill(other)
    page.get_by_label("Present password", exact=True).fill("wrong")
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_label("Present password", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Present password", exact=True).fill(OLD)
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_text(f"You sign in with {other}")).to_be_visible()

    page.get_by_role("link", name="Notifications").click()
    expect(page.get_by_role("heading", name="Notifications")).to_be_focused()
    page.get_by_label("is moved").uncheck()
    page.get_by_label("Reminder 1").select_option("1 day")
    page.get_by_label("Reminder 2").select_option("30 minutes")
    page.get_by_label("Language of the mails").select_option("Deutsch")
    inspect(page, "notifications")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main").get_by_text("Saved")).to_be_visible()
    chosen = client.get("/v1/me/notifications").json()["notifications"]
    assert (chosen["confirmed"], chosen["moved"], chosen["language"]) == (True, False, "de")
    assert chosen["reminder_minutes"] == [1440, 30]

    page.get_by_role("link", name="Calendar").click()
    expect(page.get_by_text("There is no address now.")).to_be_visible()
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_text(re.compile(r"http.*calendar\.ics\?"))
    assert client.http.get(address.inner_text()).text.startswith("BEGIN:VCALENDAR")
    inspect(page, "calendar")
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("There is no address now.")).to_be_visible()
    assert client.get("/v1/me/calendar").status_code == 404


def test_devices_are_signed_out_one_by_one_and_all_at_once(
    visitors: Visitors, somebody: tuple[str, str], server: Server, look: str
) -> None:
    _, email = somebody
    for name in ("Ancient telephone", "Lost tablet", "Mozilla/5.0 (X11; Linux) Gecko Firefox/150.0"):
        assert server.client.saying(**{"User-Agent": name}).sign_in(email).status_code == 200
    page = visitors.invite(look)
    page.goto("/#/account/sessions")
    sign_in(page, email)
    devices = page.get_by_role("main").get_by_role("listitem")
    expect(devices).to_have_count(4)
    expect(devices.filter(has_text="Firefox on Linux")).to_be_visible()
    expect(devices.filter(has_text="This device").get_by_role("button")).to_have_count(0)
    inspect(page, "sessions")
    devices.filter(has_text="Lost tablet").get_by_role("button").click()
    expect(devices).to_have_count(3)
    expect(page.get_by_role("heading", name="Devices")).to_be_focused()
    page.get_by_role("button", name="Sign out all others").click()
    expect(devices).to_have_count(1)
    expect(page.get_by_text("2 devices were signed out")).to_be_attached()
    expect(devices).to_contain_text("This device")


def test_a_new_password_ends_all_other_sessions(
    visitors: Visitors, somebody: tuple[str, str], server: Server, client: Client, look: str
) -> None:
    _, email = somebody
    server.client.sign_in(email)
    page = visitors.invite(look)
    page.goto("/#/account/password")
    sign_in(page, email)
    page.get_by_label("Present password", exact=True).fill("wrong")
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("alert")).to_be_focused()
    inspect(page, "password-refused")
    page.get_by_label("Present password", exact=True).fill(OLD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("main").get_by_text("Your other devices were signed out.")).to_be_visible()
    expect(page.get_by_label("New password", exact=True)).to_have_value("")
    inspect(page, "password")
    assert len(client.get("/v1/me/sessions").json()["sessions"]) == 1
    assert server.client.sign_in(email).status_code == 401


def test_a_forgotten_password_is_replaced_with_the_code_that_was_mailed(
    visitors: Visitors, somebody: tuple[str, str], url: str, look: str
) -> None:
    user_id, email = somebody
    page = visitors.invite(look)
    page.goto("/#/sign-in")
    page.get_by_role("link", name="I have forgotten my password").click()
    inspect(page, "forgot")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send a code").click()
    expect(page.get_by_role("heading", name="Choose a new password")).to_be_focused()
    assert fetch(url, "select count(*) from medbook.mails where user_id = %s", user_id) == [(1,)]
    expect(page.get_by_label("E-mail address")).to_have_value(email)
    page.get_by_label("Code").fill("wrong")
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("alert")).to_contain_text("Code or e-mail address is wrong")
    inspect(page, "reset")
    ((code,),) = fetch(url, "select account.issue_reset(%s) ->> 'code'", user_id)
    page.get_by_label("Code").fill(f" {code} ")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Signed in as Somebody")).to_be_visible()


def test_the_pages_of_the_account_are_in_german_too(visitors: Visitors, somebody: tuple[str, str], url: str) -> None:
    execute(url, "update medbook.users set email = 'g' || email where id = %s", somebody[0])
    page = visitors.invite(locale="de-DE")
    page.goto("/#/account/notifications")
    page.get_by_label("E-Mail-Adresse").fill(f"g{somebody[1]}")
    page.get_by_label("Passwort", exact=True).fill(OLD)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_label("Erinnerung 1").select_option("2 Stunden")
    inspect(page, "notifications-german")

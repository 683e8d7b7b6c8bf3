"""A stranger makes an account and signs in, by mouse and by keyboard, in English and German."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Visitors, inspect
from tests.support.clinic import PASSWORD

NEW_PASSWORD = "seven purple cranes over Lisbon"


def register(page: Page, email: str) -> None:
    """Make an account, beginning at the first page."""
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill("Toni Stranger")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Signed in as Toni Stranger")).to_be_visible()


def test_a_stranger_registers_signs_out_and_signs_in_on_pages_that_everybody_can_use(
    visitors: Visitors, look: str
) -> None:
    page = visitors.invite(look)
    email = f"{uuid4().hex}@example.com"
    page.goto("/")
    inspect(page, "home")
    page.goto("/#/register")
    expect(page.get_by_role("heading", name="Create an account")).to_be_focused()
    inspect(page, "register")
    register(page, email)
    inspect(page, "signed-in")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    inspect(page, "sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Signed in as Toni Stranger")).to_be_visible()


def test_errors_are_told_above_the_form_and_at_the_field(visitors: Visitors, look: str) -> None:
    page = visitors.invite(look)
    page.goto("/#/register")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("heading", name="There are 3 problems")).to_be_visible()
    inspect(page, "register-errors")
    page.get_by_role("link", name="Your name: Fill this in").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_accessible_description("Fill this in")


ENGLISH = {
    "phone": "Enter 5 to 30 characters, among them three digits",
    "common": "This password is easily guessed.",
    "not known here": "must not be a word of the future",
    "not a field": "Something about this does not fit.",
    "a new code": "The moon is in the way.",
}
GERMAN = {
    "phone": "Geben Sie 5 bis 30 Zeichen ein, darunter drei Ziffern",
    "common": "Dieses Passwort ist leicht zu erraten.",
    "not known here": "Bitte prüfen",
    "not a field": "Daran passt etwas nicht.",
    "a new code": "Bei uns ist etwas schiefgegangen.",
}


@pytest.mark.parametrize(("look", "locale", "words"), [("light", "en-GB", ENGLISH), ("narrow", "de-DE", GERMAN)])
def test_what_the_api_refuses_is_told_at_its_field_in_the_language_of_the_reader(
    visitors: Visitors, look: str, locale: str, words: dict[str, str]
) -> None:
    page = visitors.invite(look, locale=locale)
    page.goto("/#/register")
    fields = {name: page.locator(f"[name={name}]") for name in ("name", "email", "phone", "password")}
    send = page.locator("main form button[type=submit]")
    alert = page.get_by_role("alert")
    fields["name"].fill("Toni")
    fields["email"].fill(f"{uuid4().hex}@example.com")
    fields["password"].fill("medbook medbook medbook")
    fields["phone"].fill("call me")
    send.click()
    expect(fields["phone"]).to_have_accessible_description(words["phone"])
    fields["phone"].fill("")
    send.click()
    expect(alert).to_be_focused()
    expect(alert).to_contain_text(words["common"])
    expect(fields["password"]).to_have_accessible_description(re.compile(re.escape(words["common"])))
    inspect(page, f"register-refused-{locale}")

    # Of rules that these pages do not know, and of fields that they do not show.
    errors = [
        {"pointer": "#/password", "detail": "must not be a word of the future"},
        {"pointer": "#/name", "detail": "must have at most 3 characters", "rule": "maxLength", "limit": 3},
        {"pointer": "#/colour", "detail": "is required", "rule": "required"},
    ]
    refused = {"code": "INVALID_INPUT", "detail": "See errors for what is wrong, and where.", "errors": errors}
    page.route("**/v1/auth/register", lambda route: route.fulfill(status=422, json=refused))
    send.click()
    expect(alert).to_contain_text(words["not a field"])
    expect(fields["password"]).to_have_accessible_description(re.compile(words["not known here"]))
    expect(fields["name"]).to_have_accessible_description(re.compile("3"))
    new = {"code": "MOON_IN_THE_WAY", "detail": "The moon is in the way."}
    page.route("**/v1/auth/register", lambda route: route.fulfill(status=409, json=new))
    send.click()
    expect(alert).to_contain_text(words["a new code"])
    if locale == "de-DE":
        expect(page.get_by_text("must ")).to_have_count(0)


def test_a_wrong_password_is_told_in_words_that_say_what_to_do(page: Page) -> None:
    page.goto("/#/sign-in")
    page.get_by_label("E-mail address").fill("ann@example.com")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("E-mail address or password is wrong. Check both.")


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.goto("/#/sign-in")
    expect(page.get_by_label("E-mail address")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for text in ("ann@example.com", PASSWORD):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signed in as Ann")).to_be_visible()


@pytest.mark.parametrize(("locale", "language", "words"), [("de-AT", "de", "Anmelden"), ("fr-FR", "en", "Sign in")])
def test_the_browser_says_the_language(visitors: Visitors, locale: str, language: str, words: str) -> None:
    page = visitors.invite(locale=locale)
    page.goto("/#/sign-in")
    expect(page.get_by_role("heading", name=words)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page).to_have_title(re.compile(words))


def test_the_back_button_returns(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", name="Appointments")).to_be_focused()

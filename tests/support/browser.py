"""A real browser, Debian's Chromium: people who visit the pages, and what is looked at on each of them."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.support import ROOT

# The long form is the whole browser, and each test in each look; the short one is Debian's build without a window.
IS_LONG = "BROWSER_LONG" in os.environ
CHROMIUM = "/usr/bin/chromium" if IS_LONG else "/usr/bin/chromium-headless-shell"
SCREENSHOTS = ROOT / "tests/browser/screenshots"
# When the tests' clinic is: see tests/support/clinic.sql.
NOW = datetime.fromisoformat("2030-01-07T08:00:00+00:00")

DESK = {"viewport": {"width": 1280, "height": 800}}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {**DESK, "color_scheme": "light"},
    "dark": {**DESK, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light", "has_touch": True},
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
BLOCKED = "Service Worker registration blocked by Playwright"
# Controls that are smaller than a finger; links within a text may be.
SMALL = """() => [...document.querySelectorAll('button, input, select, textarea, header a, footer a')]
    .filter((control) => control.checkVisibility())
    .map((control) => [control.outerHTML, control.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 44 || height < 44)
    .map(([text, { width, height }]) => `${width} x ${height}: ${text}`)"""
DARK = "() => matchMedia('(prefers-color-scheme: dark)').matches"
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@cache
def axe() -> str:
    """Return the source of axe-core."""
    return (files("axe_playwright_python") / "axe.min.js").read_text()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the browser until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visitors:
    """Opens the pages of a gateway for people with browsers of their own, and keeps what went wrong there."""

    browser: Browser
    base_url: str
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def invite(self, look: str = "light", **options: Any) -> Page:
        """Return a page of somebody new. options: of Playwright's new_context, such as locale and timezone_id."""
        given = {"locale": "en-GB", "timezone_id": "Europe/Berlin", "service_workers": "block"}
        context = self.browser.new_context(base_url=self.base_url, **{**given, **LOOKS[look], **options})
        self.contexts.append(context)
        context.clock.install(time=NOW)
        context.on("console", self.note)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        return context.new_page()

    def note(self, message: ConsoleMessage) -> None:
        """Keep an error or a warning; a refusal by the API is none."""
        is_refusal = REFUSED.match(message.text) and "/v1/" in message.location["url"]
        if message.type in {"error", "warning"} and not is_refusal and message.text != BLOCKED:
            self.faults.append(f"{message.type}: {message.text}")

    def leave(self) -> None:
        """Close all their browsers."""
        for context in self.contexts:
            context.close()


def module(page: Page, name: str) -> str:
    """Return the address of a module, such as client.js, for a script that imports it."""
    entry = page.locator("script[type=module]").get_attribute("src") or ""
    return f"{entry.rpartition('/')[0]}/{name}"


def violations(page: Page) -> list[str]:
    """Return what axe finds on a page as it is now."""
    # By the protocol of the browser's own tools: the page's policy would let no foreign script in.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe())
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {violation['help']}: {node['html']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def inspect(page: Page, name: str) -> None:
    """Check that everybody can use a page that has loaded, in each look; keep it as screenshots/{name}-{look}.png."""
    expect(page.get_by_text("One moment, please")).to_have_count(0)
    own = {"viewport": page.viewport_size, "color_scheme": "dark" if page.evaluate(DARK) else "light"}
    for look, options in LOOKS.items():
        turn(page, options)
        judge(page, f"{name}-{look}")
    turn(page, own)


def turn(page: Page, look: dict[str, Any]) -> None:
    """Give a page another size and colours."""
    page.emulate_media(color_scheme=look["color_scheme"])
    page.set_viewport_size(look["viewport"])


def judge(page: Page, name: str) -> None:
    """Check that everybody can use a page as it looks now, and keep it as screenshots/{name}.png."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
    faults = [*violations(page), *page.evaluate(SMALL), *(["it scrolls sideways"] if page.evaluate(WIDE) else [])]
    assert not faults, "\n".join(faults)

"""A gateway per module, over the module's own database, and people who visit its pages."""

from collections.abc import Iterator
from zlib import crc32

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import IS_LONG, LOOKS, Visitors, chromium
from tests.support.gateway import Server, answers, serve, wait_for

# A limit for giving up, not for judging: the machine may be busy.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(url, tmp_path_factory.mktemp("gateway") / "log") as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


@pytest.fixture
def visitors(browser: Browser, server: Server) -> Iterator[Visitors]:
    """People with browsers of their own. Errors in their consoles fail the test."""
    made = Visitors(browser, server.base_url)
    yield made
    made.leave()
    assert not made.faults, "\n".join(made.faults)


@pytest.fixture
def page(visitors: Visitors) -> Page:
    """The page of one visitor."""
    return visitors.invite()


@pytest.fixture(params=LOOKS if IS_LONG else None)
def look(request: pytest.FixtureRequest) -> str:
    """How a page looks from the begin of a test to its end: light, dark or narrow, by turns; each in the long form."""
    turn = crc32(request.node.name.encode()) % len(LOOKS)
    return str(getattr(request, "param", list(LOOKS)[turn]))

"""A gateway per module, over the module's own database."""

from collections.abc import Iterator

import pytest

from tests.support.clinic import ANN, BEN, CHIEF
from tests.support.database import execute
from tests.support.gateway import Client, Server, answers, serve, wait_for


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(url, tmp_path_factory.mktemp("gateway") / "log") as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


@pytest.fixture
def anybody(server: Server) -> Client:
    return server.client


@pytest.fixture
def ann(anybody: Client) -> Client:
    return anybody.by(ANN)


@pytest.fixture
def ben(anybody: Client) -> Client:
    return anybody.by(BEN)


@pytest.fixture
def chief(anybody: Client) -> Client:
    return anybody.by(CHIEF, "ADMIN")


@pytest.fixture(autouse=True)
def _empty_calendar(url: str) -> None:
    """Begin each test with no booking, all slots as tests/support/clinic.sql has them, and its time."""
    execute(
        url,
        """
        delete from medbook.booking_requests;
        delete from medbook.waitlist;
        delete from medbook.bookings;
        update medbook.slots set is_available = closed_at is null, held_until = null;
        update test.clock set now = '2030-01-07 08:00:00Z';
        """,
    )

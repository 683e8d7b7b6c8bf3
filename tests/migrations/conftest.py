"""Empty databases, and what a fresh installation is like."""

from collections.abc import Iterator

import pytest

from gateway.commands.migrate import migrate
from tests.migrations.schema import dump
from tests.support.database import Databases


@pytest.fixture
def empty_url(databases: Databases) -> Iterator[str]:
    """The administrator's URL of an empty database, for one test."""
    with databases.copy("template0") as url:
        yield url


@pytest.fixture(scope="session")
def fresh_dump(databases: Databases) -> list[str]:
    """The dump of a fresh installation."""
    with databases.copy("template0") as url:
        migrate(url)
        return dump(url)

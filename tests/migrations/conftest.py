"""Empty databases, and what a fresh installation is like."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from gateway.commands.migrate import migrate
from tests.migrations.schema import IDS, apply_first, dump
from tests.support.database import Databases, name_of


@pytest.fixture
def empty_url(databases: Databases) -> Iterator[str]:
    """The administrator's URL of an empty database, for one test."""
    with databases.copy("template0") as url:
        yield url


@pytest.fixture(scope="session")
def stages(databases: Databases) -> Iterator[list[str]]:
    """The databases that have applied none of the migrations, the first, the first two …; all are without the code."""
    with ExitStack() as stack:
        urls = [stack.enter_context(databases.copy("template0"))]
        for count in range(1, len(IDS) + 1):
            urls.append(stack.enter_context(databases.copy(name_of(urls[-1]))))
            apply_first(urls[-1], count)
        yield urls


@pytest.fixture(scope="session")
def installed(databases: Databases) -> Iterator[str]:
    """A fresh installation, to be read and copied only."""
    with databases.copy("template0") as url:
        migrate(url)
        yield url


@pytest.fixture(scope="session")
def fresh_dump(installed: str) -> list[str]:
    """The dump of a fresh installation."""
    return dump(installed)

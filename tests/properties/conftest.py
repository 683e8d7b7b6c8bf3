"""A clinic without slots, and one connection to it: every example is a transaction that is rolled back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

HELPERS = Path(__file__).with_name("helpers.sql")


@pytest.fixture(scope="module")
def clinic(url: str) -> Iterator[psycopg.Connection[Any]]:
    """An administrator's connection to a clinic that nobody else is in."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(HELPERS.read_bytes())
        connection.execute("set timezone = 'UTC'")
        yield connection

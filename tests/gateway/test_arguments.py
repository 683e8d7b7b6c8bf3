"""Properties of the checks: PostgreSQL reads every accepted text as the same value."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.http.arguments import CHECKS, SCHEMAS, WrongValue, typed

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(),
    "uuid": st.uuids().map(str),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "date": st.dates().map(str),
    "timestamp with time zone": st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)).map(
        lambda d: f"{d.isoformat()}Z"
    ),
    "jsonb": st.recursive(
        st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    ),
}
ANYTHING = st.text() | st.integers() | st.floats() | st.none() | st.booleans() | st.lists(st.text(), max_size=2)
BOUNDED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def connection(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url, autocommit=True) as made:
        yield made


def test_every_type_has_a_check_and_a_schema() -> None:
    assert CHECKS.keys() == SCHEMAS.keys() == VALUES.keys()


@pytest.mark.parametrize("type_", VALUES)
def test_accepted_text_is_cast_without_an_error(connection: psycopg.Connection[Any], type_: str) -> None:
    @BOUNDED
    @given(VALUES[type_] | ANYTHING)
    def holds(value: object) -> None:
        try:
            text = CHECKS[type_](value)
        except WrongValue:
            return
        row = connection.execute(f"select %s::{type_}".encode(), [text]).fetchone()
        assert row is not None
        if type_ in {"text", "integer", "bigint", "boolean", "jsonb"} and not isinstance(value, float):
            assert row[0] == value

    holds()


@pytest.mark.parametrize("type_", VALUES)
def test_a_value_of_the_type_passes_unless_postgresql_cannot_store_it(type_: str) -> None:
    @BOUNDED
    @given(VALUES[type_])
    def holds(value: object) -> None:
        storable = "\\u0000" not in json.dumps(value)
        try:
            CHECKS[type_](value)
        except WrongValue:
            assert not storable

    holds()


@pytest.mark.parametrize("type_", ["integer", "bigint", "boolean"])
def test_a_query_text_stands_for_the_value_it_spells(type_: str) -> None:
    @BOUNDED
    @given(VALUES[type_])
    def holds(value: object) -> None:
        assert typed(json.dumps(value), type_) == value

    holds()

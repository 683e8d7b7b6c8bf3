"""Loads every file that sql/load.sql names: the whole current code, each time migrations are applied."""

from pathlib import Path

import psycopg
from yoyo import step  # type: ignore[import-untyped]

SQL = Path(__file__).resolve().parent.parent / "sql"


def load(connection: psycopg.Connection) -> None:
    """Execute the manifest's files in their order, in the caller's transaction."""
    for line in (SQL / "load.sql").read_text().splitlines():
        if line.startswith("\\ir "):
            connection.execute((SQL / line.removeprefix("\\ir ")).read_text())


step(load)

"""Loads every file that sql/load.sql names: the whole current code, each time migrations are applied."""

import re
from pathlib import Path

import psycopg
from yoyo import step  # type: ignore[import-untyped]

SQL = Path(__file__).resolve().parent.parent / "sql"


def load(connection: psycopg.Connection) -> None:
    """Execute the manifest's files in their order, in the caller's transaction and in one round trip."""
    names = re.findall(r"^\\ir (\S+)$", (SQL / "load.sql").read_text(), re.MULTILINE)
    connection.execute("\n".join((SQL / name).read_text() for name in names).encode())


step(load)

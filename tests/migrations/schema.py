"""What a database holds, as text that can be compared, and ways to take a database to any stage of its history."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from yoyo import get_backend, read_migrations  # type: ignore[import-untyped]

from gateway.commands.migrate import backend_uri
from gateway.commands.postgresql import selected
from gateway.config import MIGRATIONS
from tests.support import ROOT
from tests.support.database import fetch

SQL = ROOT / "sql"
IDS = sorted(path.stem for path in MIGRATIONS.glob("*.sql") if not path.name.endswith(".rollback.sql"))
SETTINGS = """
  select unnest(s.setconfig) from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
   where d.datname = current_database() order by 1
"""


def run_tool(name: str, *arguments: str) -> str:
    """Run one of PostgreSQL's client programs; return what it prints."""
    done = subprocess.run([str(selected().programs / name), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def dump(url: str) -> list[str]:
    """Return the database's definition, line by line: owners, privileges and comments too, and the clinic's settings.

    Left out are yoyo's own tables and the random keys of pg_dump's restrict commands.
    """
    text = run_tool("pg_dump", "--schema-only", "--exclude-table=*yoyo*", url)
    if "CREATE TABLE medbook.settings" in text:
        text += run_tool("pg_dump", "--data-only", "--inserts", "--table=medbook.settings", url)
    return [line for line in text.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]


def dump_with_settings(url: str) -> list[str]:
    """Return the database's definition, and its settings, which no dump of it holds."""
    return dump(url) + [setting for (setting,) in fetch(url, SETTINGS)]


@contextmanager
def locked_backend(url: str) -> Iterator[Any]:
    """Give yoyo's backend, under its lock."""
    with get_backend(backend_uri(url)) as backend, backend.lock():
        yield backend


def apply_first(url: str, count: int) -> None:
    """Apply the first migrations that are pending of so many, without the code."""
    with locked_backend(url) as backend:
        backend.apply_migrations_only(backend.to_apply(read_migrations(str(MIGRATIONS))[:count]))


def roll_back_last(url: str, count: int) -> None:
    """Roll so many of the last migrations back."""
    with locked_backend(url) as backend:
        backend.rollback_migrations(backend.to_rollback(read_migrations(str(MIGRATIONS)))[:count])


def load_code(url: str) -> None:
    """Load the current code, whatever was migrated. Raises psycopg.Error."""
    with locked_backend(url) as backend:
        backend.run_post_apply(read_migrations(str(MIGRATIONS)))

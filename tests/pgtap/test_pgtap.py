"""Runs the pgTAP files below this folder, each in a transaction that is rolled back, and holds them to mirror sql/."""

import os
import subprocess
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from gateway.commands.postgresql import selected
from tests.support import CODE_SCHEMAS

HERE = Path(__file__).resolve().parent
SQL = HERE.parent.parent / "sql"
LIBPQ = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}


def names(root: Path) -> set[str]:
    """Return the paths, relative to root, of the files that stand for one object each."""
    return {str(path.relative_to(root)) for folder in CODE_SCHEMAS for path in (root / folder).glob("*.sql")}


@pytest.mark.parametrize("name", sorted(str(path.relative_to(HERE)) for path in HERE.rglob("*.sql")))
def test_pgtap(url: str, name: str) -> None:
    connection = {LIBPQ[key]: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    environment = {**os.environ, **connection, "PGOPTIONS": "-c search_path=tap,public"}
    psql = str(selected().programs / "psql")
    command = ["pg_prove", "--psql-bin", psql, "--norc", "--nocolor", "--verbose", "--merge", str(HERE / name)]
    proved = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert proved.returncode == 0, f"{name}\n{proved.stdout}{proved.stderr}"


def test_every_object_has_its_pgtap_file() -> None:
    assert names(SQL) - names(HERE) == set()


def test_every_pgtap_file_has_its_object() -> None:
    assert names(HERE) - names(SQL) == set()

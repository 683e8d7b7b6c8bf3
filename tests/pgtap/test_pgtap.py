"""Runs the pgTAP files below this folder, each in a transaction that is rolled back, and holds them to mirror sql/."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from gateway.commands.postgresql import selected
from tests.support import CODE_SCHEMAS

HERE = Path(__file__).resolve().parent
SQL = HERE.parent.parent / "sql"
LIBPQ = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
# Of what pg_prove prints: the line before a file's own, and what comes after all files.
FILE = re.compile(r"^(/.+\.sql) \.+ ?\n", re.M)
SUMMARY = re.compile(r"^(?:All tests successful\.|Test Summary Report)\n", re.M)


def names(root: Path) -> set[str]:
    """Return the paths, relative to root, of the files that stand for one object each."""
    return {str(path.relative_to(root)) for folder in CODE_SCHEMAS for path in (root / folder).glob("*.sql")}


@pytest.fixture(scope="module")
def proofs(url: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """What pg_prove says of each file that was asked for: one run of all, as its start takes longer than most files."""
    cases = [case for case in request.session.items if case.path == request.path and hasattr(case, "callspec")]
    asked = [str(HERE / case.callspec.params["name"]) for case in cases]
    connection = {LIBPQ[key]: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    environment = {**os.environ, **connection, "PGOPTIONS": "-c search_path=tap,public"}
    psql = str(selected().programs / "psql")
    command = ["pg_prove", "--psql-bin", psql, "--norc", "--nocolor", "--verbose", "--merge", *asked]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout
    _, *parts = FILE.split(SUMMARY.split(said)[0])
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("name", sorted(str(path.relative_to(HERE)) for path in HERE.rglob("*.sql")))
def test_pgtap(proofs: dict[str, str], name: str) -> None:
    assert proofs[str(HERE / name)].endswith("\nok\n"), proofs[str(HERE / name)]


def test_every_object_has_its_pgtap_file() -> None:
    assert names(SQL) - names(HERE) == set()


def test_every_pgtap_file_has_its_object() -> None:
    assert names(HERE) - names(SQL) == set()

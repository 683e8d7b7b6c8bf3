"""The current code: the files that sql/load.sql lists, the objects they make, and a load that fails or has to wait."""

import os
import re
import runpy
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from gateway.commands import migrate as migrating
from gateway.commands.command import CommandError
from gateway.commands.migrate import migrate
from gateway.config import MIGRATIONS
from tests.migrations.schema import IDS, SQL, apply_first, dump, run_tool
from tests.support import CODE, CODE_SCHEMAS, ROOT
from tests.support.database import execute, fetch

COMMENT_ONLY = "api.schema"

OBJECTS = f"""
  select pronamespace::regnamespace || '.' || proname from pg_proc
   where pronamespace = any({CODE})
  union all
  select relnamespace::regnamespace || '.' || relname from pg_class
   where relnamespace = any({CODE})
  union all
  select typnamespace::regnamespace || '.' || typname from pg_type
   where typnamespace = any({CODE}) and typrelid = 0 and typelem = 0
"""


def manifest() -> list[str]:
    """Return the files that sql/load.sql lists."""
    lines = (SQL / "load.sql").read_text().splitlines()
    return [line.removeprefix("\\ir ") for line in lines if line.startswith("\\ir ")]


def objects_of_files() -> dict[str, str]:
    """Return the text of every file of sql/<schema>/ by the object that it has to make."""
    return {
        f"{schema}.{path.stem}": path.read_text() for schema in CODE_SCHEMAS for path in (SQL / schema).glob("*.sql")
    }


@pytest.fixture
def copied_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the whole source of the database, from which migrate works for one test."""
    shutil.copytree(SQL, tmp_path / "sql")
    shutil.copytree(MIGRATIONS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrating, "MIGRATIONS", tmp_path / "migrations")
    return tmp_path


def break_code(copy: Path) -> None:
    """Make the load fail after it has changed a function."""
    refuse = copy / "sql/core/refuse.sql"
    refuse.write_text(refuse.read_text().replace("'error'", "'changed'"))
    with (copy / "sql/grants.sql").open("a") as grants:
        grants.write("\nselect 1 / 0;\n")


@pytest.fixture
def quick_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets yoyo's waiting for its lock pass without waiting."""
    passed = [0.0]

    def sleep(seconds: float) -> None:
        passed[0] += seconds

    monkeypatch.setattr("yoyo.backends.base.time", SimpleNamespace(time=lambda: time.time() + passed[0], sleep=sleep))


def test_the_manifest_lists_every_file_once_and_the_retired_first() -> None:
    files = [str(path.relative_to(SQL)) for path in SQL.rglob("*.sql")]

    assert sorted([*manifest(), "load.sql", "demo.sql", "restored.sql"]) == sorted(files)
    assert manifest()[0] == "retired.sql"


def test_the_manifest_holds_nothing_but_comments_and_files() -> None:
    lines = (SQL / "load.sql").read_text().splitlines()

    assert [line for line in lines if line and not re.fullmatch(r"--.*|\\ir [\w/]+\.sql", line)] == []


def test_each_file_makes_the_object_that_it_is_named_after_and_no_other() -> None:
    made = {
        name: re.findall(r"^\s*create\s+(?:or replace )?(?:\w+ )*?(?:function|procedure|view) ([\w.]+)", text, re.M)
        for name, text in objects_of_files().items()
    }

    assert made.pop(COMMENT_ONLY) == []
    assert {name: objects for name, objects in made.items() if objects != [name]} == {}


def test_no_file_of_the_code_makes_a_table_type_index_or_trigger() -> None:
    other = re.compile(r"^\s*create\s+(?!or replace (?:function|procedure|view) )(.*)$", re.M)

    assert {name: other.findall(text) for name, text in objects_of_files().items() if other.search(text)} == {}


def test_the_schemas_of_the_code_hold_what_their_folders_hold_and_nothing_else(empty_url: str) -> None:
    migrate(empty_url)

    assert sorted(name for (name,) in fetch(empty_url, OBJECTS)) == sorted(objects_of_files().keys() - {COMMENT_ONLY})


def test_psql_loads_the_code_as_migrating_does(empty_url: str, fresh_dump: list[str]) -> None:
    apply_first(empty_url, len(IDS))

    run_tool("psql", "-qX", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(SQL / "load.sql"), empty_url)

    assert dump(empty_url) == fresh_dump


def test_psql_reloads_the_code_without_changing_anything(empty_url: str, fresh_dump: list[str]) -> None:
    migrate(empty_url)

    run_tool("psql", "-qX", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(SQL / "load.sql"), empty_url)

    assert dump(empty_url) == fresh_dump


def test_a_load_that_fails_leaves_everything_as_it_was(
    empty_url: str, fresh_dump: list[str], copied_migrations: Path
) -> None:
    migrate(empty_url)
    break_code(copied_migrations)

    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty_url)

    assert dump(empty_url) == fresh_dump


def test_a_first_load_that_fails_is_made_good_by_the_next_migrate_though_no_migration_is_pending(
    empty_url: str, fresh_dump: list[str], copied_migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_code(copied_migrations)
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty_url)
    assert fetch(empty_url, "select count(*) from _yoyo_migration") == [(len(IDS),)]
    assert fetch(empty_url, OBJECTS) == []
    monkeypatch.setattr(migrating, "MIGRATIONS", MIGRATIONS)

    migrate(empty_url)

    assert dump(empty_url) == fresh_dump


def test_the_load_gives_up_on_a_lock_that_it_does_not_get_and_leaves_everything_as_it_was(
    empty_url: str, fresh_dump: list[str], copied_migrations: Path
) -> None:
    migrate(empty_url)
    retired = copied_migrations / "sql/retired.sql"
    patient = retired.read_text()
    retired.write_text(patient.replace("lock_timeout = '5s'", "lock_timeout = '10ms'"))
    assert retired.read_text() != patient

    with psycopg.connect(empty_url) as reader:
        reader.execute("select from api.booking")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            migrate(empty_url)

    assert dump(empty_url) == fresh_dump


@pytest.mark.usefixtures("quick_clock")
def test_a_lock_that_a_killed_migrate_left_is_reported_and_not_broken(empty_url: str) -> None:
    migrate(empty_url)
    execute(empty_url, "insert into yoyo_lock (locked, ctime, pid) values (1, now(), 4711)")

    with pytest.raises(CommandError, match="4711"):
        migrate(empty_url)

    assert fetch(empty_url, "select pid from yoyo_lock") == [(4711,)]


@pytest.mark.usefixtures("quick_clock")
def test_the_command_ends_with_a_message_that_names_the_process_and_the_remedy(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(empty_url)
    execute(empty_url, "insert into yoyo_lock (locked, ctime, pid) values (1, now(), 4711)")
    monkeypatch.setenv("MEDBOOK_DATABASE_URL", empty_url)
    monkeypatch.delitem(sys.modules, "gateway.commands.migrate")

    with pytest.raises(SystemExit, match=r"^Process 4711 [^\n]*: make break-lock$"):
        runpy.run_module("gateway.commands.migrate", run_name="__main__")


def test_the_remedy_of_the_makefile_lets_the_next_migrate_through(empty_url: str, fresh_dump: list[str]) -> None:
    migrate(empty_url)
    execute(empty_url, "insert into yoyo_lock (locked, ctime, pid) values (1, now(), 4711)")
    remedy = re.search(r"^break-lock:.*\n\t.* -c '([^']+)'", (ROOT / "Makefile").read_text(), re.M)
    assert remedy is not None

    execute(empty_url, remedy[1])
    migrate(empty_url)

    assert dump(empty_url) == fresh_dump


def test_two_migrates_at_once_of_an_empty_database_both_end_well(empty_url: str, fresh_dump: list[str]) -> None:
    command = [sys.executable, "-m", "gateway.commands.migrate"]
    environment = {**os.environ, "MEDBOOK_DATABASE_URL": empty_url}
    both = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [process.communicate()[1] for process in both]

    assert ([process.returncode for process in both], errors) == ([0, 0], ["", ""])
    assert dump(empty_url) == fresh_dump

"""Every way to the current schema ends in the same one, and every way back works."""

import hashlib
import re
from pathlib import Path

import psycopg
import pytest

from gateway.commands.migrate import UnknownMigration, migrate
from gateway.config import MIGRATIONS, latest_migration
from tests.migrations.schema import IDS, apply_first, dump, dump_with_settings, load_code, roll_back_last, run_tool
from tests.support import PRODUCT, ROOT
from tests.support.database import Databases, execute, fetch, name_of

FROZEN = Path(__file__).parent / "frozen.sha256"
FREEZE = "sha256sum migrations/*.sql > tests/migrations/frozen.sha256"
RELEASES = sorted((ROOT / "tests/upgrade").glob("*.sql"))
STAGES = [pytest.param(n, id=f"after-{IDS[n - 1]}") for n in range(1, len(IDS))]
ORIGINS = [*STAGES, *(pytest.param(path, id=f"release-{path.stem}") for path in RELEASES)]

ROWS = """
  insert into medbook.users (id, email, password_hash, name)
  values ('00000000-0000-4000-8000-00000000000a', 'ann@example.com', '$argon2id$x', 'Ann');
  insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
  values ('d0c00001-0000-8000-8000-000000000000', 'Dr. Dora Day', 'Cardiology', 10, 9000, 'EUR', 'Europe/Berlin');
  insert into medbook.calendar (doctor_id, slot_id, start_time, end_time)
  select id, 'd0c00001-0000-8000-8000-000000000001', now() + interval '1 day', now() + interval '25 hours'
    from medbook.doctors;
  insert into medbook.slots (doctor_id, id, start_time, end_time) select * from medbook.calendar;
  select api.book_slot('00000000-0000-4000-8000-00000000000a', 'd0c00001-0000-8000-8000-000000000001')
"""


def restore(url: str, path: Path) -> None:
    """Fill an empty database with a dump."""
    run_tool("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-f", str(path), url)


@pytest.mark.parametrize("origin", ORIGINS)
def test_an_upgraded_database_equals_a_fresh_one(
    databases: Databases, stages: list[str], fresh_dump: list[str], origin: int | Path
) -> None:
    with databases.copy("template0" if isinstance(origin, Path) else name_of(stages[origin])) as url:
        if isinstance(origin, Path):
            restore(url, origin)

        migrate(url)

        assert dump(url) == fresh_dump


@pytest.mark.parametrize("count", STAGES)
def test_loading_the_code_at_an_earlier_stage_works_or_changes_nothing_and_the_upgrade_equals_a_fresh_database(
    databases: Databases, stages: list[str], fresh_dump: list[str], count: int
) -> None:
    with databases.copy(name_of(stages[count])) as url:
        try:
            load_code(url)
        except psycopg.Error:
            assert dump(url) == dump(stages[count])

        migrate(url)

        assert dump(url) == fresh_dump


def test_a_restored_backup_upgrades_to_the_schema_of_a_fresh_database_and_keeps_its_rows(
    empty_url: str, databases: Databases, fresh_dump: list[str], tmp_path: Path
) -> None:
    bookings = "select b.*, s.held_until from medbook.bookings b join medbook.slots s on s.id = b.slot_id"
    backup = tmp_path / "backup.sql"
    with databases.copy("template0") as old:
        migrate(old)
        execute(old, ROWS)
        backup.write_text(run_tool("pg_dump", old))
        kept = fetch(old, bookings)
    restore(empty_url, backup)

    migrate(empty_url)

    assert dump(empty_url) == fresh_dump
    assert len(kept) == 1
    assert fetch(empty_url, bookings) == kept


def test_migrating_again_changes_nothing(empty_url: str, fresh_dump: list[str]) -> None:
    objects = f"""
      select oid::regprocedure::text, oid from pg_proc
       where pronamespace = any({PRODUCT})
      union all
      select oid::regclass::text, oid from pg_class where relnamespace = any({PRODUCT})
      order by 1, 2
    """
    migrate(empty_url)
    before = fetch(empty_url, objects)

    migrate(empty_url)

    assert dump(empty_url) == fresh_dump
    assert fetch(empty_url, objects) == before
    assert len(before) > 50


def test_rolling_all_back_leaves_an_empty_database_and_migrating_makes_it_all_again(
    empty_url: str, fresh_dump: list[str]
) -> None:
    empty = dump(empty_url)
    migrate(empty_url)

    roll_back_last(empty_url, len(IDS))

    assert dump(empty_url) == empty
    assert fetch(empty_url, "select extname from pg_extension") == [("plpgsql",)]
    assert fetch(empty_url, "select defaclobjtype from pg_default_acl") == []
    migrate(empty_url)
    assert dump(empty_url) == fresh_dump


def test_a_migration_of_another_release_is_named_and_nothing_is_loaded_over_it(empty_url: str) -> None:
    migrate(empty_url)
    latest = "(select max(migration_id) from public._yoyo_migration)"
    later = "migration_id = '0099.later', migration_hash = 'x'"
    execute(empty_url, f"update public._yoyo_migration set {later} where migration_id = {latest}")
    before = dump(empty_url)
    with pytest.raises(UnknownMigration, match=r"0099\.later, which this release does not know"):
        migrate(empty_url)
    assert dump(empty_url) == before


@pytest.mark.parametrize("count", range(1, len(IDS) + 1))
def test_rolling_some_back_under_the_code_and_migrating_gives_a_fresh_database(
    databases: Databases, installed: str, fresh_dump: list[str], count: int
) -> None:
    with databases.copy(name_of(installed)) as url:
        roll_back_last(url, count)
        migrate(url)

        assert dump(url) == fresh_dump


@pytest.mark.parametrize("count", [pytest.param(n, id=name) for n, name in enumerate(IDS)])
def test_each_rollback_undoes_its_migration_and_nothing_else(empty_url: str, count: int) -> None:
    apply_first(empty_url, count)
    before = dump_with_settings(empty_url)

    apply_first(empty_url, count + 1)
    assert dump_with_settings(empty_url) != before

    roll_back_last(empty_url, 1)
    assert dump_with_settings(empty_url) == before


def test_a_migrated_database_has_the_schemas_extensions_and_version_it_should_have(installed: str) -> None:
    schemas = """
      select nspname, nspowner::regrole::text from pg_namespace
       where nspname !~ '^pg_' and nspname not in ('information_schema', 'public') order by 1
    """
    assert fetch(installed, schemas) == [
        ("account", "medbook_owner"),
        ("api", "medbook_owner"),
        ("booking", "medbook_owner"),
        ("calendar", "medbook_owner"),
        ("core", "medbook_owner"),
        ("extensions", "postgres"),
        ("feed", "medbook_owner"),
        ("health", "medbook_owner"),
        ("limits", "medbook_owner"),
        ("medbook", "medbook_owner"),
        ("outbound", "medbook_owner"),
    ]
    extensions = "select extname, extnamespace::regnamespace::text from pg_extension order by 1"
    assert fetch(installed, extensions) == [
        ("btree_gist", "extensions"),
        ("citext", "extensions"),
        ("pg_stat_statements", "extensions"),
        ("pg_trgm", "extensions"),
        ("plpgsql", "pg_catalog"),
        ("unaccent", "extensions"),
    ]
    assert fetch(installed, "select core.schema_version()") == [(latest_migration(),)]


def test_everything_in_the_schemas_of_the_product_belongs_to_its_owner(installed: str) -> None:
    foreign = f"""
      with product as (
        select {PRODUCT} as schemas, 'medbook_owner'::regrole as owner)
      select oid::regclass::text from pg_class, product where relnamespace = any(schemas) and relowner <> owner
      union all
      select oid::regprocedure::text from pg_proc, product where pronamespace = any(schemas) and proowner <> owner
      union all
      select oid::regtype::text from pg_type, product where typnamespace = any(schemas) and typowner <> owner
    """
    assert fetch(installed, foreign) == []


def test_every_migration_has_a_rollback_and_every_rollback_a_migration() -> None:
    files = {path.name for path in MIGRATIONS.glob("*.sql")}

    assert files == {f"{name}{end}" for name in IDS for end in (".sql", ".rollback.sql")}


def test_migrations_are_numbered_from_one_without_a_gap() -> None:
    assert [re.match(r"\d{4}\.", name) is not None for name in IDS] == [True] * len(IDS)
    assert [int(name[:4]) for name in IDS] == list(range(1, len(IDS) + 1))


def frozen_digests() -> dict[str, str]:
    """Return the digest of every released file, as sha256sum wrote it."""
    lines = [line.split("  ", 1) for line in FROZEN.read_text().splitlines()]
    return {name: digest for digest, name in lines}


def test_released_migrations_are_frozen() -> None:
    frozen = frozen_digests()
    paths = {name: ROOT / name for name in frozen}
    now = {name: hashlib.sha256(p.read_bytes()).hexdigest() if p.exists() else "gone" for name, p in paths.items()}

    assert now == frozen, (
        "A released migration was edited, and databases that have applied it would never see the change: restore it "
        f"and write a new one. If no release has had it yet: {FREEZE}"
    )


def test_no_new_migration_comes_before_a_released_one() -> None:
    frozen = {Path(name).name for name in frozen_digests()}
    new = {path.name for path in MIGRATIONS.glob("*.sql")} - frozen

    assert {name for name in new if name < max(frozen)} == set(), (
        f"It would be applied after those on some databases. If it was released: {FREEZE}"
    )

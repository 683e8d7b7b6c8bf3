"""`make backup` and `make restore`: the same clinic in an empty cluster, and never a file or a clinic lost."""

import os
import re
import shlex
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gateway.commands.backup import BackupError, backup, connected
from gateway.commands.cluster import Cluster
from gateway.commands.command import step
from gateway.commands.migrate import migrate
from gateway.commands.postgresql import DEBIAN, selected
from gateway.commands.restore import read, read_contents, restore
from gateway.config import latest_migration
from tests.migrations.schema import dump_with_settings, roll_back_last
from tests.support import ROOT
from tests.support.clinic import DORA
from tests.support.database import Databases, execute, fetch, invariants, private_cluster
from tests.support.gateway import serve, wait_for

OLDER = [n for path in DEBIAN.glob("*/bin/initdb") if 15 <= (n := int(path.parents[1].name)) < selected().major]
RELEASES = [
    pytest.param("", id="of-this-postgresql"),
    pytest.param(
        str(min(OLDER, default="")),
        id="of-an-older-postgresql",
        marks=pytest.mark.skipif(not OLDER, reason="no older PostgreSQL is installed"),
    ),
]
# The jobs are there and never run: nothing changes but what a test changes.
IDLE = {"cron.max_running_jobs": "0"}
TABLES = """
  select format('select %s from medbook.%I',
                (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
                  where attrelid = c.oid and attnum > 0 and not attisdropped and atttypid <> 'xid8'::regtype), relname)
    from pg_class c where relnamespace = 'medbook'::regnamespace and relkind = 'r' and relpersistence = 'p' order by 1
"""
ROLES = "select rolname, rolcanlogin, rolconfig from pg_roles where rolname ~ '^medbook_'"
JOBS = "select jobname, schedule, command, username, database from cron.job"
FREE = """
  select id::text from medbook.slots where is_available and start_time > now() + interval '1 day' order by 1 limit 1
"""
PATIENT = "select id::text from medbook.users where email = 'patient@example.com'"
TRANSACTIONS = """
  select c.oid::regclass::text, attname from pg_attribute join pg_class c on c.oid = attrelid
   where relnamespace = 'medbook'::regnamespace and relkind = 'r' and atttypid = 'xid8'::regtype
"""
CHANGES = "select api.slot_changes(%s)"


@dataclass(frozen=True)
class Original:
    """A clinic that was saved, and is gone. cursor: of a reader of its feed."""

    path: Path
    picture: dict[str, list[Any]]
    cursor: str


def picture(url: str) -> dict[str, list[Any]]:
    """Return the rows of every table, the roles and the jobs."""
    queries = [query for (query,) in fetch(url, TABLES)] + [ROLES]
    if fetch(url, "select to_regclass('cron.job')") != [(None,)]:
        queries.append(JOBS)
    return {query: sorted(fetch(url, query), key=str) for query in queries}


def book(url: str) -> str:
    """Book a free slot for a patient, and confirm it; return the slot's id."""
    ((patient,),), ((slot,),) = fetch(url, PATIENT), fetch(url, FREE)
    ((booking,),) = fetch(url, "select api.book_slot(%s, %s) ->> 'created'", patient, slot)
    ((answer,),) = fetch(url, "select api.confirm_booking(%s, %s)", patient, booking)
    assert answer["success"], answer
    return str(slot)


@pytest.fixture(scope="module", params=RELEASES)
def original(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Original:
    """A clinic with a role and a schema of its own, and more transactions than a new cluster will have seen."""
    path = tmp_path_factory.mktemp("backup") / "clinic.dump"
    with pytest.MonkeyPatch.context() as context:
        if request.param:
            context.setenv("MEDBOOK_PG", request.param)
        with private_cluster(IDLE) as cluster:
            url = cluster.url()
            migrate(url)
            execute(url, (ROOT / "sql/demo.sql").read_text())
            execute(url, 'create role "night shift" login; grant select on medbook.slots to "night shift"')
            execute(url, "create role builder; create schema reports authorization builder")
            book(url)
            execute(url, "do $$begin for i in 1..3000 loop perform pg_current_xact_id(); commit; end loop; end$$")
            ((answer,),) = fetch(url, "select api.slot_changes()")
            backup(url, path)
            return Original(path, picture(url), answer["cursor"])


@pytest.fixture(scope="module")
def restored(original: Original) -> Iterator[str]:
    """The URL of an empty cluster in which the backup was restored."""
    with private_cluster(IDLE) as cluster:
        restore(cluster.url(), original.path)
        yield cluster.url()


@pytest.fixture
def empty(databases: Databases) -> Iterator[str]:
    """The URL of an empty database."""
    with databases.copy("template0") as url:
        yield url


@pytest.fixture(scope="module")
def saved(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the tests' clinic."""
    path = tmp_path_factory.mktemp("saved") / "clinic.dump"
    with databases.copy() as url:
        backup(url, path)
    return path


def is_empty(url: str) -> bool:
    """Tell whether a database holds nothing of ours."""
    return fetch(url, "select to_regnamespace('medbook'), to_regclass('public._yoyo_migration')") == [(None, None)]


def test_a_restored_clinic_equals_the_original_table_by_table_with_its_roles_and_jobs(
    original: Original, restored: str
) -> None:
    found = picture(restored)
    assert found == {query: rows for query, rows in original.picture.items() if query in found}
    assert len(found) > 12
    assert invariants(restored) == []


@pytest.mark.skipif(not (selected().libraries / "pg_cron.so").exists(), reason="this PostgreSQL has no pg_cron")
def test_nothing_of_pg_cron_is_restored_so_its_versions_may_differ(cluster: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "clinic.dump"
    execute(cluster.url(), "grant select on cron.job, cron.job_run_details to medbook_owner")
    try:
        backup(cluster.url(), path)
    finally:
        execute(cluster.url(), "revoke select on cron.job, cron.job_run_details from medbook_owner")
    whole = read(path, "--list").decode()
    assert " EXTENSION - pg_cron " in whole
    assert " ACL cron TABLE job " in whole
    assert [line for line in read_contents(path).splitlines() if re.search(r"\bcron\b|pg_cron", line)] == []


def test_a_role_of_ones_own_has_its_rights_again_but_may_not_sign_in(restored: str) -> None:
    rights = "rolcanlogin, has_table_privilege(oid, 'medbook.slots', 'select')"
    assert fetch(restored, f"select {rights} from pg_roles where rolname = 'night shift'") == [(False, True)]
    assert fetch(restored, "select nspowner::regrole::text from pg_namespace where nspname = 'reports'") == [
        ("builder",)
    ]


def test_a_reader_of_the_originals_feed_gets_a_reset_and_then_every_change_once(
    original: Original, restored: str
) -> None:
    ((answer,),) = fetch(restored, CHANGES, original.cursor)
    assert [change["event"] for change in answer["changes"]] == ["reset"]
    slot = book(restored)
    ((answer,),) = fetch(restored, CHANGES, answer["cursor"])
    assert [change["data"]["id"] for change in answer["changes"] if change["event"] == "slot"] == [slot]


def test_no_row_of_a_restored_clinic_was_changed_by_a_transaction_to_come(restored: str) -> None:
    columns = fetch(restored, TRANSACTIONS)
    assert len(columns) == 3
    for table, column in columns:
        assert fetch(restored, f"select count(*) from {table} where {column} > pg_current_xact_id()") == [(0,)]


def test_the_gateway_serves_a_restored_clinic_and_books(restored: str, tmp_path: Path) -> None:
    ((patient,),), ((slot,),) = fetch(restored, PATIENT), fetch(restored, FREE)
    with serve(restored, tmp_path / "log") as server:
        answer = server.client.by(patient).post("/v1/bookings", json={"slot_id": slot})
    assert answer.status_code == 201, answer.text


def test_a_backup_of_an_older_release_is_upgraded(databases: Databases, empty: str, tmp_path: Path) -> None:
    with databases.copy("template0") as old:
        migrate(old)
        fresh = dump_with_settings(old)
        roll_back_last(old, 1)
        backup(old, tmp_path / "old.dump")
    restore(empty, tmp_path / "old.dump")
    assert fetch(empty, "select core.schema_version()") == [(latest_migration(),)]
    assert dump_with_settings(empty) == fresh


def test_a_backup_made_during_a_migration_leaves_no_lock(databases: Databases, empty: str, tmp_path: Path) -> None:
    with databases.copy("template0") as busy:
        migrate(busy)
        execute(busy, "insert into public.yoyo_lock (locked, ctime, pid) values (1, now(), 1)")
        backup(busy, tmp_path / "busy.dump")
    restore(empty, tmp_path / "busy.dump")
    assert fetch(empty, "select count(*) from public.yoyo_lock") == [(0,)]


def test_a_backup_is_for_its_owner_only_and_nothing_else_is_left_beside_it(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert list(saved.parent.iterdir()) == [saved]


def test_a_file_that_exists_is_not_overwritten(url: str, tmp_path: Path) -> None:
    (tmp_path / "clinic.dump").write_text("years of work")
    with pytest.raises(BackupError, match=r"clinic\.dump exists, and is not overwritten"):
        backup(url, tmp_path / "clinic.dump")
    assert (tmp_path / "clinic.dump").read_text() == "years of work"


@pytest.mark.parametrize("name", ["missing/clinic.dump", "file/clinic.dump", "x" * 300])
def test_a_file_that_cannot_be_written_is_told_in_one_line(url: str, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BackupError, match=f"{name} cannot be written: [A-Z][a-z ]+$"):
        backup(url, tmp_path / name)


def test_a_file_that_comes_while_a_backup_is_written_is_not_overwritten(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic.dump"
    monkeypatch.setattr("gateway.commands.backup.save", lambda *_: path.write_text("years of work"))
    with pytest.raises(BackupError, match="exists by now, and is not overwritten"):
        backup(url, path)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("clinic.dump", "years of work")]


def test_of_two_backups_in_one_file_the_second_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "clinic.dump.part").touch()
    with pytest.raises(BackupError, match=r"clinic\.dump\.part exists: a backup is writing it, or was killed"):
        backup(url, tmp_path / "clinic.dump")
    assert (tmp_path / "clinic.dump.part").exists()


def test_a_fault_of_pg_dump_ends_a_backup_with_its_reason_and_leaves_no_file(url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="Nothing was saved: query failed: ERROR:  permission denied"):
        backup(url.replace("postgres@", "medbook_worker@"), tmp_path / "clinic.dump")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_backup_leaves_no_file_and_no_traceback(
    url: str, tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-m", "gateway.commands.backup", str(tmp_path / "clinic.dump")]
    environment = os.environ | {"MEDBOOK_DATABASE_URL": url}
    with psycopg.connect(url) as connection:
        # pg_dump waits for this lock.
        connection.execute("lock table medbook.slots")
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as process:
            wait_for(lambda: list(tmp_path.iterdir()) == [tmp_path / "clinic.dump.part"], process)
            process.send_signal(number)
            assert process.communicate(timeout=60)[1] == b""
            assert process.returncode == 128 + number
    assert list(tmp_path.iterdir()) == []


def test_a_step_that_takes_long_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.commands.command.SECONDS_OF_SILENCE", 0.01)
    with step("Restoring it"):
        assert capsys.readouterr().out.startswith("Restoring it\n")
        wait_for(lambda: "seconds so far" in capsys.readouterr().out)


def test_nothing_is_restored_over_a_clinic(fresh_url: str, saved: Path) -> None:
    before = picture(fresh_url)
    with pytest.raises(BackupError, match="holds a MedBook already, and nothing is restored over it"):
        restore(fresh_url, saved)
    assert picture(fresh_url) == before


def test_a_file_that_is_cut_off_is_refused_and_the_database_stays_empty(
    empty: str, saved: Path, tmp_path: Path
) -> None:
    part = tmp_path / "part.dump"
    part.write_bytes(saved.read_bytes()[:-1000])
    with pytest.raises(BackupError, match=r"part\.dump is no whole backup that PostgreSQL \d+ can read: "):
        restore(empty, part)
    assert is_empty(empty)


def test_a_file_that_is_no_backup_is_refused(empty: str, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BackupError, match=r"thesis\.txt is no whole backup .*not appear to be a valid archive"):
        restore(empty, tmp_path / "thesis.txt")


def test_a_backup_of_another_application_is_refused(empty: str, databases: Databases, tmp_path: Path) -> None:
    subprocess.run(**connected("pg_dump", empty, "--format=custom", f"--file={tmp_path / 'other.dump'}"), check=True)
    with pytest.raises(BackupError, match=r"other\.dump is no backup of MedBook"):
        restore(empty, tmp_path / "other.dump")


def test_a_backup_of_a_newer_release_is_refused_with_its_name(empty: str, fresh_url: str, tmp_path: Path) -> None:
    execute(
        fresh_url,
        "insert into public._yoyo_migration (migration_hash, migration_id) values (repeat('0', 64), '0099.later')",
    )
    backup(fresh_url, tmp_path / "newer.dump")
    with pytest.raises(
        BackupError, match=r"newer\.dump has the migration 0099\.later, which this release does not know"
    ):
        restore(empty, tmp_path / "newer.dump")
    assert is_empty(empty)


def test_a_restore_that_fails_in_between_leaves_the_database_empty_and_says_why(empty: str, saved: Path) -> None:
    execute(empty, "create schema test")
    with pytest.raises(BackupError, match='Nothing was restored: schema "test" already exists'):
        restore(empty, saved)
    assert is_empty(empty)


def test_a_database_without_medbook_has_nothing_to_save(empty: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="holds no MedBook: there is nothing to save"):
        backup(empty, tmp_path / "clinic.dump")
    assert list(tmp_path.iterdir()) == []


def test_a_server_newer_than_pg_dump_is_refused_with_the_way_out(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = selected()
    monkeypatch.setattr("gateway.commands.backup.selected", lambda: replace(server, major=14))
    with pytest.raises(BackupError, match=f"PostgreSQL {server.major}, and pg_dump .* 14: .*MEDBOOK_PG={server.major}"):
        backup(url, tmp_path / "clinic.dump")


def test_a_server_older_than_pg_restore_is_refused_with_the_way_out(
    empty: str, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = selected()
    monkeypatch.setattr("gateway.commands.restore.selected", lambda: replace(server, major=19))
    with pytest.raises(BackupError, match=f"PostgreSQL {server.major}, and .* 19: .*MEDBOOK_PG={server.major}"):
        restore(empty, saved)


def test_nobody_sees_the_password_in_the_list_of_processes() -> None:
    program = connected("pg_dump", "postgresql://ada:secret@localhost/clinic")
    assert "secret" not in " ".join(program["args"])
    assert "user=ada" in program["args"][-1]
    assert program["env"]["PGPASSWORD"] == "secret"


def make(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run make for a server of one's own."""
    environment = {name: value for name, value in os.environ.items() if name != "FILE"} | {"MEDBOOK_DATABASE_URL": url}
    return subprocess.run(
        ["make", "--silent", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_make_saves_and_restores_in_a_file_of_any_name(url: str, empty: str, tmp_path: Path) -> None:
    file = f"FILE={tmp_path}/our clinic's $(id) $b backup.dump"
    done = [make(url, "backup", file), make(empty, "restore", file)]
    assert [(program.returncode, program.stderr) for program in done] == [(0, "")] * 2
    assert "Saved: " in done[0].stdout
    assert done[1].stdout.endswith("Restored. All is in order\n")
    assert invariants(empty) == []


def test_a_doctor_whose_zone_the_server_does_not_know_is_restored_and_named(
    databases: Databases, empty: str, tmp_path: Path
) -> None:
    path = tmp_path / "clinic.dump"
    doctors = "select id, name, time_zone from medbook.doctors order by id"
    with databases.copy() as url:
        execute(url, "update medbook.doctors set time_zone = 'US/Nowhere' where id = %s", DORA)
        saved = fetch(url, doctors)
        backup(url, path)
    assert make(empty, "restore", f"FILE={path}").returncode == 0
    assert fetch(empty, doctors) == saved
    ((refused,),) = fetch(empty, "select doctors_refused from calendar.opening")
    assert refused == [f"{name}: unknown time zone {zone}" for _, name, zone in saved if zone == "US/Nowhere"]
    assert len(refused) == 1


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_without_a_file_make_says_in_one_line_how_to_name_it(url: str, command: str) -> None:
    done = make(url, command)
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == f"Say which file: make {command} FILE=medbook.dump"
    assert all(re.match(r"make(\[\d+\])?: \*\*\*", line) for line in done.stderr.splitlines()[1:])


def test_the_readmes_line_for_cron_saves_without_a_word(url: str, tmp_path: Path) -> None:
    (line,) = re.findall(r"```crontab\n(.*)\n```", (ROOT / "README.md").read_text())
    command = re.sub(r"^(\S+ +){5}", "", line).replace("\\%", "%")
    command = command.replace("/srv/medbook", shlex.quote(str(ROOT))).replace("/var/backups/medbook", str(tmp_path))
    done = subprocess.run(
        ["sh", "-c", command],
        env=os.environ | {"MEDBOOK_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path.suffix for path in tmp_path.iterdir()] == [".dump"]

"""Backups bring a clinic back as it was when it was saved, or at any time since; into a newer PostgreSQL too."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from gateway.commands.backup import backup
from gateway.commands.cluster import Cluster
from gateway.commands.migrate import migrate
from gateway.commands.postgresql import selected
from tests.containers.load import PATIENTS
from tests.containers.test_images import said
from tests.support import ROOT
from tests.support.containers import DOCKER, Stack, podman, stack
from tests.support.database import execute, fetch, private_cluster
from tests.support.gateway import wait_for

FREE = """
select id::text from medbook.slots where is_available and start_time > now() + interval '1 day' order by 1 limit 1
"""
BOOK = f"select api.book_slot('{{patient}}', ({FREE})::uuid) ->> 'created'"
BOOKINGS = "select id::text from medbook.bookings order by 1"
MISTAKE = "truncate medbook.bookings cascade"
AUDIT = "insert into medbook.audit (at, action, outcome) values (now(), 'test', 'success')"
INVARIANTS = "select * from health.check_invariants()"
CURSOR = "select api.slot_changes() ->> 'cursor'"
CHANGES = "select api.slot_changes('{}') #>> '{{changes,0,event}}'"
ARCHIVE = "/var/lib/postgresql/archive"
SECRETS = ("run", "--rm", "-T", "--no-deps", "--entrypoint", "tar", "secrets", "-C", "/run/secrets")
COPIED = "select bool_and(srsubstate = 'r') from pg_subscription_rel"
README = (DOCKER / "RECOVERY.md").read_text()
OLDER = pytest.mark.skipif(selected().major >= 17, reason="this machine's PostgreSQL is not older than the image's")

pytestmark = pytest.mark.usefixtures("images")


def book(clinic: Stack) -> str:
    """Book a free slot for a new patient; return the booking's id."""
    (patient,) = clinic.sql(PATIENTS.format(number=1))
    (booking,) = clinic.sql(BOOK.format(patient=patient))
    assert booking
    return booking


def recover(clinic: Stack, to: str, **settings: str) -> None:
    """Lose the primary's disk, and bring the clinic back as it was at a time."""
    clinic.script("compose", "down", "-t", "60")
    podman("volume", "rm", f"{clinic.project}_primary")
    clinic.settings |= {"MEDBOOK_RECOVER_TO": to, **settings}
    clinic.script("up")


def compose(clinic: Stack, *words: str, given: bytes = b"") -> bytes:
    """Run docker/compose with an input; return what it printed."""
    command = [str(DOCKER / "compose"), *words]
    done = subprocess.run(command, env=clinic.environment, input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def psql(clinic: Stack, statements: str) -> list[str]:
    """Give statements to psql in the primary's container; return the lines of their answers."""
    words = ("exec", "-T", "primary", "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "medbook")
    return compose(clinic, *words, given=statements.encode()).decode().splitlines()


def files(clinic: Stack, folder: str) -> list[str]:
    """Return the names of the files in a folder of the archive."""
    return clinic.inside("primary", "ls", f"{ARCHIVE}/{folder}").split()


def assert_serves(clinic: Stack) -> None:
    """Check that the gateway books, and that all is in order."""
    (patient,), (slot,) = clinic.sql(PATIENTS.format(number=1)), clinic.sql(FREE)
    signed = {"Authorization": f"Bearer {clinic.tokens().issue(patient, 'USER', str(uuid4()))}"}
    answer = httpx.post(f"{clinic.base_url}/v1/bookings", json={"slot_id": slot}, headers=signed, timeout=20)
    assert answer.status_code == 201, answer.text
    assert clinic.sql(INVARIANTS) == []


def start_with(time: str, *options: str) -> list[str]:
    """Start a database that should recover to a time; return what it says before it ends."""
    words = ["podman", "run", "--rm", "-e", f"MEDBOOK_RECOVER_TO={time}", *options, "medbook-db:local"]
    return said(subprocess.run(words, capture_output=True, text=True, check=False))


@dataclass
class Story:
    """A clinic that made a mistake. kept: the bookings of the time to recover to. cursor: of a reader of the feed."""

    clinic: Stack
    kept: list[str]
    cursor: str
    mistaken: str


@pytest.fixture(scope="module")
def recovered(images: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A clinic that was brought back to the time before a mistake, on another machine."""
    folder = tmp_path_factory.mktemp("archive")
    shutil.chown(folder, 10002)
    with stack(MEDBOOK_DEMO="on", MEDBOOK_ARCHIVE="on", MEDBOOK_ARCHIVE_FOLDER=str(folder)) as lost:
        book(lost)
        lost.inside("primary", "base-backup")
        book(lost)
        (time,), kept = lost.sql("select now()"), lost.sql(BOOKINGS)
        mistaken = book(lost)
        (cursor,) = lost.sql(CURSOR)
        lost.sql(MISTAKE)
        secrets = compose(lost, *SECRETS, "-c", ".")
        # It archives the last of its WAL before it ends.
        lost.script("compose", "stop", "-t", "60", "primary")
    clinic = Stack(settings=lost.settings | {"MEDBOOK_RECOVER_TO": time})
    try:
        compose(clinic, *SECRETS, "-x", given=secrets)
        clinic.script("up")
        yield Story(clinic, kept, cursor, mistaken)
    finally:
        clinic.script("compose", "down", "-v", "-t", "3")


@pytest.fixture(scope="module")
def restoring() -> None:
    """The image that restores."""
    Stack(settings={"COMPOSE_PROFILES": "restore"}).script("compose", "build", "restore")


@pytest.fixture(scope="module")
def dump(recovered: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup, made in the primary's container."""
    path = tmp_path_factory.mktemp("dump") / "medbook.dump"
    path.write_bytes(compose(recovered.clinic, "exec", "-T", "primary", "pg_dump", "-Fc", "medbook"))
    return path


def test_a_clinic_is_brought_back_to_the_time_before_a_mistake(recovered: Story) -> None:
    found = recovered.clinic.sql(BOOKINGS)
    assert set(recovered.kept) <= set(found)
    assert recovered.mistaken not in found


def test_the_gateway_serves_what_was_recovered(recovered: Story) -> None:
    assert_serves(recovered.clinic)


def test_a_reader_of_the_feed_hears_of_a_recovery(recovered: Story) -> None:
    assert recovered.clinic.sql(CHANGES.format(recovered.cursor)) == ["reset"]


def test_a_second_recovery_can_go_further_than_the_first(images: None) -> None:
    with stack(MEDBOOK_DEMO="on", MEDBOOK_ARCHIVE="on") as clinic:
        clinic.inside("primary", "base-backup")
        (early,), booking = clinic.sql("select now()"), book(clinic)
        recover(clinic, early)
        assert booking not in clinic.sql(BOOKINGS)
        recover(clinic, "end", MEDBOOK_RECOVER_TIMELINE="1")
        assert booking in clinic.sql(BOOKINGS)
        assert_serves(clinic)


def test_the_archive_never_replaces_a_file(recovered: Story) -> None:
    primary = recovered.clinic.name("primary")
    kept = files(recovered.clinic, "wal")[-1].removesuffix(".gz")
    before = recovered.clinic.inside("primary", "cksum", f"{ARCHIVE}/wal/{kept}.gz")
    command = ["podman", "exec", primary, "archive-wal", "/etc/passwd", kept]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "is of another server: give each an archive of its own" in done.stderr
    assert recovered.clinic.inside("primary", "cksum", f"{ARCHIVE}/wal/{kept}.gz") == before


def test_a_base_backup_keeps_one_at_least(recovered: Story) -> None:
    command = ["podman", "exec", recovered.clinic.name("primary"), "base-backup", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Say how many backups to keep, such as 7, not 0" in done.stderr
    assert files(recovered.clinic, "base")


def test_what_no_kept_backup_needs_is_deleted(recovered: Story) -> None:
    recovered.clinic.inside("primary", "base-backup")
    (*old, _), wal = files(recovered.clinic, "base"), files(recovered.clinic, "wal")
    assert old
    recovered.clinic.inside("primary", "base-backup", "1")
    (kept,) = files(recovered.clinic, "base")
    assert kept not in old
    assert min(files(recovered.clinic, "wal")) > min(wal)


@pytest.mark.parametrize(
    ("time", "line"),
    [
        ("yesteryear", "MEDBOOK_RECOVER_TO must be a time such as 2026-11-27 14:00:00+00, or end, not yesteryear"),
        ("2000-01-01", f"No base backup from before 2000-01-01 is in {ARCHIVE}/base"),
    ],
)
def test_a_time_to_which_nothing_leads_is_one_line(time: str, line: str) -> None:
    assert start_with(time) == [line]


def test_nothing_is_recovered_over_data(recovered: Story) -> None:
    line = "There are data, and nothing is recovered over them: remove their volume, or unset MEDBOOK_RECOVER_TO"
    assert start_with("end", "-v", f"{recovered.clinic.project}_primary:/var/lib/postgresql/17") == [line]


def test_a_dump_is_restored_into_new_containers(dump: Path, recovered: Story, restoring: None) -> None:
    with stack(RESTORE=str(dump)) as clinic:
        assert set(recovered.kept) <= set(clinic.sql(BOOKINGS))
        assert_serves(clinic)


def test_a_dump_is_not_restored_over_a_clinic(dump: Path, recovered: Story, restoring: None) -> None:
    environment = {**recovered.clinic.environment, "RESTORE": str(dump)}
    done = subprocess.run([str(DOCKER / "up")], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "The database medbook holds a MedBook already, and nothing is restored over it" in done.stderr


@contextmanager
def older(**settings: str) -> Iterator[Cluster]:
    """Run the machine's older PostgreSQL, with the demo clinic, for whom the README lets in."""
    with private_cluster(settings) as cluster:
        with (cluster.data / "pg_hba.conf").open("a") as hba:
            hba.write("host medbook medbook_upgrade all scram-sha-256\n")
        execute(cluster.url(), "select pg_reload_conf()")
        migrate(cluster.url())
        execute(cluster.url(), (ROOT / "sql/demo.sql").read_text())
        yield cluster


def book_in(cluster: Cluster) -> None:
    """Book a free slot for a new patient."""
    ((patient,),) = fetch(cluster.url(), PATIENTS.format(number=1))
    execute(cluster.url(), BOOK.format(patient=patient))


def bookings_of(cluster: Cluster) -> list[str]:
    """Return the ids of all bookings."""
    return [booking for (booking,) in fetch(cluster.url(), BOOKINGS)]


@OLDER
def test_an_older_postgresql_moves_into_containers_by_a_dump(restoring: None, tmp_path: Path) -> None:
    with older() as old:
        book_in(old)
        backup(old.url(), tmp_path / "medbook.dump")
        bookings = bookings_of(old)
    with stack(RESTORE=str(tmp_path / "medbook.dump")) as clinic:
        assert clinic.sql("show server_version_num")[0].startswith("17")
        assert clinic.sql(BOOKINGS) == bookings
        assert_serves(clinic)


@OLDER
def test_an_older_postgresql_moves_into_containers_while_it_is_in_use() -> None:
    publish, subscribe, stop, has_all, switch = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
    with stack() as clinic:
        clinic.script("compose", "stop", "gateway")
        (network,) = json.loads(podman("network", "inspect", f"{clinic.project}_default"))
        address = network["subnets"][0]["gateway"]
        with older(wal_level="logical", listen_addresses=address) as old:
            execute(old.url(), publish)
            psql(clinic, subscribe.replace("OLD", address))
            wait_for(lambda: psql(clinic, COPIED) == ["t"], seconds=60)
            book_in(old)
            execute(old.url(), AUDIT)
            execute(old.url(), stop)
            wait_for(lambda: fetch(old.url(), has_all) == [(True,)], seconds=60)
            assert psql(clinic, switch)
            assert clinic.sql(BOOKINGS) == bookings_of(old)
        clinic.sql(AUDIT)
        clinic.script("up")
        assert_serves(clinic)

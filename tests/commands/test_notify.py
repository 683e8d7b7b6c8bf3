"""medbook-notify beside the gateway of `make run`."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.commands import cluster as private
from gateway.commands import gateways
from gateway.commands.cluster import Cluster
from tests.support import commands
from tests.support.commands import Running, temporary_home
from tests.support.database import fetch
from tests.support.gateway import free_port, wait_for
from tests.support.receiver import receiver

CONNECTED = "select count(*) from pg_stat_activity where application_name = 'medbook-notify' and usename = %s"
ADMIN = "(select id from medbook.users where email = 'admin@example.com')"
BOOK = "select api.book_slot(u.id, (api.list_slots(d.id, p_limit => 1) #>> '{slots,0,id}')::uuid) -> 'success'"
CONFIRM = """
  select api.confirm_booking(user_id, id) -> 'success' from medbook.bookings where status = 'PENDING'
   order by created_at desc limit 1
"""
SENT = "select kind, sent_at is not null from medbook.mails order by kind"
ONE_OF_EACH = "from api.user u, api.doctor d where u.email = 'patient@example.com' and d.name = 'Dr. Grace Nguyen'"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with temporary_home() as made:
        yield made


def database(home: Path) -> str:
    """Return the administrator's URL of the private cluster."""
    return Cluster(home, private.from_environment().user).url()


def processes(run: Running) -> set[int]:
    """Return the notifier's processes of a gateway: the one that keeps it running, and itself."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            is_one = b"gateway.outbound.beside" in (path / "cmdline").read_bytes()
            if is_one and f"MEDBOOK_PORT={run.port}\0".encode() in (path / "environ").read_bytes():
                found.add(int(path.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def is_connected(home: Path) -> bool:
    """Tell whether one notifier is connected, in its own role."""
    return fetch(database(home), CONNECTED, "medbook_notifier") == [(1,)]


def test_make_run_sends_events_to_webhooks_and_make_status_tells_of_it(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with receiver() as hook, commands.running("run", log=log, MEDBOOK_HOME=str(home), MEDBOOK_WEBHOOK_PRIVATE="on"):
        assert fetch(database(home), f"select api.create_webhook({ADMIN}, %s) -> 'success'", hook.url()) == [(True,)]
        assert fetch(database(home), f"{BOOK} {ONE_OF_EACH}") == [(True,)]
        # The demo's own events may come too.
        wait_for(lambda: "booking.held" in hook.types())
        assert "medbook-notify: 1 connected, since " in commands.make("status", MEDBOOK_HOME=str(home)).stdout


def test_make_run_writes_mails_to_a_folder_and_says_where(home: Path, tmp_path: Path) -> None:
    log, folder = tmp_path / "log", home / "mail"
    with commands.running("run", log=log, MEDBOOK_HOME=str(home)):
        assert fetch(database(home), f"{BOOK} {ONE_OF_EACH}") == [(True,)]
        assert fetch(database(home), CONFIRM) == [(True,)]
        wait_for(lambda: list(folder.glob("*.eml")))
        assert f"Mails are not sent, but written to {folder}\n" in log.read_text()
        assert b"\r\nSubject: Your appointment is confirmed\r\n" in next(folder.glob("*.eml")).read_bytes()
        # Later commands leave the notifier its way to the folder.
        assert commands.make("migrate", MEDBOOK_HOME=str(home)).returncode == 0
        fetch(database(home), "select account.request_reset('patient@example.com')")
        wait_for(lambda: ("password_reset", True) in fetch(database(home), SENT))


def test_only_the_notifier_gets_the_password_of_the_mail_server(home: Path, tmp_path: Path) -> None:
    smtp = {"MEDBOOK_SMTP_URL": "smtp://user:secret@127.0.0.1:9", "MEDBOOK_MAIL_FROM": "a@example.com"}
    log = tmp_path / "log"
    with commands.running("run", log=log, MEDBOOK_HOME=str(home), **smtp) as run:
        wait_for(lambda: is_connected(home))
        (gateway,) = gateways.running(home)
        assert b"secret" not in Path(f"/proc/{gateway.pid}/environ").read_bytes()
        assert all(b"secret" in Path(f"/proc/{pid}/environ").read_bytes() for pid in processes(run))
    assert "Mails are sent by the server of MEDBOOK_SMTP_URL" in log.read_text()
    assert "secret" not in log.read_text()


def test_a_mail_server_that_cannot_be_one_is_refused_before_anything_is_started(home: Path) -> None:
    smtp = {"MEDBOOK_SMTP_URL": "smtp://user:sec/ret@mail.example.com"}
    done = commands.make("run", MEDBOOK_HOME=str(home), MEDBOOK_PORT=str(free_port()), **smtp)
    assert done.returncode == 2
    assert done.stderr.startswith("MEDBOOK_SMTP_URL must hold a URL such as smtp://user:password@mail.example.com:587")
    assert "sec" not in done.stderr + done.stdout


def test_a_notifier_that_ends_is_followed_by_another(home: Path, tmp_path: Path) -> None:
    with commands.running("run", log=tmp_path / "log", MEDBOOK_HOME=str(home)) as run:
        wait_for(lambda: is_connected(home))
        before = processes(run)
        os.kill(max(before), signal.SIGKILL)
        wait_for(lambda: len(processes(run)) == 2 and processes(run) != before and is_connected(home))
    assert "medbook-notify has ended; another one begins" in run.log.read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_notifier_ends_with_the_gateway_however_it_ends(home: Path, tmp_path: Path, number: signal.Signals) -> None:
    with commands.running("run", log=tmp_path / "log", MEDBOOK_HOME=str(home)) as run:
        wait_for(lambda: is_connected(home))
        assert len(processes(run)) == 2
        run.end(number)
        wait_for(lambda: not processes(run))
    assert "Traceback" not in run.log.read_text()


def test_make_stop_ends_the_notifier_too(home: Path, tmp_path: Path) -> None:
    with commands.running("run", log=tmp_path / "log", MEDBOOK_HOME=str(home)) as run:
        wait_for(lambda: is_connected(home))
        assert commands.make("stop", MEDBOOK_HOME=str(home)).returncode == 0
        wait_for(lambda: not processes(run))

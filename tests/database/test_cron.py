"""pg_cron really runs the sweep: in the shared cluster's own database, where its jobs are scheduled.

Where it cannot, that is told.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from gateway.commands import cluster as private
from gateway.commands import migrate as migration
from gateway.commands.cluster import Cluster
from gateway.commands.migrate import cron_fault, migrate, update
from gateway.commands.postgresql import selected
from tests.support.database import execute, fetch, private_cluster
from tests.support.gateway import free_port, wait_for

pytestmark = pytest.mark.skipif(
    not (selected().libraries / "pg_cron.so").exists(), reason="this PostgreSQL has no pg_cron"
)


def test_the_jobs_belong_to_the_worker(cluster: Cluster) -> None:
    assert fetch(cluster.url(), "select command, schedule, username from cron.job order by command") == [
        ("call booking.sweep()", "* * * * *", "medbook_worker"),
        ("call calendar.open_all_slots()", "41 1-5 * * *", "medbook_worker"),
        (
            "delete from cron.job_run_details where coalesce(end_time < now() - interval '7 days', status = 'failed')",
            "23 3 * * *",
            "medbook_worker",
        ),
        ("select account.purge_sessions()", "17 3 * * *", "medbook_worker"),
        ("select booking.purge_requests()", "35 3 * * *", "medbook_worker"),
        ("select booking.purge_waitlist()", "37 3 * * *", "medbook_worker"),
        ("select calendar.follow_clinic_time_off()", "* * * * *", "medbook_worker"),
        ("select health.require_invariants()", "7 * * * *", "medbook_worker"),
        ("select limits.purge_counters()", "*/5 * * * *", "medbook_worker"),
        ("select outbound.purge_events()", "29 3 * * *", "medbook_worker"),
        ("select outbound.purge_mails()", "31 3 * * *", "medbook_worker"),
        ("select outbound.queue_reminders()", "* * * * *", "medbook_worker"),
        ("select outbound.relay()", "* * * * *", "medbook_worker"),
    ]


def test_the_worker_can_run_every_job(cluster: Cluster) -> None:
    url = cluster.url(role="medbook_worker")
    for (command,) in fetch(url, "select command from cron.job"):
        execute(url, command)


def test_the_minutely_sweep_fails_a_lapsed_hold(cluster: Cluster) -> None:
    execute(cluster.url(), "update medbook.settings set hold_duration = '1 microsecond'")
    execute(cluster.url(), CLINIC)
    has_succeeded = "select from cron.job_run_details where command = 'call booking.sweep()' and status = 'succeeded'"
    is_swept = "select from medbook.bookings where status = 'FAILED'"
    wait_for(lambda: bool(fetch(cluster.url(), has_succeeded) and fetch(cluster.url(), is_swept)), seconds=150)
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("set role medbook_operator")
        (job,) = connection.execute(SWEEP).fetchall()
    assert job == (True, False)


@pytest.fixture(scope="module")
def plain() -> Iterator[tuple[Cluster, str]]:
    """A cluster with pg_cron's defaults, where it signs in over TCP, and the URL of its migrated database."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(private, "PORT", str(free_port()))
            settings = {"listen_addresses": "localhost", "cron.use_background_workers": "off"}
            made = stack.enter_context(private_cluster(settings))
            url = made.url()
        migrate(url)
        yield made, url


def admit_by(plain: tuple[Cluster, str], method: str) -> None:
    """Let roles in over TCP by one method of pg_hba.conf."""
    made, url = plain
    (made.data / "pg_hba.conf").write_text(f"local all all peer map=medbook\nhost all all samehost {method}\n")
    execute(url, "select pg_reload_conf()")


def test_migrate_ends_with_what_to_set_where_pg_cron_cannot_sign_in(
    plain: tuple[Cluster, str], capsys: pytest.CaptureFixture[str]
) -> None:
    admit_by(plain, "scram-sha-256")
    wait_for(lambda: "no password supplied" in (cron_fault(plain[1]) or ""))
    update(plain[1])
    *_, fault, remedy = capsys.readouterr().out.splitlines()
    assert fault.startswith("WARNING: pg_cron cannot sign in as medbook_worker")
    assert remedy.startswith("In postgresql.conf set cron.use_background_workers = on")


def test_where_pg_cron_can_sign_in_nothing_is_wrong(plain: tuple[Cluster, str]) -> None:
    admit_by(plain, "trust")
    wait_for(lambda: cron_fault(plain[1]) is None)


def test_where_pg_cron_need_not_sign_in_nothing_is_wrong(cluster: Cluster) -> None:
    assert cron_fault(cluster.url()) is None


def test_where_the_sign_in_cannot_be_tried_nothing_is_claimed(
    plain: tuple[Cluster, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    admit_by(plain, "reject")
    wait_for(lambda: cron_fault(plain[1]) is not None)
    monkeypatch.setattr(migration, "TRIAL", migration.TRIAL.replace("dblink'", "missing'"))
    assert cron_fault(plain[1]) is None


def test_a_database_that_was_migrated_before_pg_cron_came_is_told_to_migrate(plain: tuple[Cluster, str]) -> None:
    execute(plain[1], "drop extension pg_cron")
    assert "make migrate" in (cron_fault(plain[1]) or "")
    migrate(plain[1])
    assert fetch(plain[1], "select count(*) from health.jobs") == [(13,)]


SWEEP = """
select last_success > now() - interval '3 minutes', is_failing from health.jobs where name = 'sweep lapsed holds'
"""

CLINIC = """
insert into medbook.users (id, email, password_hash, name)
values ('00000000-0000-4000-8000-00000000000e', 'cron@example.com', '$argon2id$none', 'Cron');
insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
values ('d0c00001-0000-8000-8000-000000000000', 'Dr. Cron', 'Cardiology', 1, 1, 'EUR', 'UTC');
insert into medbook.calendar (doctor_id, slot_id, start_time, end_time)
values ('d0c00001-0000-8000-8000-000000000000', 'd0c00001-0000-8000-8000-000000000001',
        now() + interval '1 day', now() + interval '2 days');
insert into medbook.slots (doctor_id, id, start_time, end_time) select * from medbook.calendar;
select api.book_slot('00000000-0000-4000-8000-00000000000e', 'd0c00001-0000-8000-8000-000000000001');
"""

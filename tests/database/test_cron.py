"""pg_cron really runs the sweep: in the shared cluster's own database, where its jobs are scheduled."""

import psycopg
import pytest

from gateway.commands.cluster import Cluster
from gateway.commands.postgresql import selected
from tests.support.database import execute, fetch
from tests.support.gateway import wait_for

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
        ("select limits.purge_counters()", "*/5 * * * *", "medbook_worker"),
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

"""What breaks is seen everywhere: each break by /readyz, the metrics, the views of health and the alerts, and its end.

A gateway is not ready if another one might serve in its place: only where its pool is exhausted. A sweep that is off,
a paused replica, a row that is wrong and a job that fails are of the database, which all gateways share: holds lapse
all the same, and the primary answers for the replica. To be not ready for that would close the clinic.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx
import psycopg
import pytest

from gateway.commands.cluster import Cluster
from tests.observe.rules import ALERTS, LINE, PARAGRAPHS
from tests.support import ROOT
from tests.support.clinic import ANN, DORA, SLOT
from tests.support.database import execute, fetch, move_clock
from tests.support.gateway import Server, answers, authorization, serve, wait_for
from tests.support.prometheus import Prometheus, prometheus
from tests.support.replicas import paused, primary_cluster, replica_of, url_of

CRON = ROOT / "tests/pgtap/cron.psql"
JOBS = """
grant usage on schema cron to medbook_owner;
insert into cron.job values (1, '* * * * *', 'medbook_worker', 'sweep lapsed holds'),
  (2, '41 1-5 * * *', 'medbook_worker', 'open slots'), (3, '7 * * * *', 'medbook_worker', 'check invariants')
"""
RUN = "insert into cron.job_run_details select %s, count(*), %s, %s, core.now(), core.now() from cron.job_run_details"
ORPHAN = """
insert into medbook.calendar (doctor_id, slot_id, start_time, end_time) values (%s, %s, '2031-01-01Z', '2031-01-02Z')
"""


@dataclass(frozen=True)
class Clinic:
    """Everything that can break, and those who look at it."""

    primary: Cluster
    replica: Cluster
    gateway: Server
    observer: Prometheus

    @property
    def url(self) -> str:
        """The administrator's URL."""
        return self.primary.url()

    def run_job(self, number: int, command: str) -> None:
        """Run a command as pg_cron runs a job, and write its end into pg_cron's log."""
        try:
            execute(self.primary.url(role="medbook_worker"), command)
        except psycopg.Error as error:
            execute(self.url, RUN, number, "failed", str(error))
        else:
            execute(self.url, RUN, number, "succeeded", "CALL")

    def is_ready(self) -> bool:
        """Tell whether the gateway says that it can serve."""
        return answers(self.gateway, "/readyz")

    def metric(self, expression: str) -> float | None:
        """Return the value of an expression as Prometheus has scraped it; None without one."""
        found = self.observer.query(expression)
        return found[0].value if found else None

    def firing(self, *names: str) -> set[str]:
        """Return those of the alerts whose expressions, without their delay, are true."""
        return {name for name in names if self.observer.query(ALERTS[name]["expr"])}

    def check(self, name: str) -> bool:
        """Return what health.checks says."""
        ((ok,),) = fetch(self.url, "select ok from health.checks where name = %s", name)
        return bool(ok)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """A primary with the tests' pg_cron, whose jobs run when a test says so, its replica, a gateway and Prometheus."""
    with ExitStack() as stack:
        primary = stack.enter_context(primary_cluster())
        execute(primary.url(), "drop extension if exists pg_cron")
        execute(primary.url(), CRON.read_text() + JOBS)
        replica = stack.enter_context(replica_of(primary))
        settings = {
            "MEDBOOK_REPLICA_URL": url_of(replica),
            "MEDBOOK_REPLICA_LAG": "1",
            "MEDBOOK_WORKERS": "1",
            "MEDBOOK_POOL_SIZE": "1",
            "MEDBOOK_POOL_TIMEOUT": "1",
        }
        log = tmp_path_factory.mktemp("gateway") / "log"
        gateway = stack.enter_context(serve(primary.url(), log, **settings))
        metrics = httpx.URL(gateway.metrics_url).netloc.decode()
        observer = stack.enter_context(prometheus([metrics]))
        made = Clinic(primary, replica, gateway, observer)
        for number, command in (
            (1, "call booking.sweep()"),
            (2, "select 1"),
            (3, "select health.require_invariants()"),
        ):
            made.run_job(number, command)
        wait_for(lambda: made.metric("sum(medbook_replica_in_use)") == 1 and made.is_ready())
        yield made


@pytest.fixture(autouse=True)
def _all_is_well_in_the_end(clinic: Clinic) -> Iterator[None]:
    """End each test with no alert of what is broken."""
    names = ("PoolSaturated", "SweepStalled", "ReplicaLeftOut", "InvariantBroken", "JobFailing", "CheckNotOk")
    yield
    wait_for(lambda: clinic.firing(*names) == set())


def book(clinic: Clinic) -> int:
    """Try to book; return the status."""
    headers = authorization(ANN)
    url = f"{clinic.gateway.base_url}/v1/bookings"
    return httpx.post(url, headers=headers, json={"slot_id": SLOT}, timeout=60).status_code


@contextmanager
def exhausted(clinic: Clinic) -> Iterator[int]:
    """Lock what a patient's bookings wait for, and let the patient insist until the block ends.

    Give the process that has the lock.
    """
    with psycopg.connect(clinic.url) as connection, ThreadPoolExecutor(4) as patients:
        connection.execute("select from medbook.users where id = %s for update", [ANN])
        is_over = False

        def insist() -> set[int]:
            statuses = set()
            while not is_over:
                statuses.add(book(clinic))
            return statuses

        crowd = [patients.submit(insist) for _ in range(4)]
        try:
            yield connection.info.backend_pid
        finally:
            is_over = True
            connection.rollback()
            assert 503 in set().union(*(patient.result() for patient in crowd))


def test_an_exhausted_pool_makes_the_gateway_not_ready_and_is_seen_until_it_ends(clinic: Clinic) -> None:
    (who,) = re.findall(LINE, PARAGRAPHS["PoolRefuses"])
    with exhausted(clinic) as culprit:
        wait_for(lambda: not clinic.is_ready())
        wait_for(lambda: (clinic.metric('sum(medbook_pool_waiting{pool="requests"})') or 0) > 0)
        assert not clinic.check("lock waits")
        assert [culprit] in [waits_for for _, _, waits_for, _ in fetch(clinic.url, who)]
        wait_for(lambda: clinic.firing("PoolSaturated", "PoolRefuses") == {"PoolSaturated", "PoolRefuses"})
        wait_for(lambda: clinic.metric('medbook_check_ok{check="lock waits"}') == 0)
    assert clinic.check("lock waits")
    wait_for(lambda: clinic.metric('sum(medbook_pool_waiting{pool="requests"})') == 0)
    assert clinic.is_ready()


def test_a_sweep_that_is_off_is_seen_until_it_has_swept_and_the_gateway_stays_ready(clinic: Clinic) -> None:
    assert book(clinic) in {200, 201}
    move_clock(clinic.url, "10 minutes")
    assert not clinic.check("sweep")
    wait_for(lambda: clinic.metric("medbook_holds_lapsed") == 1)
    wait_for(lambda: clinic.firing("SweepStalled") == {"SweepStalled"})
    assert clinic.is_ready()
    clinic.run_job(1, "call booking.sweep()")
    assert clinic.check("sweep")
    wait_for(lambda: clinic.metric("medbook_holds_lapsed") == 0)


def test_a_paused_replica_is_seen_until_it_goes_on_and_the_gateway_stays_ready(clinic: Clinic) -> None:
    more = "select pg_logical_emit_message(false, 'filler', repeat('x', 1000000)) from generate_series(1, 80)"
    with paused(clinic.replica):
        execute(clinic.url, more)
        execute(clinic.url, "update medbook.users set name = name")
        assert not clinic.check("replicas")
        wait_for(lambda: (clinic.metric("max(medbook_replica_lag_seconds)") or 0) > 1)
        wait_for(lambda: clinic.firing("ReplicaLeftOut") == {"ReplicaLeftOut"})
        assert clinic.is_ready()
    wait_for(lambda: clinic.check("replicas"))
    wait_for(lambda: clinic.metric("sum(medbook_replica_in_use)") == 1)


def test_an_orphan_row_is_seen_until_it_is_removed_and_the_gateway_stays_ready(clinic: Clinic) -> None:
    orphan = f"{DORA[:-1]}9"
    execute(clinic.url, ORPHAN, DORA, orphan)
    assert not clinic.check("invariants")
    clinic.run_job(3, "select health.require_invariants()")
    failing = 'medbook_job_failing{cron_job="check invariants"}'
    wait_for(lambda: clinic.metric(failing) == 1)
    assert clinic.firing("InvariantBroken", "JobFailing") == {"InvariantBroken"}
    assert clinic.is_ready()
    execute(clinic.url, "delete from medbook.calendar where slot_id = %s", orphan)
    assert clinic.check("invariants")
    clinic.run_job(3, "select health.require_invariants()")
    wait_for(lambda: clinic.metric(failing) == 0)


def test_a_job_that_fails_is_seen_until_it_succeeds_and_the_gateway_stays_ready(clinic: Clinic) -> None:
    execute(clinic.url, "revoke execute on procedure calendar.open_all_slots(integer) from medbook_worker")
    clinic.run_job(2, "call calendar.open_all_slots()")
    assert fetch(clinic.url, "select name from health.jobs where is_failing") == [("open slots",)]
    assert not clinic.check("jobs")
    failing = 'medbook_job_failing{cron_job="open slots"}'
    wait_for(lambda: clinic.metric(failing) == 1)
    assert clinic.firing("InvariantBroken", "JobFailing") == {"JobFailing"}
    assert clinic.is_ready()
    execute(clinic.url, "grant execute on procedure calendar.open_all_slots(integer) to medbook_worker")
    clinic.run_job(2, "call calendar.open_all_slots()")
    assert clinic.check("jobs")
    wait_for(lambda: clinic.metric(failing) == 0)

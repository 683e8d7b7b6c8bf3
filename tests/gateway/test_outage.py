"""An outage of PostgreSQL is one line in the log of each process when it begins, and one when it is over."""

import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg.errors import AdminShutdown, DiskFull, LockNotAvailable, ReadOnlySqlTransaction, UndefinedColumn

from gateway.commands import cluster as private
from gateway.stores.connection import NoAnswer, NoConnection
from gateway.stores.outage import QUIET_SECONDS, Outage
from tests.support.clinic import ANN
from tests.support.gateway import Server, answers, authorization, serve, wait_for
from tests.support.replicas import primary_cluster, replica_of, url_of

WORKERS = 2
ADDRESSES = ("/v1/doctors", "/v1/specializations", "/readyz", "/v1/bookings", "/v1/me/sessions")


def lines(server: Server) -> list[tuple[str, str]]:
    """Return what the gateway says, each with its process; not of requests, and not gunicorn's lines about starting."""
    found = re.findall(r"^\[[^\]]+\] \[(\d+)\] \[\w+\] (.*)", server.log.read_text(), re.M)
    return [
        (process, text) for process, text in found if not re.search(r"gunicorn|[Ll]isten|worker|, trace \w{32}", text)
    ]


def test_requests_under_way_say_nothing_of_an_outage_and_each_process_says_it_once(tmp_path: Path) -> None:
    with primary_cluster() as own:
        settings = {"MEDBOOK_RATE_LIMITS": "on", "MEDBOOK_TRUSTED_PROXIES": "127.0.0.1", "MEDBOOK_POOL_TIMEOUT": "0.1"}
        with serve(own.url(), tmp_path / "log", MEDBOOK_WORKERS=str(WORKERS), **settings) as server:
            wait_for(lambda: answers(server, "/readyz"))
            statuses: Counter[int] = Counter()
            stop = threading.Event()

            def ask(client: int) -> None:
                number = 0
                while not stop.is_set():
                    number += 1
                    # An address of its own for each request, so that none is over its quota.
                    address = f"10.{client}.{number // 250}.{number % 250}"
                    headers = {**authorization(ANN), "X-Forwarded-For": address}
                    path = server.base_url + ADDRESSES[number % len(ADDRESSES)]
                    statuses[httpx.get(path, headers=headers, timeout=30).status_code] += 1

            with ThreadPoolExecutor() as threads:
                running = [threads.submit(ask, client) for client in range(4)]
                try:
                    wait_for(lambda: statuses[200] > 20)
                    private.stop(own)
                    wait_for(lambda: statuses[503] > 40)
                    private.start(own)
                    wait_for(lambda: server.log.read_text().count("can be used again") == WORKERS)
                finally:
                    stop.set()
                for thread in running:
                    thread.result()
            assert set(statuses) <= {200, 503, 504}
            said = lines(server)
        assert len(said) == 2 * WORKERS
        for process in {process for process, _ in said}:
            begin, end = (text for other, text in said if other == process)
            assert re.fullmatch(
                r"PostgreSQL cannot be used: .+\. Requests get 503 until it can\. See whether .+", begin
            )
            assert re.fullmatch(r"PostgreSQL can be used again, after [0-9.]+ s", end)


def test_a_gateway_that_starts_before_postgresql_says_so_once(tmp_path: Path) -> None:
    with primary_cluster() as own:
        private.stop(own)
        with serve(own.url(), tmp_path / "log", MEDBOOK_WORKERS="1") as server:
            for _ in range(5):
                assert httpx.get(f"{server.base_url}/v1/doctors").status_code == 503
            private.start(own)
            wait_for(lambda: "can be used again" in server.log.read_text())
            assert [text[:26] for _, text in lines(server)] == [
                "PostgreSQL cannot be used:",
                "PostgreSQL can be used aga",
            ]


def test_a_replica_that_goes_away_and_comes_back_is_told_once_each(tmp_path: Path) -> None:
    with primary_cluster() as primary, replica_of(primary) as replica:
        settings = {"MEDBOOK_REPLICA_URL": url_of(replica), "MEDBOOK_REPLICA_LAG": "600", "MEDBOOK_WORKERS": "1"}
        with serve(primary.url(), tmp_path / "log", **settings) as server:
            wait_for(lambda: "is in use" in server.log.read_text())
            known = len(lines(server))
            private.stop(replica)
            wait_for(lambda: "does not answer" in server.log.read_text())
            for _ in range(20):
                assert httpx.get(f"{server.base_url}/v1/doctors", timeout=30).status_code == 200
            private.start(replica)
            wait_for(lambda: server.log.read_text().count("is in use") == 2)
            said = [text.split(": ")[:2] for _, text in lines(server)[known:]]
        name = f"replica {replica.socket}:5432"
        assert said == [[f"{name} is left out", "it does not answer"], [f"{name} is in use"]]


class Time:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_outage_is_over_when_nothing_has_failed_for_a_while(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "gateway")
    clock = Time()
    outage = Outage(clock)
    outage.note_success()
    for _ in range(3):
        outage.note_failure(NoAnswer("the server does not answer"))
        clock.now += QUIET_SECONDS - 1
        outage.note_success()
    clock.now += 1
    outage.note_success()
    outage.note_success()
    assert [record.getMessage()[:45] for record in caplog.records] == [
        "PostgreSQL cannot be used: the server does not answer"[:45],
        "PostgreSQL can be used again, after 8.0 s",
    ]


@pytest.mark.parametrize(
    "error", [DiskFull, ReadOnlySqlTransaction, AdminShutdown, psycopg.OperationalError, NoConnection]
)
def test_what_keeps_all_requests_from_being_served_is_an_outage(error: type[psycopg.Error]) -> None:
    assert Outage().note_failure(error("x"))


@pytest.mark.parametrize("error", [UndefinedColumn, LockNotAvailable, psycopg.DataError, psycopg.InternalError])
def test_an_error_of_one_request_is_no_outage(error: type[psycopg.Error], caplog: pytest.LogCaptureFixture) -> None:
    assert not Outage().note_failure(error("x"))
    assert caplog.records == []


def test_an_outage_does_not_tell_what_a_statement_held(caplog: pytest.LogCaptureFixture) -> None:
    Outage().note_failure(DiskFull("somebody@example.com"))
    assert "53100 DiskFull" in caplog.text
    assert "somebody" not in caplog.text

"""The primary dies, a standby takes over: the URL names both, and no gateway restarts."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
import pytest

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster, administrator_url
from gateway.commands.migrate import migrate
from tests.support.clinic import ANN, BEN, DORA, SLOT
from tests.support.database import execute, fetch, invariants
from tests.support.gateway import Server, answers, authorization, serve, wait_for
from tests.support.replicas import (
    catch_up,
    follow,
    frozen,
    kill,
    make_synchronous,
    primary_cluster,
    promote,
    replica_of,
    url_of,
)
from tests.support.streams import listen


@pytest.fixture
def primary() -> Iterator[Cluster]:
    with primary_cluster() as made:
        yield made


@pytest.fixture
def standby(primary: Cluster) -> Iterator[Cluster]:
    with replica_of(primary) as made:
        make_synchronous(primary)
        yield made


@pytest.fixture
def url(primary: Cluster) -> str:
    return primary.url()


class Load:
    """Books and cancels all the time; remembers the acknowledged bookings."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.stop = Event()
        self.statuses: Counter[int] = Counter()
        self.acknowledged: list[str] = []

    def send(self, client: httpx.Client, path: str, **options: object) -> httpx.Response:
        """Send a request; check that a refusal says when to come again."""
        response = client.request("POST", path, **options)  # type: ignore[arg-type]
        self.statuses[response.status_code] += 1
        if response.status_code == 503:
            assert response.json()["error"] == "UNAVAILABLE"
            assert int(response.headers["Retry-After"]) > 0
        return response

    def run(self) -> None:
        """Book and cancel until it is to stop."""
        headers = authorization(ANN)
        with httpx.Client(base_url=self.server.base_url, headers=headers, timeout=30) as client:
            while not self.stop.is_set():
                made = self.send(client, "/v1/bookings", json={"slot_id": SLOT})
                if made.status_code in {200, 201}:
                    booking_id = made.json()["booking"]["id"]
                    if self.send(client, f"/v1/bookings/{booking_id}/cancel").status_code == 200:
                        self.acknowledged.append(booking_id)


@contextmanager
def load(server: Server) -> Iterator[Load]:
    """Load a gateway until the block ends; nothing but success, a lost race and 503 may be answered."""
    made = Load(server)
    with ThreadPoolExecutor() as threads:
        running = [threads.submit(made.run) for _ in range(8)]
        try:
            wait_for(lambda: made.statuses[200] > 50)
            yield made
        finally:
            made.stop.set()
        for thread in running:
            thread.result()
    assert set(made.statuses) <= {200, 201, 409, 503}


def test_a_standby_takes_over_and_nothing_acknowledged_is_lost(
    primary: Cluster, standby: Cluster, tmp_path: Path
) -> None:
    # Even if no request runs at that moment: those that come then wait for a connection, and are refused.
    with serve(url_of(primary, standby), tmp_path / "log", MEDBOOK_POOL_TIMEOUT="2") as server:
        wait_for(lambda: answers(server, "/readyz"))
        with load(server) as running:
            kill(primary)
            wait_for(lambda: running.statuses[503] > 0)
            promote(standby)
            before = running.statuses[201]
            wait_for(lambda: running.statuses[201] > before + 50)
        kept = fetch(standby.url(), "select id::text from medbook.bookings where status = 'CANCELLED'")
        assert set(running.acknowledged) <= {row[0] for row in kept}
        assert invariants(standby.url()) == []


def test_a_subscriber_is_reset_and_follows_the_new_primary(primary: Cluster, standby: Cluster, tmp_path: Path) -> None:
    with serve(url_of(primary, standby), tmp_path / "log", MEDBOOK_WORKERS="1") as server:
        wait_for(lambda: answers(server, "/readyz"))
        with listen(server.base_url, f"doctor_id={DORA}") as stream:
            kill(primary)
            promote(standby)
            wait_for(lambda: ("reset", None) in stream.events)
            wait_for(lambda: answers(server, "/readyz"))
            assert server.client.by(BEN).post("/v1/bookings", json={"slot_id": SLOT}).status_code == 201
            stream.wait_for(SLOT, "held")


def test_after_a_crash_no_request_fails_for_the_connections_that_died(primary: Cluster, tmp_path: Path) -> None:
    with serve(primary.url(), tmp_path / "log", MEDBOOK_WORKERS="1") as server:
        wait_for(lambda: answers(server, "/readyz"))
        kill(primary)
        private.start(primary)
        statuses = [httpx.get(f"{server.base_url}/v1/doctors", timeout=30).status_code for _ in range(10)]
        assert statuses == [200] * 10


def test_a_primary_that_takes_no_more_writes_is_unavailable_until_another_does(
    primary: Cluster, standby: Cluster, tmp_path: Path
) -> None:
    # A commit on the old primary may wait for the promoted standby for ever, and keep its locks until it is given up.
    settings = {"MEDBOOK_POOL_TIMEOUT": "2", "MEDBOOK_STATEMENT_TIMEOUT": "10", "MEDBOOK_LOCK_TIMEOUT": "1"}
    with serve(url_of(primary, standby), tmp_path / "log", **settings) as server:
        wait_for(lambda: answers(server, "/readyz"))
        with load(server) as running:
            execute(primary.url(), "alter system set default_transaction_read_only = on")
            execute(primary.url(), "select pg_reload_conf()")
            wait_for(lambda: running.statuses[503] > 0)
            promote(standby)
            before = running.statuses[201]
            wait_for(lambda: running.statuses[201] > before + 50)
        assert invariants(standby.url()) == []


def test_a_primary_that_hangs_is_unavailable_and_not_waited_for(primary: Cluster, tmp_path: Path) -> None:
    settings = {"MEDBOOK_STATEMENT_TIMEOUT": "1", "MEDBOOK_POOL_TIMEOUT": "1"}
    with serve(primary.url(), tmp_path / "log", **settings) as server:
        wait_for(lambda: answers(server, "/readyz"))
        with frozen(primary):
            hung = httpx.get(f"{server.base_url}/v1/doctors", timeout=30)
            assert (hung.status_code, hung.json()["error"]) == (503, "UNAVAILABLE")
        wait_for(lambda: httpx.get(f"{server.base_url}/v1/doctors", timeout=30).status_code == 200)


def test_the_writer_may_stand_anywhere_in_the_url(primary: Cluster, standby: Cluster, tmp_path: Path) -> None:
    both = url_of(standby, primary)
    with serve(both, tmp_path / "log") as server:
        wait_for(lambda: answers(server, "/readyz"))
        headers = authorization(BEN)
        made = httpx.post(f"{server.base_url}/v1/bookings", json={"slot_id": SLOT}, headers=headers)
        assert made.status_code == 201
    migrate(administrator_url({"MEDBOOK_DATABASE_URL": both}))


def test_a_standby_takes_over_from_a_primary_that_hangs_and_one_request_pays_for_all(
    primary: Cluster, standby: Cluster, tmp_path: Path
) -> None:
    settings = {"MEDBOOK_STATEMENT_TIMEOUT": "1", "MEDBOOK_POOL_TIMEOUT": "15", "MEDBOOK_WORKERS": "1"}
    with serve(url_of(primary, standby), tmp_path / "log", **settings) as server:
        wait_for(lambda: answers(server, "/readyz"))
        with frozen(primary):
            promote(standby)
            assert httpx.get(f"{server.base_url}/v1/doctors", timeout=90).status_code == 503
            assert httpx.get(f"{server.base_url}/v1/doctors", timeout=90).status_code == 200


def test_a_replica_with_wal_that_the_new_primary_never_had_is_left_out_until_it_follows(
    primary: Cluster, tmp_path: Path
) -> None:
    with replica_of(primary) as heir, replica_of(primary) as replica:
        catch_up(primary, heir)
        follow(heir, "")
        wait_for(lambda: fetch(heir.url(), "select from pg_stat_wal_receiver") == [])
        execute(primary.url(), "select pg_logical_emit_message(true, 'lost', repeat('x', 1000000))")
        catch_up(primary, replica)
        kill(primary)
        promote(heir)
        settings = {"MEDBOOK_REPLICA_URL": url_of(replica), "MEDBOOK_WORKERS": "1"}
        with serve(heir.url(), tmp_path / "log", **settings) as server:
            wait_for(lambda: "is left out: it does not follow the new primary" in server.log.read_text())
            assert "is in use" not in server.log.read_text()


def test_a_replica_that_follows_the_new_primary_is_used_again(primary: Cluster, tmp_path: Path) -> None:
    with replica_of(primary) as heir, replica_of(primary) as replica:
        catch_up(primary, heir)
        catch_up(primary, replica)
        settings = {"MEDBOOK_REPLICA_URL": url_of(replica), "MEDBOOK_WORKERS": "1"}
        with serve(url_of(primary, heir), tmp_path / "log", **settings) as server:
            wait_for(lambda: server.log.read_text().count("is in use") == 1)
            kill(primary)
            promote(heir)
            wait_for(lambda: "is left out: it does not follow the new primary" in server.log.read_text())
            follow(replica, f"host={heir.socket} user=postgres")
            execute(heir.url(), "checkpoint")
            catch_up(heir, replica)
            execute(replica.url(), "checkpoint")
            wait_for(lambda: server.log.read_text().count("is in use") == 2)

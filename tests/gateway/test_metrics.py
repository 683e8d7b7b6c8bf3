"""What Prometheus reads: right sums of all workers, of those too that are gone, and nothing about anybody."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import falcon.testing
import httpx
import psycopg
import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from gateway.commands import cluster as private
from gateway.commands.migrate import migrate
from gateway.config import Config, latest_migration, version
from gateway.http.problems import Problem, ProblemHandlers
from gateway.observe.access import AccessLog, LoggedApp
from gateway.observe.database import FRESH_SECONDS, DatabaseMetrics, Fact
from gateway.observe.requests import RequestMetrics
from tests.support.clinic import DORA, SLOT
from tests.support.database import execute, private_cluster
from tests.support.gateway import Client, Server, answers, given_up, serve, wait_for
from tests.support.replicas import paused, primary_cluster, replica_of, url_of

WORKERS = 2

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def scrape(server: Server) -> Samples:
    """Return all samples, by name and labels."""
    response = httpx.get(server.metrics_url, timeout=30)
    assert response.status_code == 200
    families = text_string_to_metric_families(response.text)
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def value(server: Server, name: str, **labels: str) -> float:
    return scrape(server).get((name, tuple(sorted(labels.items()))), 0)


def calls(server: Server, operation: str) -> dict[str, float]:
    """Return how many requests an operation had, by outcome."""
    return {
        dict(labels)["code"]: number
        for (name, labels), number in scrape(server).items()
        if name == "medbook_calls_total" and dict(labels)["operation"] == operation
    }


def children(server: Server) -> set[int]:
    """Return the ids of the gateway's workers."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(server.process.pid)], capture_output=True, text=True, check=False
    )
    return {int(line) for line in listed.stdout.split()}


def ask(server: Server, method: str, path: str, **options: object) -> int:
    """Send a request on a connection of its own, so that any worker may take it; return the status."""
    with httpx.Client(base_url=server.base_url, timeout=30) as client:
        return client.request(method, path, **options).status_code  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("gateway") / "log"
    with serve(url, log, MEDBOOK_WORKERS=str(WORKERS), MEDBOOK_CACHE="on") as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


def test_each_request_is_counted_once_by_outcome_also_after_its_worker_was_killed(
    server: Server, ann: Client, ben: Client
) -> None:
    before = calls(server, "api.book_slot")

    def book(client: Client) -> int:
        return ask(server, "POST", "/v1/bookings", headers=client.headers, json={"slot_id": SLOT})

    assert [book(ann), *(book(ben) for _ in range(19))] == [201] + [409] * 19
    workers = children(server)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    wait_for(lambda: len(children(server) - workers) == WORKERS and answers(server, "/readyz"))
    assert [book(ben) for _ in range(7)] == [409] * 7
    unknown = ask(server, "POST", "/v1/bookings", headers=ben.headers, json={"slot_id": str(uuid4())})
    assert unknown == 404
    after = calls(server, "api.book_slot")
    assert {code: number - before.get(code, 0) for code, number in after.items() if number > before.get(code, 0)} == {
        "OK": 1,
        "SLOT_UNAVAILABLE": 26,
        "SLOT_NOT_FOUND": 1,
    }


def test_outcomes_that_alerts_are_built_on_are_counted_from_0_before_the_first_request(
    url: str, tmp_path: Path
) -> None:
    with serve(url, tmp_path / "log", MEDBOOK_WORKERS="1") as fresh:
        wait_for(lambda: answers(fresh, "/readyz"))
        samples = scrape(fresh)
        booking = calls(fresh, "api.book_slot")
    assert samples["medbook_failures_total", ()] == 0
    assert booking == dict.fromkeys(["OK", "SLOT_LOCKED", "INTERNAL", "UNAVAILABLE", "TIMEOUT"], 0)
    assert len([name for name, _ in samples if name == "medbook_calls_total"]) < 500


def processes(folder: Path) -> set[str]:
    """Return which processes have files of counts."""
    return {path.stem.rpartition("_")[2] for path in folder.iterdir()}


def test_a_restart_leaves_no_files_of_workers_that_are_gone(server: Server) -> None:
    (folder,) = Path("/dev/shm").glob(f"medbook-metrics-{server.process.pid}-*")
    before = children(server)
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    wait_for(lambda: len(children(server) - before) == WORKERS)
    wait_for(lambda: processes(folder) == {*map(str, children(server)), "gone"})


def test_a_reload_loses_nothing_that_was_counted(server: Server) -> None:
    for _ in range(5):
        ask(server, "GET", "/v1/specializations")
    before = calls(server, "api.list_specializations")
    workers = children(server)
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: len(now := children(server)) == WORKERS and not now & workers and answers(server, "/readyz"))
    assert calls(server, "api.list_specializations") == before
    ask(server, "GET", "/v1/specializations")
    assert calls(server, "api.list_specializations")["OK"] == before["OK"] + 1


class Failing:
    """A resource that fails with 503."""

    async def on_get(self, req: Any, resp: Any) -> None:
        raise Problem("UNAVAILABLE")


def test_failures_are_all_answers_with_5xx_but_those_of_health_checks() -> None:
    registry = CollectorRegistry()
    app = LoggedApp(AccessLog(is_json=True, successes=0, write=lambda _: None))
    app.add_middleware(RequestMetrics(registry))
    ProblemHandlers(lambda _: False).install(app)
    for path in ("/readyz", "/v1/failing"):
        app.add_route(path, Failing())
    client = falcon.testing.TestClient(app)
    for path in ("/readyz", "/v1/failing", "/v1/failing"):
        assert client.simulate_get(path).status_code == 503
    assert registry.get_sample_value("medbook_failures_total") == 2


def test_a_request_that_its_client_gave_up_is_counted_without_a_code(server: Server, url: str, ann: Client) -> None:
    labels = {"route": "/v1/me", "method": "GET", "status": "499"}
    before = calls(server, "api.get_user").get("none", 0)
    durations = value(server, "medbook_request_duration_seconds_count", **labels)
    with given_up(server, url, ann):
        wait_for(lambda: calls(server, "api.get_user").get("none", 0) == before + 1)
    assert value(server, "medbook_request_duration_seconds_count", **labels) == durations + 1


def test_handshakes_of_websockets_are_counted(server: Server) -> None:
    address = server.base_url.replace("http", "ws", 1) + "/v1/slots/live"
    before = calls(server, "api.slot_changes")
    with connect(address):
        pass
    with pytest.raises(InvalidStatus):
        connect(address, origin=Origin("https://evil.example"))
    after = calls(server, "api.slot_changes")
    assert [after.get(code, 0) - before.get(code, 0) for code in ("OK", "FORBIDDEN")] == [1, 1]
    for status in ("101", "403"):
        labels = {"route": "/v1/slots/live", "method": "GET", "status": status}
        assert value(server, "medbook_request_duration_seconds_count", **labels) >= 1


def test_durations_are_counted_by_route_method_and_status(server: Server, anybody: Client) -> None:
    labels = {"route": "/v1/doctors/{doctor_id}", "method": "GET", "status": "200"}
    before = scrape(server)
    for _ in range(5):
        anybody.get(f"/v1/doctors/{DORA}")
    after = scrape(server)

    def grown(name: str, **more: str) -> float:
        key = (name, tuple(sorted((labels | more).items())))
        return after[key] - before.get(key, 0)

    assert grown("medbook_request_duration_seconds_count") == 5
    assert grown("medbook_request_duration_seconds_bucket", le="+Inf") == 5
    bounds = {float(dict(k)["le"]) for name, k in after if name == "medbook_request_duration_seconds_bucket"}
    assert (min(bounds), max(bounds - {float("inf")})) == (0.001, 5)


def test_no_label_holds_an_id_or_what_a_client_made_up(server: Server, ann: Client, anybody: Client) -> None:
    made_up = uuid4().hex
    ann.get(f"/v1/bookings/{uuid4()}")
    anybody.get(f"/{made_up}")
    anybody.get(f"/v1/doctors?search={made_up}")
    ask(server, made_up.upper(), "/v1/doctors")
    labels = {text for _, pairs in scrape(server) for _, text in pairs}
    assert [text for text in labels if re.search(r"[0-9a-f]{8}-|[0-9a-fA-F]{32}|@", text)] == []
    assert {"/v1/bookings/{booking_id}", "none"} <= labels


def test_metrics_have_an_address_of_their_own(server: Server, anybody: Client) -> None:
    assert anybody.get("/metrics").status_code == 404
    assert httpx.URL(server.metrics_url).port != httpx.URL(server.base_url).port
    assert "/metrics" not in anybody.openapi["paths"]


def test_it_tells_what_the_workers_and_the_database_know(server: Server, anybody: Client) -> None:
    anybody.get(f"/v1/doctors/{DORA}/slots")
    anybody.get(f"/v1/doctors/{DORA}/slots")

    def is_told() -> bool:
        samples = scrape(server)
        names = {name for name, _ in samples}
        looked_up = sum(number for (name, _), number in samples.items() if name == "medbook_cache_lookups_total")
        size = samples.get(("medbook_pool_size", (("pool", "requests"),)))
        return looked_up >= 2 and size == 4 * WORKERS and "medbook_feed_lag_seconds" in names

    wait_for(is_told)
    assert value(server, "medbook_workers") == WORKERS
    assert value(server, "medbook_database_up") == 1
    assert value(server, "medbook_build_info", version=version(), migration=latest_migration()) == 1
    assert value(server, "medbook_schema_info", migration=latest_migration()) == 1
    assert {name for name, _ in scrape(server)} >= {
        "medbook_holds_live",
        "medbook_holds_lapsed",
        "medbook_pool_connections",
        "medbook_pool_in_use",
        "medbook_pool_waiting",
        "medbook_pool_waits_total",
        "medbook_pool_wait_seconds_total",
        "medbook_pool_errors_total",
        "medbook_subscribers",
    }


def test_refusals_of_rate_limits_are_counted_by_policy(url: str, tmp_path: Path) -> None:
    with serve(url, tmp_path / "log", MEDBOOK_WORKERS="1", MEDBOOK_RATE_LIMITS="on") as limited:
        wait_for(lambda: answers(limited, "/readyz"))
        wrong = {"email": "nobody@example.com", "password": "a wrong password"}
        statuses = [ask(limited, "POST", "/v1/auth/login", json=wrong) for _ in range(40)]
        refused = statuses.count(429)
        assert refused > 0
        assert calls(limited, "login")["RATE_LIMITED"] == refused

        def counted() -> float:
            return sum(n for (name, _), n in scrape(limited).items() if name == "medbook_rate_limit_refusals_total")

        wait_for(lambda: counted() >= refused)


def test_with_the_database_down_metrics_still_answer_and_say_so(tmp_path: Path) -> None:
    with private_cluster() as own:
        migrate(own.url())
        with serve(own.url(), tmp_path / "log", MEDBOOK_WORKERS="1", MEDBOOK_POOL_TIMEOUT="1") as server:
            wait_for(lambda: answers(server, "/readyz"))
            assert value(server, "medbook_database_up") == 1
            assert value(server, "medbook_job_failing", cron_job="open slots") == 0
            private.stop(own)
            wait_for(lambda: value(server, "medbook_database_up") == 0)
            assert ask(server, "GET", "/v1/doctors") == 503
            assert calls(server, "api.list_doctors")["UNAVAILABLE"] == 1
            private.start(own)
            wait_for(lambda: value(server, "medbook_database_up") == 1)


def test_a_replica_is_shown_to_lag_and_to_be_used_no_longer(tmp_path: Path) -> None:
    with primary_cluster() as primary, replica_of(primary) as replica:
        settings = {"MEDBOOK_REPLICA_URL": url_of(replica), "MEDBOOK_REPLICA_LAG": "1", "MEDBOOK_WORKERS": "1"}
        name = f"{replica.socket}:5432"
        with serve(primary.url(), tmp_path / "log", **settings) as server:
            wait_for(lambda: value(server, "medbook_replica_in_use", replica=name) == 1)
            assert value(server, "medbook_replica_lag_seconds", replica=name) <= 1
            with paused(replica):
                execute(primary.url(), "update medbook.users set name = name")
                wait_for(lambda: value(server, "medbook_replica_lag_seconds", replica=name) > 1)
                wait_for(lambda: value(server, "medbook_replica_in_use", replica=name) == 0)
            wait_for(lambda: value(server, "medbook_replica_in_use", replica=name) == 1)


def test_without_an_address_there_are_no_metrics(url: str, tmp_path: Path) -> None:
    with serve(url, tmp_path / "log", MEDBOOK_METRICS_BIND="") as server:
        assert answers(server, "/livez")
        with pytest.raises(httpx.ConnectError):
            scrape(server)


def test_an_address_that_is_taken_is_told_and_requests_are_served(server: Server, url: str, tmp_path: Path) -> None:
    taken = server.metrics_url.removeprefix("http://").removesuffix("/metrics")
    with serve(url, tmp_path / "log", MEDBOOK_METRICS_BIND=taken) as other:
        wait_for(lambda: answers(other, "/readyz"))
        assert other.log.read_text().count("no metrics are served: MEDBOOK_METRICS_BIND: Address already in use") == 1


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give up its rights")
def test_workers_that_gave_up_the_rights_of_root_count_too(url: str, tmp_path: Path) -> None:
    arguments = "--preload --user nobody --group nogroup"
    with serve(url, tmp_path / "log", MEDBOOK_WORKERS="1", GUNICORN_CMD_ARGS=arguments) as server:
        assert ask(server, "GET", "/livez") == 200
        labels = {"route": "/livez", "method": "GET", "status": "200"}
        assert value(server, "medbook_request_duration_seconds_count", **labels) > 0


def test_what_workers_counted_is_removed_in_the_end(url: str, tmp_path: Path) -> None:
    with serve(url, tmp_path / "log", MEDBOOK_WORKERS="1") as server:
        wait_for(lambda: answers(server, "/readyz"))
        folders = list(Path("/dev/shm").glob(f"medbook-metrics-{server.process.pid}-*"))
        assert len(folders) == 1
    assert not folders[0].exists()


class Asked(DatabaseMetrics):
    """Counts its questions, of which each gets the next answer; the clock is the test's."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(Config("postgresql:///unused", ("k" * 32,)), lambda: self.now)
        self.questions = 0
        self.answer = self.count

    def count(self) -> list[Fact]:
        self.questions += 1
        return [("asked", "How often", {"by": "us"}, self.questions)]


def test_a_database_that_cannot_be_asked_is_told_to_be_down() -> None:
    metrics = Asked()

    def fail() -> list[Fact]:
        raise psycopg.OperationalError

    metrics.answer = fail
    (up,) = metrics.collect()
    assert (up.name, up.samples[0].value) == ("medbook_database_up", 0)


def test_the_database_is_asked_at_most_every_five_seconds() -> None:
    metrics = Asked()
    for _ in range(3):
        up, asked = metrics.collect()
        assert (up.samples[0].value, asked.name, asked.samples[0].value) == (1, "medbook_asked", 1)
    metrics.now = FRESH_SECONDS
    _, asked = metrics.collect()
    assert (asked.samples[0].labels, asked.samples[0].value) == ({"by": "us"}, 2)

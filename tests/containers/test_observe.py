"""The profile observe, with stand-ins for the two public images: what the gateway does is seen from outside."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.containers.load import load
from tests.gateway.test_dashboard import PANELS, figures
from tests.support.containers import DOCKER, Stack, can_read, podman, stack
from tests.support.gateway import wait_for
from tests.support.otlp import Receiver
from tests.support.prometheus import Prometheus

PROMETHEUS = Prometheus("http://127.0.0.1:9090")
STAND_IN = "http://127.0.0.1:16686"
KEY_FIGURES = {"Bookings that succeed and fail", "Lock contention", "Response times", "Pool utilisation"}


@pytest.fixture(scope="module")
def observing(images: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """MedBook with its observers. Slack is the stand-in."""
    here = Path(__file__).parent
    names = ("docker.io/grafana/grafana:stand-in", "docker.io/jaegertracing/jaeger:stand-in")
    tags = [word for name in names for word in ("-t", name)]
    podman("build", "-q", "--format", "docker", *tags, "-f", str(here / "stand-in.Dockerfile"), str(here))
    secrets = tmp_path_factory.mktemp("secrets")
    (secrets / "slack.url").write_text("http://jaeger:4318/slack\n")
    versions = {"GRAFANA_VERSION": "stand-in", "JAEGER_VERSION": "stand-in"}
    settings = {"MEDBOOK_SECRETS": str(secrets), "MEDBOOK_DEMO": "on", "MEDBOOK_RATE_LIMITS": "off", **versions}
    with stack("observe", None, **settings) as made:
        yield made


def received(path: str) -> list[bytes]:
    """Return what was sent to the stand-in at a path."""
    sent = httpx.get(STAND_IN, timeout=10).json()
    return [bytes.fromhex(body) for at, body, _ in sent if at == path]


def test_prometheus_reaches_all_that_it_observes_and_alertmanager(observing: Stack) -> None:
    wait_for(PROMETHEUS.has_scraped)
    jobs = {sample.labels["job"] for sample in PROMETHEUS.query("up == 1")}
    assert jobs == {"prometheus", "disks", "gateway"}
    (alertmanager,) = PROMETHEUS.ask("alertmanagers")["activeAlertmanagers"]
    assert alertmanager["url"] == "http://alertmanager:9093/api/v2/alerts"


def test_every_rule_can_be_asked_and_nothing_is_wrong(observing: Stack) -> None:
    def rules() -> list[str]:
        return [rule["health"] for group in PROMETHEUS.ask("rules")["groups"] for rule in group["rules"]]

    wait_for(lambda: set(rules()) == {"ok"})
    # pg_cron has started nothing before the next minute begins.
    wait_for(lambda: PROMETHEUS.alerts() == [], seconds=180)


def test_the_disk_of_the_primary_is_told(observing: Stack) -> None:
    wait_for(lambda: PROMETHEUS.query('node_filesystem_avail_bytes{mountpoint="/disks/primary"} > 0'))


def test_the_four_key_figures_have_data(observing: Stack) -> None:
    expressions = [target["expr"] for panel in PANELS if panel["title"] in KEY_FIGURES for target in panel["targets"]]
    with load(observing):
        wait_for(lambda: all(figures(PROMETHEUS, expression) for expression in expressions), seconds=120)


def test_grafana_has_the_dashboard_and_both_sources(observing: Stack) -> None:
    dashboard = observing.inside("grafana", "cat", "/etc/grafana/dashboards/medbook.json")
    assert dashboard == (DOCKER / "observe/grafana/dashboards/medbook.json").read_text()
    assert "http://jaeger:16686" in observing.inside("grafana", "sh", "-c", "cat /etc/grafana/provisioning/*/*")


def test_each_reads_its_own_secrets_alone(observing: Stack) -> None:
    assert can_read(observing, "alertmanager") == {"slack.url"}
    assert can_read(observing, "grafana") == {"grafana.password"}
    assert can_read(observing, "notifier") == {"notifier.password"}
    assert can_read(observing, "gateway") == {"gateway.password", "jwt.keys"}
    assert can_read(observing, "primary") == {
        "postgres.password", "replication.password", "gateway.password", "jwt.keys"
    }  # fmt: skip


def test_an_alert_is_told_to_the_url_of_the_secret(observing: Stack) -> None:
    assert "Alerts go to: slack\n" in observing.logs("alertmanager")
    alert = {"labels": {"alertname": "GatewayDown", "severity": "page"}, "annotations": {"summary": "It is down"}}
    posted = httpx.post("http://127.0.0.1:9093/api/v2/alerts", json=[alert], timeout=10)
    assert posted.status_code == 200
    wait_for(lambda: received("/slack"))
    (attachment,) = json.loads(received("/slack")[0])["attachments"]
    assert attachment["title"] == "firing: GatewayDown"
    assert attachment["title_link"].startswith("http://127.0.0.1:9093/")
    assert "It is down" in attachment["text"]


def test_each_line_of_the_gateway_is_json(observing: Stack) -> None:
    request = uuid4().hex
    httpx.get(f"{observing.base_url}/v1/doctors", headers={"X-Request-Id": request}, timeout=10)

    command = [str(DOCKER / "compose"), "logs", "--no-log-prefix", "--no-color", "gateway"]

    def said() -> str:
        done = subprocess.run(
            command, env=observing.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True
        )
        return done.stdout

    wait_for(lambda: request in said())
    lines = [json.loads(line) for line in said().splitlines() if not line.startswith("time=")]
    (told,) = [line for line in lines if line.get("http", {}).get("request", {}).get("id") == request]
    assert told["message"] == "GET /v1/doctors 200 OK"


def test_traces_go_to_jaeger(observing: Stack) -> None:
    trace = uuid4().hex
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    httpx.get(f"{observing.base_url}/v1/doctors?limit=1", headers=headers, timeout=10)

    def seen() -> list[str]:
        receiver = Receiver()
        for batch in received("/v1/traces"):
            receiver.take(batch)
        return [span.name for span in receiver.of_trace(trace)]

    wait_for(seen)
    assert "GET /v1/doctors" in seen()

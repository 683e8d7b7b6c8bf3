"""Grafana's dashboard: Prometheus has data for each of its panels, and each metric is on some panel."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from math import isnan
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import yaml  # type: ignore[import-untyped]
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard
from prometheus_client.parser import text_string_to_metric_families

from tests.support import ROOT
from tests.support.clinic import ANN, BEN, DORA, SLOT
from tests.support.database import execute
from tests.support.gateway import Server, answers, serve, wait_for
from tests.support.prometheus import Prometheus, prometheus
from tests.support.replicas import primary_cluster, replica_of, url_of
from tests.support.streams import listen

GRAFANA = ROOT / "docker/observe/grafana"
TEXT = (GRAFANA / "dashboards/medbook.json").read_text()
DASHBOARD: dict[str, Any] = json.loads(TEXT)
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
EXPRESSIONS = {
    f"{panel['title']}: {target['legendFormat']}": target["expr"] for panel in PANELS for target in panel["targets"]
}
# What Grafana puts in the place of its variables.
VARIABLES = {"$instance": ".*", "$__rate_interval": "5m"}

# Limits that the tests' requests do not reach, but for those of passwords; and jobs that have run.
SETTINGS = """
update medbook.rate_policy set quota = 100000 where name in ('general', 'booking');
insert into cron.job_run_details (jobid, database, username, command, status, start_time, end_time)
select jobid, database, username, command, 'succeeded', now(), now() from cron.job;
"""


def filled(expression: str) -> str:
    """Return an expression without variables."""
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression


def figures(watching: Prometheus, expression: str) -> list[float]:
    """Return the values of an expression that are numbers."""
    return [sample.value for sample in watching.query(filled(expression)) if not isnan(sample.value)]


def load(server: Server, primary_url: str) -> None:
    """Book with every outcome, read more at once than the pool has connections, and guess passwords."""
    ann, ben = server.client.by(ANN), server.client.by(BEN)
    booked = ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["booking"]["id"]
    assert ben.post("/v1/bookings", json={"slot_id": SLOT}).json()["code"] == "SLOT_UNAVAILABLE"
    assert ann.post(f"/v1/bookings/{booked}/cancel").status_code == 200
    with psycopg.connect(primary_url) as connection:
        connection.execute("select from medbook.slots where id = %s for update", [SLOT])
        assert ben.post("/v1/bookings", json={"slot_id": SLOT}).json()["code"] == "SLOT_LOCKED"
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda _: ann.get("/v1/bookings"), range(40)))
    # Clients that have written nothing: others would have to wait for the feed to find a cached response.
    for path in ("/v1/specializations", f"/v1/doctors/{DORA}", f"/v1/doctors/{DORA}/slots"):
        assert [httpx.get(server.base_url + path, timeout=30).status_code for _ in range(3)] == [200] * 3
    assert [server.client.sign_in("nobody@example.com", "wrong").status_code for _ in range(12)][-1] == 429


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A gateway with a replica, a subscriber and all that can be counted; with the URL of its primary."""
    settings = {"MEDBOOK_WORKERS": "1", "MEDBOOK_POOL_SIZE": "1", "MEDBOOK_CACHE": "on", "MEDBOOK_RATE_LIMITS": "on"}
    log = tmp_path_factory.mktemp("gateway") / "log"
    with primary_cluster() as primary, replica_of(primary) as replica:
        execute(primary.url(), SETTINGS)
        with serve(primary.url(), log, MEDBOOK_REPLICA_URL=url_of(replica), **settings) as running:
            wait_for(lambda: answers(running, "/readyz"))
            yield running, primary.url()


@pytest.fixture(scope="module")
def watching(server: tuple[Server, str]) -> Iterator[Prometheus]:
    """Prometheus that has seen a gateway under load."""
    running, primary_url = server
    counted = ("medbook_pool_waits_total", "medbook_cache_lookups_total", "medbook_rate_limit_refusals_total")
    with (
        prometheus([httpx.URL(running.metrics_url).netloc.decode()]) as made,
        listen(running.base_url, f"doctor_id={DORA}"),
    ):
        load(running, primary_url)
        wait_for(lambda: all(made.query(f"{name} > 0") for name in counted))
        # A rate needs what was counted before.
        load(running, primary_url)
        yield made


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS.keys())
def test_prometheus_has_data_for_every_expression(watching: Prometheus, expression: str) -> None:
    wait_for(lambda: figures(watching, expression))


def test_the_key_figures_are_true(watching: Prometheus) -> None:
    panels = {panel["title"]: panel for panel in PANELS}

    def shown(title: str) -> dict[str, float]:
        """Return the first figure of each target of a panel, if it has one."""
        every = {target["legendFormat"]: figures(watching, target["expr"]) for target in panels[title]["targets"]}
        return {name: values[0] for name, values in every.items() if values}

    # Of the three tries of a load one succeeds, one finds the slot taken, and one finds it locked. Rates are estimates.
    thirds = pytest.approx({"booked": 1 / 3, "refused": 2 / 3, "failed": 0}, abs=0.05)
    wait_for(lambda: shown("Bookings that succeed and fail") == thirds)
    wait_for(lambda: shown("Lock contention") == pytest.approx({"locked": 1 / 3}, abs=0.05))
    times = shown("Response times")
    assert 0 < times["p50"] < times["p95"] < times["p99"]
    assert shown("Pool utilisation").keys() == {"{{pool}}"}


def test_every_metric_is_on_a_panel(server: tuple[Server, str], watching: Prometheus) -> None:
    families = text_string_to_metric_families(httpx.get(server[0].metrics_url, timeout=30).text)
    shown = {re.sub("_(total|bucket|count)$", "", name) for name in re.findall(r"medbook_\w+", TEXT)}
    assert {family.name for family in families} == shown


def documented() -> set[str]:
    """Return the metrics of the README's table, in which _b behind a_c is a_b."""
    section = (ROOT / "README.md").read_text().partition("\n## Metrics\n")[2].partition("\n\n|")[2].partition("\n\n")[0]
    names = set()
    for cell in re.findall(r"^\| (`[^|]*)", section, re.MULTILINE):
        first, *more = re.findall("`(.*?)`", cell)
        names |= {first, *(first.partition("_")[0] + name if name.startswith("_") else name for name in more)}
    return {f"medbook_{name.removesuffix('_total')}" for name in names}


def test_the_readmes_table_has_every_metric(server: tuple[Server, str], watching: Prometheus) -> None:
    families = text_string_to_metric_families(httpx.get(server[0].metrics_url, timeout=30).text)
    assert {family.name for family in families} == documented()


def test_no_label_is_one_that_prometheus_gives_itself(watching: Prometheus) -> None:
    assert watching.query('{exported_job!=""}') + watching.query('{exported_instance!=""}') == []


def test_the_variable_offers_each_gateway(watching: Prometheus) -> None:
    (variable,) = DASHBOARD["templating"]["list"]
    assert (variable["name"], variable["query"]["query"]) == ("instance", "label_values(medbook_build_info, instance)")
    assert len(watching.query("count by (instance) (medbook_build_info)")) == 1
    assert all('instance=~"$instance"' in expression for expression in EXPRESSIONS.values())


def test_every_panel_has_a_title_a_unit_an_expression_and_says_what_is_well() -> None:
    titles = [panel["title"] for panel in PANELS]
    assert len(set(titles)) == len(titles)
    for panel in PANELS:
        assert panel["fieldConfig"]["defaults"]["unit"]
        assert "Well: " in panel["description"]
        assert panel["targets"]


def test_panels_stand_in_the_order_of_the_file_and_none_covers_another() -> None:
    assert [panel["id"] for panel in DASHBOARD["panels"]] == list(range(1, len(DASHBOARD["panels"]) + 1))
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    assert places == sorted(places, key=lambda place: (place["y"], place["x"]))
    cells = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert {x for x, _ in cells} == set(range(24))


def test_grafanas_own_model_knows_every_field_of_the_dashboard() -> None:
    register_default_plugins()
    assert lost(DASHBOARD, json.loads(JSONEncoder().encode(Dashboard.from_json(DASHBOARD)))) == []


def lost(written: Any, read: Any, path: str = "") -> list[str]:
    """Return the paths of what is written and was not read."""
    if isinstance(written, dict):
        return [found for key in written for found in lost(written[key], (read or {}).get(key), f"{path}/{key}")]
    if isinstance(written, list) and len(written) == len(read or []):
        return [found for n, pair in enumerate(zip(written, read, strict=True)) for found in lost(*pair, f"{path}/{n}")]
    return [] if written == read else [path]


def test_grafana_is_provisioned_with_the_dashboard_and_the_data_source_that_it_names() -> None:
    compose = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())
    (provider,) = yaml.safe_load((GRAFANA / "provisioning/dashboards/medbook.yaml").read_text())["providers"]
    mounted = f"./observe/grafana/dashboards:{provider['options']['path']}:ro"
    assert mounted in compose["services"]["grafana"]["volumes"]
    sources = yaml.safe_load((GRAFANA / "provisioning/datasources/prometheus.yaml").read_text())["datasources"]
    named = {panel["datasource"]["uid"] for panel in [*PANELS, *DASHBOARD["templating"]["list"]]}
    assert named == {source["uid"] for source in sources if source["type"] == "prometheus"}
    assert Path(provider["options"]["path"]).is_absolute()

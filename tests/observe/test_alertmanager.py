"""Who is told of an alert, by real servers from the gateway that ends to the message that arrives."""

import os
import subprocess
from collections.abc import Callable
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml  # type: ignore[import-untyped]

from tests.observe.rules import ALERTS, OBSERVE, RULES
from tests.support.alertmanager import START, Receiver, alertmanager, receiver
from tests.support.commands import fake
from tests.support.gateway import serve, wait_for
from tests.support.prometheus import prometheus

CONFIGURATION = OBSERVE / "alertmanager.yml"
SECRETS = {"pagerduty.key": "a-key-of-pagerduty", "slack.url": "https://hooks.slack.example/services/T0/B0/X"}


def made_with(folder: Path, *secrets: str) -> tuple[dict[str, Any], str]:
    """Start Alertmanager with these secrets alone; return the configuration that it has, and what is said."""
    known = folder / "secrets"
    known.mkdir()
    for name in secrets:
        (known / name).write_text(f"{SECRETS[name]}\n")
    fake(folder / "bin", "prometheus-alertmanager", "exec true")
    environment = os.environ | {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "MEDBOOK_SECRETS": str(known),
        "TMPDIR": str(folder),
    }
    started = subprocess.run(
        [str(START), str(CONFIGURATION)], env=environment, capture_output=True, text=True, check=True
    )
    made = folder / "alertmanager.yml"
    checked = subprocess.run(["amtool", "check-config", str(made)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    return yaml.safe_load(made.read_text()), started.stdout


@pytest.mark.parametrize("secrets", [chosen for n in (0, 1, 2) for chosen in combinations(SECRETS, n)], ids=str)
def test_only_services_with_a_secret_are_told(secrets: tuple[str, ...], tmp_path: Path) -> None:
    made, said = made_with(tmp_path, *secrets)
    receivers = {
        each["name"]: {key.removesuffix("_configs") for key in each if key != "name"} for each in made["receivers"]
    }
    services = {name.partition(".")[0] for name in secrets}
    assert receivers == {"page": services, "ticket": services & {"slack"}}
    assert said == (
        f"Alerts go to: {' '.join(name.partition('.')[0] for name in secrets)}\n"
        if secrets
        else (f"Alerts go to nobody: {tmp_path}/secrets has neither pagerduty.key nor slack.url\n")
    )


def test_no_secret_stands_in_the_configuration() -> None:
    text = CONFIGURATION.read_text()
    assert "routing_key:" not in text
    assert "api_url:" not in text


def test_every_severity_has_a_route() -> None:
    said = [
        subprocess.run(
            ["amtool", "config", "routes", "test", f"--config.file={CONFIGURATION}", f"severity={severity}"],
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for severity in ("page", "ticket")
    ]  # fmt: skip
    assert said == ["page", "ticket"]
    assert {alert["labels"]["severity"] for alert in ALERTS.values()} == {"page", "ticket"}


# What follows from an alert, with the labels of both.
CONSEQUENCES = {
    "GatewayDown": {"FeedLags", "PoolSaturated", "PoolRefuses", "ReplicaLeftOut", "DatabaseDown"},
    "DatabaseDown": {
        "ErrorBudgetBurnsFast", "ErrorBudgetBurnsSlowly", "LatencyBudgetBurnsFast", "LatencyBudgetBurnsSlowly",
        "PoolSaturated", "PoolRefuses", "FeedLags", "ReplicaLeftOut",
    },
    "DiskFull": {"DiskFilling", "ErrorBudgetBurnsFast", "ErrorBudgetBurnsSlowly"},
    "PoolRefuses": {"PoolSaturated"},
    "ErrorBudgetBurnsFast": {"ErrorBudgetBurnsSlowly"},
    "LatencyBudgetBurnsFast": {"LatencyBudgetBurnsSlowly"},
}  # fmt: skip
OF_A_GATEWAY = {"instance": "gateway:9464"}


def labelled(name: str) -> dict[str, str]:
    """Return an alert with the labels that it has here."""
    of_a_pool = {"pool": "requests"} if name.startswith("Pool") else {}
    is_of_all = name.startswith(("ErrorBudget", "LatencyBudget"))
    return {"alertname": name, **({} if is_of_all else OF_A_GATEWAY), **of_a_pool}


@pytest.mark.parametrize("cause", CONSEQUENCES)
def test_what_follows_from_something_else_is_not_told_beside_it(cause: str, tmp_path: Path) -> None:
    with alertmanager(CONFIGURATION, tmp_path) as address:
        alerts = f"http://{address}/api/v2/alerts"
        names = CONSEQUENCES[cause] | {cause, "InvariantBroken"}
        others = [{"labels": labelled(name)} for name in names if name != "InvariantBroken"]
        posted = httpx.post(alerts, json=[*others, {"labels": {"alertname": "InvariantBroken"}}], timeout=30)
        assert posted.status_code == 200

        def untold() -> set[str]:
            found = httpx.get(alerts, timeout=30).json()
            return {alert["labels"]["alertname"] for alert in found if alert["status"]["inhibitedBy"]}

        wait_for(lambda: len(httpx.get(alerts, timeout=30).json()) == len(names))
        wait_for(lambda: untold() >= CONSEQUENCES[cause])
        assert untold() & {cause, "InvariantBroken"} == set()


def hasty(path: Path, folder: Path, change: Callable[[Any], None]) -> Path:
    """Copy a file with times so short that no test need wait."""
    content = yaml.safe_load(path.read_text())
    change(content)
    made = folder / path.name
    made.write_text(yaml.safe_dump(content))
    return made


def at_once(rules: Any) -> None:
    """Let rules fire without a delay."""
    for group in rules["groups"]:
        for rule in group["rules"]:
            rule.pop("for", None)


def tell(service: Receiver, configuration: Any) -> None:
    """Let PagerDuty's messages come to a service of ours, soon."""
    configuration["global"] = {"pagerduty_url": f"{service.url}/v2/enqueue"}
    for route in (configuration["route"], *configuration["route"]["routes"]):
        route |= {"group_wait": "1s", "group_interval": "1s"}


def told(service: Receiver, path: str, text: str = "") -> list[str]:
    """Return the messages with a text that a service got at a path."""
    return [str(message) for at, message in service.messages if at == path and text in str(message)]


def test_a_gateway_that_ends_is_told_to_pagerduty_and_slack_and_so_is_its_return(url: str, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    with receiver() as service, serve(url, tmp_path / "log") as first:
        (secrets / "pagerduty.key").write_text("a-key-of-pagerduty\n")
        (secrets / "slack.url").write_text(f"{service.url}/slack\n")

        metrics = httpx.URL(first.metrics_url).netloc.decode()
        rules = [hasty(path, tmp_path, at_once) for path in RULES]
        with (
            alertmanager(hasty(CONFIGURATION, tmp_path, partial(tell, service)), secrets) as address,
            prometheus([metrics], rules, alertmanager=address) as observer,
        ):
            wait_for(observer.has_scraped)
            first.terminate()
            wait_for(lambda: told(service, "/slack", "firing: GatewayDown") and told(service, "/v2/enqueue"))
            (page, *_) = told(service, "/v2/enqueue")
            assert "'routing_key': 'a-key-of-pagerduty'" in page
            assert "'event_action': 'trigger'" in page
            assert f"The gateway at {metrics} does not answer Prometheus" in page
            assert "docker/observe/runbook.md#gatewaydown" in page
            first.process.wait(60)
            with serve(url, tmp_path / "log", MEDBOOK_METRICS_BIND=metrics):
                wait_for(lambda: told(service, "/slack", "resolved: GatewayDown"))
                wait_for(lambda: told(service, "/v2/enqueue", "'event_action': 'resolve'"))


def test_a_page_on_two_gateways_says_what_both_do(tmp_path: Path) -> None:
    with receiver() as service:
        for name in SECRETS:
            (tmp_path / name).write_text(f"{service.url}/slack\n")
        with alertmanager(hasty(CONFIGURATION, tmp_path, partial(tell, service)), tmp_path) as address:
            gateways = [
                {
                    "labels": {"alertname": "GatewayDown", "severity": "page", "instance": name},
                    "annotations": {"summary": name},
                }
                for name in ("gateway:9464", "gateway-2:9464")
            ]
            assert httpx.post(f"http://{address}/api/v2/alerts", json=gateways, timeout=30).status_code == 200
            wait_for(lambda: told(service, "/v2/enqueue"))
    (page,) = told(service, "/v2/enqueue")
    assert "'summary': 'GatewayDown: gateway" in page
    assert "gateway:9464" in page
    assert "gateway-2:9464" in page

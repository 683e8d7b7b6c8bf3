"""What the servers around MedBook are told, read by their own tools."""

import pytest
import yaml  # type: ignore[import-untyped]

from tests.support import ROOT
from tests.support.containers import DOCKER, podman

PROVISIONING = DOCKER / "observe/grafana/provisioning"
INSTALL = "apt-get update -qq && apt-get install -qq --no-install-recommends systemd python3 >/dev/null 2>&1"

pytestmark = pytest.mark.usefixtures("images")


def tool(program: str, *words: str) -> str:
    """Run a program of the image of Prometheus."""
    return podman("run", "--rm", "--entrypoint", program, "medbook-prometheus:local", *words)


def test_prometheus_takes_its_configuration_and_rules() -> None:
    tool("promtool", "check", "config", "/etc/medbook/prometheus.yml")


def test_alertmanager_takes_its_configuration() -> None:
    tool("amtool", "check-config", "/etc/medbook/alertmanager.yml")


@pytest.mark.parametrize("kind", ["datasources", "dashboards"])
def test_grafanas_provisioning_is_of_its_first_version(kind: str) -> None:
    (path,) = (PROVISIONING / kind).iterdir()
    assert yaml.safe_load(path.read_text())["apiVersion"] == 1


def systemd(command: str) -> str:
    """Run a command where systemd and the project are installed; return what it printed."""
    options = ["--rm", "--network", "host", "-v", f"{ROOT}:/opt/medbook:ro"]
    return podman("run", *options, "debian:trixie-slim", "sh", "-c", f"({INSTALL}; {command}) 2>&1")


def test_systemd_takes_the_units() -> None:
    assert "medbook" not in systemd(
        "systemd-analyze verify --recursive-errors=no /opt/medbook/docker/systemd/*.service"
    )


def test_systemd_finds_little_that_a_server_taken_over_could_do() -> None:
    for unit in ("medbook", "medbook-notify"):
        # Of 100, in tenths of what it prints.
        systemd(f"systemd-analyze security --offline=yes --threshold=20 /opt/medbook/docker/systemd/{unit}.service")

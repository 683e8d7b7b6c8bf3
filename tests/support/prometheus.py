"""Prometheus from Debian: it scrapes gateways into a folder of its own, and is asked over HTTP."""

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

import httpx

from tests.support.gateway import free_port, is_ok, wait_for


@dataclass(frozen=True)
class Sample:
    """A series at one instant. labels: its name, if it has one, is in __name__."""

    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True)
class Prometheus:
    """A running Prometheus."""

    url: str

    def ask(self, path: str, **parameters: str) -> Any:
        """Return the data of an answer of its API; fail with what it says is wrong."""
        answer = httpx.get(f"{self.url}/api/v1/{path}", params=parameters, timeout=30).json()
        assert answer["status"] == "success", answer["error"]
        return answer["data"]

    def query(self, expression: str) -> list[Sample]:
        """Return what an expression is now; an empty list if it has no data."""
        data = self.ask("query", query=expression)
        if data["resultType"] == "scalar":
            return [Sample({}, float(data["result"][1]))]
        return [Sample(found["metric"], float(found["value"][1])) for found in data["result"]]

    def alerts(self) -> list[dict[str, Any]]:
        """Return the alerts that are pending or firing, each with labels, annotations, state and value."""
        found: list[dict[str, Any]] = self.ask("alerts")["alerts"]
        return found

    def reload(self) -> None:
        """Let it read its configuration and its rules again; fail if they are not valid."""
        answer = httpx.post(f"{self.url}/-/reload", timeout=30)
        assert answer.status_code == 200, answer.text

    def has_scraped(self, times: int = 1) -> bool:
        """Tell whether it has scraped each gateway so often, and the last time with success."""
        targets = self.ask("targets", state="active")["activeTargets"]
        enough = self.query(f"count_over_time(up[1h]) >= {times}")
        return len(enough) == len(targets) and {target["health"] for target in targets} == {"up"}


@contextmanager
def prometheus(
    addresses: Sequence[str],
    rules: Sequence[Path] = (),
    alertmanager: str | None = None,
    interval: str = "500ms",
) -> Iterator[Prometheus]:
    """Run Prometheus until the block ends. It scrapes addresses of metrics, such as 127.0.0.1:9464.

    rules: files of rules, which are asked as often as is scraped. alertmanager: the address that is told of alerts.
    """
    home = Path(tempfile.mkdtemp(prefix="medbook-"))
    address = f"127.0.0.1:{free_port()}"
    (home / "prometheus.yml").write_text(json.dumps(configuration(addresses, rules, alertmanager, interval)))
    command = ["prometheus", f"--config.file={home}/prometheus.yml", f"--storage.tsdb.path={home}/data"]
    command += [f"--web.listen-address={address}", "--web.enable-lifecycle"]
    made = Prometheus(f"http://{address}")
    try:
        with subprocess.Popen(command, cwd=home) as process:
            try:
                wait_for(lambda: is_ok(f"{made.url}/-/ready"), process)
                yield made
            finally:
                process.kill()
    finally:
        rmtree(home)


def configuration(
    addresses: Sequence[str], rules: Sequence[Path], alertmanager: str | None, interval: str
) -> dict[str, Any]:
    """Return the configuration, in JSON, which YAML includes. Jobs are named as in docker/observe/prometheus.yml."""
    made: dict[str, Any] = {
        "global": {"scrape_interval": interval, "scrape_timeout": interval, "evaluation_interval": interval},
        "rule_files": [str(path) for path in rules],
        "scrape_configs": [{"job_name": "gateway", "static_configs": [{"targets": list(addresses)}]}],
    }
    if alertmanager is not None:
        made["alerting"] = {"alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}]}
    return made

"""Prometheus's own tool takes the rules, and each alert fires and recovers in it as time goes by."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.observe.rules import ALERTS, OBSERVE, RULES

GATEWAY = 'job="gateway",instance="gateway:9464"'


@dataclass(frozen=True)
class Case:
    """What an alert sees: values by series, in the notation of promtool, one each minute unless interval says more.

    fires, quiet: times at which it must fire, and at which it must not.
    """

    series: Mapping[str, str]
    fires: tuple[str, ...]
    quiet: tuple[str, ...]
    interval: str = "1m"


def requests(status: str, values: str) -> dict[str, str]:
    """Return the counter of requests with a status."""
    return {f'medbook_request_duration_seconds_count{{route="/v1/bookings",status="{status}",{GATEWAY}}}': values}


def failures(values: str) -> dict[str, str]:
    """Return the counter of requests answered with 5xx."""
    return {f"medbook_failures_total{{{GATEWAY}}}": values}


def quick(values: str) -> dict[str, str]:
    """Return the counter of requests within half a second."""
    return {f'medbook_request_duration_seconds_bucket{{route="/v1/bookings",le="0.5",{GATEWAY}}}': values}


def calls(code: str, values: str) -> dict[str, str]:
    """Return the counter of bookings with an outcome."""
    return {f'medbook_calls_total{{operation="api.book_slot",code="{code}",{GATEWAY}}}': values}


def gauge(name: str, values: str, **labels: str) -> dict[str, str]:
    """Return a metric of the gateway."""
    more = "".join(f',{key}="{text}"' for key, text in labels.items())
    return {f"medbook_{name}{{{GATEWAY}{more}}}": values}


def disk(avail: str) -> dict[str, str]:
    """Return a disk of 100 GB with so many free."""
    labels = 'job="disks",instance="disks:9100",mountpoint="/disks/primary"'
    return {f"node_filesystem_avail_bytes{{{labels}}}": avail, f"node_filesystem_size_bytes{{{labels}}}": "100x900"}


# Begins a while after the start, and ends again.
BREAK = "0x9 1x19 0x30"
MEND = "1x9 0x19 1x30"

CASES = {
    # Of 600 requests a minute 60 fail for half an hour.
    "ErrorBudgetBurnsFast": Case(
        requests("200", "0+600x400") | failures("0x60 60+60x29 1800x300"), fires=("75m",), quiet=("60m", "130m")
    ),
    # Of 1,000 requests a minute 4 fail for a day.
    "ErrorBudgetBurnsSlowly": Case(
        requests("200", "0+5000x600") | failures("0x12 20+20x287 5760x200"),
        fires=("20h", "25h"),
        quiet=("1h", "33h"),
        interval="5m",
    ),
    "LatencyBudgetBurnsFast": Case(
        requests("200", "0+600x400") | quick("0+600x60 36300+300x29 45600+600x300"),
        fires=("75m",),
        quiet=("60m", "130m"),
    ),
    "LatencyBudgetBurnsSlowly": Case(
        requests("200", "0+5000x600") | quick("0+5000x12 64800+4800x287 1447400+5000x200"),
        fires=("20h", "25h"),
        quiet=("1h", "33h"),
        interval="5m",
    ),
    "SlotsContended": Case(
        calls("OK", "0+50x80") | calls("SLOT_LOCKED", "0x9 10+10x29 300x40"), fires=("25m",), quiet=("9m", "50m")
    ),
    "GatewayDown": Case({f"up{{{GATEWAY}}}": MEND}, fires=("15m",), quiet=("9m", "40m")),
    "PoolRefuses": Case(
        gauge("pool_errors_total", "0x19 5+5x19 100x20", pool="requests", kind="busy"),
        fires=("15m",),
        quiet=("9m", "30m"),
        interval="30s",
    ),
    "PoolSaturated": Case(gauge("pool_waiting", BREAK, pool="requests"), fires=("20m",), quiet=("12m", "40m")),
    "FeedLags": Case(gauge("feed_lag_seconds", "0.1x9 6x19 0.1x30"), fires=("15m",), quiet=("9m", "40m")),
    "ReplicaLeftOut": Case(
        gauge("replica_in_use", "2x9 0x19 2x30", replica="one"), fires=("15m",), quiet=("9m", "40m")
    ),
    "DatabaseDown": Case(gauge("database_up", MEND), fires=("15m",), quiet=("9m", "40m")),
    "InvariantBroken": Case(
        gauge("job_failing", BREAK, cron_job="check invariants"), fires=("15m",), quiet=("9m", "40m")
    ),
    "SweepStalled": Case(gauge("check_ok", MEND, check="sweep"), fires=("15m",), quiet=("9m", "40m")),
    "JobFailing": Case(gauge("job_failing", BREAK, cron_job="open slots"), fires=("20m",), quiet=("12m", "40m")),
    # The last start is told in seconds since 1970, where the time of promtool begins.
    "JobsStopped": Case(
        gauge("database_up", "1x80") | gauge("job_last_start_seconds", "0+60x9 540x40 3000+60x30", cron_job="sweep"),
        fires=("35m",),
        quiet=("20m", "55m"),
    ),
    "CheckNotOk": Case(gauge("check_ok", MEND, check="replication slots"), fires=("25m",), quiet=("15m", "40m")),
    "TargetDown": Case({'up{job="disks",instance="disks:9100"}': MEND}, fires=("20m",), quiet=("12m", "40m")),
    "DiskFull": Case(disk("50x9 5x19 50x30"), fires=("20m",), quiet=("12m", "40m")),
    "DiskFilling": Case(disk("39x48 39-0.2x60 39x100"), fires=("8h50m",), quiet=("4h", "18h"), interval="5m"),
}


# Where pg_cron is missing no job has ever started.
WITHOUT_JOBS = Case(
    gauge("database_up", "1x80") | gauge("job_last_start_seconds", "_x30 1860+60x40", cron_job="sweep"),
    fires=("15m",),
    quiet=("5m", "60m"),
)
# Prometheus forgets a gateway whose name leads nowhere.
VANISHED = Case({f"up{{{GATEWAY}}}": "1x9 stale _x9 1x30"}, fires=("15m",), quiet=("9m", "40m"))


def promtool(*words: str) -> None:
    """Run Prometheus's tool; fail with what it says."""
    done = subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_takes_the_rules() -> None:
    promtool("check", "rules", *map(str, RULES))


def test_prometheus_takes_its_configuration() -> None:
    promtool("check", "config", "--syntax-only", str(OBSERVE / "prometheus.yml"))


def test_each_alert_has_a_case() -> None:
    assert set(CASES) == set(ALERTS)


@pytest.mark.parametrize(("name", "case"), [*CASES.items(), ("JobsStopped", WITHOUT_JOBS), ("GatewayDown", VANISHED)])
def test_an_alert_fires_and_recovers(name: str, case: Case, tmp_path: Path) -> None:
    firing = f'(count(ALERTS{{alertname="{name}",alertstate="firing"}}) or vector(0)) > bool 0'
    times = [(time, 1) for time in case.fires] + [(time, 0) for time in case.quiet]
    test = {
        "interval": case.interval,
        "input_series": [{"series": series, "values": values} for series, values in case.series.items()],
        "promql_expr_test": [
            {"expr": firing, "eval_time": time, "exp_samples": [{"labels": "{}", "value": value}]}
            for time, value in times
        ],
    }
    file = tmp_path / "test.yml"
    file.write_text(
        json.dumps({"rule_files": [*map(str, RULES)], "evaluation_interval": case.interval, "tests": [test]})
    )
    promtool("test", "rules", str(file))

"""The two generators of load: pgbench for the functions, wrk for HTTP."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from gateway.commands.postgresql import selected
from tests.bench.clinic import HERE, Clinic

ROOT = HERE.parent.parent
CLIENTS = 8
CONNECTIONS = 32
THREADS = 2
# Of these nobody waits for the others: times are those of the work.
FEW = 2
SHORT = 25


class BenchError(Exception):
    """A program of the benchmark is missing or failed; the message says which and why."""


@dataclass(frozen=True)
class Measured:
    """What one round came to.

    rate: answers per second. good: how many were successes. wal: bytes written. p50, p99: of the times of answers in
    milliseconds, where they were asked for.
    """

    rate: float
    answers: int
    good: int
    wal: int = 0
    p50: float = 0
    p99: float = 0


def run(command: list[str], environment: dict[str, str] | None = None) -> str:
    """Run a program to its end and return what it printed. Raises BenchError."""
    if shutil.which(command[0]) is None:
        raise BenchError(f"{command[0]} is missing")
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BenchError(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def pgbench(clinic: Clinic, script: str, seconds: float, **variables: int) -> Measured:
    """Run one of the scripts. Of less than a second, which pgbench does not know, become some transactions."""
    length = ["-T", f"{seconds:.0f}"] if seconds >= 1 else ["-t", str(SHORT)]
    return run_pgbench(clinic, script, CLIENTS, length, variables)


def pgbench_paced(clinic: Clinic, script: str, seconds: float, pace: int, **variables: int) -> Measured:
    """Run one of the scripts so many times a second, for a second at least."""
    length = ["-T", f"{max(seconds, 1):.0f}", "-R", str(pace)]
    return run_pgbench(clinic, script, CLIENTS, length, variables)


def pgbench_times(
    clinic: Clinic, script: str, variables: Mapping[str, int] | None = None, settings: str = ""
) -> Measured:
    """Run one of the scripts by few clients, so many transactions each, and learn how long each transaction took.

    settings: more of the sessions', such as -c synchronous_commit=off.
    """
    with TemporaryDirectory(prefix="medbook-bench-") as directory:
        options = ["-t", str(clinic.size.transactions), "-l", "--log-prefix", f"{directory}/log"]
        measured = run_pgbench(clinic, script, FEW, options, variables or {}, settings=settings)
        lines = [line.split() for path in Path(directory).iterdir() for line in path.read_text().splitlines()]
    # The third figure of a line is the transaction's time in microseconds.
    percentiles = quantiles((int(line[2]) / 1000 for line in lines), n=100)
    return replace(measured, p50=percentiles[49], p99=percentiles[98])


def run_pgbench(
    clinic: Clinic, script: str, clients: int, options: list[str], variables: Mapping[str, int], *, settings: str = ""
) -> Measured:
    """Run one of the scripts as the gateway's role. pgbench does not look at answers: all count as good."""
    values = {"i": 0, "clients": clients, "users": clinic.size.users, "doctors": clinic.size.doctors, **variables}
    defines = [part for name, value in values.items() for part in ("-D", f"{name}={value}")]
    common = ["-n", "-M", "prepared", "-c", str(clients), "-j", str(THREADS)]
    output = run(
        [
            *[str(selected().programs / "pgbench"), *common, *options, *defines],
            *["-f", str(HERE / "scripts" / f"{script}.sql"), clinic.database],
        ],
        {
            "PGHOST": str(clinic.cluster.socket),
            "PGUSER": "medbook_gateway",
            "PGOPTIONS": f"-c search_path=seed {settings}",
        },
    )
    rate = re.search(r"^tps = ([0-9.]+)", output, re.MULTILINE)
    answers = re.search(r"actually processed: ([0-9]+)", output)
    if rate is None or answers is None:
        raise BenchError(f"pgbench printed no rate: {output}")
    return Measured(float(rate[1]), int(answers[1]), int(answers[1]))


def wrk(
    port: int, script: str, seconds: float, *arguments: str | Path | int, connections: int = CONNECTIONS
) -> Measured:
    """Run one of the scripts against a gateway. Good is what was answered with 2xx."""
    # wrk knows whole seconds only, but reports what it has when it is interrupted.
    length = [] if seconds >= 1 else ["timeout", "--preserve-status", "--signal=INT", f"{seconds}"]
    output = run(
        [
            *[*length, "wrk", "-t", str(THREADS), "-c", str(connections), "-d", f"{max(seconds, 1):.0f}s"],
            *["-s", str(HERE / f"{script}.lua"), f"http://127.0.0.1:{port}", "--", *map(str, arguments)],
        ]
    )
    figures = json.loads(output.strip().splitlines()[-1])
    requests = figures["requests"]
    rate = requests / figures["microseconds"] * 1e6
    answers, good = requests + figures["broken"], requests - figures["refused"]
    return Measured(rate, answers, good, p50=figures["p50"] / 1000, p99=figures["p99"] / 1000)

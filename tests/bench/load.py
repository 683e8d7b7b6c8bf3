"""The two generators of load: pgbench for the functions, wrk for HTTP."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from gateway.cluster import BINARIES
from tests.bench.clinic import DATABASE, HERE, Clinic

ROOT = HERE.parent.parent
CLIENTS = 8
CONNECTIONS = 32
THREADS = 2


class BenchError(Exception):
    """A program of the benchmark is missing or failed; the message says which and why."""


@dataclass(frozen=True)
class Measured:
    """What one round came to. rate: answers per second. good: how many were successes. wal: bytes written."""

    rate: float
    answers: int
    good: int
    wal: int = 0


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


def pgbench(clinic: Clinic, script: str, seconds: int, **variables: int) -> Measured:
    """Run one of the scripts as the gateway's role. pgbench does not look at answers: all count as good."""
    values = {"i": 0, "clients": CLIENTS, "users": clinic.size.users, "doctors": clinic.size.doctors, **variables}
    options = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", str(THREADS), "-T", str(seconds)]
    defines = [part for name, value in values.items() for part in ("-D", f"{name}={value}")]
    output = run(
        [str(BINARIES / "pgbench"), *options, *defines, "-f", str(HERE / "scripts" / f"{script}.sql"), DATABASE],
        {"PGHOST": str(clinic.cluster.socket), "PGUSER": "medbook_gateway", "PGOPTIONS": "-c search_path=seed"},
    )
    rate = re.search(r"^tps = ([0-9.]+)", output, re.MULTILINE)
    answers = re.search(r"actually processed: ([0-9]+)", output)
    if rate is None or answers is None:
        raise BenchError(f"pgbench printed no rate: {output}")
    return Measured(float(rate[1]), int(answers[1]), int(answers[1]))


def wrk(port: int, script: str, seconds: int, *arguments: str | Path | int) -> Measured:
    """Run one of the scripts against a gateway. Good is what was answered with 2xx."""
    output = run(
        [
            *["wrk", "-t", str(THREADS), "-c", str(CONNECTIONS), "-d", f"{seconds}s"],
            *["-s", str(HERE / f"{script}.lua"), f"http://127.0.0.1:{port}", "--", *map(str, arguments)],
        ]
    )
    figures = json.loads(output.strip().splitlines()[-1])
    requests = figures["requests"]
    rate = requests / figures["microseconds"] * 1e6
    return Measured(rate, requests + figures["broken"], requests - figures["refused"])

"""The two gateways that are compared, with as many processes and connections."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from gateway.config import Config
from tests.bench.clinic import HERE, Clinic
from tests.bench.load import ROOT, BenchError, run
from tests.support.gateway import free_port

WORKERS = 2
START_SECONDS = 20
KEY = "the-key-of-the-benchmark-signs-nothing-else"


@contextmanager
def serving(command: list[str], environment: dict[str, str], port: int) -> Iterator[int]:
    """Run a server until the block ends; give its port once it is ready. Raises BenchError."""
    server = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_ready(server, port)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server answers /readyz. Raises BenchError when it does not."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise BenchError(f"{server.args!r} does not serve (exit status {server.poll()})")


@contextmanager
def medbook(clinic: Clinic, **settings: str) -> Iterator[int]:
    """Run our gateway as it is deployed. settings: more of its environment."""
    environment = {"MEDBOOK_DATABASE_URL": clinic.url("medbook_gateway"), **settings}
    with gunicorn("gateway.app:application()", environment) as ready:
        yield ready


@contextmanager
def hello() -> Iterator[int]:
    """Run a Falcon application that answers a constant, on our gateway's server."""
    with gunicorn("tests.bench.hello:app", {"MEDBOOK_DATABASE_URL": "postgresql:///unused"}) as ready:
        yield ready


@contextmanager
def gunicorn(application: str, environment: dict[str, str]) -> Iterator[int]:
    """Run an application on the server as our gateway is."""
    port = free_port()
    program = str(Path(sys.executable).with_name("gunicorn"))
    command = [program, "-c", "gateway/gunicorn.conf.py", "--pythonpath", str(ROOT), application]
    own = {"MEDBOOK_WORKERS": str(WORKERS), "MEDBOOK_BIND": f"127.0.0.1:{port}", "MEDBOOK_JWT_KEYS": KEY}
    with serving(command, own | environment, port) as ready:
        yield ready


@contextmanager
def express(clinic: Clinic) -> Iterator[int]:
    """Run the Express gateway; install its packages when they are missing."""
    if not (HERE / "node_modules" / "pg").exists():
        run(["npm", "install", "--prefix", str(HERE), "--no-audit", "--no-fund", "--silent"])
    port = free_port()
    environment = {
        "NODE_ENV": "production",
        "PGHOST": str(clinic.cluster.socket),
        "PGUSER": "medbook_gateway",
        "PGDATABASE": clinic.database,
        "PGOPTIONS": f"-c statement_timeout={Config.statement_timeout:.0f}s -c lock_timeout={Config.lock_timeout:.0f}s",
        "BENCH_PORT": str(port),
        "BENCH_WORKERS": str(WORKERS),
        "BENCH_POOL_SIZE": str(Config.pool_size),
        "BENCH_JWT_KEY": KEY,
    }
    with serving(["node", str(HERE / "express.js")], environment, port) as ready:
        yield ready

"""Alertmanager from Debian, started as its container starts it, and a service that it tells of alerts."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import rmtree
from threading import Thread
from typing import Any

from tests.support import ROOT
from tests.support.gateway import free_port, is_ok, wait_for

START = ROOT / "docker/observe/start-alertmanager"


@dataclass
class Receiver:
    """A service on the network. messages: the path and the JSON of each request."""

    url: str = ""
    messages: list[tuple[str, Any]] = field(default_factory=list)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a service that takes every message, as PagerDuty and Slack do, until the block ends."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.messages.append((self.path, json.loads(body)))
            # What each of the two answers.
            self.send_response(202 if "enqueue" in self.path else 200)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def alertmanager(configuration: Path, secrets: Path) -> Iterator[str]:
    """Run Alertmanager until the block ends; give its address. secrets: the folder of what services want to know."""
    home = Path(tempfile.mkdtemp(prefix="medbook-"))
    address = f"127.0.0.1:{free_port()}"
    command = [str(START), str(configuration), f"--storage.path={home}", "--cluster.listen-address="]
    environment = os.environ | {"MEDBOOK_SECRETS": str(secrets), "TMPDIR": str(home)}
    try:
        with subprocess.Popen([*command, f"--web.listen-address={address}"], env=environment) as process:
            try:
                wait_for(lambda: is_ok(f"http://{address}/-/ready"), process)
                yield address
            finally:
                process.kill()
    finally:
        rmtree(home)

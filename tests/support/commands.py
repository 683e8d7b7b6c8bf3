"""make, as somebody types it: to its end, or as a gateway that goes on running."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster
from tests.support import ROOT
from tests.support.gateway import free_port, is_ok, listens, wait_for


def make(*words: str, folder: str | Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command of make to its end."""
    environment = os.environ | variables
    return subprocess.run(
        ["make", "--silent", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def fake(folder: Path, name: str, text: str) -> None:
    """Make a program for a folder that PATH names before the machine's own."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def copy_project(folder: Path) -> Path:
    """Copy what git knows and what it does not ignore, with a virtual environment that was made elsewhere."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    environment = folder / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin/python").symlink_to(Path(sys.executable).resolve())
    (environment / "lib").symlink_to(Path(sys.prefix) / "lib")
    shutil.copyfile(Path(sys.prefix) / "pyvenv.cfg", environment / "pyvenv.cfg")
    (environment / "run").touch()
    packages = folder / "gateway/web/node_modules"
    shutil.copytree(ROOT / "gateway/web/node_modules", packages)
    (packages / ".package-lock.json").touch()
    return folder


@contextmanager
def temporary_home(name: str = "home") -> Iterator[Path]:
    """Give a MEDBOOK_HOME that does not exist yet, which others can pass through; remove its cluster in the end."""
    parent = Path(tempfile.mkdtemp(prefix="medbook-home-"))
    parent.chmod(0o755)
    made = parent / name
    yield made
    private.destroy(Cluster(made, private.from_environment().user))
    parent.rmdir()


class Running:
    """A gateway that make started."""

    def __init__(self, words: list[str], log: Path, folder: str | Path, variables: dict[str, str]) -> None:
        self.port = free_port()
        self.log = log
        metrics = {"MEDBOOK_METRICS_BIND": f"127.0.0.1:{free_port()}"}
        self.environment = os.environ | metrics | {"MEDBOOK_PORT": str(self.port), "MEDBOOK_WORKERS": "1", **variables}
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                ["make", "--silent", *words], cwd=folder, env=self.environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip

    @property
    def url(self) -> str:
        """The URL that it serves."""
        return f"http://127.0.0.1:{self.port}"

    def is_ready(self) -> bool:
        """Tell whether it serves."""
        return is_ok(f"{self.url}/readyz")

    def end(self, number: signal.Signals) -> None:
        """Send a signal to make and all that it started, and wait until nobody listens on the port."""
        os.killpg(self.process.pid, number)
        self.process.wait(timeout=60)
        wait_for(lambda: not listens(self.port))


@contextmanager
def running(*words: str, log: str | Path, folder: str | Path = ROOT, **variables: str) -> Iterator[Running]:
    """Run a command of make that serves until the block ends."""
    run = Running(list(words), Path(log), folder, variables)
    try:
        wait_for(run.is_ready, run.process, seconds=120)
        yield run
    finally:
        if run.process.poll() is None:
            run.end(signal.SIGTERM)

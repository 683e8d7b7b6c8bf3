"""docker/ brought up for real, by podman where Docker has no engine, under a name and on ports of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from gateway.admission.tokens import Tokens
from tests.support import ROOT
from tests.support.gateway import free_port

DOCKER = ROOT / "docker"
BASE = "docker.io/library/debian:trixie-slim"


def missing() -> str | None:
    """Return what the tests lack on this machine; None when nothing is."""
    if os.geteuid() != 0:
        return "these tests need root"
    if shutil.which("podman") is None:
        return "podman is missing"
    # It asks a registry if the image is not here.
    tried = subprocess.run(["podman", "run", "--rm", BASE, "true"], capture_output=True, text=True, check=False)
    return None if tried.returncode == 0 else f"podman cannot run {BASE}: {tried.stderr.strip().splitlines()[-1]}"


def podman(*words: str) -> str:
    """Run podman; return what it printed. Raises CalledProcessError, with what it said."""
    done = subprocess.run(["podman", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"podman {' '.join(words)}\n{done.stdout}{done.stderr}")
    return done.stdout


@dataclass
class Stack:
    """The services of one profile. port: nginx's, or the gateway's."""

    profile: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    project: str = field(default_factory=lambda: f"medbook-test-{uuid4().hex[:8]}")
    port: int = field(default_factory=free_port)
    gateways: tuple[int, int] = field(default_factory=lambda: (free_port(), free_port()))

    @property
    def base_url(self) -> str:
        """Where clients go."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of docker/'s scripts."""
        ports = {"MEDBOOK_PORT": f"127.0.0.1:{self.port}"}
        if self.profile:
            ports |= {"PROFILE": self.profile, "MEDBOOK_GATEWAY_PORT": f"127.0.0.1:{self.gateways[0]}"}
            ports |= {"MEDBOOK_GATEWAY_2_PORT": f"127.0.0.1:{self.gateways[1]}"}
        # There is podman-compose.
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {**os.environ, "PATH": path, "COMPOSE_PROJECT_NAME": self.project, **ports, **self.settings}

    def script(self, name: str, *words: str) -> str:
        """Run a script of docker/; return what it printed. Raises AssertionError, with what it said."""
        done = subprocess.run(
            [str(DOCKER / name), *words], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{name} {' '.join(words)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def name(self, service: str) -> str:
        """Return the name of a service's container."""
        return f"{self.project}_{service}_1"

    def inside(self, service: str, *command: str) -> str:
        """Run a command in a service's container."""
        return podman("exec", self.name(service), *command)

    def sql(self, statement: str, service: str = "primary") -> list[str]:
        """Run statements as the database's administrator; return the lines of their answers."""
        command = ("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", "medbook", "-c", statement)
        return self.inside(service, *command).splitlines()

    def tokens(self) -> Tokens:
        """Return what signs as the gateways do."""
        return Tokens((self.inside("gateway", "cat", "/run/secrets/jwt.keys").strip(),), 3600)

    def logs(self, service: str) -> str:
        """Return all that a service has said."""
        done = subprocess.run(["podman", "logs", self.name(service)], capture_output=True, text=True, check=True)
        return done.stdout + done.stderr

    def is_running(self, service: str) -> bool:
        """Tell whether a service's container runs."""
        (state,) = json.loads(podman("inspect", self.name(service)))
        return bool(state["State"]["Running"])


def can_read(made: Stack, service: str) -> set[str]:
    """Return the secrets that a service can read."""
    command = "cd /run/secrets; for name in *; do [ ! -r $name ] || echo $name; done"
    return set(made.inside(service, "sh", "-c", command).split())


@contextmanager
def stack(profile: str = "", disk: Path | None = None, **settings: str) -> Iterator[Stack]:
    """Bring a profile up from its first start, with images that are built already; remove everything in the end.

    disk: the directory that is the primary's disk.
    """
    made = Stack(profile, settings={"BUILD": "0", **settings})
    try:
        if disk is not None:
            podman(
                "volume",
                "create",
                "--opt",
                "type=none",
                "--opt",
                f"device={disk}",
                "--opt",
                "o=bind",
                f"{made.project}_primary",
            )
        made.script("up")
        yield made
    finally:
        made.script("compose", "down", "-v", "-t", "3")

"""What is in the images, and what is not."""

import json
import subprocess
from typing import Any

import pytest

from tests.support.containers import podman

MEGABYTE = 1_000_000
# What Debian publishes as trixie-slim; the base that debootstrap makes here is larger.
SLIM_BASE = 79 * MEGABYTE

pytestmark = pytest.mark.usefixtures("images")


def inspect(image: str) -> Any:
    """Return what podman knows about an image."""
    (found,) = json.loads(podman("image", "inspect", image))
    return found


def run(image: str, *command: str, entrypoint: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in a new container."""
    words = ["podman", "run", "--rm", *(["--entrypoint", entrypoint] if entrypoint else []), image, *command]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines of a container, without podman's own about systemd, which is missing here."""
    return [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("time=")]


def test_the_gateways_image_adds_little_to_its_base() -> None:
    added = inspect("medbook-gateway:local")["Size"] - inspect("debian:trixie-slim")["Size"]
    assert SLIM_BASE + added < 200 * MEGABYTE


@pytest.mark.parametrize(
    "image",
    ["medbook-gateway", "medbook-notifier", "medbook-db", "medbook-pgbouncer", "medbook-redis", "medbook-nginx"],
)
def test_no_image_runs_as_root(image: str) -> None:
    assert inspect(f"{image}:local")["Config"]["User"] not in {"", "root", "0"}


def test_the_gateways_image_has_no_tools_to_build_with() -> None:
    done = run("medbook-gateway:local", "-c", "command -v gcc make pip; ls .venv/bin", entrypoint="sh")
    assert not {"gcc", "make", "pip", "pip3"} & {line.rpartition("/")[2] for line in said(done)}


def test_the_gateways_image_has_the_extra_for_traces() -> None:
    done = run("medbook-gateway:local", "-c", "import gateway.observe.traces", entrypoint=".venv/bin/python")
    assert (done.returncode, said(done)) == (0, [])


def test_the_gateways_image_says_what_it_is_and_how_it_is() -> None:
    config = inspect("medbook-gateway:local")["Config"]
    assert config["Labels"]["org.opencontainers.image.title"] == "MedBook gateway"
    assert config["StopSignal"] == "SIGTERM"
    assert "/readyz" in str(inspect("medbook-gateway:local")["Healthcheck"])


def test_the_notifiers_image_is_smaller_and_has_only_what_it_runs() -> None:
    assert inspect("medbook-notifier:local")["Size"] < inspect("medbook-gateway:local")["Size"]
    listing = "command -v gcc make pip; ls .venv/bin .venv/lib/python3*/site-packages . gateway"
    there = {line.rpartition("/")[2] for line in said(run("medbook-notifier:local", "-c", listing, entrypoint="sh"))}
    assert {"aiohttp", "psycopg", "outbound"} <= there
    assert not {"gcc", "make", "pip", "gunicorn", "jwt", "argon2", "yoyo", "sql", "migrations", "accounts"} & there


def test_the_notifiers_image_can_write_every_mail_and_the_gateways_none() -> None:
    rehearse = "from gateway.outbound.rehearsal import rehearse; rehearse()"
    done = run("medbook-notifier:local", "-c", rehearse, entrypoint=".venv/bin/python")
    assert (done.returncode, said(done)) == (0, [])
    assert run("medbook-gateway:local", "-c", "import babel", entrypoint=".venv/bin/python").returncode != 0


def test_the_notifiers_image_knows_the_authorities_who_vouch_for_receivers() -> None:
    done = run("medbook-notifier:local", "-c", "test -s /etc/ssl/certs/ca-certificates.crt", entrypoint="sh")
    assert done.returncode == 0


def test_the_notifiers_image_says_what_it_is_and_how_it_is() -> None:
    config = inspect("medbook-notifier:local")["Config"]
    assert config["Labels"]["org.opencontainers.image.title"] == "MedBook notifier"
    assert config["StopSignal"] == "SIGTERM"
    assert "can-notify" in str(inspect("medbook-notifier:local")["Healthcheck"])


@pytest.mark.parametrize("image", ["medbook-gateway:local", "medbook-notifier:local", "medbook-db:local"])
def test_no_secret_is_in_an_image(image: str) -> None:
    assert said(run(image, "-c", "ls -A /run/secrets 2>/dev/null; true", entrypoint="sh")) == []
    assert not [line for line in inspect(image)["Config"]["Env"] if "PASSWORD" in line or "KEYS" in line]


def test_a_missing_key_is_one_line() -> None:
    done = run("medbook-gateway:local")
    assert done.returncode == 1
    assert said(done) == [
        "MEDBOOK_JWT_KEYS is not set, and there is no /run/secrets/jwt.keys that can be read: give one of the two"
    ]


def test_a_missing_password_of_the_notifier_is_one_line() -> None:
    assert said(run("medbook-notifier:local")) == [
        "PGPASSWORD is not set, and there is no /run/secrets/notifier.password that can be read: give one of the two"
    ]


def test_a_missing_password_of_the_database_is_one_line() -> None:
    assert said(run("medbook-db:local")) == [
        "There is no /run/secrets/postgres.password that can be read: make-secrets makes it"
    ]

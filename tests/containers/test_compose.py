"""docker compose itself takes the file, and what it starts is what a newcomer meets."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.support import ROOT
from tests.support.containers import DOCKER, Stack, podman, stack
from tests.support.gateway import wait_for
from tests.support.terminal import Terminal

DOCKER_COMPOSE = "apt-get update -qq && apt-get install -qq --no-install-recommends docker-compose >/dev/null 2>&1"


@pytest.mark.usefixtures("images")
@pytest.mark.parametrize("arguments", ["", "--env-file scale.env", "--env-file observe.env"])
def test_docker_compose_takes_the_file(arguments: str) -> None:
    check = f"{DOCKER_COMPOSE}; cd /docker && docker-compose {arguments} config --quiet"
    options = ["--rm", "--network", "host", "-v", f"{DOCKER}:/docker:ro"]
    podman("run", *options, "debian:trixie-slim", "sh", "-c", check)


def test_the_demo_is_served(alone: Stack) -> None:
    assert httpx.get(f"{alone.base_url}/v1/doctors", timeout=10).json()["doctors"][0]["name"]


def test_the_database_lets_nobody_in_without_a_password(alone: Stack) -> None:
    command = ["podman", "exec", "-e", "PGPASSWORD=postgres", alone.name("primary"), "psql", "-h", "primary", "-U"]
    done = subprocess.run([*command, "postgres", "-c", "select 1"], capture_output=True, text=True, check=False)
    assert "password authentication failed" in done.stderr


def test_a_gateway_cannot_read_the_superusers_password(alone: Stack) -> None:
    command = ["podman", "exec", alone.name("gateway"), "cat", "/run/secrets/postgres.password"]
    assert "Permission denied" in subprocess.run(command, capture_output=True, text=True, check=False).stderr


def test_every_start_keeps_data_and_secrets(alone: Stack) -> None:
    before = alone.inside("gateway", "cat", "/run/secrets/jwt.keys")
    alone.sql("update medbook.users set name = 'Kept' where email = 'patient@example.com'")
    alone.script("compose", "down", "-t", "3")
    alone.script("up")
    assert alone.inside("gateway", "cat", "/run/secrets/jwt.keys") == before
    assert alone.sql("select name from medbook.users where email = 'patient@example.com'") == ["Kept"]


def test_an_administrator_is_made_with_a_typed_password(alone: Stack) -> None:
    command = ["./compose", "run", "--rm", "--no-deps", "prepare", "create-admin", "ada@example.com", "Ada Admin"]
    terminal = Terminal(command, DOCKER, alone.environment)
    try:
        for prompt in ("Password: ", "Again: "):
            terminal.wait_for(prompt)
            terminal.type("wide-Lantern-under-7-bridges")
        terminal.wait_for("ada@example.com is an administrator")
    finally:
        terminal.close()


def failure(stack: Stack, *words: str) -> list[str]:
    """Run docker/up, which must fail; return the lines of what it said, without podman's own."""
    done = subprocess.run(
        [str(DOCKER / "up"), *words], env=stack.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    return [line for line in done.stderr.splitlines() if not line.startswith("time=")]


def test_a_busy_port_is_one_line_that_says_what_to_do(images: None) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        made = Stack(settings={"BUILD": "0"}, port=busy.getsockname()[1])
        try:
            (line,) = failure(made)
        finally:
            made.script("compose", "down", "-v", "-t", "3")
    assert str(made.port) in line
    assert "MEDBOOK_PORT" in line


def test_a_wrong_password_is_one_line_that_says_what_to_do(images: None, tmp_path: Path) -> None:
    with stack(MEDBOOK_SECRETS=str(tmp_path)) as made:
        made.script("compose", "down", "-t", "3")
        (tmp_path / "postgres.password").write_text("another one")
        line = failure(made)[-1]
    assert "password authentication failed" in line
    assert "docker/README.md" in line


def openssl(folder: Path, *words: str) -> None:
    """Run openssl in a folder."""
    subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=True)


def test_verify_full_holds_on_every_way_to_the_database(images: None, tmp_path: Path) -> None:
    names = "subjectAltName=" + ",".join(f"DNS:{name}" for name in ("primary", "replica-1", "replica-2", "pgbouncer"))
    request = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=MedBook", "-addext", names)
    openssl(tmp_path, *request, "-keyout", "server.key", "-out", "server.crt")
    (tmp_path / "ca.crt").write_bytes((tmp_path / "server.crt").read_bytes())
    tls = {"MEDBOOK_DATABASE_TLS": "verify-full", "MEDBOOK_DATABASE_CA": "/run/secrets/ca.crt"}
    with stack("scale", None, MEDBOOK_SECRETS=str(tmp_path), **tls) as servers:
        encrypted = "select distinct ssl from pg_stat_ssl natural join pg_stat_activity where client_addr is not null"
        assert servers.sql(encrypted) == servers.sql(encrypted, "replica-1") == ["t"]


def test_a_gateway_says_that_its_database_was_not_prepared(images: None, tmp_path: Path) -> None:
    with stack(MEDBOOK_SECRETS=str(tmp_path)) as made:
        made.sql("drop schema api cascade")
        podman("restart", "-t", "3", made.name("gateway"))
        wait_for(lambda: "Are all migrations applied?" in made.logs("gateway"))


def test_pgtap_proves_the_functions_on_postgresql_17(images: None, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    (tmp_path / "postgres.password").write_text("not used on a socket")
    libraries = "shared_preload_libraries=pg_cron,pg_stat_statements,plpgsql,plpgsql_check"
    settings = [word for setting in (libraries, "autovacuum=off", "fsync=off") for word in ("-c", setting)]
    options = ["-d", "--rm", "-v", f"{tmp_path}:/tmp", "-e", "MEDBOOK_SECRETS=/tmp"]
    container = podman("run", *options, "medbook-db:test", *settings).splitlines()[-1]
    try:
        wait_for((tmp_path / ".s.PGSQL.5432").exists)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/pgtap"]
        environment = {**os.environ, "TEST_SOCKET": str(tmp_path)}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    finally:
        podman("rm", "-f", "-t", "1", container)

"""docker compose itself takes the file, and what it starts is what a newcomer meets."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from standardwebhooks import Webhook

from tests.containers.test_recovery import book
from tests.support import ROOT
from tests.support.containers import DOCKER, Stack, can_read, podman, stack
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


def test_the_notifier_signs_in_as_itself_reads_no_table_and_its_own_password_alone(alone: Stack) -> None:
    signed_in = "select usename from pg_stat_activity where application_name = 'medbook-notify'"
    wait_for(lambda: alone.sql(signed_in) == ["medbook_notifier"])
    tables = "select count(*) from pg_class where relkind in ('r', 'v', 'p') and relnamespace in (select oid from"
    namespaces = "pg_namespace where nspname !~ '^pg_|^information_schema$|^public$|^extensions$|^cron$')"
    readable = f"{tables} {namespaces} and has_table_privilege('medbook_notifier', oid, 'select')"
    assert alone.sql(readable) == ["0"]
    assert can_read(alone, "notifier") == {"notifier.password"}
    assert "notifier.password" not in can_read(alone, "gateway")


def test_the_notifier_has_no_capability_and_writes_nothing_but_tmp(alone: Stack) -> None:
    assert alone.inside("notifier", "sed", "-n", "s/^CapEff:[[:space:]]*0*$/none/p", "/proc/1/status") == "none\n"
    tried = alone.inside(
        "notifier", "sh", "-c", "touch /opt/medbook/file /run/file 2>/dev/null; touch /tmp/file; ls /tmp"
    )
    assert "file" in tried
    (state,) = json.loads(podman("inspect", alone.name("notifier")))
    assert state["HostConfig"]["ReadonlyRootfs"]
    podman("healthcheck", "run", alone.name("notifier"))


def register(clinic: Stack, url: str) -> str:
    """Add a webhook for everything; return its secret."""
    (admin,) = clinic.sql("select id from medbook.users where role = 'ADMIN' order by created_at limit 1")
    (secret,) = clinic.sql(f"select api.create_webhook('{admin}', '{url}') ->> 'secret'")
    return secret


def test_an_event_comes_to_a_webhook_and_verifies(alone: Stack) -> None:
    python = (".venv/bin/python", "-c")
    # In its container: an address of http must be the notifier's own machine.
    receiver = (Path(__file__).parent / "stand_in.py").read_text()
    podman("exec", "-d", alone.name("notifier"), *python, receiver)
    is_there = "import socket; print(socket.socket().connect_ex(('127.0.0.1', 3000)))"
    wait_for(lambda: alone.inside("notifier", *python, is_there) == "0\n")
    ask = "import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:3000').read().decode())"
    secret = register(alone, "http://127.0.0.1:3000/hook")
    booking = book(alone)
    wait_for(lambda: alone.inside("notifier", *python, ask) != "[]\n")
    ((path, body, headers),) = json.loads(alone.inside("notifier", *python, ask))
    assert path == "/hook"
    said = Webhook(secret).verify(bytes.fromhex(body), headers)
    assert (said["type"], said["data"]["booking_id"]) == ("booking.held", booking)


def test_the_notifier_reaches_the_world_outside(alone: Stack) -> None:
    (network,) = json.loads(podman("network", "inspect", f"{alone.project}_default"))
    with socket.create_server((network["subnets"][0]["gateway"], 0)) as outside:
        outside.settimeout(60)
        host, port = outside.getsockname()
        register(alone, f"https://{host}:{port}/")
        book(alone)
        connection, _ = outside.accept()
        with connection:
            connection.settimeout(60)
            # A greeting of TLS.
            assert connection.recv(1) == b"\x16"


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

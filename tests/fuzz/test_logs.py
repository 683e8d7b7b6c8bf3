"""Nothing personal is in a log, the gateway's or PostgreSQL's, of all that the fuzz sent before and is sent here."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from select import select
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from gateway.commands.cluster import Cluster
from gateway.config import Config
from tests.fuzz import ADDRESS, CANARY, IS_LONG, SEED
from tests.fuzz.conftest import Fuzzed
from tests.support.clinic import ANN, BEN, HASH
from tests.support.database import execute
from tests.support.gateway import KEY, Server

MUTANTS = 20_000 if IS_LONG else 1_000
PATIENCE = 0.05

PERSONAL = (CANARY, ADDRESS)
HEADERS = {
    "User-Agent": f"{CANARY} agent",
    "X-Forwarded-For": ADDRESS,
    "Forwarded": f'for="{ADDRESS}";by={CANARY}',
    "Referer": f"https://{CANARY}.example/",
    "Cookie": f"{CANARY}={CANARY}",
    "Origin": f"https://{CANARY}.example",
    "traceparent": CANARY,
    "If-None-Match": CANARY,
    f"X-{CANARY}": CANARY,
}
PERSONAL_FIELDS = {"email": f"{CANARY}@example.com", "password": f"{CANARY} sings at 4 o'clock sharp"}

# Requests that are no HTTP, or hardly, in the form of their head. {}: the canary.
MALFORMED = [
    "{}",
    "GET /{}",
    "GET /{} HTTP/9.9|Host: {}",
    "{} /{} HTTP/1.1|Host: x",
    "GET {} HTTP/1.1|Host: x",
    "GET http://{}@{}/{}?{} HTTP/1.1|Host: x",
    "GET /v1/doctors/{}\xff HTTP/1.1|Host: x",
    "GET /v1/doctors/{}\0 HTTP/1.1|Host: x",
    "GET /v1/doctors/{}%ff%00 HTTP/1.1|Host: x",
    "GET /v1/doctors?search={}%ff HTTP/1.1|Host: x",
    "GET /docs/swagger/{}%00 HTTP/1.1|Host: x",
    f"GET /{'{}' * 2000} HTTP/1.1|Host: x",
    f"GET / HTTP/1.1|Host: x|X-Long: {'{}' * 3000}",
    f"GET / HTTP/1.1|Host: x{'|X-Many: {}' * 300}",
    "GET / HTTP/1.1|Host: x|X-{} {}",
    "GET / HTTP/1.1|Host: x|X {}: {}",
    "GET / HTTP/1.1|Host: x|X-{}: {}\0",
    "GET / HTTP/1.1|Host: x|X-{}: {}| folded {}",
    "GET / HTTP/1.1|Host: x|Host: {}",
    "GET /v1/me HTTP/1.1|Host: {}:{}",
    "GET /v1/me HTTP/1.1|Host: x|Authorization: Bearer {}\xff.{}.{}",
    "GET /v1/me HTTP/1.1|Host: x|Authorization: {}|Cookie: {}=\xff;;=|Forwarded: for={};\"\xff",
    "POST /v1/auth/login HTTP/1.1|Host: x|Content-Length: {}||{}",
    "POST /v1/auth/login HTTP/1.1|Host: x|Content-Length: 6|Content-Length: 7||{}",
    "POST /v1/auth/login HTTP/1.1|Host: x|Transfer-Encoding: {}||{}",
    "POST /v1/auth/login HTTP/1.1|Host: x|Transfer-Encoding: chunked||{}",
    "POST /v1/auth/login HTTP/1.1|Host: x|Transfer-Encoding: chunked||6;{}={}|{}{}",
    "POST /v1/auth/login HTTP/1.1|Host: x|Content-Length: 6|Content-Type: {}/\xff||{}",
    "POST /v1/auth/login HTTP/1.1|Host: x|Content-Length: 6|Content-Type: application/json||{}",
    "GET /{}?{} HTTP/1.1|Host: {}|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Key: {}",
    "GET /{} HTTP/1.1|Host: x|Upgrade: h2c|Connection: Upgrade, HTTP2-Settings|HTTP2-Settings: {}",
    "CONNECT {}:443 HTTP/1.1|Host: {}",
    "PRI * HTTP/2.0||SM||{}",
    "PROXY TCP4 {} {} 1 2|GET / HTTP/1.1|Host: x",
]  # fmt: skip
UNFINISHED = [
    "\x16\x03\x01{}\0",
    "GET /{} HTTP/1.1|X-{}: {}",
    "POST /v1/auth/login HTTP/1.1|Host: x|Content-Length: 99|Content-Type: application/json||{}",
]


def exchange(server: Server, request: bytes, patience: float = 30) -> bytes:
    """Send bytes on a connection of their own, end it when an answer begins or patience ends; return the answer."""
    host, _, port = server.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(request)
        answer = b""
        select([connection], [], [], patience)
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while received := connection.recv(65536):
                answer += received
        return answer


def mutate(random: Random, request: bytes) -> bytes:
    """Return the request with some bytes changed, removed, added or repeated."""
    made = bytearray(request)
    for _ in range(random.randint(1, 4)):
        begin = random.randrange(len(made) + 1)
        end = min(len(made), begin + random.choice([0, 1, 2, 10]))
        made[begin:end] = random.choice([b"", random.randbytes(1), b"\r\n", b" ", b"%", made[begin:end] * 2])
    return bytes(made)


def bytes_of(template: str) -> bytes:
    return (template.replace("{}", CANARY).replace("|", "\r\n") + "\r\n\r\n").encode("latin-1")


@pytest.mark.parametrize("template", MALFORMED)
def test_a_malformed_request_has_an_answer(fuzzed: Fuzzed, template: str) -> None:
    answer = exchange(fuzzed.server, bytes_of(template))
    assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501 "))


@pytest.mark.parametrize("template", UNFINISHED)
def test_an_unfinished_request_is_given_up(fuzzed: Fuzzed, template: str) -> None:
    answer = exchange(fuzzed.server, bytes_of(template).removesuffix(b"\r\n\r\n"), PATIENCE)
    assert not answer.startswith(b"HTTP/1.1 5")


def test_a_mutated_request_breaks_nothing(fuzzed: Fuzzed) -> None:
    random = Random(SEED)
    for _ in range(MUTANTS):
        request = mutate(random, bytes_of(random.choice(MALFORMED + UNFINISHED)))
        answer = exchange(fuzzed.server, request, PATIENCE)
        assert not answer.startswith((b"HTTP/1.1 500", b"HTTP/1.1 503", b"HTTP/1.1 504")), f"seed {SEED}: {request!r}"


def canaries(schema: dict[str, Any]) -> dict[str, str]:
    """Return what a body or query of this schema looks like when every field is personal; numbers and enums too."""
    return {name: PERSONAL_FIELDS.get(name, f"{CANARY} of a long {name}") for name in schema["properties"]}


@pytest.mark.parametrize("caller", [ANN, None])
def test_every_operation_is_sent_personal_values_in_every_field(fuzzed: Fuzzed, caller: str | None) -> None:
    client = fuzzed.server.client.by(caller) if caller else fuzzed.server.client
    for path, operations in client.openapi["paths"].items():
        for method, operation in operations.items():
            query = {p["name"]: f"{CANARY} {p['name']}" for p in operation["parameters"] if p["in"] == "query"}
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            for filled in (path.replace("{", CANARY).replace("}", ""), path.replace("{", "").replace("}", ANN)):
                client.request(
                    method.upper(), filled, headers=HEADERS, params=query, json=canaries(body) if body else None
                )


def test_a_missing_privilege_is_logged_without_values(fuzzed: Fuzzed) -> None:
    execute(fuzzed.url, "revoke execute on function api.list_doctors from medbook_gateway")
    try:
        answer = fuzzed.server.client.get("/v1/doctors", params={"search": CANARY}, headers=HEADERS)
    finally:
        execute(fuzzed.url, "grant execute on function api.list_doctors to medbook_gateway")
    assert answer.json()["code"] == "INTERNAL"
    assert answer.json()["trace_id"] in fuzzed.server.log.read_text()


@pytest.fixture(params=["signed in as somebody mightier", "signed in as medbook_gateway"])
def gateway(request: pytest.FixtureRequest, fuzzed: Fuzzed, cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the gateway has them."""
    is_own = request.param.endswith("medbook_gateway")
    url = cluster.url(str(conninfo_to_dict(fuzzed.url)["dbname"]), "medbook_gateway") if is_own else fuzzed.url
    with psycopg.connect(Config(url, (KEY,)).conninfo(), autocommit=True) as made:
        yield made


@pytest.mark.parametrize(
    "call",
    [
        "account.register(%(email)s, %(text)s, %(text)s)",
        "limits.take(array['general', %(text)s], repeat(%(text)s, 20), null, %(email)s)",
        "account.open_session(%(id)s, %(hash)s, convert_to(%(text)s, 'UTF8'), %(text)s, %(text)s)",
        "account.change_password(%(id)s, %(id)s, %(hash)s, %(text)s)",
    ],
)
def test_a_broken_constraint_tells_the_log_no_values(gateway: psycopg.Connection[Any], call: str) -> None:
    values = {"email": f"{CANARY}@example.com", "text": f"{CANARY} text", "id": BEN, "hash": HASH}
    with pytest.raises(psycopg.errors.CheckViolation):
        gateway.execute(f"select {call}".encode(), values)


def test_no_log_holds_personal_data_of_requests(fuzzed: Fuzzed, cluster: Cluster) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        execute(fuzzed.url, "select 1 / 0 as the_log_is_read")
    logs = {path: path.read_text(errors="replace").lower() for path in (fuzzed.server.log, cluster.log)}
    assert "asgi server listening" in logs[fuzzed.server.log]
    assert "the_log_is_read" in logs[cluster.log]
    for path, text in logs.items():
        assert [line for line in text.splitlines() if any(word in line for word in PERSONAL)] == [], path

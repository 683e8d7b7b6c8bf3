"""The real gateway as a process of its own, and a client that holds every answer against OpenAPI."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import httpx
import jsonschema
import psycopg

from gateway.admission.tokens import Tokens
from tests.support import ROOT
from tests.support.clinic import PASSWORD

KEY = "the-tests-own-key-long-enough-for-every-HMAC-that-a-forger-could-think-of"

TOKENS = Tokens((KEY,), 600)
FORMATS = jsonschema.FormatChecker()


def token(user_id: str, role: str = "USER") -> str:
    """Return an access token of a session of its own."""
    return TOKENS.issue(user_id, role, str(uuid4()))


def authorization(user_id: str, role: str = "USER") -> dict[str, str]:
    """Return the header of a user who has just signed in: an access token is valid for minutes only."""
    return {"Authorization": f"Bearer {token(user_id, role)}"}


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Tell whether anybody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Client:
    """Speaks to a gateway, signed in or not; fails when an answer is not what /openapi.json says."""

    def __init__(self, http: httpx.Client, openapi: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self.http = http
        self.openapi = openapi
        self.headers = headers or {}

    def by(self, user_id: str, role: str = "USER") -> "Client":
        """Return a client that is signed in."""
        return self.with_token(token(user_id, role))

    def with_token(self, access_token: str) -> "Client":
        """Return a client that sends this token."""
        return self.saying(Authorization=f"Bearer {access_token}")

    def at(self, address: str) -> "Client":
        """Return a client behind a proxy that forwards this address."""
        return self.saying(**{"X-Forwarded-For": address})

    def saying(self, **headers: str) -> "Client":
        """Return a client that sends these headers too."""
        return Client(self.http, self.openapi, self.headers | headers)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request; check that the answer conforms."""
        headers = self.headers | options.pop("headers", {})
        response = self.http.request(method, path, headers=headers, **options)
        assert_conforms(self.openapi, response)
        return response

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Send a GET request."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """Send a POST request."""
        return self.request("POST", path, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        """Send a DELETE request."""
        return self.request("DELETE", path, **options)

    def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        """Try to sign in."""
        return self.post("/v1/auth/login", json={"email": email, "password": password})


def find_operation(openapi: dict[str, Any], response: httpx.Response) -> dict[str, Any] | None:
    """Return the operation that answered, None when it is not described: probes, pages, unknown paths."""
    given = response.request.url.path.split("/")
    # A path without fields is the more particular one.
    for template, operations in sorted(openapi["paths"].items(), key=lambda item: "{" in item[0]):
        parts = template.split("/")
        if len(parts) == len(given) and all(
            part == text or part.startswith("{") for part, text in zip(parts, given, strict=True)
        ):
            found: dict[str, Any] | None = operations.get(response.request.method.lower())
            return found
    return None


def assert_conforms(openapi: dict[str, Any], response: httpx.Response) -> None:
    """Check status, media type and body against the description; every error must be a problem."""
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if media_type.endswith("json"):
        assert response.content[-1:] in {b"", b"\n"}
    if response.status_code >= 400 and response.request.method != "HEAD":
        assert media_type == "application/problem+json", response.text
        problem = response.json()
        assert problem["status"] == response.status_code
        assert problem["code"] == problem["error"]
    operation = find_operation(openapi, response)
    if operation is None:
        return
    described = operation["responses"].get(str(response.status_code))
    assert described is not None, f"{response.request.url}: {response.status_code} is not described: {response.text}"
    if "content" in described:
        schema = described["content"][media_type]["schema"] | {"components": openapi["components"]}
        answer = response.json() if media_type.endswith("json") else response.text
        # Not jsonschema.validate: it would check the description itself each time.
        jsonschema.Draft202012Validator(schema, format_checker=FORMATS).validate(answer)
    else:
        assert response.content == b""


class Server:
    """A running gateway."""

    def __init__(self, process: subprocess.Popen[bytes], base_url: str, log: Path, metrics_url: str) -> None:
        self.process = process
        self.base_url = base_url
        self.metrics_url = metrics_url
        self.log = log

    @cached_property
    def http(self) -> httpx.Client:
        """A bare HTTP client of this gateway."""
        return httpx.Client(base_url=self.base_url, timeout=30)

    @cached_property
    def client(self) -> Client:
        """A client that is not signed in."""
        return Client(self.http, self.http.get("/openapi.json").json())

    def terminate(self) -> None:
        """Ask the gateway to end."""
        self.process.send_signal(signal.SIGTERM)


@contextmanager
def serve(database_url: str, log: Path, **settings: str) -> Iterator[Server]:
    """Run the gateway on a database until the block ends."""
    port = free_port()
    metrics = f"127.0.0.1:{free_port()}"
    environment = os.environ | {
        "MEDBOOK_DATABASE_URL": database_url,
        "MEDBOOK_JWT_KEYS": KEY,
        "MEDBOOK_BIND": f"127.0.0.1:{port}",
        "MEDBOOK_METRICS_BIND": metrics,
        "MEDBOOK_RATE_LIMITS": "off",
        # Tests change the database behind the gateway's back, and expect to see it at once.
        "MEDBOOK_CACHE": "off",
        # However busy the machine is, no request ends for that.
        "MEDBOOK_POOL_TIMEOUT": "30",
        "MEDBOOK_STATEMENT_TIMEOUT": "30",
        "MEDBOOK_LOCK_TIMEOUT": "30",
        **settings,
    }
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    command = [gunicorn, "--config", "gateway/gunicorn.conf.py", "gateway.app:application()"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    server = Server(process, f"http://127.0.0.1:{port}", log, f"http://{metrics}/metrics")
    try:
        wait_for(lambda: answers(server, "/livez"), process)
        yield server
    finally:
        server.http.close()
        server.terminate()
        process.wait(timeout=60)


def is_ok(url: str) -> bool:
    """Tell whether a server answers a GET with 200."""
    try:
        return httpx.get(url, timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def answers(server: Server, path: str) -> bool:
    """Tell whether a probe succeeds."""
    return is_ok(server.base_url + path)


def have_started(server: Server, workers: int) -> bool:
    """Tell whether all workers know their routes: one that starts during a restart would not for a while after it."""
    return server.log.read_text().count("ASGI server listening") == workers and answers(server, "/readyz")


@contextmanager
def given_up(server: Server, database_url: str, client: Client, **headers: str) -> Iterator[None]:
    """Ask who is signed in, and go away; the database does not answer before the block ends."""
    url = httpx.URL(server.base_url)
    head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "x", **client.headers, **headers}.items())
    with psycopg.connect(database_url) as blocker:
        blocker.execute("lock table medbook.users")
        with socket.create_connection((url.host, url.port or 80)) as connection:
            connection.sendall(f"GET /v1/me HTTP/1.1\r\n{head}\r\n".encode())
            wait_for(lambda: blocker.execute("select from pg_locks where not granted").fetchone() is not None)
        yield


def wait_for(condition: Any, process: subprocess.Popen[bytes] | None = None, seconds: float = 60) -> None:
    """Return as soon as the condition holds; fail when it does not within a generous time, or the process ended."""
    end = monotonic() + seconds
    while not condition():
        assert process is None or process.poll() is None, "the process has ended"
        assert monotonic() < end, "it did not happen in time"
        sleep(0.02)

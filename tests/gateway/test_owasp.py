"""One test per item of the OWASP API Security Top 10 (2023), against the running gateway."""

import ast
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest

from tests.support import ROOT
from tests.support.clinic import DORA, PASSWORD, SLOT, create_user
from tests.support.database import fetch, move_clock
from tests.support.gateway import KEY, TOKENS, Client, Server, answers, serve, wait_for
from tests.support.operations import operations

ADDRESSES = (f"198.18.{n // 250}.{n % 250 + 1}" for n in count())

# What gateway/*.py may import beside the standard library: none of it is made to call somebody else's API.
LIBRARIES = {
    "argon2",
    "cachetools",
    "ecs_logging",
    "falcon",
    "jwt",
    "markdown_it",
    "opentelemetry",
    "prometheus_client",
    "psycopg",
    "redis",
    "zxcvbn",
}
CALLERS = {
    "http.client", "urllib.request", "urllib3", "xmlrpc", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib",
    "requests", "httpx", "httpcore", "aiohttp", "aiosmtplib", "pycurl", "tornado", "grpc",
    "grpcio", "zeep", "boto3", "botocore",
    "websockets", "websocket-client", "paramiko", "kafka-python", "pika", "stripe", "twilio", "sentry-sdk",
}  # fmt: skip

# Reports to the test which connections, look-ups of names and processes the gateway's Python code begins.
WATCH = """
import sys
def note(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request",
                 "http.client.connect", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}:
        print("NOTED", event, arguments, file=sys.stderr, flush=True)
sys.addaudithook(note)
print("WATCHED", file=sys.stderr, flush=True)
"""


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A gateway as it is by default, behind a proxy, so that each client may have an address of its own."""
    folder = tmp_path_factory.mktemp("gateway")
    (folder / "sitecustomize.py").write_text(WATCH)
    settings = {
        "MEDBOOK_METRICS_BIND": "",
        "MEDBOOK_RATE_LIMITS": "on",
        "MEDBOOK_TRUSTED_PROXIES": "127.0.0.0/8",
        "PYTHONPATH": str(folder),
    }
    with serve(url, folder / "log", **settings) as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


@pytest.fixture
def client(anybody: Client) -> Client:
    """Somebody at an address where nobody was before."""
    return anybody.at(next(ADDRESSES))


def workers(server: Server) -> list[int]:
    """Return the ids of the gateway's processes, the first one's too."""
    master = server.process.pid
    return [master, *map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split())]


def ports(server: Server) -> set[int]:
    """Return the local ports of all TCP and UDP sockets that the gateway's processes have open."""
    found: set[int] = set()
    for worker in workers(server):
        links = [path.readlink().name for path in Path(f"/proc/{worker}/fd").iterdir() if path.is_symlink()]
        inodes = {link.removeprefix("socket:[").rstrip("]") for link in links if link.startswith("socket:[")}
        for table in ("tcp", "tcp6", "udp", "udp6"):
            rows = [line.split() for line in Path(f"/proc/{worker}/net/{table}").read_text().splitlines()[1:]]
            found |= {int(row[1].rpartition(":")[2], 16) for row in rows if row[9] in inodes}
    return found


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_api1_broken_object_level_authorization(client: Client, url: str) -> None:
    """Whatever id of somebody else's object is tried, by whatever operation, the answer is as if there were none."""
    owner_id, email = create_user(url)
    session = client.sign_in(email).json()
    owner, thief = client.by(owner_id), client.by(create_user(url)[0])
    booking = owner.post("/v1/bookings", json={"slot_id": SLOT}).json()
    wish = owner.post("/v1/waitlist", json={"doctor_id": DORA, "weekdays": [7]}).json()
    theirs = {
        "booking_id": booking["created"],
        "session_id": session["session_id"],
        "waitlist_id": wish["created"],
    }
    tried = 0
    for operation in operations(client):
        if operation.needs_token and not operation.is_for_admins and "{" in operation.path:
            tried += 1
            answered = []
            for ids in (theirs, dict.fromkeys(theirs, str(uuid4()))):
                response = thief.request(operation.method, operation.path.format(**ids), json=operation.body or None)
                answered.append((response.status_code, response.json() | {"trace_id": ""}))
            assert answered[0] == answered[1]
            assert answered[0][0] == 404
    assert tried >= 4
    assert booking["created"] not in thief.get("/v1/bookings").text
    assert session["session_id"] not in thief.get("/v1/me/sessions").text
    assert owner.get(f"/v1/bookings/{booking['created']}").json()["booking"] == booking["booking"]
    assert client.post("/v1/auth/refresh", json={"refresh_token": session["refresh_token"]}).status_code == 200


def test_api2_broken_authentication(client: Client, url: str) -> None:
    """Passwords and tokens cannot be guessed, made, or used a second time, and nobody learns who has an account."""
    user_id, email = create_user(url)
    claims = jwt.decode(TOKENS.issue(user_id, "ADMIN", user_id), options={"verify_signature": False})
    for forged in (
        jwt.encode(claims, None, "none", {"kid": TOKENS.kid, "typ": "at+jwt"}),
        jwt.encode(claims, "guessed" * 10, "HS256", {"kid": TOKENS.kid, "typ": "at+jwt"}),
        jwt.encode(claims | {"exp": 1}, KEY, "HS256", {"kid": TOKENS.kid, "typ": "at+jwt"}),
    ):
        assert client.with_token(forged).get("/v1/me").json()["error"] == "INVALID_TOKEN"
    home = client.at(next(ADDRESSES))
    first = home.sign_in(email).json()["refresh_token"]
    wrong, unknown = home.sign_in(email, "wrong"), home.sign_in(f"{uuid4()}@example.com", "wrong")
    assert wrong.json() | {"trace_id": ""} == unknown.json() | {"trace_id": ""}
    guesses = [client.sign_in(email, f"guess {n}").status_code for n in range(11)]
    assert guesses == [401] * 10 + [429]
    assert home.sign_in(email).status_code == 200
    second = home.post("/v1/auth/refresh", json={"refresh_token": first}).json()["refresh_token"]
    move_clock(url, "1 minute")
    for stolen in (first, second):
        assert home.post("/v1/auth/refresh", json={"refresh_token": stolen}).status_code == 401
    weak = {"email": f"{uuid4()}@example.com", "password": "password12345678", "name": "Weak"}
    assert home.post("/v1/auth/register", json=weak).json()["errors"][0]["pointer"] == "#/password"


def test_api3_broken_object_property_level_authorization(client: Client, url: str) -> None:
    """Nobody writes a property that is not theirs to write, or reads one that is nobody's to read."""
    body = {"email": f"{uuid4()}@example.com", "password": PASSWORD, "name": "Climber"}
    for name, value in {"role": "ADMIN", "is_active": True, "id": str(uuid4()), "password_hash": "x"}.items():
        refused = client.post("/v1/auth/register", json=body | {name: value})
        assert [error["pointer"] for error in refused.json()["errors"]] == [f"#/{name}"]
    account = client.post("/v1/auth/register", json=body).json()
    assert account["user"].keys() == {"id", "email", "name", "phone", "role", "time_zone", "created_at"}
    assert account["user"]["role"] == "USER"
    climber = client.with_token(account["access_token"])
    for name in ("user_id", "status", "fee", "expires_at", "p_user_id"):
        refused = climber.post("/v1/bookings", json={"slot_id": SLOT, name: "x"})
        assert [error["pointer"] for error in refused.json()["errors"]] == [f"#/{name}"]
    for described in client.openapi["paths"].values():
        for operation in described.values():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            assert content.get("schema", {}).get("additionalProperties", False) is False
    # An unavailable slot does not show whose booking it is, or why it is closed.
    other = client.by(create_user(url)[0])
    assert other.post("/v1/bookings", json={"slot_id": SLOT}).status_code == 201
    slot = client.get(f"/v1/slots/{SLOT}").json()["slot"]
    assert slot.keys() == {"id", "doctor_id", "start_time", "end_time", "is_available", "service_ids"}
    assert "hash" not in (client.get("/v1/doctors").text + climber.get("/v1/me").text + str(account)).replace("#", "")


def test_api4_unrestricted_resource_consumption(client: Client) -> None:
    """Bodies, pages, nesting and the number of requests have ends, and each refusal says so."""
    json_type = {"Content-Type": "application/json"}
    nested = b'{"email": ' + b"[" * 30_000 + b"]" * 30_000 + b"}"
    assert client.post("/v1/auth/login", content=nested, headers=json_type).status_code == 400
    assert client.post("/v1/auth/login", content=b" " * 65_537, headers=json_type).status_code == 413
    for path in ("/v1/doctors", f"/v1/doctors/{DORA}/slots"):
        assert client.get(f"{path}?limit=101").json()["errors"][0]["pointer"] == "#/limit"
        assert client.get(f"{path}?limit=99999999999999999999").status_code == 422
    assert (
        client.post("/v1/auth/register", json={"email": "x@y", "password": "x" * 60_000, "name": "x"}).status_code
        == 422
    )
    statuses = [client.get("/v1/specializations") for _ in range(100)]
    refused = statuses[-1]
    assert (refused.status_code, refused.json()["violated-policies"]) == (429, ["general"])
    assert 0 < int(refused.headers["Retry-After"]) <= 900


def test_api5_broken_function_level_authorization(client: Client, url: str) -> None:
    """Administrators' operations are theirs: by the token, and by the database as it is now."""
    for_admins = [operation for operation in operations(client) if operation.is_for_admins]
    ((declared,),) = fetch(url, "select count(*) from api.endpoint where auth = 'admin'")
    assert len(for_admins) == declared > 0
    user_id, _ = create_user(url)
    overridden = {"X-HTTP-Method-Override": "POST", "X-Original-URL": "/v1/admin/bookings/expire", "X-Role": "ADMIN"}
    for operation in for_admins:
        client = client.at(next(ADDRESSES))
        assert operation.call(client).json()["error"] == "INVALID_TOKEN"
        assert operation.call(client.by(user_id)).json()["error"] == "FORBIDDEN"
        # A token that says so is not enough either.
        assert operation.call(client.by(user_id, "ADMIN")).json()["error"] == "FORBIDDEN"
    assert client.by(user_id).saying(**overridden).get("/v1/me").json()["user"]["role"] == "USER"
    for path in ("/v1/ADMIN/bookings/expire", "/v1//admin/bookings/expire", "/v1/bookings/../admin/bookings/expire"):
        assert client.by(user_id).post(path).status_code in {403, 404}


def test_api6_unrestricted_access_to_sensitive_business_flows(client: Client, url: str) -> None:
    """Nobody buys up the calendar: three holds, five bookings a minute from wherever, and holds are soon free."""
    hoarder = client.by(create_user(url)[0])
    slots = [f"{SLOT[:-1]}{n}" for n in (1, 2, 3, 4)] + [f"{SLOT[:-1]}5", f"{SLOT[:-1]}1"]
    booked = [hoarder.at(next(ADDRESSES)).post("/v1/bookings", json={"slot_id": slot}) for slot in slots]
    assert [response.status_code for response in booked] == [201] * 3 + [409, 422, 429]
    assert booked[3].json()["error"] == "HOLD_LIMIT"
    assert booked[-1].json()["violated-policies"] == ["booking"]
    path = f"/v1/doctors/{DORA}/slots"
    assert [slot["id"] for slot in client.get(path).json()["slots"]] == slots[3:4]
    move_clock(url, "2 minutes")
    assert [slot["id"] for slot in client.get(path).json()["slots"]] == slots[:4]


def test_api7_server_side_request_forgery(server: Server, client: Client, url: str) -> None:
    """No address that a client writes, in whatever field or header, makes the gateway connect to anything.

    What watches: a listener at that address; Python's own hook for connections, names and processes (uvloop's own
    connections pass it by); and the sockets of all processes of the gateway, none of which is on another port than the
    gateway's own. The database of these tests is behind a unix socket.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        bait = f"http://127.0.0.1:{listener.getsockname()[1]}/latest/meta-data"
        names = ("Referer", "Origin", "User-Agent", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "Via",
                 "X-Rewrite-URL", "X-Callback-URL", "Link", "From", "Destination", "traceparent")  # fmt: skip
        user_id, email = create_user(url)
        before = server.log.read_text()
        assert "WATCHED" in before
        for sender in (client, client.by(user_id), client.by(user_id, "ADMIN")):
            for operation in operations(client):
                baited = sender.at(next(ADDRESSES)).saying(**dict.fromkeys(names, bait))
                content = operation.description.get("requestBody", {}).get("content", {}).get("application/json", {})
                fields = dict.fromkeys(content.get("schema", {}).get("properties", ()), bait)
                asked = {p["name"]: bait for p in operation.description["parameters"] if p["in"] == "query"}
                path = re.sub(r"{\w+}", "http:%2F%2F127.0.0.1", operation.path)
                response = baited.request(operation.method, path, params=asked, **({"json": fields} if fields else {}))
                assert response.status_code < 500
        claims = jwt.decode(TOKENS.issue(user_id, "USER", user_id), options={"verify_signature": False})
        elsewhere = {"kid": bait, "jku": bait, "x5u": bait, "typ": "at+jwt"}
        forged = jwt.encode(claims, "x" * 64, "HS256", elsewhere)
        assert client.at(next(ADDRESSES)).with_token(forged).get("/v1/me").status_code == 401
        assert (
            client.at(bait).saying(Forwarded=f'for="{bait}"').saying(**{"User-Agent": bait}).sign_in(email).is_success
        )
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert ports(server) == {int(server.base_url.rpartition(":")[2])}
    assert "NOTED" not in server.log.read_text().removeprefix(before)


def test_api8_security_misconfiguration(server: Server, client: Client) -> None:
    """By default answers are for the caller only, and say nothing about the software behind them."""
    sent = {"Origin": "https://evil.example", "X-Forwarded-For": next(ADDRESSES)}
    responses = [
        server.http.request(method, path, headers=sent)
        for method, path in (("GET", "/v1/doctors"), ("GET", "/v1/me"), ("GET", "/v1/slots/'%22<script>"),
                             ("TRACE", "/v1/doctors"), ("CONNECT", "/v1/doctors"), ("DEBUG", "/v1/doctors"),
                             ("POST", "/v1/auth/login"), ("GET", "/.env"), ("GET", "/docs/../../gateway/app.py"),
                             ("GET", "/docs/%2e%2e/%2e%2e/gateway/app.py"), ("GET", "/docs/swagger/..%2f..%2fversion"))
    ]  # fmt: skip
    assert [response.status_code for response in responses] == [200, 401, 422, 405, 405, 405, 422, 404, 404, 404, 404]
    for response in responses:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Strict-Transport-Security"].startswith("max-age=")
        assert "'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["Cache-Control"] == "no-store"
        assert not any(name.lower().startswith("access-control-") for name in response.headers)
        assert not re.search(r"\d", response.headers["Server"])
        told = response.text.lower()
        assert not re.search(r"traceback|file \"|\.py|psycopg|postgres|select |sqlstate|plpgsql|gunicorn|<script", told)
    assert client.get("/v1/doctors?limit=x").headers["Content-Type"] == "application/problem+json"


def test_api9_improper_inventory_management(client: Client, url: str) -> None:
    """Exactly the described operations are served, under a version and by no other method."""
    described: dict[str, set[str]] = {}
    for operation in operations(client):
        assert operation.path.startswith("/v1/")
        described.setdefault(operation.path, set()).add(operation.method)
    in_catalog = fetch(
        url,
        "select path, array_agg(replace(method, 'SSE', 'GET')) from api.endpoint where method <> 'WS' group by path",
    )
    assert [path for path, methods in in_catalog if not set(methods) <= described.get(path, set())] == []
    for path, methods in described.items():
        elsewhere = client.at(next(ADDRESSES))
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            response = elsewhere.request(method, re.sub(r"{\w+}", SLOT, path))
            assert (response.status_code != 405) is (method in methods), f"{method} {path}"
    for version in ("", "/v0", "/v2", "/V1", "/api/v1", "/v1.0", "/beta", "/internal"):
        assert client.get(f"{version}/doctors").status_code == 404
    for path in (
        "/metrics",
        "/debug",
        "/status",
        "/swagger.json",
        "/v1",
        "/v1/openapi.json",
        "/graphql",
        "/.git/config",
    ):
        assert client.get(path).status_code == 404


def test_api10_unsafe_consumption_of_apis(client: Client) -> None:
    """The gateway consumes nobody's API: it has nothing to call one with, and keys from elsewhere are not fetched.

    PyJWT brings a client for keys of its own, on the standard library's; this shows that the gateway does not use it.
    """
    query = "import sys, gateway.app; [print(m.__file__) for n, m in sys.modules.items() if n.startswith('gateway.')]"
    listed = subprocess.run([sys.executable, "-c", query], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [Path(name) for name in listed.splitlines()]
    assert ROOT / "gateway/accounts/accounts.py" in files
    imported = {module for file in files for module in imports(file)}
    assert {module for module in imported if module in CALLERS or module.partition(".")[0] in CALLERS} == set()
    foreign = {module.partition(".")[0] for module in imported} - set(sys.stdlib_module_names) - {"gateway"}
    assert foreign <= LIBRARIES
    assert {"socket", "ssl", "asyncio.streams"}.isdisjoint(imported)
    source = "".join(file.read_text() for file in files)
    assert not re.search(r"PyJWK|open_connection|create_connection", source)
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    # What the notifier sends with, a process of its own.
    assert locked & CALLERS == {"aiohttp", "aiosmtplib"}
    # The only words of others that it takes are a trusted proxy's, and they are checked like a client's.
    claims: dict[str, Any] = jwt.decode(TOKENS.issue(SLOT, "ADMIN", SLOT), options={"verify_signature": False})
    keys = {"jwk": {"kty": "oct", "k": "eA"}, "jku": "https://keys.example/jwks", "typ": "at+jwt", "kid": TOKENS.kid}
    assert client.with_token(jwt.encode(claims, "x" * 64, "HS256", keys)).get("/v1/me").status_code == 401
    for said in ("javascript:alert(1)", "' or true --", "%00", "x" * 4000):
        assert client.saying(**{"X-Forwarded-For": said, "Forwarded": f'for="{said}"'}).get("/v1/doctors").is_success

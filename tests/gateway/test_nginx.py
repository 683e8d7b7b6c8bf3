"""Behind nginx, as docker/nginx/medbook.conf sets it up, a client sees what it sees without."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.sync.client import connect

from tests.gateway.test_live import DORAS, book, serving
from tests.gateway.test_live_socket import ask, hear
from tests.support.clinic import ANN, BEN, CHIEF, DORA, SLOT, create_user
from tests.support.database import execute, fetch
from tests.support.gateway import Client, Server, free_port
from tests.support.nginx import Nginx, nginx

SECOND = SLOT[:-1] + "2"
FORGED = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}


@pytest.fixture(scope="module")
def gateway(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A gateway that trusts the nginx before it."""
    directory = tmp_path_factory.mktemp("gateway")
    settings = {"MEDBOOK_TRUSTED_PROXIES": "127.0.0.1", "MEDBOOK_RATE_LIMITS": "on", "MEDBOOK_CACHE": "on"}
    with serving(url, directory, **settings) as server:
        yield server


@pytest.fixture(scope="module")
def proxy(gateway: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with nginx(tmp_path_factory.mktemp("nginx"), urlsplit(gateway.base_url).netloc) as made:
        yield made


@pytest.fixture
def client(gateway: Server, proxy: Nginx) -> Iterator[Client]:
    """A client that is not signed in."""
    with proxy.client() as http:
        yield Client(http, gateway.client.openapi)


def test_an_event_of_a_stream_arrives_at_once(client: Client) -> None:
    with client.http.stream("GET", f"/v1/slots/events?{DORAS}") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "retry: 2000"
        book(client.by(ANN))
        assert f'"id": "{SLOT}"' in next(line for line in lines if line.startswith("data: "))


def test_a_websocket_passes(client: Client, proxy: Nginx) -> None:
    with connect(f"wss://127.0.0.1:{proxy.port}/v1/slots/live", ssl=proxy.trust) as websocket:
        assert ask(websocket, subscribe={"doctor_id": DORA})["event"] == "subscribed"
        book(client.by(BEN), SECOND)
        hear(websocket, SECOND, "held")


def test_a_client_reads_its_own_writes_by_the_cookie_of_the_last_one(client: Client) -> None:
    third = SLOT[:-1] + "3"
    listed = f"/v1/doctors/{DORA}/slots"
    assert third in client.get(listed).text
    answer = client.by(ANN).post("/v1/bookings", json={"slot_id": third})
    assert answer.headers["MedBook-Written"]
    again = client.get(listed)
    assert "medbook_written=" in again.request.headers["Cookie"]
    assert third not in again.text


def test_the_etag_of_a_compressed_answer_is_the_one_to_change_and_to_read_again_with(client: Client) -> None:
    read = client.get(f"/v1/doctors/{DORA}")
    tag = read.headers["ETag"]
    assert (read.headers["Content-Encoding"], tag[:3]) == ("gzip", 'W/"')
    assert client.get(f"/v1/doctors/{DORA}", headers={"If-None-Match": tag}).status_code == 304
    chief = client.by(CHIEF, "ADMIN")
    path = f"/v1/admin/doctors/{DORA}"
    changed = chief.request("PATCH", path, json={"fee": 9100}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["doctor"]["fee"]) == (200, 9100)
    assert chief.request("PATCH", path, json={"fee": 1}, headers={"If-Match": tag}).status_code == 412


def test_the_address_that_counts_is_the_clients_whatever_it_says_of_itself(
    client: Client, proxy: Nginx, url: str
) -> None:
    _, email = create_user(url)
    with proxy.client("127.0.0.2") as http:
        assert Client(http, client.openapi, FORGED).sign_in(email).status_code == 200
    addresses = "select address from medbook.sessions join medbook.users on id = user_id where email = %s"
    assert fetch(url, addresses, email) == [("127.0.0.2",)]


def test_each_client_has_its_own_quota(proxy: Nginx, url: str) -> None:
    execute(url, "update medbook.rate_policy set quota = 3 where name = 'auth'")
    wrong = {"email": "nobody@example.com", "password": "wrong"}
    with proxy.client("127.0.0.3") as one, proxy.client("127.0.0.4") as other:
        answers = [one.post("/v1/auth/login", json=wrong, headers=FORGED).status_code for _ in range(4)]
        assert answers == [401, 401, 401, 429]
        assert other.post("/v1/auth/login", json=wrong).status_code == 401


def test_http_leads_to_https_and_keeps_path_and_query(proxy: Nginx) -> None:
    answer = httpx.get(f"http://127.0.0.1:{proxy.redirecting}/v1/doctors?limit=1")
    assert (answer.status_code, answer.headers["Location"]) == (308, "https://medbook.example.com/v1/doctors?limit=1")


def test_browsers_get_http_2(proxy: Nginx) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port)) as connection:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_alpn_protocols(["h2", "http/1.1"])
        with context.wrap_socket(connection) as secure:
            assert secure.selected_alpn_protocol() == "h2"


@pytest.mark.parametrize(
    "beginning",
    [
        b"GET /v1/doctors HTTP/1.1\r\nHost: medbook.example.com\r\n",
        b"POST /v1/auth/login HTTP/1.1\r\nHost: medbook.example.com\r\nContent-Length: 100\r\n\r\n{",
    ],
    ids=["header", "body"],
)
def test_a_request_that_does_not_go_on_is_ended(proxy: Nginx, beginning: bytes) -> None:
    with (
        socket.create_connection(("127.0.0.1", proxy.port), timeout=60) as connection,
        proxy.trust.wrap_socket(connection, server_hostname="127.0.0.1") as secure,
    ):
        secure.sendall(beginning)
        while secure.recv(1024):
            pass


def test_a_body_of_the_gateways_limit_passes_and_a_larger_one_is_a_problem_as_the_gateways(client: Client) -> None:
    def register(size: int) -> httpx.Response:
        body = b'{"email": "' + b"x" * (size - 13) + b'"}'
        assert len(body) == size
        return client.post("/v1/auth/register", content=body, headers={"Content-Type": "application/json"})

    assert register(64 * 1024).status_code == 422
    answer = register(64 * 1024 + 1)
    assert (answer.status_code, answer.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")


def test_while_the_gateway_is_down_clients_are_told_to_come_back(tmp_path: Path) -> None:
    with nginx(tmp_path, f"127.0.0.1:{free_port()}") as alone, alone.client() as http:
        answer = http.get("/v1/doctors")
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "2"
    assert answer.json()["code"] == "UNAVAILABLE"


def test_the_log_of_errors_has_requests_but_not_the_token_of_an_address(tmp_path: Path) -> None:
    with nginx(tmp_path, f"127.0.0.1:{free_port()}") as proxy, proxy.client() as http:
        paths = ("/v1/doctors?search=somebody", f"/v1/doctors/{DORA}/calendar.ics?token=secret",
                 "/v1/me/calendar.ics?token=secret", "/v1/notifications/unsubscribe?token=secret")  # fmt: skip
        assert [http.get(path).status_code for path in paths] == [503] * 4
        log = (tmp_path / "log").read_text()
    assert "search=somebody" in log
    assert "secret" not in log

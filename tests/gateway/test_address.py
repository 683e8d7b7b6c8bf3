"""The client's address: headers of proxies are believed only of trusted ones."""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from falcon import testing
from falcon.asgi import Request

from gateway.http.address import NO_ADDRESS, client_address
from tests.support.clinic import create_user
from tests.support.database import execute
from tests.support.gateway import Server, answers, serve, wait_for

PROXIES = tuple(ip_network(text) for text in ("10.0.0.0/8", "2001:db8:ffff::/48"))
PROXY = "10.0.0.1"
STRANGER = "192.0.2.7"


def request(peer: str | None, *headers: tuple[str, str]) -> Request:
    """Return a request that came over a connection from this peer."""
    scope: dict[str, Any] = testing.create_scope(headers=list(headers))
    scope["client"] = None if peer is None else (peer, 4711)

    async def receive() -> dict[str, Any]:
        raise NotImplementedError

    return Request(scope, receive)


def through(forwarded_for: str, peer: str | None = PROXY) -> str:
    """Return the client's address when the proxy sends this X-Forwarded-For."""
    return client_address(request(peer, ("X-Forwarded-For", forwarded_for)), PROXIES)


def forwarded(forwarded: str, peer: str | None = PROXY) -> str:
    """Return the client's address when the proxy sends this Forwarded."""
    return client_address(request(peer, ("Forwarded", forwarded)), PROXIES)


@pytest.mark.parametrize("proxies", [(), PROXIES])
def test_without_headers_of_a_proxy_the_peer_is_the_client(proxies: tuple[Any, ...]) -> None:
    assert client_address(request(STRANGER), proxies) == STRANGER


@pytest.mark.parametrize(
    "header",
    [
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-For", "203.0.113.9, 10.0.0.1"),
        ("X-Forwarded-For", "10.0.0.1"),
        ("Forwarded", "for=203.0.113.9"),
        ("Forwarded", 'for=203.0.113.9;by=10.0.0.1, for="[2001:db8:ffff::1]"'),
        ("X-Real-Ip", "203.0.113.9"),
        ("Client-Ip", "203.0.113.9"),
        ("True-Client-Ip", "203.0.113.9"),
        ("X-Client-Ip", "203.0.113.9"),
        ("Cf-Connecting-Ip", "203.0.113.9"),
    ],
)
def test_headers_of_an_untrusted_peer_change_nothing(header: tuple[str, str]) -> None:
    assert client_address(request(STRANGER, header), PROXIES) == STRANGER
    assert client_address(request(PROXY, header), ()) == PROXY


@pytest.mark.parametrize("name", ["X-Real-Ip", "Client-Ip", "True-Client-Ip", "X-Client-Ip", "Cf-Connecting-Ip"])
def test_a_header_that_is_not_ours_changes_nothing_even_of_a_proxy(name: str) -> None:
    assert client_address(request(PROXY, (name, "203.0.113.9")), PROXIES) == PROXY


@pytest.mark.parametrize(
    ("hops", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.9.9.9, 10.0.0.2", "203.0.113.9"),
        ("203.0.113.9,10.9.9.9 ,\t10.0.0.2", "203.0.113.9"),
        ("203.0.113.9, 2001:db8:ffff::5", "203.0.113.9"),
        # A hop that the client wrote itself stands farther away than the one that the proxy added.
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.3, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        # All of them are proxies: the one that is farthest away.
        ("10.9.9.9, 10.0.0.2", "10.9.9.9"),
        # A hop that is no address: the last proxy is all that is certain.
        ("203.0.113.9, unknown", PROXY),
        ("203.0.113.9, unknown, 10.0.0.2", "10.0.0.2"),
        ("203.0.113.9, , 10.0.0.2", "10.0.0.2"),
        ("unknown, 203.0.113.9", "203.0.113.9"),
        ("", PROXY),
        (",", PROXY),
        (" ", PROXY),
    ],
)
def test_a_chain_is_followed_back_while_its_proxies_are_trusted(hops: str, address: str) -> None:
    assert through(hops) == address
    parts = [f'for="{hop.strip()}"' for hop in hops.split(",")]
    assert forwarded(", ".join(parts)) == address


@pytest.mark.parametrize(
    "hop",
    [
        "localhost", "example.com", "999.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "0x7f000001", "2130706433",
        "1.2.3.4/32", "1.2.3.4:80:90", "::g", "[", "[]", "[]:80", ":::", "%", "_hidden", "null", "-", "*", "'",
        "1.2.3.4%eth0", "\u0661.2.3.4", "1.2.3.4\x0b5", "x" * 5000, "fe80::1%../../etc", "; drop table users", "\udcff",
    ],
)  # fmt: skip
def test_a_hop_that_is_no_address_is_unknown(hop: str) -> None:
    # Bytes outside of Latin-1 cannot come in a header: such text is UTF-8 read as Latin-1.
    text = hop.encode("utf-8", "surrogateescape").decode("latin-1")
    assert through(text) == PROXY


@pytest.mark.parametrize(
    "header",
    ["for", "for=", "=", ";;;", 'for="', 'for="[', 'for="\\', "by=1.2.3.4", "for=_secret", "for=unknown", "\xff"],
)
def test_a_forwarded_that_names_nobody_is_the_proxys_own(header: str) -> None:
    assert forwarded(header) == PROXY


@pytest.mark.parametrize(
    ("hop", "address"),
    [
        ("203.0.113.9:4711", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ('"203.0.113.9"', "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::ffff:203.0.113.9]:4711", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::/64"),
        ('"[2001:DB8:1:2::1]:4711"', "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
    ],
)
def test_an_address_is_read_as_proxies_write_it(hop: str, address: str) -> None:
    assert through(hop) == address
    assert forwarded(f'for="{hop.strip().strip(chr(34))}"') == address


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_of_an_ipv6_peer_the_network_counts(peer: str, address: str) -> None:
    assert client_address(request(peer), ()) == address


@pytest.mark.parametrize("peer", ["::ffff:10.0.0.1", "2001:db8:ffff::1"])
def test_a_proxy_is_trusted_whichever_way_it_comes(peer: str) -> None:
    assert through("203.0.113.9", peer) == "203.0.113.9"


def test_a_peer_on_a_unix_socket_is_a_proxy_where_there_are_proxies() -> None:
    assert through("203.0.113.9", peer=None) == "203.0.113.9"
    assert through("203.0.113.9", peer="") == "203.0.113.9"
    assert client_address(request(None, ("X-Forwarded-For", "203.0.113.9")), ()) == NO_ADDRESS


def test_two_headers_that_agree_are_believed() -> None:
    both = ("X-Forwarded-For", "198.51.100.1, 203.0.113.9"), ("Forwarded", "for=203.0.113.9")
    assert client_address(request(PROXY, *both), PROXIES) == "203.0.113.9"


@pytest.mark.parametrize("forged", ["for=198.51.100.1", "for=unknown", "rubbish"])
def test_of_two_headers_that_disagree_neither_is_believed(forged: str) -> None:
    both = ("X-Forwarded-For", "203.0.113.9"), ("Forwarded", forged)
    assert client_address(request(PROXY, *both), PROXIES) == PROXY


def test_a_header_that_comes_in_two_lines_is_one_list() -> None:
    lines = ("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.9")
    assert client_address(request(PROXY, *lines), PROXIES) == "203.0.113.9"


# Over HTTP


def sign_in_address(server: Server, url: str, headers: dict[str, str]) -> str:
    """Sign in with these headers; return where the session says that it began."""
    user_id, email = create_user(url)
    assert server.client.saying(**headers).sign_in(email).status_code == 200
    (session,) = server.client.by(user_id).get("/v1/me/sessions").json()["sessions"]
    address: str = session["address"]
    return address


@pytest.fixture(scope="module")
def behind_a_proxy(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A gateway whose proxies come from this machine."""
    log = tmp_path_factory.mktemp("proxy") / "log"
    with serve(url, log, MEDBOOK_TRUSTED_PROXIES="127.0.0.0/8 ::1", MEDBOOK_WORKERS="1") as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "198.51.100.1, [2001:db8:1:2::1]:4711, 127.0.0.2"},
        {"Forwarded": 'for=198.51.100.1, for="[2001:db8:1:2::1]:4711";proto=https, for=127.0.0.2'},
    ],
)
def test_a_gateway_sees_through_its_own_proxies(behind_a_proxy: Server, url: str, headers: dict[str, str]) -> None:
    assert sign_in_address(behind_a_proxy, url, headers) == "2001:db8:1:2::/64"


@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}])
def test_a_gateway_without_proxies_sees_the_peer(server: Server, url: str, headers: dict[str, str]) -> None:
    assert sign_in_address(server, url, headers) == "127.0.0.1"


def test_a_forged_address_is_no_way_around_a_quota(fresh_url: str, tmp_path: Path) -> None:
    execute(fresh_url, "update medbook.rate_policy set quota = 2 where name = 'general'")
    with serve(fresh_url, tmp_path / "log", MEDBOOK_RATE_LIMITS="on", MEDBOOK_WORKERS="1") as server:
        wait_for(lambda: answers(server, "/readyz"))
        clients = [server.client.saying(**{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(3)]
        assert [client.get("/v1/doctors").status_code for client in clients] == [200, 200, 429]

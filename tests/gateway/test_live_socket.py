"""The WebSocket: several subscriptions in one connection, and what it refuses."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.gateway.test_live import book, serving
from tests.support.clinic import ANN, CHIEF, DORA, EVE, SLOT
from tests.support.database import execute
from tests.support.gateway import Client, Server, token, wait_for
from tests.support.streams import listen

EVES = EVE[:-1] + "1"


def open_socket(
    server: Server, origin: str | None = None, protocols: list[str] | None = None
) -> AbstractContextManager[ClientConnection]:
    """Open a WebSocket to the gateway. protocols: those that a browser would name."""
    return connect(
        server.base_url.replace("http", "ws", 1) + "/v1/slots/live",
        origin=Origin(origin) if origin else None,
        subprotocols=[Subprotocol(name) for name in protocols] if protocols else None,
    )


def ask(socket: ClientConnection, **message: Any) -> Any:
    """Send a message; return the next answer that is no change."""
    socket.send(json.dumps(message))
    return receive(socket, lambda message: message["event"] not in {"slot", "ping"})


def receive(socket: ClientConnection, is_it: Callable[[Any], bool]) -> Any:
    """Return the next message of this kind."""
    while not is_it(message := json.loads(socket.recv(timeout=60))):
        pass
    return message


def hear(socket: ClientConnection, slot_id: str, state: str) -> list[tuple[str, str]]:
    """Receive until a slot is in a state; return all changes received until then."""
    received: list[tuple[str, str]] = []
    while (slot_id, state) not in received:
        message = receive(socket, lambda message: message["event"] == "slot")
        received.append((message["data"]["id"], message["data"]["state"]))
    return received


def test_one_connection_follows_several_doctors(server: Server, ann: Client) -> None:
    with open_socket(server) as socket:
        assert ask(socket, subscribe={"doctor_id": DORA})["event"] == "subscribed"
        subscribed = ask(socket, subscribe={"doctor_id": EVE})
        assert (subscribed["event"], subscribed["data"]) == ("subscribed", {"doctor_id": EVE})
        assert subscribed["id"]
        book(ann, SLOT)
        hear(socket, SLOT, "held")
        book(ann, EVES)
        hear(socket, EVES, "held")


def test_a_change_is_sent_once_though_two_subscriptions_match_it(fresh_url: str, tmp_path: Path) -> None:
    with serving(fresh_url, tmp_path) as server, open_socket(server) as socket:
        ask(socket, subscribe={"doctor_id": DORA})
        ask(socket, subscribe={"specialization": "Cardiology"})
        ann = server.client.by(ANN)
        held = book(ann)
        received = hear(socket, SLOT, "held")
        ann.post(f"/v1/bookings/{held}/confirm")
        assert received + hear(socket, SLOT, "booked") == [(SLOT, "held"), (SLOT, "booked")]


def test_an_unsubscribed_client_receives_no_more_changes(server: Server, ann: Client) -> None:
    with open_socket(server) as socket:
        ask(socket, subscribe={"doctor_id": DORA})
        ask(socket, subscribe={"doctor_id": EVE})
        unsubscribed = ask(socket, unsubscribe={"doctor_id": DORA.upper()})
        assert unsubscribed["event"] == "unsubscribed"
        book(ann, SLOT)
        book(ann, EVES)
        assert (SLOT, "held") not in hear(socket, EVES, "held")


def test_it_sends_the_same_changes_as_a_stream_of_events(server: Server, ann: Client) -> None:
    with open_socket(server) as socket, listen(server.base_url, f"doctor_id={DORA}") as stream:
        ask(socket, subscribe={"doctor_id": DORA})
        book(ann)
        received = receive(socket, lambda message: message["event"] == "slot" and message["data"]["state"] == "held")
        stream.wait_for(SLOT, "held")
        assert (received["event"], received["data"]) in stream.events


def test_a_reconnecting_client_gets_the_missed_changes(server: Server, ann: Client) -> None:
    with open_socket(server) as socket:
        id_ = ask(socket, subscribe={"doctor_id": DORA})["id"]
    book(ann, SLOT)
    with open_socket(server) as socket:
        ask(socket, subscribe={"doctor_id": EVE})
        socket.send(json.dumps({"subscribe": {"doctor_id": DORA}, "cursor": id_}))
        hear(socket, SLOT, "held")
        receive(socket, lambda message: message["event"] == "subscribed")
        book(ann, EVES)
        hear(socket, EVES, "held")


def test_a_reconnecting_client_with_a_foreign_cursor_is_reset(server: Server) -> None:
    with open_socket(server) as socket:
        socket.send(json.dumps({"subscribe": {"doctor_id": DORA}, "cursor": "torn"}))
        assert receive(socket, lambda message: message["event"] == "reset")["data"] is None


def test_a_doctor_who_does_not_exist_changes_nothing_and_harms_nobody(server: Server, ann: Client) -> None:
    with open_socket(server) as socket:
        id_ = ask(socket, subscribe={"doctor_id": DORA})["id"]
        nobody = {"doctor_id": "d0c0ffff-0000-8000-8000-000000000000"}
        socket.send(json.dumps({"subscribe": nobody, "cursor": id_}))
        assert receive(socket, lambda message: message["event"] == "subscribed")["data"] == nobody
        book(ann)
        hear(socket, SLOT, "held")


def test_a_ping_is_answered(server: Server) -> None:
    with open_socket(server) as socket:
        assert ask(socket, ping=7) == {"event": "pong", "data": 7}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", "MALFORMED_JSON"),
        (b"{}", "MALFORMED_JSON"),
        ("[]", "INVALID_INPUT"),
        ("{}", "INVALID_INPUT"),
        ('{"subscribe": {}}', "INVALID_INPUT"),
        ('{"subscribe": "all"}', "INVALID_INPUT"),
        ('{"subscribe": {"doctor_id": "dora"}}', "INVALID_INPUT"),
        ('{"subscribe": {"doctor_id": 7}}', "INVALID_INPUT"),
        ('{"subscribe": {"user_id": "' + ANN + '"}}', "INVALID_INPUT"),
        ('{"subscribe": {"doctor_id": "' + DORA + '", "specialization": "Cardiology"}}', "INVALID_INPUT"),
        ('{"subscribe": {"doctor_id": "' + DORA + '"}, "ping": 1}', "INVALID_INPUT"),
        ('{"unsubscribe": {"doctor_id": "' + DORA + '"}, "cursor": "x"}', "INVALID_INPUT"),
        ('{"subscribe": {"doctor_id": "' + DORA + '"}, "cursor": 7}', "INVALID_INPUT"),
    ],
)
def test_an_unknown_message_is_answered_and_the_connection_goes_on(
    server: Server, message: str | bytes, code: str
) -> None:
    with open_socket(server) as socket:
        socket.send(message)
        answer = json.loads(socket.recv(timeout=60))
        assert (answer["event"], answer["data"]["code"]) == ("problem", code)
        assert ask(socket, ping=None)["event"] == "pong"


def test_a_connection_may_have_so_many_subscriptions(server: Server) -> None:
    with open_socket(server) as socket:
        for n in range(100):
            assert ask(socket, subscribe={"specialization": f"Field {n}"})["event"] == "subscribed"
        assert ask(socket, subscribe={"specialization": "One more"})["data"]["code"] == "INVALID_INPUT"
        assert ask(socket, subscribe={"specialization": "Field 7"})["event"] == "subscribed"


def test_a_large_message_ends_the_connection(server: Server) -> None:
    with open_socket(server) as socket:
        socket.send('{"ping": "' + "x" * 20_000 + '"}')
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=60)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


def test_a_page_of_elsewhere_cannot_open_it(server: Server) -> None:
    for origin in ("https://evil.example", "null", "http://[", server.base_url + ".evil.example"):
        with pytest.raises(InvalidStatus) as refused, open_socket(server, origin=origin):
            pass
        assert refused.value.response.status_code == 403


def test_our_own_pages_and_those_of_others_that_are_named_can(fresh_url: str, tmp_path: Path) -> None:
    with serving(fresh_url, tmp_path, MEDBOOK_CORS_ORIGINS="https://www.example.com") as server:
        for origin in (server.base_url, "https://www.example.com", None):
            with open_socket(server, origin=origin) as socket:
                assert ask(socket, ping=1)["event"] == "pong"


@pytest.mark.parametrize("path", ["/v1/slots/events", "/v1/doctors", "/nowhere"])
def test_there_is_no_other(server: Server, path: str) -> None:
    with pytest.raises(InvalidStatus), connect(server.base_url.replace("http", "ws", 1) + path):
        pass


def test_it_is_no_path_for_anything_else(server: Server) -> None:
    assert server.http.get("/v1/slots/live").status_code == 405


def test_a_connection_counts_as_a_request(fresh_url: str, tmp_path: Path) -> None:
    execute(fresh_url, "update medbook.rate_policy set quota = 1 where name = 'general'")
    with serving(fresh_url, tmp_path, MEDBOOK_RATE_LIMITS="on") as server:
        with open_socket(server) as socket:
            assert ask(socket, ping=1)["event"] == "pong"
        with pytest.raises(InvalidStatus), open_socket(server):
            pass


def test_a_token_among_the_protocols_says_that_it_is_an_administrators(fresh_url: str, tmp_path: Path) -> None:
    execute(fresh_url, "update medbook.rate_policy set quota = 1 where name = 'general'")
    with serving(fresh_url, tmp_path, MEDBOOK_RATE_LIMITS="on") as server:
        for _ in range(3):
            with open_socket(server, protocols=["medbook", f"bearer.{token(CHIEF, 'ADMIN')}"]) as socket:
                assert socket.subprotocol == "medbook"
                assert ask(socket, ping=1)["event"] == "pong"
        with open_socket(server, protocols=["medbook", "bearer.rubbish"]):
            pass
        with pytest.raises(InvalidStatus), open_socket(server, protocols=["medbook", f"bearer.{token(ANN)}"]):
            pass


def test_a_cursor_counts_as_a_request(fresh_url: str, tmp_path: Path) -> None:
    execute(fresh_url, "update medbook.rate_policy set quota = 2 where name = 'general'")
    with serving(fresh_url, tmp_path, MEDBOOK_RATE_LIMITS="on") as server, open_socket(server) as socket:
        again = {"subscribe": {"doctor_id": DORA}, "cursor": "x"}
        socket.send(json.dumps(again))
        receive(socket, lambda message: message["event"] == "subscribed")
        assert ask(socket, **again)["data"]["code"] == "RATE_LIMITED"
        assert ask(socket, subscribe={"doctor_id": EVE})["event"] == "subscribed"


def test_it_is_closed_at_once_when_the_gateway_is_to_end(fresh_url: str, tmp_path: Path) -> None:
    with serving(fresh_url, tmp_path) as server, open_socket(server) as socket:
        ask(socket, subscribe={"doctor_id": DORA})
        server.terminate()
        with pytest.raises(ConnectionClosed) as closed:
            receive(socket, lambda _: False)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1001
        assert server.process.wait(timeout=60) == 0
        log = server.log.read_text()
        assert "gateway is shut down" in log
        assert "Traceback" not in log


def test_a_disconnected_client_is_forgotten(fresh_url: str, tmp_path: Path) -> None:
    with serving(fresh_url, tmp_path, MEDBOOK_STREAMS="1") as server:
        with open_socket(server) as socket:
            ask(socket, subscribe={"doctor_id": DORA})
            with pytest.raises(InvalidStatus), open_socket(server):
                pass
        wait_for(lambda: can_open(server))
        assert "Traceback" not in server.log.read_text()


def can_open(server: Server) -> bool:
    """Tell whether one more connection is let in."""
    try:
        with open_socket(server):
            return True
    except InvalidStatus:
        return False

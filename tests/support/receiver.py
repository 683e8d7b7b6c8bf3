"""A receiver of webhooks: a real HTTP server that keeps what it gets, and answers as it is told."""

import json
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any


@dataclass(frozen=True)
class Message:
    """A request that came. at: when, in Unix time."""

    path: str
    headers: dict[str, str]
    text: str
    at: float

    @property
    def id(self) -> str:
        """The message's id."""
        return self.headers["webhook-id"]

    @property
    def type(self) -> str:
        """The name of the event."""
        return str(json.loads(self.text)["type"])

    @property
    def data(self) -> dict[str, Any]:
        """The event."""
        data: dict[str, Any] = json.loads(self.text)["data"]
        return data


class Receiver(ThreadingHTTPServer):
    """Answers 204, or what answers has for the request's path: a status and headers. gate: none answers before it."""

    daemon_threads = True
    scheme = "http"
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.messages: list[Message] = []
        self.answers: dict[str, tuple[int, dict[str, str]]] = {}
        self.most = 0
        self.lock = Lock()
        self.gate = Event()
        self.gate.set()
        self.hangs: set[str] = set()
        self.floods: set[str] = set()

    def url(self, path: str = "/hook", host: str = "127.0.0.1") -> str:
        """Return the URL of a path."""
        return f"{self.scheme}://{host}:{self.server_address[1]}{path}"

    def types(self) -> list[str]:
        """Return the names of the events that came, in their order."""
        return [message.type for message in self.messages]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: that a sender goes away is what is tested."""


class Handler(BaseHTTPRequestHandler):
    """Keeps a request and answers it."""

    server: Receiver

    def do_POST(self) -> None:
        """Keep the request."""
        receiver = self.server
        text = self.rfile.read(int(self.headers["content-length"])).decode()
        with receiver.lock:
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.messages.append(Message(self.path, headers, text, time.time()))
        if self.path in receiver.hangs:
            Event().wait(60)
        receiver.gate.wait(60)
        status, headers = receiver.answers.get(self.path, (204, {}))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.path in receiver.floods:
            while True:
                self.wfile.write(b"x" * 65536)
                receiver.most += 65536

    do_GET = do_POST  # noqa: N815 - the name that http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def encrypt(server: Receiver, folder: Path) -> None:
    """Let a receiver speak TLS, with a certificate that it has signed itself."""
    made = ["-keyout", str(folder / "key"), "-out", str(folder / "certificate"), "-subj", "/CN=127.0.0.1"]
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *made]
    subprocess.run(words, capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.scheme = "https"


@contextmanager
def receiver(folder: Path | None = None) -> Iterator[Receiver]:
    """Run a receiver until the block ends. folder: with TLS; for its key."""
    with Receiver() as server:
        if folder is not None:
            encrypt(server, folder)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.gate.set()
            server.shutdown()
            thread.join()

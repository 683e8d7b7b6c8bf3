"""A client of server-sent events, as a browser is one: it remembers the last id and the events."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import time
from typing import Any
from urllib.parse import urlsplit

from tests.support.gateway import wait_for


class Stream:
    """One connection. events: kinds and data, in order. times: when each had come. states: what is known of each slot.

    id: the last one received.
    """

    def __init__(self, base_url: str, query: str, last_id: str | None = None) -> None:
        address = urlsplit(base_url)
        self.connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        headers = {"Last-Event-ID": last_id} if last_id is not None else {}
        self.connection.request("GET", f"/v1/slots/events?{query}", headers=headers)
        self.socket = self.connection.sock
        self.response = self.connection.getresponse()
        self.events: list[tuple[str, Any]] = []
        self.times: list[float] = []
        self.states: dict[str, str] = {}
        self.id = last_id
        self.text = ""
        self.has_ended = threading.Event()
        self.thread = threading.Thread(target=self.read, daemon=True)

    def read(self) -> None:
        """Take in what comes until the stream ends, however it does."""
        kind: str = "message"
        data: Any = None
        last_id = self.id
        try:
            while line := self.response.readline().decode():
                name, _, value = line.rstrip("\n").partition(": ")
                if name == "id":
                    last_id = value
                elif name == "event":
                    kind = value
                elif name == "data":
                    data = json.loads(value)
                elif not name:
                    # Not before the empty line, as a browser does: an event that is cut off will be sent again.
                    self.id = last_id
                    if kind != "message":
                        self.take(kind, data)
                    kind, data = "message", None
                self.text += line
        except (OSError, http.client.HTTPException, ValueError):
            pass
        finally:
            self.has_ended.set()

    def take(self, kind: str, data: Any) -> None:
        """Take in one event."""
        if kind == "slot":
            self.states[data["id"]] = data["state"]
        self.events.append((kind, data))
        self.times.append(time())

    def close(self) -> None:
        """Go away."""
        if self.socket is not None and not self.has_ended.is_set():
            self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join(60)
        self.response.close()
        self.connection.close()

    def wait_for(self, slot_id: str, state: str) -> None:
        """Return as soon as the slot is known to be in this state."""
        wait_for(lambda: self.states.get(slot_id) == state)


@contextmanager
def listen(base_url: str, query: str, last_id: str | None = None) -> Iterator[Stream]:
    """Follow a stream until the block ends; give it when its first bytes have come."""
    stream = Stream(base_url, query, last_id)
    assert stream.response.status == 200, stream.response.read()
    stream.thread.start()
    try:
        wait_for(lambda: "\n\n" in stream.text)
        yield stream
    finally:
        stream.close()

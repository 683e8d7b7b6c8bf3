"""One line in the log for each request: what was asked by its route, what came of it, and how long it took.

It holds nothing that a client wrote, but for a request id of safe characters: no path, query, address, header or body.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import random
from time import perf_counter
from typing import Any, NamedTuple

from falcon import COMBINED_METHODS
from falcon.asgi import App, Request, Response, WebSocket

from gateway import logs
from gateway.http.tracing import request_id, trace_id

# Where a request is kept until its line is written.
OPEN = "medbook.request"
SWITCHING_PROTOCOLS = 101
FORBIDDEN = 403
# What nginx calls the status of a request whose client went away before the answer.
CLIENT_CLOSED = 499

# Is told how a request ended that Falcon did not answer: its status, and its code; None if there was no answer.
EndListener = Callable[[Request, int, str | None], None]


class Outcome(NamedTuple):
    """What the lines of many requests have in common.

    route: None for an unknown path. code: OK, or that of the problem; None if there was no answer to have one.
    has_own_id: the client named its request. has_user: it was signed in.
    """

    route: str | None
    method: str
    status: int
    code: str | None
    has_own_id: bool
    has_user: bool

    @property
    def level(self) -> int:
        """The line's level: a refusal is no fault of ours."""
        return logging.ERROR if self.status >= 500 else logging.INFO

    @property
    def message(self) -> str:
        """The line in short."""
        return " ".join(filter(None, (self.method, self.route or "none", str(self.status), self.code)))


def write_to_stderr(line: bytes) -> None:
    """Write a line at once and whole. A full disk, or a reader that is gone, refuses no request."""
    try:
        os.write(2, line)
    except OSError:
        return


@lru_cache(maxsize=1)
def utc(second: int) -> str:
    """Return a moment as ECS has it, up to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


@lru_cache(maxsize=1)
def local(second: int) -> str:
    """Return a moment as readable lines have it."""
    return time.strftime(logs.TIME, time.localtime(second))


def json_line(outcome: Outcome) -> str:
    """Return the JSON line of an outcome, by ecs-logging, as a format of what each request has of its own."""
    record = logging.LogRecord("gateway.access", outcome.level, "", 0, outcome.message, None, None)
    record.created = record.msecs = 0
    record.__dict__ |= {
        "event.code": outcome.code,
        "event.duration": "@duration@",
        "http.request.id": "@id@",
        "http.request.method": outcome.method,
        "http.response.status_code": outcome.status,
        "http.route": outcome.route,
        "trace.id": "@id@",
        "user.id": "@id@" if outcome.has_user else None,
    }
    line = logs.JsonFormatter().format(record).replace("%", "%%").replace("1970-01-01T00:00:00.000", "%s.%03d", 1)
    return line.replace('"@duration@"', "%d").replace("@id@", "%s") + ("\n" if outcome.has_user else "\n%.0s")


def text_line(outcome: Outcome) -> str:
    """Return the readable line of an outcome, as a format of what each request has of its own."""
    level = logging.getLevelName(outcome.level)
    line = logs.TEXT % {"asctime": "@", "process": os.getpid(), "levelname": level, "message": outcome.message}
    line = line.replace("%", "%%").replace("@", "%s%.0s", 1) + " in %.1f ms"
    line += ", request %s" if outcome.has_own_id else "%.0s"
    return line + ", trace %s" + (", user %s\n" if outcome.has_user else "\n%.0s")


@dataclass(frozen=True)
class Form:
    """How lines are written.

    line: of an outcome, as a format of second, milliseconds, duration, request id, trace id and user id; what it leaves
    out is %.0s. second: formats a time. units: of durations, how many a second has.
    """

    line: Callable[[Outcome], str]
    second: Callable[[int], str]
    units: float


JSON = Form(json_line, utc, 1e9)
TEXT = Form(text_line, local, 1e3)


def began_at(req: Request) -> float:
    """Return when a request came, as perf_counter counts."""
    known: float | None = getattr(req.context, "began_at", None)
    return perf_counter() if known is None else known


def method_of(req: Request) -> str:
    """Return a request's method; other for one that a client made up."""
    return req.method if req.method in COMBINED_METHODS else "other"


class AccessLog:
    """The first middleware: writes a line for each request as its answer begins, for a WebSocket as it is accepted.

    successes: the part of answers below 400 that have a line; refusals and errors always have one.
    """

    def __init__(
        self,
        is_json: bool,
        successes: float,
        write: Callable[[bytes], None] = write_to_stderr,
        chance: Callable[[], float] = random,
    ) -> None:
        self.form = JSON if is_json else TEXT
        self.successes = successes
        self.write = write
        self.chance = chance
        # There are as many as routes, methods and codes; clients cannot make more.
        self.known: dict[tuple[str | None, str, int, str | None, bool, bool], str] = {}

    async def process_request(self, req: Request, resp: Response) -> None:
        """Note when the request came."""
        self.begin(req)

    async def process_request_ws(self, req: Request, ws: WebSocket) -> None:
        """Note when the handshake came."""
        self.begin(req)

    async def process_response(self, req: Request, resp: Response, resource: object, succeeded: bool) -> None:
        """Write the line of a request that is answered."""
        req.scope.pop(OPEN, None)
        self.tell(req, resp.status_code, getattr(resp.context, "code", "OK"))

    def begin(self, req: Request) -> None:
        """Keep a request until its line is written."""
        req.context.began_at = perf_counter()
        req.scope[OPEN] = req

    def tell(self, req: Request, status: int, code: str | None) -> None:
        """Write a line."""
        if status < 400 and self.chance() >= self.successes:
            return
        seconds = perf_counter() - began_at(req)
        user = getattr(req.context, "user_id", None)
        trace, request = trace_id(req), request_id(req)
        outcome = (req.uri_template, method_of(req), status, code, request != trace, user is not None)
        line = self.known.get(outcome)
        if line is None:
            line = self.known[outcome] = self.form.line(Outcome(*outcome))
        now = time.time()
        own = (self.form.second(int(now)), now % 1 * 1000, seconds * self.form.units, request, trace, user)
        self.write((line % own).encode())


class LoggedApp(App[Any, Any]):
    """Falcon's application. It tells the access log, and other listeners, what Falcon's middleware does not see.

    That is how the handshake of a WebSocket ends, and that a client went away before it was answered.
    """

    def __init__(self, access: AccessLog) -> None:
        super().__init__()
        self.listeners: list[EndListener] = [access.tell]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # type: ignore[override] # as Falcon's
        """Serve a request, a WebSocket or the life of the process."""
        is_socket = scope["type"] == "websocket"
        try:
            await super().__call__(scope, receive, self.watch(scope, send) if is_socket else send)
        except asyncio.CancelledError:
            self.end(scope, CLIENT_CLOSED)
            raise
        if is_socket:
            self.end(scope, FORBIDDEN)

    def end(self, scope: dict[str, Any], status: int) -> None:
        """Tell all listeners how a request ended, unless Falcon has answered it."""
        req: Request | None = scope.pop(OPEN, None)
        if req is None:
            return
        code = "OK" if status == SWITCHING_PROTOCOLS else getattr(req.context, "code", None)
        for listener in self.listeners:
            listener(req, status, code)

    def watch(self, scope: Any, send: Any) -> Any:
        """Return what sends a WebSocket's events, and tells of the first of them."""

        async def send_watched(event: Any) -> None:
            self.end(scope, SWITCHING_PROTOCOLS if event["type"] == "websocket.accept" else FORBIDDEN)
            await send(event)

        return send_watched

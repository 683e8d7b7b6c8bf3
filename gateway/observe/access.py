"""One line in the log for each request: what was asked by its route, what came of it, and how long it took.

It holds nothing that a client wrote, but for a request id of safe characters: no path, query, address, header or body.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable
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
# What nginx calls the status of a request whose client went away before the answer.
CLIENT_CLOSED = 499


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


def record_of(outcome: Outcome) -> logging.LogRecord:
    """Return the record of a request's line, with @names@ in place of what each request has of its own."""
    # A refusal is no fault of ours.
    level = logging.ERROR if outcome.status >= 500 else logging.INFO
    message = " ".join(filter(None, (outcome.method, outcome.route or "none", str(outcome.status), outcome.code)))
    record = logging.LogRecord("gateway.access", level, "", 0, message, None, None)
    record.__dict__ |= {
        "created": 0,
        "msecs": 0,
        "process": "@process@",
        "event.code": outcome.code,
        "event.duration": "@duration@",
        "http.request.id": "@request@",
        "http.request.method": outcome.method,
        "http.response.status_code": outcome.status,
        "http.route": outcome.route,
        "trace.id": "@trace@",
    }
    if outcome.has_user:
        record.__dict__["user.id"] = "@user@"
    return record


def json_form(outcome: Outcome) -> str:
    """Return the JSON line of an outcome, by ecs-logging, as a format of what each request has of its own."""
    line = logs.JsonFormatter().format(record_of(outcome)).replace("%", "%%")
    line = line.replace("1970-01-01T00:00:00.000Z", "%(time)s.%(milliseconds)03dZ", 1)
    for name in ("duration", "process"):
        line = line.replace(f'"@{name}@"', f"%({name})d")
    for name in ("request", "trace", "user"):
        line = line.replace(f"@{name}@", f"%({name})s")
    return line + "\n"


def text_form(outcome: Outcome) -> str:
    """Return the readable line of an outcome, as a format of what each request has of its own."""
    record = record_of(outcome)
    line = logs.TEXT.replace("%(asctime)s", "%(time)s").replace("%(levelname)s", record.levelname)
    message = record.msg.replace("%", "%%") + " in %(in_milliseconds).1f ms, trace %(trace)s"
    if outcome.has_own_id:
        message += ", request %(request)s"
    if outcome.has_user:
        message += ", user %(user)s"
    return line.replace("%(message)s", message) + "\n"


def began_at(req: Request) -> float:
    """Return when a request came, as perf_counter counts."""
    known: float | None = getattr(req.context, "began_at", None)
    return perf_counter() if known is None else known


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
        self.form, self.second = (json_form, utc) if is_json else (text_form, local)
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

    def end(self, scope: dict[str, Any], status: int) -> None:
        """Write the line of a request that Falcon does not answer, if it has none yet."""
        req: Request | None = scope.pop(OPEN, None)
        if req is not None:
            self.tell(req, status, getattr(req.context, "code", None) if status != 101 else "OK")

    def tell(self, req: Request, status: int, code: str | None) -> None:
        """Write a line."""
        if status < 400 and self.chance() >= self.successes:
            return
        seconds = perf_counter() - began_at(req)
        user = getattr(req.context, "user_id", None)
        method = req.method if req.method in COMBINED_METHODS else "other"
        trace, request = trace_id(req), request_id(req)
        outcome = (req.uri_template, method, status, code, request != trace, user is not None)
        form = self.known.get(outcome)
        if form is None:
            form = self.known[outcome] = self.form(Outcome(*outcome))
        now = time.time()
        line = form % {
            "time": self.second(int(now)),
            "milliseconds": now % 1 * 1000,
            "process": os.getpid(),
            "duration": seconds * 1e9,
            "in_milliseconds": seconds * 1000,
            "request": request,
            "trace": trace,
            "user": user,
        }
        self.write(line.encode())


class LoggedApp(App[Any, Any]):
    """Falcon's application. It tells the access log what Falcon's middleware does not see.

    That is how the handshake of a WebSocket ends, and that a client went away before it was answered.
    """

    def __init__(self, access: AccessLog) -> None:
        super().__init__()
        self.access = access

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # type: ignore[override] # as Falcon's
        """Serve a request, a WebSocket or the life of the process."""
        is_socket = scope["type"] == "websocket"
        try:
            await super().__call__(scope, receive, self.watch(scope, send) if is_socket else send)
        except asyncio.CancelledError:
            self.access.end(scope, CLIENT_CLOSED)
            raise
        if is_socket:
            self.access.end(scope, 403)

    def watch(self, scope: Any, send: Any) -> Any:
        """Return what sends a WebSocket's events, and has the first of them logged."""

        async def send_watched(event: Any) -> None:
            self.access.end(scope, 101 if event["type"] == "websocket.accept" else 403)
            await send(event)

        return send_watched

"""When the parts of a request began and ended, for Server-Timing and for traces; without both, none of it is used."""

import re
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter, time_ns
from typing import Any, Protocol

import psycopg
from falcon.asgi import Request, Response, WebSocket

from gateway.admission.gate import Gate
from gateway.admission.tokens import Claims
from gateway.stores.connection import Row
from gateway.stores.pool import Pool
from gateway.surface.catalog import Endpoint

# In a statement of the gateway the last call of a schema's function is the one that it is for.
CALL = re.compile(r"\w+\.\w+(?=\()")
STATEMENTS = 1_000


@lru_cache(STATEMENTS)
def function_of(statement: str) -> str:
    """Return the function that a statement is for, with its schema."""
    called = CALL.findall(statement)
    return called[-1] if called else "select"


@dataclass
class NotedStatement:
    """A statement that ran for a request. began and ended are of perf_counter, in seconds.

    admits: it was to decide whether the request is admitted. sqlstate: of its error. error: the same, or the error's
    name if PostgreSQL did not answer; None if there was none.
    """

    function: str
    is_on_replica: bool
    admits: bool
    began: float
    ended: float = 0.0
    sqlstate: str | None = None
    error: str | None = None


class Timing:
    """One request. began is of perf_counter, in seconds; began_at is the same in Unix time, in nanoseconds.

    admission: how long it took to decide whether the request is admitted, in seconds; None if nobody asked. Once the
    request is_over nothing is added.
    """

    def __init__(self) -> None:
        self.began = perf_counter()
        self.began_at = time_ns()
        self.admission: float | None = None
        self.is_admitting = False
        self.is_over = False
        self.statements: list[NotedStatement] = []

    def at(self, moment: float) -> int:
        """Return the Unix time of a moment of perf_counter, in nanoseconds."""
        return self.began_at + int((moment - self.began) * 1e9)

    def header(self, ended: float) -> str:
        """Return the header Server-Timing: what happened, in milliseconds. ended: of perf_counter, in seconds."""
        durations = {}
        if self.admission is not None:
            durations["admission"] = self.admission
        if own := [statement.ended - statement.began for statement in self.statements if not statement.admits]:
            durations["database"] = sum(own)
        durations["total"] = ended - self.began
        return ", ".join(f"{name};dur={seconds * 1000:.2f}" for name, seconds in durations.items())


# Tasks inherit it: a query that several requests share belongs to the one that began it.
CURRENT: ContextVar[Timing | None] = ContextVar("timing", default=None)


def current() -> Timing | None:
    """Return the timing of the request that this task works for; None if there is none, or it is over."""
    timing = CURRENT.get()
    return None if timing is None or timing.is_over else timing


class TimedPool(Pool):
    """A pool that notes the statements of requests."""

    async def fetch(self, statement: str, values: Sequence[str | None], seconds: float | None = None) -> Row:
        """Run one statement, as Pool.fetch does."""
        timing = current()
        if timing is None:
            return await super().fetch(statement, values, seconds)
        is_on_replica = self.replica_url is not None
        noted = NotedStatement(function_of(statement), is_on_replica, timing.is_admitting, perf_counter())
        try:
            return await super().fetch(statement, values, seconds)
        except psycopg.Error as error:
            noted.sqlstate = error.sqlstate
            noted.error = error.sqlstate or type(error).__name__
            raise
        finally:
            noted.ended = perf_counter()
            timing.statements.append(noted)


class TimedGate(Gate):
    """A gate that notes how long admission takes."""

    async def admit(
        self,
        endpoint: Endpoint,
        req: Request,
        resp: Response,
        *,
        is_about_account: bool = False,
        account: str | None = None,
    ) -> Claims | None:
        """Admit a request, as Gate.admit does."""
        timing = current()
        if timing is None:
            return await super().admit(endpoint, req, resp, is_about_account=is_about_account, account=account)
        began = perf_counter()
        timing.is_admitting = True
        try:
            return await super().admit(endpoint, req, resp, is_about_account=is_about_account, account=account)
        finally:
            timing.is_admitting = False
            timing.admission = (timing.admission or 0.0) + perf_counter() - began


class Recorder(Protocol):
    """What makes spans of timings."""

    def open(self) -> None:
        """Begin, in the process that will record."""

    def record(self, req: Request, timing: Timing, ended: float, status: int, code: str | None) -> None:
        """Record a request that has ended. ended: of perf_counter. status: of HTTP. code: of the problem, if any."""

    async def close(self) -> None:
        """End; give away what is recorded."""


class Timings:
    """The outermost middleware. has_header: whether answers have Server-Timing. recorder: None without traces."""

    def __init__(self, has_header: bool, recorder: Recorder | None) -> None:
        self.has_header = has_header
        self.recorder = recorder

    async def process_startup(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        """Begin to record."""
        if self.recorder is not None:
            self.recorder.open()

    async def process_shutdown(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        """Give away what is recorded."""
        if self.recorder is not None:
            await self.recorder.close()

    async def process_request(self, req: Request, resp: Response) -> None:
        """Begin a request."""
        CURRENT.set(Timing())

    async def process_request_ws(self, req: Request, ws: WebSocket) -> None:
        """Begin the handshake of a WebSocket."""
        CURRENT.set(Timing())

    async def process_response(self, req: Request, resp: Response, resource: object, succeeded: bool) -> None:
        """End a request, or of a stream what comes before it."""
        timing = current()
        if timing is None:
            return
        timing.is_over = True
        ended = perf_counter()
        if self.has_header:
            resp.set_header("Server-Timing", timing.header(ended))
            if (origin := resp.get_header("Access-Control-Allow-Origin")) is not None:
                # Its pages may read the durations: browsers keep them from the pages of other origins.
                resp.set_header("Timing-Allow-Origin", origin)
        if self.recorder is not None:
            self.recorder.record(req, timing, ended, resp.status_code, getattr(resp.context, "code", None))

    def end(self, req: Request, status: int, code: str | None) -> None:
        """End the handshake of a WebSocket, or a request whose client went away."""
        timing = current()
        if timing is None:
            return
        timing.is_over = True
        if self.recorder is not None:
            self.recorder.record(req, timing, perf_counter(), status, None if code == "OK" else code)

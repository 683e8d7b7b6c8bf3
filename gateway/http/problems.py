"""Problem details (RFC 9457) for refusals, SQLSTATEs and HTTP's own errors. The codes are in api.problem."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import psycopg
from falcon import COMBINED_METHODS, HTTPError
from falcon.asgi import App, Request, Response, WebSocket

from gateway.http import headers
from gateway.http.tracing import request_id, trace_id

log = logging.getLogger("gateway")

MEDIA_TYPE = "application/problem+json"

BY_STATUS = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "PAYLOAD_TOO_LARGE", 415: "UNSUPPORTED_MEDIA_TYPE"}


class Problem(Exception):
    """A refusal: its code, and more members for the response.

    retry_after: seconds after which the request may succeed; None for the code's own.
    """

    def __init__(self, code: str, details: Mapping[str, Any] | None = None, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.details = dict(details or {})
        self.retry_after = retry_after


def check_answer(error: str | None, body: bytes) -> None:
    """Check a function's result. Raises Problem, with its code and details, if it is a refusal."""
    if error is not None:
        raise Problem(error, json.loads(body))


def invalid_input(errors: Mapping[str, str], rules: Mapping[str, Mapping[str, object]] | None = None) -> Problem:
    """Return the Problem INVALID_INPUT.

    errors: by field, the end of a sentence such as "must be a UUID"; the field "" is the whole request. rules: by
    field, what programs can read of that: rule and perhaps limit.
    """
    of = rules or {}
    told = [{"pointer": pointer(f), "detail": detail, **of.get(f, {})} for f, detail in errors.items()]
    return Problem("INVALID_INPUT", {"errors": told})


def pointer(name: str) -> str:
    """Return the JSON Pointer (RFC 6901) of a field of the request, as a fragment."""
    return "#/" + name.replace("~", "~0").replace("/", "~1") if name else "#"


@dataclass(frozen=True)
class Kind:
    """A row of api.problem: the members that all refusals with one code share."""

    status: int
    title: str
    detail: str
    type: str
    retry_after: int | None = None
    sqlstates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problems:
    """All codes. Before the catalog is read there is only UNAVAILABLE, which every request is answered with."""

    kinds: Mapping[str, Kind] = field(
        default_factory=lambda: {
            "UNAVAILABLE": Kind(
                503,
                HTTPStatus.SERVICE_UNAVAILABLE.phrase,
                "The database cannot be reached.",
                "urn:medbook:problem:unavailable",
                2,
            )
        }
    )

    @staticmethod
    def from_rows(rows: Mapping[str, Any]) -> "Problems":
        """Return the table from the rows of api.problem, by code."""
        return Problems(
            {code: Kind(**{**row, "sqlstates": tuple(row["sqlstates"] or ())}) for code, row in rows.items()}
        )

    def of_sqlstate(self, sqlstate: str | None) -> str:
        """Return the code for a statement's error; no SQLSTATE means that the connection failed."""
        if sqlstate is None:
            return "UNAVAILABLE"
        for code, kind in self.kinds.items():
            if any(sqlstate.startswith(beginning) for beginning in kind.sqlstates):
                return code
        return "INTERNAL"

    def write(self, req: Request, resp: Response, problem: Problem) -> None:
        """Write a problem into the response."""
        code = problem.code
        if code not in self.kinds:
            log.error("%s: no such problem: %s", where(req), code, extra=fields(req))
            code = "INTERNAL" if "INTERNAL" in self.kinds else "UNAVAILABLE"
        kind = self.kinds[code]
        resp.context.code = code
        if "errors" in problem.details and "explain" in req.context:
            req.context.explain(problem.details["errors"])
        body = problem.details | {
            "type": kind.type,
            "title": kind.title,
            "status": kind.status,
            "detail": kind.detail,
            "code": code,
            "success": False,
            "error": code,
            "trace_id": trace_id(req),
        }
        retry_after = problem.retry_after if problem.retry_after is not None else kind.retry_after
        if retry_after is not None:
            body["retryable"] = True
            resp.set_header("Retry-After", str(retry_after))
        if kind.status == 401:
            error = ', error="invalid_token"' if req.auth and code == "INVALID_TOKEN" else ""
            resp.set_header("WWW-Authenticate", f'Bearer realm="medbook"{error}')
        if kind.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            # Do not read the rest of the body as the next request.
            resp.set_header("Connection", "close")
        resp.status = kind.status
        resp.content_type = MEDIA_TYPE
        resp.data = headers.json_line(body)


def where(req: Request) -> str:
    """Return a description of a request for the log, without any text from the client."""
    method = req.method if req.method in COMBINED_METHODS else "?"
    return f"{method} {req.uri_template} trace {trace_id(req)}"


def fields(req: Request) -> dict[str, str | None]:
    """Return what else a line about a request holds where lines have fields, by ECS's names."""
    return {"http.route": req.uri_template, "http.request.id": request_id(req), "trace.id": trace_id(req)}


class ProblemHandlers:
    """Falcon's error handlers: every exception becomes problem details.

    problems: replaced when the catalog has been read. note_failure: tells whether a database's error is one of an
    outage, which is logged once for all requests.
    """

    def __init__(self, note_failure: Callable[[psycopg.Error], bool]) -> None:
        self.note_failure = note_failure
        self.problems = Problems()

    def install(self, app: App[Any, Any]) -> None:
        """Register the handlers."""
        app.add_error_handler(Exception, self.on_bug)
        app.add_error_handler(HTTPError, self.on_http_error)
        app.add_error_handler(psycopg.Error, self.on_database_error)
        app.add_error_handler(Problem, self.on_problem)

    async def on_problem(self, req: Request, resp: Response, error: Problem, params: Any) -> None:
        """Answer a refusal."""
        self.problems.write(req, resp, error)

    async def on_database_error(self, req: Request, resp: Response, error: psycopg.Error, params: Any) -> None:
        """Answer an error of a statement or connection. Log it without its values: they may be personal data."""
        code = self.problems.of_sqlstate(error.sqlstate)
        if not self.note_failure(error) and (code == "INTERNAL" or error.sqlstate is None):
            log.error("%s: %s %s", where(req), error.sqlstate, type(error).__name__, extra=fields(req))
        problem = invalid_input({"": "holds a value that is not allowed"}) if code == "INVALID_INPUT" else Problem(code)
        self.problems.write(req, resp, problem)

    async def on_http_error(
        self, req: Request, resp: Response | None, error: HTTPError, params: Any, ws: WebSocket | None = None
    ) -> None:
        """Answer Falcon's own errors: an unknown path or method, a body that is too large.

        ws: given instead of resp for a WebSocket; browsers do not see why it is refused.
        """
        if resp is None:
            if ws is not None:
                await ws.close()
            return
        resp.set_headers(error.headers or {})
        if req.method not in COMBINED_METHODS:
            problem = Problem("METHOD_NOT_ALLOWED")
        elif error.status_code in BY_STATUS:
            problem = Problem(BY_STATUS[error.status_code])
        else:
            problem = invalid_input({"": error.title})
        self.problems.write(req, resp, problem)

    async def on_bug(self, req: Request, resp: Response | None, error: Exception, params: Any) -> None:
        """Answer a bug: log the traceback, tell the client nothing about it."""
        log.error("%s: %s", where(req), type(error).__name__, exc_info=error, extra=fields(req))
        if resp is not None:
            self.problems.write(req, resp, Problem("INTERNAL"))

"""The ids of a request: W3C Trace Context's, for problem details, the log and the audit, and the client's own."""

import re
import secrets

from falcon.asgi import Request

# Nothing that could be mistaken for more of a line of a log, and no e-mail address.
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def trace_id(req: Request) -> str:
    """Return the trace id of the header traceparent, or a new one: 32 hex digits, one for each request."""
    if not hasattr(req.context, "trace_id"):
        given = TRACEPARENT.fullmatch(req.get_header("traceparent") or "")
        req.context.trace_id = given[1] if given else secrets.token_hex(16)
    known: str = req.context.trace_id
    return known


def request_id(req: Request) -> str:
    """Return the header X-Request-Id, which every answer repeats, or the trace id if there is none that is safe."""
    if not hasattr(req.context, "request_id"):
        given = req.get_header("X-Request-Id")
        req.context.request_id = given if given is not None and REQUEST_ID.fullmatch(given) else trace_id(req)
    known: str = req.context.request_id
    return known

"""W3C Trace Context: the trace id of a request, for problem details, the log and the audit."""

import re
import secrets

from falcon.asgi import Request

TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def trace_id(req: Request) -> str:
    """Return the trace id of the header traceparent, or a new one: 32 hex digits, one for each request."""
    if not hasattr(req.context, "trace_id"):
        given = TRACEPARENT.fullmatch(req.get_header("traceparent") or "")
        req.context.trace_id = given[1] if given else secrets.token_hex(16)
    known: str = req.context.trace_id
    return known

"""Responses: JSON that ends with a newline, ETag and 304, and headers for security, caching and CORS."""

import hashlib
import json

from falcon import HTTP_204, HTTP_304
from falcon.asgi import Request, Response

NOTHING = "default-src 'none'; form-action 'self'; frame-ancestors 'none'"
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
EXPOSED = "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate, MedBook-Written, X-Request-Id"
ALLOWED = (
    "Authorization, Content-Type, If-Match, If-None-Match, Last-Event-ID, MedBook-Written, traceparent, X-Request-Id"
)
PREFLIGHT_SECONDS = "600"


def json_line(value: object) -> bytes:
    """Return the body that holds a value as JSON."""
    return json.dumps(value).encode() + b"\n"


def etag(body: bytes) -> str:
    """Return the strong ETag of a body, without its quotes. core.is_etag_match computes the same."""
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


def answer(req: Request, resp: Response, body: bytes, tag: str) -> None:
    """Set the response's body and ETag, or 304 if the client has that version. tag: the ETag, without its quotes."""
    resp.etag = tag
    if {"*", tag} & set(req.if_none_match or ()):
        resp.status = HTTP_304
    else:
        resp.data = body


def answer_document(req: Request, resp: Response, text: bytes, media_type: str) -> None:
    """Set the response's text, in UTF-8, as answer does. Its client alone may keep it, and must ask before each use."""
    resp.content_type = f"{media_type}; charset=utf-8"
    resp.set_header("Cache-Control", "private, no-cache")
    answer(req, resp, text, etag(text))


def secure(req: Request, resp: Response) -> None:
    """Set the security headers, and forbid caching and what pages may do unless the response allows it."""
    resp.set_headers(SECURITY)
    if resp.get_header("Content-Security-Policy") is None:
        resp.set_header("Content-Security-Policy", PAGE if req.path.startswith("/docs") else NOTHING)
    if resp.get_header("Cache-Control") is None:
        resp.set_header("Cache-Control", "no-store")


def share(req: Request, resp: Response, origins: frozenset[str]) -> None:
    """Set the CORS headers for pages of these origins. Without credentials: access tokens come in a header."""
    if not origins:
        return
    resp.append_header("Vary", "Origin")
    origin = req.get_header("Origin")
    if origin not in origins:
        return
    resp.set_header("Access-Control-Allow-Origin", origin)
    allowed = resp.get_header("Allow")
    if req.method == "OPTIONS" and allowed and req.get_header("Access-Control-Request-Method"):
        resp.status = HTTP_204
        resp.set_header("Access-Control-Allow-Methods", allowed)
        resp.set_header("Access-Control-Allow-Headers", ALLOWED)
        resp.set_header("Access-Control-Max-Age", PREFLIGHT_SECONDS)
    else:
        resp.set_header("Access-Control-Expose-Headers", EXPOSED)

"""What a request carries: its body or query and its path, as checked arguments."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from falcon.asgi import Request

from gateway.http.arguments import check_all, typed
from gateway.http.problems import Problem, invalid_input
from gateway.surface.catalog import Endpoint

BODY_LIMIT = 64 * 1024
DRAIN_LIMIT = 4 * 1024 * 1024
DEPTH_LIMIT = 20

Responder = Callable[..., Awaitable[None]]


async def read_body(req: Request) -> bytes:
    """Read a body of at most 64 KiB.

    Raises Problem PAYLOAD_TOO_LARGE, after reading a bounded rest: a client that still sends sees no answer; and
    Problem MALFORMED_JSON when the connection ended before the body did.
    """
    body: bytes = await req.stream.read(BODY_LIMIT + 1)
    if len(body) < min(req.content_length or 0, BODY_LIMIT + 1):
        raise Problem("MALFORMED_JSON")
    if len(body) <= BODY_LIMIT:
        return body
    rest = DRAIN_LIMIT
    while rest > 0 and (chunk := await req.stream.read(min(rest, BODY_LIMIT))):
        rest -= len(chunk)
    raise Problem("PAYLOAD_TOO_LARGE")


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its members. Raises ValueError when a name comes twice."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name comes twice")
    return members


def refuse_constant(name: str) -> None:
    """Refuse NaN and the infinities, which Python would read but JSON does not have. Raises ValueError."""
    raise ValueError(name)


def is_deep(value: object) -> bool:
    """Tell whether arrays and objects are nested deeper than any request needs."""
    level = [value]
    for _ in range(DEPTH_LIMIT):
        nested = [item for item in level if isinstance(item, dict | list)]
        level = [part for item in nested for part in (item.values() if isinstance(item, dict) else item)]
    return any(isinstance(item, dict | list) for item in level)


def parse(body: bytes) -> dict[str, Any]:
    """Read a JSON object; an empty body is an empty object.

    Raises Problem MALFORMED_JSON, or INVALID_INPUT when it is JSON but no object.
    """
    if not body:
        return {}
    try:
        value = json.loads(body.decode(), object_pairs_hook=unique, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Problem("MALFORMED_JSON") from error
    if is_deep(value):
        raise Problem("MALFORMED_JSON")
    if not isinstance(value, dict):
        raise invalid_input({"": "must be an object"})
    return value


def read_query(req: Request) -> dict[str, str]:
    """Return the fields of the query.

    Raises Problem INVALID_INPUT when one comes twice or is not UTF-8, which Falcon would repair silently.
    """
    fields: dict[str, str] = {}
    errors: dict[str, str] = {}
    for pair in filter(None, req.scope.get("query_string", b"").split(b"&")):
        name, _, value = (unquote_to_bytes(part.replace(b"+", b" ")) for part in pair.partition(b"="))
        try:
            field = name.decode()
        except UnicodeDecodeError:
            errors[""] = "must be named in UTF-8"
            continue
        try:
            text = value.decode()
        except UnicodeDecodeError:
            errors[field] = "must be UTF-8"
            continue
        if field in fields:
            errors[field] = "must come once"
        fields[field] = text
    if errors:
        raise invalid_input(errors)
    return fields


async def read_fields(endpoint: Endpoint, req: Request) -> Mapping[str, object]:
    """Return the fields of the body, or those of the query for methods without a body.

    Raises Problem: the body is too large, of another type, or malformed, or the query is.
    """
    query = read_query(req)
    if not endpoint.takes_body:
        return {name: typed(value, endpoint.types.get(name, "text")) for name, value in query.items()}
    if query:
        raise invalid_input(dict.fromkeys(query, "is not a field of the query"))
    body = await read_body(req)
    if body and (req.content_type or "").partition(";")[0].strip().lower() != "application/json":
        raise Problem("UNSUPPORTED_MEDIA_TYPE")
    return parse(body)


async def read_arguments(endpoint: Endpoint, req: Request, path_fields: Mapping[str, str]) -> dict[str, str]:
    """Return the checked values of all arguments that the client gives, by name.

    Raises Problem INVALID_INPUT, also for a field that is in the path and given once more.
    """
    fields = await read_fields(endpoint, req)
    if twice := fields.keys() & path_fields.keys():
        raise invalid_input(dict.fromkeys(twice, "is in the path"))
    return check_all(endpoint.client_arguments, {**fields, **path_fields})

"""Reads a request: body or query, and path, as checked arguments."""

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote_to_bytes

from falcon.asgi import Request

from gateway.http.arguments import check_all, explain, typed
from gateway.http.problems import Problem, invalid_input
from gateway.surface.catalog import Endpoint

BODY_LIMIT = 64 * 1024
DRAIN_LIMIT = 4 * 1024 * 1024
DEPTH_LIMIT = 20

Responder = Callable[..., Awaitable[None]]


async def read_body(req: Request) -> bytes:
    """Read a body of at most 64 KiB.

    Raises Problem PAYLOAD_TOO_LARGE, after reading a bounded part of the rest, since a client that still sends does not
    read the response; and Problem MALFORMED_JSON if the connection ended before the body.
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
    """Return an object from its members. Raises ValueError for a repeated name."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name comes twice")
    return members


def refuse_constant(name: str) -> None:
    """Refuse NaN and the infinities: Python reads them, but they are not JSON. Raises ValueError."""
    raise ValueError(name)


def is_deep(value: object) -> bool:
    """Tell whether arrays and objects are nested deeper than DEPTH_LIMIT."""
    level = [value]
    for _ in range(DEPTH_LIMIT):
        nested = [item for item in level if isinstance(item, dict | list)]
        level = [part for item in nested for part in (item.values() if isinstance(item, dict) else item)]
    return any(isinstance(item, dict | list) for item in level)


def parse(body: bytes) -> dict[str, Any]:
    """Read a JSON object; an empty body counts as an empty object.

    Raises Problem MALFORMED_JSON, or INVALID_INPUT for JSON that is not an object.
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

    Raises Problem INVALID_INPUT for a repeated field, or one that is not UTF-8: Falcon would change it silently.
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

    Raises Problem if the body is too large, not JSON or malformed, or not expected, or if the query is malformed.
    """
    query = read_query(req)
    if not endpoint.takes_body:
        if endpoint.ignores_body:
            await read_body(req)
        elif not endpoint.is_read and await req.stream.read(1):
            raise invalid_input({"": "must have no body: fields are in the query"})
        return {name: typed(value, endpoint.types.get(name, "text")) for name, value in query.items()}
    if query:
        raise invalid_input(dict.fromkeys(query, "is not a field of the query"))
    body = await read_body(req)
    if body and (req.content_type or "").partition(";")[0].strip().lower() != "application/json":
        raise Problem("UNSUPPORTED_MEDIA_TYPE")
    return parse(body)


async def read_arguments(endpoint: Endpoint, req: Request, path_fields: Mapping[str, str]) -> dict[str, str]:
    """Return the checked values of the client's arguments, by name.

    A refusal of the request that comes later can name the rule that a value breaks. Raises Problem INVALID_INPUT, also
    for a field that repeats one of the path.
    """
    fields = await read_fields(endpoint, req)
    if twice := fields.keys() & path_fields.keys():
        raise invalid_input(dict.fromkeys(twice, "is in the path"))
    values = check_all(endpoint.client_arguments, {**fields, **path_fields})
    req.context.explain = partial(explain, endpoint.client_arguments, dict(values))
    return values

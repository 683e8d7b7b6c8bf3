"""What a request carries: its body or query and its path, as checked arguments."""

import json
from collections.abc import Mapping
from typing import Any

from falcon.asgi import Request

from gateway.arguments import check_all, typed
from gateway.catalog import Endpoint
from gateway.problems import Problem, invalid_input

BODY_LIMIT = 64 * 1024
DRAIN_LIMIT = 4 * 1024 * 1024


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
    if not isinstance(value, dict):
        raise invalid_input({"": "must be an object"})
    return value


async def read_fields(endpoint: Endpoint, req: Request) -> Mapping[str, object]:
    """Return the fields of the body, or those of the query for methods without a body.

    Raises Problem: the body is too large, of another type, or malformed, or the query repeats a field.
    """
    if not endpoint.takes_body:
        once = {name: value for name, value in req.params.items() if isinstance(value, str)}
        if len(once) < len(req.params):
            raise invalid_input(dict.fromkeys(req.params.keys() - once.keys(), "must come once"))
        return {name: typed(value, endpoint.types.get(name, "text")) for name, value in once.items()}
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

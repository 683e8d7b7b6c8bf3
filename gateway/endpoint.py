"""A request's way: the gate, arguments, one SELECT, and the database's bytes as the answer."""

import hashlib
import json

from falcon import HTTP_201, HTTP_304
from falcon.asgi import Request, Response

from gateway.catalog import Endpoint
from gateway.database import Database
from gateway.gate import Gate
from gateway.problems import Problem
from gateway.request import Responder, read_arguments
from gateway.tracing import trace_id
from gateway.written import Written


def if_match(req: Request) -> str:
    """Return the header If-Match. Raises Problem PRECONDITION_REQUIRED without one."""
    given = req.get_header("If-Match")
    if given is None:
        raise Problem("PRECONDITION_REQUIRED")
    return given


def etag(body: bytes) -> str:
    """Return the strong ETag of a body, without its quotes; core.is_match knows it too."""
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


def write_etag(req: Request, resp: Response, body: bytes) -> None:
    """Answer the body with its ETag, or 304 when the client has it already."""
    resp.etag = etag(body)
    known = req.if_none_match or []
    if any(tag == "*" or tag == resp.etag.strip('"') for tag in known):
        resp.status = HTTP_304
    else:
        resp.data = body


def create_responder(endpoint: Endpoint, database: Database, gate: Gate, written: Written) -> Responder:
    """Return the Falcon responder of an endpoint."""

    async def respond(req: Request, resp: Response, **path_fields: str) -> None:
        claims = await gate.admit(endpoint, req, resp)
        values = await read_arguments(endpoint, req, path_fields)
        if claims is not None and "user_id" in endpoint.types:
            values["user_id"] = claims.user_id
        if endpoint.is_conditional:
            values["if_match"] = if_match(req)
        answer = await database.call(
            endpoint.function,
            {name: (endpoint.types[name], value) for name, value in values.items()},
            trace_id=None if endpoint.is_read else trace_id(req),
            is_read=endpoint.is_read,
            after=written.read(req),
        )
        written.write(resp, answer.written)
        if answer.error == "FORBIDDEN" and endpoint.is_read and claims is not None:
            # What only reads cannot record it.
            await gate.forbid(req, claims.user_id, endpoint.summary)
        if answer.error is not None:
            raise Problem(answer.error, json.loads(answer.body))
        if answer.created is not None:
            resp.status = HTTP_201
            if endpoint.location is not None:
                resp.set_header("Location", endpoint.location.partition("{")[0] + answer.created)
        if endpoint.method == "GET":
            write_etag(req, resp, answer.body)
        else:
            resp.data = answer.body
            if endpoint.is_conditional:
                resp.etag = etag(answer.body)

    return respond

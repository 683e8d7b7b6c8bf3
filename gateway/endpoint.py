"""A request's way: the gate, arguments, one SELECT, and the database's bytes as the answer."""

import json

from falcon import HTTP_201
from falcon.asgi import Request, Response

from gateway.catalog import Endpoint
from gateway.database import Database
from gateway.gate import Gate
from gateway.problems import Problem
from gateway.request import Responder, read_arguments
from gateway.tracing import trace_id


def create_responder(endpoint: Endpoint, database: Database, gate: Gate) -> Responder:
    """Return the Falcon responder of an endpoint."""

    async def respond(req: Request, resp: Response, **path_fields: str) -> None:
        claims = await gate.admit(endpoint, req, resp)
        values = await read_arguments(endpoint, req, path_fields)
        if claims is not None and "user_id" in endpoint.types:
            values["user_id"] = claims.user_id
        error, created, body = await database.call(
            endpoint.function,
            {name: (endpoint.types[name], value) for name, value in values.items()},
            None if endpoint.is_read else trace_id(req),
        )
        if error == "FORBIDDEN" and endpoint.is_read and claims is not None:
            # What only reads cannot record it.
            await gate.forbid(req, claims.user_id, endpoint.summary)
        if error is not None:
            raise Problem(error, json.loads(body))
        if created is not None:
            resp.status = HTTP_201
            if endpoint.location is not None:
                resp.set_header("Location", endpoint.location.partition("{")[0] + created)
        resp.data = body

    return respond

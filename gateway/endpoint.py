"""A request's way: token, arguments, one SELECT, and the database's bytes as the answer."""

import json

from falcon import HTTP_201
from falcon.asgi import Request, Response

from gateway.auth import Claims, Responder, Tokens
from gateway.catalog import Endpoint
from gateway.database import Database
from gateway.problems import Problem
from gateway.request import read_arguments


def authorize(endpoint: Endpoint, claims: Claims | None) -> None:
    """Check that the caller may call. Raises Problem INVALID_TOKEN or FORBIDDEN."""
    if endpoint.auth == "none":
        return
    if claims is None:
        raise Problem("INVALID_TOKEN")
    if endpoint.auth == "admin" and claims.role != "ADMIN":
        raise Problem("FORBIDDEN")


def create_responder(endpoint: Endpoint, database: Database, tokens: Tokens) -> Responder:
    """Return the Falcon responder of an endpoint."""

    async def respond(req: Request, resp: Response, **path_fields: str) -> None:
        claims = None if endpoint.auth == "none" else tokens.verify(req.auth)
        authorize(endpoint, claims)
        values = await read_arguments(endpoint, req, path_fields)
        if claims is not None and "user_id" in endpoint.types:
            values["user_id"] = claims.user_id
        error, created, body = await database.call(
            endpoint.function, {name: (endpoint.types[name], value) for name, value in values.items()}
        )
        if error is not None:
            raise Problem(error, json.loads(body))
        if created is not None:
            resp.status = HTTP_201
            if endpoint.location is not None:
                resp.set_header("Location", endpoint.location.partition("{")[0] + created)
        resp.data = body

    return respond

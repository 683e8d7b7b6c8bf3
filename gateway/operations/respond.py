"""The pipeline of one request: admission, arguments, one SELECT, and the database's bytes as the response."""

import json

from falcon import HTTP_201
from falcon.asgi import Request, Response

from gateway.admission.gate import Gate
from gateway.cache.write_marker import WriteMarker
from gateway.http import headers
from gateway.http.problems import Problem, check_answer
from gateway.http.tracing import trace_id
from gateway.stores.calls import Database
from gateway.surface.catalog import Endpoint
from gateway.surface.request import Responder, read_arguments


def if_match(req: Request) -> str:
    """Return the header If-Match. Raises Problem PRECONDITION_REQUIRED without one."""
    given = req.get_header("If-Match")
    if given is None:
        raise Problem("PRECONDITION_REQUIRED")
    return given


def create_responder(endpoint: Endpoint, database: Database, gate: Gate, marker: WriteMarker) -> Responder:
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
            endpoint.typed(values),
            trace_id=None if endpoint.is_read else trace_id(req),
            is_read=endpoint.is_read,
            after=(0, marker.read(req)) if endpoint.is_read else None,
        )
        if not endpoint.is_read:
            marker.write(resp, answer.time)
        if answer.error == "FORBIDDEN" and endpoint.is_read and claims is not None:
            # The function only reads, so it could not record this.
            await gate.forbid(req, claims.user_id, endpoint.summary)
        check_answer(answer.error, answer.body)
        if answer.created is not None:
            resp.status = HTTP_201
            if endpoint.location is not None:
                resp.set_header("Location", endpoint.location.partition("{")[0] + answer.created)
        if endpoint.media_type is not None:
            document = json.loads(answer.body)[endpoint.results[0].name].encode()
            headers.answer_document(req, resp, document, endpoint.media_type)
        elif endpoint.method == "GET":
            headers.answer(req, resp, answer.body, headers.etag(answer.body))
        else:
            resp.data = answer.body
            if endpoint.is_conditional:
                resp.etag = headers.etag(answer.body)

    return respond

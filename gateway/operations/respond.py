"""A request's way: the gate, arguments, one SELECT, and the database's bytes as the answer."""

from collections.abc import Mapping

from falcon import HTTP_201
from falcon.asgi import Request, Response

from gateway.admission.gate import Gate
from gateway.cache.responses import ClassCache, Question
from gateway.cache.write_marker import Written
from gateway.http import headers
from gateway.http.problems import Problem, check_answer
from gateway.http.tracing import trace_id
from gateway.stores.calls import Database
from gateway.stores.feed import topic
from gateway.surface.catalog import Endpoint
from gateway.surface.request import Responder, read_arguments


def if_match(req: Request) -> str:
    """Return the header If-Match. Raises Problem PRECONDITION_REQUIRED without one."""
    given = req.get_header("If-Match")
    if given is None:
        raise Problem("PRECONDITION_REQUIRED")
    return given


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
            endpoint.typed(values),
            trace_id=None if endpoint.is_read else trace_id(req),
            is_read=endpoint.is_read,
            after=written.read(req)[0] if endpoint.is_read else 0,
        )
        if not endpoint.is_read:
            written.write(resp, answer.written)
        if answer.error == "FORBIDDEN" and endpoint.is_read and claims is not None:
            # What only reads cannot record it.
            await gate.forbid(req, claims.user_id, endpoint.summary)
        check_answer(answer.error, answer.body)
        if answer.created is not None:
            resp.status = HTTP_201
            if endpoint.location is not None:
                resp.set_header("Location", endpoint.location.partition("{")[0] + answer.created)
        if endpoint.method == "GET":
            headers.answer(req, resp, answer.body, headers.etag(answer.body))
        else:
            resp.data = answer.body
            if endpoint.is_conditional:
                resp.etag = headers.etag(answer.body)

    return respond


def ask_about(endpoint: Endpoint, values: Mapping[str, str], topics: frozenset[str]) -> Question:
    """Return the question that a request asks. topics: names of the arguments that the feed has topics of."""
    of_feed = (topic(name, value, endpoint.types[name]) for name, value in values.items() if name in topics)
    return Question(endpoint.function, tuple(sorted(values.items())), frozenset(of_feed))


def create_cached_responder(
    endpoint: Endpoint, database: Database, gate: Gate, written: Written, cache: ClassCache
) -> Responder:
    """Return the Falcon responder of an endpoint whose answers are kept. They are the same for everybody."""

    async def respond(req: Request, resp: Response, **path_fields: str) -> None:
        await gate.admit(endpoint, req, resp)
        values = await read_arguments(endpoint, req, path_fields)

        async def ask(after: int) -> bytes:
            answer = await database.call(endpoint.function, endpoint.typed(values), is_read=True, after=after)
            check_answer(answer.error, answer.body)
            return answer.body

        question = ask_about(endpoint, values, cache.freshness.topics)
        kept, is_old = await cache.answer(question, written.read(req), ask)
        resp.set_header("Cache-Control", cache.class_.control)
        if is_old:
            resp.set_header("Age", str(cache.freshness.age))
        headers.answer(req, resp, kept.body, kept.etag)

    return respond

"""The pipeline of a request whose response is cached."""

from collections.abc import Mapping

from cachetools import LRUCache
from falcon.asgi import Request, Response

from gateway.admission.gate import Gate
from gateway.cache.responses import CacheKey, ClassCache
from gateway.cache.write_marker import WriteMarker
from gateway.http import headers
from gateway.http.problems import check_answer
from gateway.stores.calls import Answer, Database
from gateway.stores.feed import topic
from gateway.stores.position import Position
from gateway.surface.catalog import Endpoint
from gateway.surface.request import Responder, read_arguments

# URLs of each operation whose arguments are remembered.
URLS = 2_000


def cache_key(endpoint: Endpoint, values: Mapping[str, str], topics: frozenset[str]) -> CacheKey:
    """Return the cache key of a request. topics: names of the arguments that are topics of the feed."""
    concerned = (topic(name, value) for name, value in values.items() if name in topics)
    return CacheKey(endpoint.function, tuple(sorted(values.items())), frozenset(concerned))


def create_cached_responder(
    endpoint: Endpoint, database: Database, gate: Gate, marker: WriteMarker, cache: ClassCache
) -> Responder:
    """Return the Falcon responder of an endpoint with cached responses: they are the same for every client."""
    keys: LRUCache[tuple[str, bytes], CacheKey] = LRUCache(URLS)

    async def respond(req: Request, resp: Response, **path_fields: str) -> None:
        await gate.admit(endpoint, req, resp)
        url = (req.path, req.scope.get("query_string", b""))
        key = keys.get(url)
        if key is None:
            values = await read_arguments(endpoint, req, path_fields)
            key = cache_key(endpoint, values, cache.freshness.topics)

        async def query(after: Position) -> Answer:
            arguments = endpoint.typed(dict(key.values))
            answer = await database.call(endpoint.function, arguments, is_read=True, after=after)
            check_answer(answer.error, answer.body)
            return answer

        response, is_hit = await cache.get(key, marker.read(req), query)
        keys[url] = key
        resp.set_header("Cache-Control", cache.class_.control)
        if is_hit:
            resp.set_header("Age", str(cache.freshness.age))
        headers.answer(req, resp, response.body, response.etag)

    return respond

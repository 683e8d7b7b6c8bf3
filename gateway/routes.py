"""The routes: one Falcon responder for each endpoint of the catalog and for each operation on accounts."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from falcon.asgi import App

from gateway.accounts.accounts import Accounts
from gateway.admission.gate import Gate
from gateway.cache.freshness import Freshness
from gateway.cache.responses import ClassCache
from gateway.cache.write_marker import WriteMarker
from gateway.config import Config
from gateway.http import headers
from gateway.live.hub import Hub
from gateway.live.sse import create_event_stream
from gateway.live.websocket import create_socket
from gateway.observe.requests import RequestMetrics
from gateway.operations.cached import create_cached_responder
from gateway.operations.respond import create_responder
from gateway.stores.calls import Database
from gateway.stores.feed import Feed
from gateway.stores.pool import Pool
from gateway.stores.redis import RedisStore
from gateway.surface import openapi
from gateway.surface.catalog import Catalog, Endpoint

RESPONDERS = {"SSE": "on_get", "WS": "on_websocket"}
METHODS = {"SSE": "GET", "WS": "GET"}


@dataclass(frozen=True)
class Services:
    """The objects of a process.

    pools: connections to the primary, for requests and for the feed. redis: None where none is configured.
    caches: by class; empty until the routes are known. metrics: None if nobody wants to know.
    """

    config: Config
    pools: tuple[Pool, ...]
    database: Database
    gate: Gate
    feed: Feed
    hub: Hub
    marker: WriteMarker
    redis: RedisStore | None
    accounts: Accounts
    caches: dict[str, ClassCache]
    metrics: RequestMetrics | None


def add_routes(app: App[Any, Any], catalog: Catalog, services: Services) -> bytes:
    """Add the routes of the catalog and of accounts; return the OpenAPI document of them all."""
    accounts = services.accounts.create_responders(catalog)
    document = headers.json_line(openapi.document(catalog, (*accounts, *catalog.endpoints)))
    services.caches.update(create_caches(catalog, services, hashlib.sha256(document).hexdigest()[:16]))
    responders = accounts | {endpoint: create(endpoint, services) for endpoint in catalog.endpoints}
    resources: defaultdict[str, SimpleNamespace] = defaultdict(SimpleNamespace)
    operations: dict[tuple[str, str], Endpoint] = {}
    for endpoint, responder in responders.items():
        resource = resources[endpoint.path]
        operations[endpoint.path, METHODS.get(endpoint.method, endpoint.method)] = endpoint
        setattr(resource, RESPONDERS.get(endpoint.method, f"on_{endpoint.method.lower()}"), responder)
        if endpoint.method == "GET":
            resource.on_head = responder
            operations[endpoint.path, "HEAD"] = endpoint
    for path, resource in resources.items():
        app.add_route(path, resource)
    if services.metrics is not None:
        services.metrics.expect(operations, catalog.problems)
    return document


def create(endpoint: Endpoint, services: Services) -> Any:
    """Return the Falcon responder of an endpoint of the catalog."""
    database, gate, hub, marker = services.database, services.gate, services.hub, services.marker
    if endpoint.method == "SSE":
        return create_event_stream(endpoint, database, gate, hub)
    if endpoint.method == "WS":
        return create_socket(endpoint, gate, hub, services.config.cors_origins)
    if endpoint.cache in services.caches:
        return create_cached_responder(endpoint, database, gate, marker, services.caches[endpoint.cache])
    return create_responder(endpoint, database, gate, marker)


def create_caches(catalog: Catalog, services: Services, release: str) -> dict[str, ClassCache]:
    """Return the caches by their class; none without the feed, which invalidates them."""
    topics = {a.name for e in catalog.endpoints if e.is_stream for a in e.client_arguments} - {"cursor"}
    if not services.config.cache or not topics:
        return {}
    freshness = Freshness(services.feed, catalog.caches, frozenset(topics))
    services.feed.listeners.append(freshness.invalidate)
    return {
        name: ClassCache(name, class_, freshness, services.redis, release) for name, class_ in catalog.caches.items()
    }

"""The application: reads the catalog, adds the routes, and serves while the database is there."""

import asyncio
import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
from falcon import MEDIA_HTML
from falcon.asgi import App, Request, Response, WebSocket

from gateway.accounts import accounts as auth
from gateway.accounts.accounts import Accounts
from gateway.accounts.passwords import Passwords
from gateway.admission.gate import Gate
from gateway.admission.limits import Limits
from gateway.admission.tokens import Revocations, Tokens
from gateway.cache.freshness import Freshness
from gateway.cache.responses import ClassCache
from gateway.cache.write_marker import Written
from gateway.config import Config, from_environment, latest_migration
from gateway.http import headers
from gateway.http.problems import Problem, ProblemHandlers
from gateway.live.hub import Hub
from gateway.live.sse import create_event_stream, create_socket
from gateway.operations.respond import create_cached_responder, create_responder
from gateway.stores.calls import Database
from gateway.stores.feed import Feed
from gateway.stores.pool import Pool
from gateway.stores.redis import Shared
from gateway.stores.replicas import Replicas
from gateway.surface import catalog, openapi
from gateway.surface.catalog import Catalog, CatalogError, Endpoint

log = logging.getLogger("gateway")

WEB = Path(__file__).resolve().parent / "web"
SWAGGER_UI = Path(str(files("swagger_ui"))) / "static"
PROBES = {"/livez", "/readyz"}
RESPONDERS = {"SSE": "on_get", "WS": "on_websocket"}
RETRY_SECONDS = 1.0
WORKER_BOOT_ERROR = 3
STARTUP_SECONDS = 3.0
DRAIN_LOOK_SECONDS = 0.1
SILENCE_SECONDS = 30.0


class Gateway:
    """The middleware that makes the application: it learns the routes from the database as soon as it is there."""

    def __init__(self, app: App[Any, Any], config: Config, handlers: ProblemHandlers) -> None:
        self.app = app
        self.config = config
        self.handlers = handlers
        self.pool = Pool(config)
        self.replicas = Replicas(config, self.pool)
        self.database = Database(self.pool, self.replicas)
        self.shared = Shared(config.redis_url, config.jwt_keys[0]) if config.redis_url is not None else None
        self.gate = Gate(
            self.database,
            Tokens(config.jwt_keys, config.access_lifetime),
            Revocations(self.database, config.access_lifetime, self.shared),
            Limits(self.database, config.rate_limits),
            config.trusted_proxies,
        )
        # A connection of its own: the feed must not wait when requests do.
        self.feed_pool = Pool(replace(config, pool_size=1))
        self.feed = Feed(self.feed_pool.fetch)
        self.hub = Hub(self.feed, config.streams)
        self.feed.listeners.append(self.hub.tell)
        self.written = Written(config, self.feed.latest_time)
        self.caches: dict[str, ClassCache] = {}
        self.accounts = Accounts(self.database, self.gate, Passwords(), self.written)
        self.version = latest_migration()
        self.openapi = b""
        self.page = (WEB / "docs.html").read_bytes()
        self.is_ready = False
        self.is_draining: Callable[[], bool] = lambda: False
        self.tasks: set[asyncio.Task[None]] = set()

    async def process_startup(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        """Open the pool and learn the routes; without a database, serve 503 and go on trying.

        In its lifespan's state, under is_draining, the server may say how to ask it whether the process is to end.
        """
        self.is_draining = scope.get("state", {}).get("is_draining", self.is_draining)
        await self.pool.connections.open()
        await self.feed_pool.connections.open()
        for replica in self.replicas.replicas:
            self.start(self.replicas.watch(replica))
        self.start(self.drain())
        await asyncio.wait({self.start(self.learn())}, timeout=STARTUP_SECONDS)

    async def process_shutdown(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        """Stop what runs and close all connections."""
        for task in self.tasks:
            task.cancel()
        if self.shared is not None:
            await self.shared.close()
        await self.replicas.close()
        await self.feed_pool.connections.close()
        await self.pool.connections.close()
        log.info("gateway is shut down")

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let something run until the process ends; log what ends it before."""
        task = asyncio.create_task(work)
        task.add_done_callback(report_failure)
        self.tasks.add(task)
        return task

    async def process_request(self, req: Request, resp: Response) -> None:
        """Refuse all but the probes until the routes are known. Raises Problem UNAVAILABLE."""
        if not self.is_ready and req.path not in PROBES:
            raise Problem("UNAVAILABLE")

    async def process_request_ws(self, req: Request, ws: WebSocket) -> None:
        """Refuse a WebSocket until the routes are known."""
        if not self.is_ready:
            await ws.close()

    async def process_response(self, req: Request, resp: Response, resource: object, succeeded: bool) -> None:
        """Tell browsers how to treat the answer."""
        headers.secure(req, resp)
        headers.share(req, resp, self.config.cors_origins)

    async def learn(self) -> None:
        """Read the catalog as soon as the database can answer, and add the routes; say so while it cannot be done.

        Return when the feed has looked too: streams begin where it stands.
        """
        while True:
            try:
                async with self.pool.connections.connection() as connection:
                    self.add_routes(await catalog.read(connection))
                self.is_ready = True
                break
            except psycopg.Error as error:
                log.warning("the catalog cannot be read yet: %s %s", error.sqlstate, type(error).__name__)
            except CatalogError as error:
                log.error("the catalog cannot be served: %s", error)
                # gunicorn starts no other worker in the place of one that ends like this, and ends too.
                os._exit(WORKER_BOOT_ERROR)
            await asyncio.sleep(RETRY_SECONDS)
        await self.feed.has_looked.wait()

    def add_routes(self, learned: Catalog) -> None:
        """Add the routes of the catalog and of accounts; describe them all in /openapi.json."""
        self.handlers.problems = learned.problems
        accounts = auth.operations(learned)
        self.openapi = json.dumps(openapi.document(learned, (*accounts, *learned.endpoints))).encode()
        self.caches = self.create_caches(learned)
        responders: dict[Endpoint, Any] = {endpoint: self.accounts.create_responder(endpoint) for endpoint in accounts}
        responders |= {endpoint: self.create_responder(endpoint) for endpoint in learned.endpoints}
        resources: dict[str, SimpleNamespace] = {}
        for endpoint, responder in responders.items():
            resource = resources.setdefault(endpoint.path, SimpleNamespace())
            setattr(resource, RESPONDERS.get(endpoint.method, f"on_{endpoint.method.lower()}"), responder)
            if endpoint.method == "GET":
                resource.on_head = responder
        for path, resource in resources.items():
            self.app.add_route(path, resource)
        for function in {endpoint.function for endpoint in learned.endpoints if endpoint.is_stream}:
            self.start(self.feed.run(function))

    def create_responder(self, endpoint: Endpoint) -> Any:
        """Return the Falcon responder of an endpoint of the catalog."""
        if endpoint.method == "SSE":
            return create_event_stream(endpoint, self.database, self.gate, self.hub)
        if endpoint.method == "WS":
            return create_socket(endpoint, self.gate, self.hub, self.config.cors_origins)
        if endpoint.cache in self.caches:
            return create_cached_responder(
                endpoint, self.database, self.gate, self.written, self.caches[endpoint.cache]
            )
        return create_responder(endpoint, self.database, self.gate, self.written)

    def create_caches(self, learned: Catalog) -> dict[str, ClassCache]:
        """Return the caches by their class; there are none without the feed, which says what is stale."""
        topics = {a.name for e in learned.endpoints if e.is_stream for a in e.client_arguments} - {"cursor"}
        if not self.config.cache or not topics:
            return {}
        freshness = Freshness(self.feed, learned.caches, frozenset(topics))
        self.feed.listeners.append(freshness.tell)
        release = hashlib.sha256(self.openapi).hexdigest()[:16]
        return {
            name: ClassCache(name, class_, freshness, self.shared, release) for name, class_ in learned.caches.items()
        }

    async def drain(self) -> None:
        """End all streams as soon as the process is to end: it would wait for them, and be killed."""
        while not self.is_draining():  # noqa: ASYNC110 - set by a signal, of which nobody tells us
            await asyncio.sleep(DRAIN_LOOK_SECONDS)
        self.hub.close()

    async def on_get_live(self, req: Request, resp: Response) -> None:
        """Answer that the process runs."""
        resp.media = {"success": True}

    async def on_get_ready(self, req: Request, resp: Response) -> None:
        """Answer whether requests can be served. Raises Problem UNAVAILABLE, and psycopg.Error."""
        (version,) = await self.database.fetch("select core.schema_version()", [])
        is_followed = time.monotonic() - self.feed.looked_at < SILENCE_SECONDS
        if not self.is_ready or version < self.version or not is_followed:
            raise Problem("UNAVAILABLE")
        resp.media = {"success": True}

    async def on_get_openapi(self, req: Request, resp: Response) -> None:
        """Answer the description of all operations."""
        headers.answer(req, resp, self.openapi, headers.etag(self.openapi))

    async def on_get_docs(self, req: Request, resp: Response) -> None:
        """Answer the page that shows the description."""
        resp.content_type = MEDIA_HTML
        headers.answer(req, resp, self.page, headers.etag(self.page))


def report_failure(task: asyncio.Task[None]) -> None:
    """Log what ended a task that should not have failed."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a task of the gateway failed", exc_info=error)


def create_app(config: Config) -> App[Any, Any]:
    """Return the application. It opens no connection before the server starts it."""
    app = App()
    app.resp_options.xml_error_serialization = False
    handlers = ProblemHandlers()
    handlers.install(app)
    gateway = Gateway(app, config, handlers)
    app.add_middleware(gateway)
    app.add_route("/livez", gateway, suffix="live")
    app.add_route("/readyz", gateway, suffix="ready")
    app.add_route("/openapi.json", gateway, suffix="openapi")
    app.add_route("/docs", gateway, suffix="docs")
    app.add_static_route("/docs", WEB)
    app.add_static_route("/docs/swagger", SWAGGER_UI)
    return app


def application() -> App[Any, Any]:
    """Return the application that the environment configures. Raises ConfigError."""
    return create_app(from_environment())

"""The life of a process: connect, read the catalog, serve, end the streams, disconnect."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from typing import Any

import psycopg
from falcon.asgi import App, Request, Response, WebSocket

from gateway.http import headers
from gateway.http.problems import Problem, ProblemHandlers
from gateway.operations.pages import HEALTH_CHECKS, Pages
from gateway.routes import Services, add_routes
from gateway.surface import catalog
from gateway.surface.catalog import CatalogError

log = logging.getLogger("gateway")

RETRY_SECONDS = 1.0
STARTUP_SECONDS = 3.0
DRAIN_POLL_SECONDS = 0.1
WORKER_BOOT_ERROR = 3


def report_failure(task: asyncio.Task[None]) -> None:
    """Log the error of a task that should have run until the end."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a task of the gateway failed", exc_info=error)


def end_process(task: asyncio.Task[None]) -> None:
    """End the process if it could not learn what to serve: it would answer 503 for ever."""
    if task.cancelled() or (error := task.exception()) is None:
        return
    if isinstance(error, CatalogError):
        log.error("the catalog cannot be served: %s", error)
    else:
        log.error("the gateway cannot start", exc_info=error)
    # gunicorn starts no worker in place of one that exits with this status, and ends too.
    os._exit(WORKER_BOOT_ERROR)


class Lifecycle:
    """The middleware that adds the routes as soon as the database is there, and answers 503 until then."""

    def __init__(self, app: App[Any, Any], services: Services, problems: ProblemHandlers, pages: Pages) -> None:
        self.app = app
        self.services = services
        self.problems = problems
        self.pages = pages
        self.is_draining: Callable[[], bool] = lambda: False
        self.tasks: set[asyncio.Task[None]] = set()

    async def process_startup(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        """Connect and read the catalog; without a database, serve 503 and go on trying.

        The lifespan's state may hold is_draining: a function that tells whether the process is to end.
        """
        self.is_draining = scope.get("state", {}).get("is_draining", self.is_draining)
        for pool in self.services.pools:
            await pool.connections.open()
        replicas = self.services.database.replicas
        for replica in replicas.replicas:
            self.start(replicas.watch(replica))
        self.start(self.drain())
        await asyncio.wait({self.start(self.learn(), end_process)}, timeout=STARTUP_SECONDS)

    async def process_shutdown(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        """Stop all tasks and close all connections."""
        for task in self.tasks:
            task.cancel()
        if self.services.redis is not None:
            await self.services.redis.close()
        await self.services.database.replicas.close()
        for pool in self.services.pools:
            await pool.connections.close()
        log.info("gateway is shut down")

    def start(
        self, work: Coroutine[Any, Any, None], on_end: Callable[[asyncio.Task[None]], None] = report_failure
    ) -> asyncio.Task[None]:
        """Run a task until the process ends. on_end: called when the task has ended before."""
        task = asyncio.create_task(work)
        task.add_done_callback(on_end)
        self.tasks.add(task)
        return task

    async def process_request(self, req: Request, resp: Response) -> None:
        """Refuse all but health checks until the routes are known. Raises Problem UNAVAILABLE."""
        if not self.pages.is_ready and req.path not in HEALTH_CHECKS:
            raise Problem("UNAVAILABLE")

    async def process_request_ws(self, req: Request, ws: WebSocket) -> None:
        """Refuse a WebSocket until the routes are known."""
        if not self.pages.is_ready:
            await ws.close()

    async def process_response(self, req: Request, resp: Response, resource: object, succeeded: bool) -> None:
        """Set the headers of every response."""
        headers.secure(req, resp)
        headers.share(req, resp, self.services.config.cors_origins)

    async def learn(self) -> None:
        """Read the catalog as soon as the database answers, and add its routes; log why while it does not.

        Return after the feed's first poll: until then streams cannot begin. Raises CatalogError.
        """
        while True:
            try:
                async with self.services.database.pool.connections.connection() as connection:
                    learned = await catalog.read(connection)
                break
            except psycopg.Error as error:
                log.warning("the catalog cannot be read yet: %s %s", error.sqlstate, type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)
        self.problems.problems = learned.problems
        self.pages.openapi = add_routes(self.app, learned, self.services)
        for function in {endpoint.function for endpoint in learned.endpoints if endpoint.is_stream}:
            self.start(self.services.feed.run(function))
        await self.services.feed.has_polled.wait()

    async def drain(self) -> None:
        """End all streams as soon as the process is to end: gunicorn would wait for them, then kill the process."""
        while not self.is_draining():  # noqa: ASYNC110 - set by a signal handler that cannot notify us
            await asyncio.sleep(DRAIN_POLL_SECONDS)
        self.services.hub.close()

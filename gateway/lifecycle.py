"""The life of a process: connect, read the catalog, serve, end the streams, disconnect."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from typing import Any

import psycopg
from falcon.asgi import App, Request, Response, WebSocket

from gateway import logs
from gateway.config import HEALTH_CHECKS
from gateway.http import headers
from gateway.http.problems import Problem, ProblemHandlers
from gateway.http.tracing import request_id
from gateway.observe.sampler import Sampler
from gateway.operations.pages import Pages
from gateway.routes import Services, add_routes
from gateway.stores.outage import is_outage, reason
from gateway.stores.pool import connect, report_failure
from gateway.surface import catalog
from gateway.surface.catalog import CatalogError

log = logging.getLogger("gateway")

RETRY_SECONDS = 1.0
# Less than gunicorn's timeout, which ends a worker that is not up by then.
STARTUP_SECONDS = 20.0
DRAIN_POLL_SECONDS = 0.1
WORKER_BOOT_ERROR = 3


def end_process(task: asyncio.Task[Any]) -> None:
    """End the process if it could not learn what to serve: it would answer 503 for ever."""
    if task.cancelled() or (error := task.exception()) is None:
        return
    if isinstance(error, CatalogError):
        log.error("the catalog cannot be served: %s", error)
    else:
        log.error("the gateway cannot start: %s", error, exc_info=error)
    # gunicorn starts no worker in place of one that exits with this status, and ends too.
    os._exit(WORKER_BOOT_ERROR)


class Lifecycle:
    """The middleware that adds the routes as soon as the database is there, and answers 503 until then."""

    def __init__(
        self,
        app: App[Any, Any],
        services: Services,
        problems: ProblemHandlers,
        pages: Pages,
        sampler: Sampler | None,
    ) -> None:
        self.app = app
        self.services = services
        self.problems = problems
        self.pages = pages
        self.sampler = sampler
        self.is_draining: Callable[[], bool] = lambda: False
        self.must_wait = asyncio.Event()
        self.tasks: set[asyncio.Task[Any]] = set()

    async def process_startup(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        """Connect and read the catalog; without a database, serve 503 and go on trying.

        With a database, return when the routes are known: gunicorn sends a worker requests as soon as this has ended.

        The lifespan's state may hold is_draining: a function that tells whether the process is to end.
        """
        asyncio.get_running_loop().set_exception_handler(logs.on_loop_error)
        self.is_draining = scope.get("state", {}).get("is_draining", self.is_draining)
        for pool in self.services.pools:
            pool.open()
        replicas = self.services.database.replicas
        for replica in replicas.replicas:
            self.start(replicas.watch(replica))
        self.start(self.drain())
        if self.sampler is not None:
            self.start(self.sampler.run())
        learning = self.start(self.learn(), end_process)
        waiting = self.start(self.must_wait.wait())
        await asyncio.wait({learning, waiting}, timeout=STARTUP_SECONDS, return_when=asyncio.FIRST_COMPLETED)

    async def process_shutdown(self, scope: dict[str, Any], event: dict[str, Any]) -> None:
        """Stop all tasks and close all connections."""
        for task in self.tasks:
            task.cancel()
        if self.sampler is not None:
            self.sampler.sample()
        if self.services.redis is not None:
            await self.services.redis.close()
        await self.services.database.replicas.close()
        for pool in self.services.pools:
            await pool.close()
        log.info("gateway is shut down")

    def start(
        self, work: Coroutine[Any, Any, Any], on_end: Callable[[asyncio.Task[Any]], None] = report_failure
    ) -> asyncio.Task[Any]:
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
        resp.set_header("X-Request-Id", request_id(req))
        headers.secure(req, resp)
        headers.share(req, resp, self.services.config.cors_origins)

    async def learn(self) -> None:
        """Read the catalog as soon as the database answers, and add its routes; log why while it does not.

        Return after the feed's first poll: until then streams cannot begin. Raises CatalogError.
        """
        told = None
        while True:
            try:
                async with await connect(self.services.config) as connection:
                    learned = await catalog.read(connection)
                    (is_demo,) = await (await connection.execute(b"select core.is_demo()")).fetchone() or (False,)
                break
            except psycopg.Error as error:
                if not is_outage(error) and told != error.sqlstate:
                    log.warning("the catalog cannot be read yet: %s. Are all migrations applied?", reason(error))
                    told = error.sqlstate
                self.must_wait.set()
            await asyncio.sleep(RETRY_SECONDS)
        if is_demo:
            log.warning("this is the demo: the README has the passwords of its accounts, so keep it to yourself")
        self.problems.problems = learned.problems
        self.pages.catalog = learned
        self.pages.openapi = add_routes(self.app, learned, self.services)
        for function in {endpoint.function for endpoint in learned.endpoints if endpoint.is_stream}:
            self.start(self.services.feed.run(function))
        await self.services.feed.has_polled.wait()

    async def drain(self) -> None:
        """End all streams as soon as the process is to end: gunicorn would wait for them, then kill the process."""
        while not self.is_draining():  # noqa: ASYNC110 - set by a signal handler that cannot notify us
            await asyncio.sleep(DRAIN_POLL_SECONDS)
        self.services.hub.close()

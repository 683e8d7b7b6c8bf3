"""The gateway's own pages: health checks, the pages for people, the OpenAPI document and the page that shows it."""

import asyncio
import time
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from falcon import MEDIA_HTML
from falcon.asgi import App, Request, Response

from gateway.config import latest_migration, version
from gateway.http import headers
from gateway.http.problems import Problem
from gateway.operations import guide, home, static_files
from gateway.operations.static_files import StaticFile
from gateway.operations.website import Website
from gateway.stores.calls import Database
from gateway.stores.connection import Row
from gateway.stores.feed import Feed
from gateway.stores.pool import retrieve_error
from gateway.surface.catalog import Catalog

WEB = Path(__file__).resolve().parent.parent / "web"
README = WEB.parent.parent / "README.md"
SWAGGER_UI = Path(str(files("swagger_ui"))) / "static"
# What docs.html loads, and where it is.
FILES = {
    "docs.js": WEB,
    "swagger/favicon-32x32.png": SWAGGER_UI,
    "swagger/swagger-ui.css": SWAGGER_UI,
    "swagger/swagger-ui-bundle.js": SWAGGER_UI,
}
SILENCE_SECONDS = 30.0

TRY = "select core.schema_version(), core.try_write()"


class Pages:
    """The resource of all pages. openapi: the document, empty until the routes are known; then there is a catalog."""

    catalog: Catalog

    def __init__(self, database: Database, feed: Feed) -> None:
        self.database = database
        self.feed = feed
        self.migration = latest_migration()
        self.ready = headers.json_line({"success": True, "version": version()})
        self.trial: asyncio.Task[Row] | None = None
        self.openapi = b""
        self.docs = static_files.read(WEB / "docs.html")
        self.website = Website(WEB)
        self.front = self.website.page("index.html")
        self.readme = README.read_text()

    def add_to(self, app: App[Any, Any]) -> None:
        """Add the routes of all pages."""
        app.add_route("/livez", self, suffix="live")
        app.add_route("/healthz", self, suffix="live")
        app.add_route("/readyz", self, suffix="ready")
        app.add_route("/", self, suffix="home")
        app.add_route("/admin", self.website.page("admin.html"))
        self.website.add_to(app)
        app.add_route("/openapi.json", self, suffix="openapi")
        app.add_route("/docs", self.docs)
        app.add_route("/docs/", self.docs)
        app.add_route("/docs/guide", self, suffix="guide")
        for path, folder in FILES.items():
            app.add_route(f"/docs/{path}", static_files.read(folder / Path(path).name))

    @property
    def is_ready(self) -> bool:
        """Whether the routes are known."""
        return bool(self.openapi)

    async def on_get_live(self, req: Request, resp: Response) -> None:
        """Answer that the process runs."""
        resp.data = headers.json_line({"success": True})

    async def on_get_ready(self, req: Request, resp: Response) -> None:
        """Answer whether requests can be served. Raises Problem UNAVAILABLE, and psycopg.Error."""
        migration, _ = await self.try_database()
        is_polling = time.monotonic() - self.feed.polled_at < SILENCE_SECONDS
        if not self.is_ready or migration < self.migration or not is_polling:
            raise Problem("UNAVAILABLE")
        resp.data = self.ready

    async def try_database(self) -> Row:
        """Return the last migration of a database that takes writes. Raises psycopg.Error."""
        if self.trial is None or self.trial.done():
            # One for all health checks that come meanwhile, and shielded from a client that disconnects.
            self.trial = asyncio.create_task(self.database.fetch(TRY, []))
            self.trial.add_done_callback(retrieve_error)
        return await asyncio.shield(self.trial)

    async def on_get_home(self, req: Request, resp: Response) -> None:
        """Answer the page for people to browsers, which ask for HTML; to others what this is and how to begin."""
        resp.append_header("Vary", "Accept")
        if "text/html" in (req.get_header("Accept") or ""):
            await self.front.on_get(req, resp)
            return
        resp.content_type = MEDIA_HTML
        page = home.render(self.catalog, req)
        headers.answer(req, resp, page, headers.etag(page))

    async def on_get_openapi(self, req: Request, resp: Response) -> None:
        """Answer the description of all operations."""
        headers.answer(req, resp, self.openapi, headers.etag(self.openapi))

    async def on_get_guide(self, req: Request, resp: Response) -> None:
        """Answer the page that shows the README."""
        await self.guide.on_get(req, resp)

    @cached_property
    def guide(self) -> StaticFile:
        """The page that shows the README, made when somebody wants to see it."""
        return self.website.page("guide.html", **guide.render(self.readme))

    on_head_live = on_get_live
    on_head_ready = on_get_ready
    on_head_home = on_get_home
    on_head_openapi = on_get_openapi
    on_head_guide = on_get_guide

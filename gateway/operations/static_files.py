"""Files of pages, in memory from the start: a worker that gave up root's rights may not be able to read them later."""

import gzip
import mimetypes
from pathlib import Path

from falcon.asgi import Request, Response

from gateway.http import headers

mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/manifest+json", ".webmanifest")

IMMUTABLE = "public, max-age=31536000, immutable"


class StaticFile:
    """The resource of one file: its bytes, and those of gzip if they are fewer."""

    def __init__(self, name: str, body: bytes, cache_control: str = "no-cache", policy: str | None = None) -> None:
        self.cache_control = cache_control
        self.policy = policy
        kind, _ = mimetypes.guess_type(name)
        self.content_type = f"{kind}; charset=utf-8" if kind is not None and kind.startswith("text/") else kind
        self.body = body
        self.etag = headers.etag(body)
        packed = gzip.compress(body, mtime=0)
        self.packed = packed if len(packed) < len(body) else None

    async def on_get(self, req: Request, resp: Response) -> None:
        """Answer the file, packed for a client that takes it so."""
        resp.content_type = self.content_type
        resp.set_header("Cache-Control", self.cache_control)
        if self.policy is not None:
            resp.set_header("Content-Security-Policy", self.policy)
        if self.packed is None:
            headers.answer(req, resp, self.body, self.etag)
            return
        resp.append_header("Vary", "Accept-Encoding")
        if "gzip" in (req.get_header("Accept-Encoding") or ""):
            resp.set_header("Content-Encoding", "gzip")
            headers.answer(req, resp, self.packed, f"{self.etag}-gzip")
        else:
            headers.answer(req, resp, self.body, self.etag)

    on_head = on_get


def read(path: Path) -> StaticFile:
    """Return the resource of the file at a path, which no cache keeps."""
    return StaticFile(path.name, path.read_bytes(), "no-store")

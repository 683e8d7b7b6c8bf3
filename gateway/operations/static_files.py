"""Files of pages, in memory from the start: a worker that gave up root's rights may not be able to read them later."""

import mimetypes
from pathlib import Path

from falcon.asgi import Request, Response

from gateway.http import headers


class StaticFile:
    """The resource of one file."""

    def __init__(self, path: Path) -> None:
        self.body = path.read_bytes()
        self.etag = headers.etag(self.body)
        self.content_type, _ = mimetypes.guess_type(path.name)

    async def on_get(self, req: Request, resp: Response) -> None:
        """Answer the file."""
        resp.content_type = self.content_type
        headers.answer(req, resp, self.body, self.etag)

    on_head = on_get

"""Read your writes: the client keeps the position of its last write, signed, and gets no older data.

Replicas are checked by the LSN, cached responses by the database's time, which is known without a query. Browsers
return the cookie. Clients without cookies return the header.
"""

import hashlib
import hmac
import math
import re
from collections.abc import Callable

from falcon.asgi import Request, Response

from gateway.config import Config
from gateway.stores.feed import Position

COOKIE = "medbook_written"
HEADER = "MedBook-Written"
PURPOSE = b"medbook: what was written"
VALUE = re.compile(r"(([0-9a-f]{1,16})\.([0-9a-f]{1,16}))\.([0-9a-f]{32})")
NOTHING: Position = (0, 0)

# Beyond the allowed lag: time to notice that a replica lags.
SPARE_SECONDS = 60


class WriteMarker:
    """Signs and verifies positions; does nothing without replicas and caches.

    clock: returns an upper bound of the database's time, in microseconds.
    """

    def __init__(self, config: Config, clock: Callable[[], int]) -> None:
        self.is_on = config.cache or bool(config.replica_urls)
        self.clock = clock
        self.keys = [hmac.digest(key.encode(), PURPOSE, hashlib.sha256) for key in config.jwt_keys]
        self.max_age = math.ceil(config.replica_lag) + SPARE_SECONDS

    def read(self, req: Request) -> Position:
        """Return the latest LSN and time in the request's cookies and header; NOTHING without a valid one."""
        if not self.is_on:
            return NOTHING
        given = [*(req.get_cookie_values(COOKIE) or []), req.get_header(HEADER) or ""]
        known = [position for value in given if (position := self.verify(value)) is not None]
        return max((lsn for lsn, _ in known), default=0), max((time for _, time in known), default=0)

    def write(self, resp: Response, lsn: int | None) -> None:
        """Set the cookie and the header after a write. lsn: None when there are no replicas."""
        if not self.is_on:
            return
        text = f"{lsn or 0:x}.{self.clock():x}"
        value = f"{text}.{sign(self.keys[0], text)}"
        resp.set_header(HEADER, value)
        resp.set_cookie(
            COOKIE, value, max_age=self.max_age, path="/v1", secure=False, http_only=True, same_site="Strict"
        )

    def verify(self, value: str) -> Position | None:
        """Return the position in a value; None unless we signed it."""
        if (parts := VALUE.fullmatch(value)) is None:
            return None
        if not any(hmac.compare_digest(sign(key, parts[1]), parts[4]) for key in self.keys):
            return None
        return int(parts[2], 16), int(parts[3], 16)


def sign(key: bytes, text: str) -> str:
    """Return a text's signature: HMAC-SHA256, cut to 128 bits."""
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()[:32]

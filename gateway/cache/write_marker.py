"""Read your writes: a client keeps the time of its last write, signed, and gets no older data.

The time is an upper bound of the database's clock at the commit. Replicas and cached responses are compared with it.
Browsers return the cookie. Clients without cookies return the header.
"""

import hashlib
import hmac
import math
import re
from collections.abc import Callable

from falcon.asgi import Request, Response

from gateway.config import Config

COOKIE = "medbook_written"
HEADER = "MedBook-Written"
PURPOSE = b"medbook: what was written"
VALUE = re.compile(r"([0-9a-f]{1,16})\.([0-9a-f]{32})")

# Beyond the allowed lag: time to notice that a replica lags.
SPARE_SECONDS = 60


class WriteMarker:
    """Signs and verifies times of writes; does nothing without replicas and caches.

    clock: returns an upper bound of the database's present time, in microseconds; it never falls.
    """

    def __init__(self, config: Config, clock: Callable[[], int]) -> None:
        self.is_on = config.cache or bool(config.replica_urls)
        self.clock = clock
        self.keys = [hmac.digest(key.encode(), PURPOSE, hashlib.sha256) for key in config.jwt_keys]
        self.max_age = math.ceil(config.replica_lag) + SPARE_SECONDS

    def read(self, req: Request) -> int:
        """Return the latest time in the request's cookies and header; 0 without a valid one."""
        if not self.is_on:
            return 0
        given = [*(req.get_cookie_values(COOKIE) or []), req.get_header(HEADER) or ""]
        return max(self.verify(value) for value in given)

    def write(self, resp: Response, time: int) -> None:
        """Set the cookie and the header after a write. time: of its commit, by the database's clock."""
        if not self.is_on:
            return
        # The later one, since the database's clock may have been set back, or on since the last poll.
        text = f"{max(time, self.clock()):x}"
        value = f"{text}.{sign(self.keys[0], text)}"
        resp.set_header(HEADER, value)
        resp.set_cookie(
            COOKIE, value, max_age=self.max_age, path="/v1", secure=False, http_only=True, same_site="Strict"
        )

    def verify(self, value: str) -> int:
        """Return the time in a value; 0 unless we signed it."""
        parts = VALUE.fullmatch(value)
        if parts is None or not any(hmac.compare_digest(sign(key, parts[1]), parts[2]) for key in self.keys):
            return 0
        return int(parts[1], 16)


def sign(key: bytes, text: str) -> str:
    """Return a text's signature: HMAC-SHA256, cut to 128 bits."""
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()[:32]

"""Where in the WAL a client's last write stands: the client remembers it, signed, and gets no older data.

Browsers send the cookie back. Who keeps no cookies sends the header back.
"""

import hashlib
import hmac
import math
import re

from falcon.asgi import Request, Response

from gateway.config import Config

COOKIE = "medbook_lsn"
HEADER = "MedBook-Written"
PURPOSE = b"medbook: position in the WAL"
VALUE = re.compile(r"([0-9a-f]{1,16})\.([0-9a-f]{32})")

# Beyond the lag that is allowed, for the time until a lag is seen.
SPARE_SECONDS = 60


class Written:
    """Signs positions and reads them; does nothing where neither replicas nor caches could be behind."""

    def __init__(self, config: Config) -> None:
        self.is_on = config.remembers
        self.keys = [hmac.digest(key.encode(), PURPOSE, hashlib.sha256) for key in config.jwt_keys]
        self.max_age = math.ceil(config.replica_lag) + SPARE_SECONDS

    def read(self, req: Request) -> int:
        """Return the furthest position that the request brings; 0 for none, and for what we did not sign."""
        if not self.is_on:
            return 0
        given = [*(req.get_cookie_values(COOKIE) or []), req.get_header(HEADER) or ""]
        known = [position for value in given if (position := self.verify(value)) is not None]
        return max(known, default=0)

    def write(self, resp: Response, position: int | None) -> None:
        """Let the client remember a position, if there is one."""
        if not self.is_on or position is None:
            return
        text = f"{position:x}"
        value = f"{text}.{sign(self.keys[0], text)}"
        resp.set_header(HEADER, value)
        resp.set_cookie(
            COOKIE, value, max_age=self.max_age, path="/v1", secure=False, http_only=True, same_site="Strict"
        )

    def verify(self, value: str) -> int | None:
        """Return the position that a value holds, None when it is not one of ours."""
        if (parts := VALUE.fullmatch(value)) is None:
            return None
        if not any(hmac.compare_digest(sign(key, parts[1]), parts[2]) for key in self.keys):
            return None
        return int(parts[1], 16)


def sign(key: bytes, text: str) -> str:
    """Return the signature of a text: 128 bits."""
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()[:32]

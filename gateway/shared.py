"""What the processes share through Redis. Without Redis everything is slower, and nothing is wrong."""

import hashlib
import hmac
import logging
import time
from collections.abc import Callable

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = logging.getLogger("gateway")

PURPOSE = b"medbook: names in Redis"
PATIENCE_SECONDS = 0.1
SILENCE_SECONDS = 1.0


class Shared:
    """Bytes by name, for a time. When Redis fails, or takes too long, it is left alone for a while.

    key: a secret of all who share; others who use the same Redis have other names.
    """

    def __init__(self, url: str, key: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.prefix = f"medbook:{hmac.digest(key.encode(), PURPOSE, hashlib.sha256).hex()[:16]}:"
        self.redis = Redis.from_url(
            url,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self.clock = clock
        self.silent_until = -float("inf")

    async def get(self, name: str) -> bytes | None:
        """Return what was put under a name; None when there is nothing, or no Redis."""
        if self.clock() < self.silent_until:
            return None
        try:
            found = await self.redis.get(self.prefix + name)
        except (RedisError, OSError) as error:
            self.leave_alone(error)
            return None
        return found if isinstance(found, bytes) else None

    async def put(self, name: str, value: bytes, seconds: int) -> None:
        """Keep bytes under a name for so long."""
        if self.clock() < self.silent_until:
            return
        try:
            await self.redis.set(self.prefix + name, value, ex=seconds)
        except (RedisError, OSError) as error:
            self.leave_alone(error)

    def leave_alone(self, error: Exception) -> None:
        """Do without Redis for a while."""
        log.warning("Redis is left alone for a second: %s", type(error).__name__)
        self.silent_until = self.clock() + SILENCE_SECONDS

    async def close(self) -> None:
        """Give the connections up."""
        await self.redis.aclose()

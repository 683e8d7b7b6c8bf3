"""What the processes share through Redis. Without Redis everything is slower, and nothing is wrong."""

import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable

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
        found = await self.attempt(lambda: self.redis.get(self.prefix + name))
        return found if isinstance(found, bytes) else None

    async def put(self, name: str, value: bytes, seconds: int) -> None:
        """Keep bytes under a name for so long."""
        await self.attempt(lambda: self.redis.set(self.prefix + name, value, ex=seconds))

    async def attempt(self, ask: Callable[[], Awaitable[object]]) -> object:
        """Return what Redis answers; None while it is left alone, which it is for a while when it fails."""
        if self.clock() < self.silent_until:
            return None
        try:
            return await ask()
        except (RedisError, OSError) as error:
            log.warning("Redis is left alone for a second: %s", type(error).__name__)
            self.silent_until = self.clock() + SILENCE_SECONDS
            return None

    async def close(self) -> None:
        """Give the connections up."""
        await self.redis.aclose()

"""A key-value store shared by all processes, in Redis. Without Redis everything is slower but still correct."""

import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable

log = logging.getLogger("gateway")

PURPOSE = b"medbook: names in Redis"
TIMEOUT_SECONDS = 0.1
SILENCE_SECONDS = 1.0


class RedisStore:
    """Stores bytes by name, with an expiry. When Redis fails or times out, it is skipped for SILENCE_SECONDS.

    key: a secret of all processes that share; it determines the prefix, so that other users of this Redis never clash.
    """

    def __init__(self, url: str, key: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.prefix = f"medbook:{hmac.digest(key.encode(), PURPOSE, hashlib.sha256).hex()[:16]}:"
        # See gateway.config.redis_url.
        from redis.asyncio import Redis  # noqa: PLC0415
        from redis.asyncio.retry import Retry  # noqa: PLC0415
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.exceptions import RedisError  # noqa: PLC0415

        self.failures = (RedisError, OSError)
        self.redis = Redis.from_url(
            url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self.clock = clock
        self.silent_until = -float("inf")

    async def get(self, name: str) -> bytes | None:
        """Return the value stored under a name; None when there is none, or Redis fails."""
        found = await self.attempt(lambda: self.redis.get(self.prefix + name))
        return found if isinstance(found, bytes) else None

    async def put(self, name: str, value: bytes, seconds: int) -> None:
        """Store a value under a name; it expires after `seconds`."""
        await self.attempt(lambda: self.redis.set(self.prefix + name, value, ex=seconds))

    async def attempt(self, ask: Callable[[], Awaitable[object]]) -> object:
        """Return Redis's reply; None when it fails, and for SILENCE_SECONDS after that."""
        if self.clock() < self.silent_until:
            return None
        try:
            return await ask()
        except self.failures as error:
            log.warning("Redis is left alone for a second: %s", type(error).__name__)
            self.silent_until = self.clock() + SILENCE_SECONDS
            return None

    async def close(self) -> None:
        """Close the connections."""
        await self.redis.aclose()

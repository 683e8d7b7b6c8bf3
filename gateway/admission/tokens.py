"""Access tokens: issued and verified without a query. Revoked sessions are polled every few seconds."""

import asyncio
import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import jwt
from cachetools import TLRUCache

from gateway.http.arguments import WrongValue, uuid
from gateway.http.problems import Problem
from gateway.stores.calls import Database
from gateway.stores.redis import RedisStore

ISSUER = "medbook"
ALGORITHM = "HS256"
ACCESS_TOKEN_TYPE = "at+jwt"  # noqa: S105 - RFC 9068's name for it
POLL_SECONDS = 10.0
SHARED = "sessions"
REMEMBERED = 10_000
# Twice what is issued here: to look at more would cost whoever is not admitted nothing, but the gateway a millisecond.
LONGEST = 1_000
SESSIONS = re.compile(rb"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} ?)*")


@dataclass(frozen=True)
class Claims:
    """The claims of a valid access token: user, role and session."""

    user_id: str
    role: str
    session_id: str


class Tokens:
    """Issues access tokens (HS256) with the first key, and verifies them with any key."""

    def __init__(self, keys: tuple[str, ...], lifetime: int, clock: Callable[[], float] = time.time) -> None:
        self.keys = {hashlib.sha256(key.encode()).hexdigest()[:8]: key for key in keys}
        self.kid = next(iter(self.keys))
        self.lifetime = lifetime
        # Each until it expires.
        self.verified: TLRUCache[str, tuple[Claims, float]] = TLRUCache(REMEMBERED, lambda _, v, __: v[1], clock)

    def issue(self, user_id: str, role: str, session_id: str) -> str:
        """Return a new access token that is valid for `lifetime` seconds."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": ISSUER,
            "sub": user_id,
            "role": role,
            "sid": session_id,
            "iat": now,
            "exp": now + self.lifetime,
        }
        headers = {"kid": self.kid, "typ": ACCESS_TOKEN_TYPE}
        return jwt.encode(claims, self.keys[self.kid], ALGORITHM, headers)

    def verify(self, authorization: str | None) -> Claims:
        """Return the claims of the bearer token in an Authorization header; of a recent one without verifying it again.

        Raises Problem INVALID_TOKEN when there is none, or it is not valid.
        """
        given = authorization or ""
        if (known := self.verified.get(given)) is not None:
            return known[0]
        scheme, _, token = given.partition(" ")
        if len(given) > LONGEST:
            raise Problem("INVALID_TOKEN")
        try:
            header = jwt.get_unverified_header(token)
            if scheme.lower() != "bearer" or header.get("typ") != ACCESS_TOKEN_TYPE:
                raise Problem("INVALID_TOKEN")
            claims = jwt.decode(
                token,
                self.keys[header["kid"]],
                [ALGORITHM],
                {"require": ["iss", "aud", "sub", "sid", "iat", "exp"]},
                audience=ISSUER,
                issuer=ISSUER,
            )
            verified = Claims(uuid(claims["sub"]), claims["role"], uuid(claims["sid"]))
            self.verified[given] = (verified, int(claims["exp"]))
            return verified
        except (jwt.InvalidTokenError, KeyError, TypeError, WrongValue) as error:
            raise Problem("INVALID_TOKEN") from error


class Revocations:
    """The sessions that were revoked while their access tokens have not expired. Polls every POLL_SECONDS.

    redis: through it one process's poll serves all.
    """

    def __init__(
        self,
        database: Database,
        lifetime: int,
        redis: RedisStore | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.database = database
        self.redis = redis
        self.window = f"{lifetime + 60} seconds"
        self.clock = clock
        self.polled_at = -float("inf")
        self.polling = asyncio.Lock()
        self.revoked: frozenset[UUID] = frozenset()

    async def check(self, claims: Claims) -> None:
        """Check that the token's session is not revoked. Raises Problem INVALID_TOKEN, and psycopg.Error."""
        if self.clock() - self.polled_at >= POLL_SECONDS:
            async with self.polling:
                if self.clock() - self.polled_at >= POLL_SECONDS:
                    await self.poll()
        if UUID(claims.session_id) in self.revoked:
            raise Problem("INVALID_TOKEN")

    async def poll(self) -> None:
        """Get the revoked sessions from Redis, or else from the database. Raises psycopg.Error."""
        now = self.clock()
        packed = await self.redis.get(SHARED) if self.redis is not None else None
        if packed is not None and (found := SESSIONS.fullmatch(packed)):
            self.revoked = frozenset(UUID(text) for text in found[0].decode().split())
        else:
            (revoked,) = await self.database.fetch("select account.list_revoked($1::interval)", [self.window])
            self.revoked = frozenset(revoked)
            if self.redis is not None:
                await self.redis.put(SHARED, " ".join(map(str, revoked)).encode(), int(POLL_SECONDS))
        self.polled_at = now

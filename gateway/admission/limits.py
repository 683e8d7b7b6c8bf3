"""Rate limits: the database counts exactly for all gateways; each worker remembers clients over their quota."""

import asyncio
import hashlib
import json
import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cachetools import TLRUCache
from falcon.asgi import Response
from psycopg.errors import LockNotAvailable, QueryCanceled

from gateway.http.problems import Problem
from gateway.stores.calls import Database
from gateway.stores.connection import NoConnection, array
from gateway.stores.pool import retrieve_error

REMEMBERED = 10_000

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Caller:
    """What a request is counted by: the client's address, the caller's id, the account to sign in to.

    account: None for a request that does not sign in; policies that count by account count it by the caller's id.
    """

    address: str
    user_id: str | None = None
    account: str | None = None

    def keys(self, policy: str) -> dict[str, Key]:
        """Return the keys a policy may count by, under the names in medbook.rate_policy.key."""
        found = {"address": (policy, self.address, "")}
        if self.user_id is not None:
            found["user"] = (policy, "", self.user_id)
            found["account"] = found["account and address"] = (policy, self.address, self.user_id)
        if self.account is not None:
            # Remember an account with the address only: the owner's own addresses are exempt from its limit.
            digest = hashlib.sha256(self.account.lower().encode()).hexdigest()
            found["account"] = found["account and address"] = (policy, self.address, digest)
        return found


@dataclass(frozen=True)
class Limit:
    """What remains of one policy's quota; window and reset in seconds."""

    policy: str
    key: str
    quota: int
    window: int
    allowed: bool
    remaining: int
    reset: int


Answer = tuple[Limit, ...] | BaseException


@dataclass(frozen=True)
class Refusal:
    """A client is over its quota. until: by the worker's monotonic clock, in seconds."""

    limit: Limit
    limits: tuple[Limit, ...]
    until: float


def write_headers(resp: Response, limits: tuple[Limit, ...]) -> None:
    """Set the RateLimit headers; none when no policy applies."""
    if not limits:
        return
    resp.set_header(
        "RateLimit-Policy", ", ".join(f'"{limit.policy}";q={limit.quota};w={limit.window}' for limit in limits)
    )
    resp.set_header("RateLimit", ", ".join(f'"{limit.policy}";r={limit.remaining};t={limit.reset}' for limit in limits))


def refusal_problem(violated: list[Limit]) -> Problem:
    """Return the Problem RATE_LIMITED for the violated policies."""
    details = {"violated-policies": [limit.policy for limit in violated]}
    return Problem("RATE_LIMITED", details, retry_after=max(limit.reset for limit in violated))


class Batch:
    """Requests that are counted in one statement. answer: what remains for each of them."""

    answer: asyncio.Task[list[Answer]]

    def __init__(self) -> None:
        self.requests: list[tuple[str, Caller]] = []


class Limits:
    """Counts each request against its rate limit policies.

    most_waiting: how many requests may wait while others are counted. refused: how many were, by policy.
    """

    def __init__(
        self, database: Database, is_on: bool, most_waiting: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.database = database
        self.is_on = is_on
        self.most_waiting = most_waiting
        self.clock = clock
        self.turn = asyncio.Lock()
        self.turn_of_refused = asyncio.Lock()
        self.counted_again: set[Key] = set()
        self.batch: Batch | None = None
        self.refused: Counter[str] = Counter()
        self.refusals: TLRUCache[Key, Refusal] = TLRUCache(REMEMBERED, lambda _, refusal, __: refusal.until, clock)

    async def take(self, resp: Response, policies: tuple[str, ...], caller: Caller) -> None:
        """Count one request; set the RateLimit headers.

        Raises Problem RATE_LIMITED, and psycopg.Error. A client over its quota is refused without a query until the
        window ends, unless it asks for an account.
        """
        if not self.is_on or not policies:
            return
        keys = {key for policy in policies for key in caller.keys(policy).values()}
        refused = {key: refusal for key in keys if (refusal := self.refusals.get(key)) is not None}
        if refused:
            limits = await self.count_again(resp, policies, caller, refused)
        else:
            limits = await (self.count_with_others if caller.account is None else self.count)(policies, caller)
        write_headers(resp, limits)
        if violated := [limit for limit in limits if not limit.allowed]:
            for limit in violated:
                key = caller.keys(limit.policy)[limit.key]
                self.refusals[key] = Refusal(limit, limits, self.clock() + limit.reset)
                self.refused[limit.policy] += 1
            raise refusal_problem(violated)

    async def count_again(
        self, resp: Response, policies: tuple[str, ...], caller: Caller, refused: dict[Key, Refusal]
    ) -> tuple[Limit, ...]:
        """Count a request of a client that was refused; return what remains of each policy.

        For an account a reset of its password may have ended that. But a flood holds one connection at most.
        Raises Problem RATE_LIMITED, and psycopg.Error.
        """
        if caller.account is None or refused.keys() & self.counted_again:
            self.refuse_again(resp, next(iter(refused.values())))
        self.counted_again |= refused.keys()
        try:
            async with self.turn_of_refused:
                limits = await self.count(policies, caller)
        finally:
            self.counted_again -= refused.keys()
        for key in refused:
            self.refusals.pop(key, None)
        return limits

    def refuse_again(self, resp: Response, refusal: Refusal) -> None:
        """Refuse a client again that is still over its quota. Raises Problem RATE_LIMITED."""
        self.refused[refusal.limit.policy] += 1
        passed = refusal.limit.reset - math.ceil(refusal.until - self.clock())
        limits = tuple(replace(limit, reset=max(limit.reset - passed, 0)) for limit in refusal.limits)
        write_headers(resp, limits)
        raise refusal_problem([limit for limit in limits if limit.policy == refusal.limit.policy])

    async def count(self, policies: tuple[str, ...], caller: Caller) -> tuple[Limit, ...]:
        """Count one request in the database; return what remains of each policy. Raises psycopg.Error."""
        (answer,) = await self.database.fetch(
            "select limits.take($1::text[], $2::text, $3::uuid, $4::text)",
            [array(policies), caller.address, caller.user_id, caller.account],
        )
        limits: list[dict[str, Any]] = json.loads(answer)["limits"]
        return tuple(Limit(**limit) for limit in limits)

    async def count_with_others(self, policies: tuple[str, ...], caller: Caller) -> tuple[Limit, ...]:
        """Count one request in the database, in one statement with all that came while the last one ran.

        Return what remains of each policy. Raises psycopg.Error.
        """
        if self.batch is None:
            self.batch = Batch()
            self.batch.answer = asyncio.create_task(self.count_batch(self.batch))
            self.batch.answer.add_done_callback(retrieve_error)
        batch = self.batch
        place = len(batch.requests)
        if place >= self.most_waiting:
            raise NoConnection("too many requests wait to be counted")
        batch.requests.append((" ".join(policies), caller))
        # Shielded: a client that disconnects must not cancel the count of the others.
        answer = (await asyncio.shield(batch.answer))[place]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def count_batch(self, batch: Batch) -> list[Answer]:
        """Count the requests of a batch when its turn comes. Raises psycopg.Error."""
        async with self.turn:
            self.batch = None
            try:
                return [*await self.count_each(batch.requests)]
            except (LockNotAvailable, QueryCanceled):
                if len(batch.requests) == 1:
                    raise
        # A counter stays locked: only who is counted by it has to wait.
        alone = (self.count_each([request]) for request in batch.requests)
        answers = await asyncio.gather(*alone, return_exceptions=True)
        return [answer if isinstance(answer, BaseException) else answer[0] for answer in answers]

    async def count_each(self, requests: Sequence[tuple[str, Caller]]) -> list[tuple[Limit, ...]]:
        """Count requests in one statement; twice if its connection died meanwhile. Raises psycopg.Error."""
        (answer,) = await self.database.fetch(
            "select limits.take_each($1::text[], $2::text[], $3::uuid[])",
            [
                array([policies for policies, _ in requests]),
                array([caller.address for _, caller in requests]),
                array([caller.user_id for _, caller in requests]),
            ],
        )
        found: list[list[Limit]] = [[] for _ in requests]
        for limit in json.loads(answer):
            found[limit.pop("request") - 1].append(Limit(**limit))
        return [tuple(limits) for limits in found]

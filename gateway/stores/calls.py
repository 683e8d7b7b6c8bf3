"""Call functions of the database: on the primary, or on a replica if they only read."""

import asyncio
import math
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg.errors import DeadlockDetected, ProtocolViolation, QueryCanceled, SerializationFailure

from gateway.stores.connection import NoConnection, Row, is_worth_asking_again, was_never_sent
from gateway.stores.pool import Pool
from gateway.stores.position import Position
from gateway.stores.replicas import Replicas

RETRY_DELAYS = (0.02, 0.05)


@dataclass(frozen=True)
class Answer:
    """A function's result: its members error and created, and all of it as JSON.

    time: of a write, an upper bound of the database's clock at its commit, in microseconds. as_of: of a read on a
    replica, the position up to which it has everything; None on the primary.
    """

    error: str | None
    created: str | None
    body: bytes
    time: int = 0
    as_of: Position | None = None


def select(function: str, types: Mapping[str, str], is_read: bool, is_traced: bool) -> str:
    """Return the statement of a call. Its values are the arguments', then the trace id if it is traced.

    A write also returns the database's clock after the function, in microseconds.
    """
    named = ", ".join(f"p_{name} => ${n}::{type_}" for n, (name, type_) in enumerate(types.items(), 1))
    call = f"{function}({named})"
    if is_traced:
        # CASE makes PostgreSQL set it before the call; the setting is local to this statement's transaction.
        call = f"case when set_config('medbook.trace_id', ${len(types) + 1}, true) is not null then {call} end"
    clock = "" if is_read else ", (extract(epoch from core.now()) * 1000000)::bigint"
    # OFFSET 0 keeps PostgreSQL from calling the function once for each use of r.
    return f"select r->>'error', r->>'created', r{clock} from (select {call} as r offset 0) answer"  # noqa: S608


class Database:
    """Calls functions of the database, each in one statement."""

    def __init__(self, pool: Pool, replicas: Replicas) -> None:
        self.pool = pool
        self.replicas = replicas

    async def call(
        self,
        function: str,
        arguments: Mapping[str, tuple[str, str | None]],
        trace_id: str | None = None,
        is_read: bool = False,
        after: Position | None = None,
    ) -> Answer:
        """Call a function that returns jsonb.

        arguments: type and value as text, by name. trace_id: stored in the function's records; None if it writes none.
        is_read: the function only reads, so it is asked again if its connection was dead. after: a replica that has
        everything committed up to it may run a function that only reads; None: only the primary.
        Raises psycopg.Error.
        """
        types = {name: type_ for name, (type_, _) in arguments.items()}
        statement = select(function, types, is_read, trace_id is not None)
        values = [value for _, value in arguments.values()] + ([] if trace_id is None else [trace_id])
        if is_read:
            answer = None if after is None else await self.read(statement, values, after)
            return answer or Answer(*await self.fetch(statement, values))
        sent_at = time.monotonic()
        error, created, body, clock = await self.fetch_or_retry(statement, values)
        # The commit came after the clock was read, and before its answer.
        return Answer(error, created, body, clock + math.ceil((time.monotonic() - sent_at) * 1e6))

    async def fetch_or_retry(self, statement: str, values: list[str | None]) -> Row:
        """Run one statement on the primary, again if PostgreSQL rolled it back. Raises psycopg.Error."""
        for delay in RETRY_DELAYS:
            try:
                return await self.fetch_once(statement, values)
            except (SerializationFailure, DeadlockDetected):
                await asyncio.sleep(delay * random.random())  # noqa: S311 - jitter
        return await self.fetch_once(statement, values)

    async def fetch_once(self, statement: str, values: list[str | None]) -> Row:
        """Run one statement on the primary. While pgbouncer has no server for it, wait as for a connection.

        Raises psycopg.Error.
        """
        end = time.monotonic() + self.pool.config.pool_timeout
        while True:
            try:
                return await self.pool.fetch(statement, values)
            except ProtocolViolation as error:
                if not was_never_sent(error):
                    raise
                if time.monotonic() >= end:
                    raise NoConnection("pgbouncer has no server") from error

    async def read(self, statement: str, values: list[str | None], after: Position) -> Answer | None:
        """Return a replica's answer; None when no replica can answer: then read from the primary.

        Raises QueryCanceled: a statement that timed out here would time out on the primary too.
        """
        replica = self.replicas.choose(after)
        if replica is None:
            return None
        as_of = replica.progress.as_of
        try:
            row = await replica.fetch(statement, values)
        except QueryCanceled:
            raise
        except psycopg.Error:
            return None
        if not row:
            return None
        error, created, body = row
        return Answer(error, created, body, as_of=as_of)

    async def fetch(self, statement: str, values: list[str | None]) -> Row:
        """Run one statement on the primary that does no harm if it runs twice; return its first row, or an empty one.

        If its connection was dead it runs once more, on a new one. Raises psycopg.Error.
        """
        try:
            return await self.fetch_or_retry(statement, values)
        except psycopg.Error as error:
            if not is_worth_asking_again(error):
                raise
        return await self.fetch_or_retry(statement, values)

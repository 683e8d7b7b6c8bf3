"""Call functions of the database: on the primary, or on a replica if they only read."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.errors import DeadlockDetected, QueryCanceled, SerializationFailure

from gateway.stores.pool import Pool, Row
from gateway.stores.position import BEGINNING, Position
from gateway.stores.replicas import Replicas

RETRY_DELAYS = (0.02, 0.05)


@dataclass(frozen=True)
class Answer:
    """A function's result: its members error and created, and all of it as JSON."""

    error: str | None
    created: str | None
    body: bytes


def select(function: str, types: Mapping[str, str], is_traced: bool) -> str:
    """Return the statement of a call. Its values are the arguments', then the trace id if it is traced."""
    named = ", ".join(f"p_{name} => ${n}::{type_}" for n, (name, type_) in enumerate(types.items(), 1))
    call = f"{function}({named})"
    if is_traced:
        # CASE makes PostgreSQL set it before the call; the setting is local to this statement's transaction.
        call = f"case when set_config('medbook.trace_id', ${len(types) + 1}, true) is not null then {call} end"
    # OFFSET 0 keeps PostgreSQL from calling the function once for each use of r.
    return f"select r->>'error', r->>'created', r from (select {call} as r offset 0) answer"  # noqa: S608 - of the catalog


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
        after: Position = BEGINNING,
    ) -> Answer:
        """Call a function that returns jsonb.

        arguments: type and value as text, by name. trace_id: stored in the function's records; None if it writes none.
        is_read: the function only reads, so a replica that has everything committed up to `after` may run it.
        Raises psycopg.Error.
        """
        statement = select(function, {name: type_ for name, (type_, _) in arguments.items()}, trace_id is not None)
        values = [value for _, value in arguments.values()] + ([] if trace_id is None else [trace_id])
        if is_read and (answer := await self.read(statement, values, after)) is not None:
            return answer
        for delay in RETRY_DELAYS:
            try:
                return Answer(*await self.pool.fetch(statement, values))
            except (SerializationFailure, DeadlockDetected):
                # PostgreSQL rolled the transaction back: retry it.
                await asyncio.sleep(delay * random.random())  # noqa: S311 - jitter
        return Answer(*await self.pool.fetch(statement, values))

    async def read(self, statement: str, values: list[Any], after: Position) -> Answer | None:
        """Return a replica's answer; None when no replica can answer: then read from the primary.

        Raises QueryCanceled: a statement that timed out here would time out on the primary too.
        """
        replica = self.replicas.choose(after)
        if replica is None:
            return None
        try:
            row = await replica.fetch(statement, values)
        except QueryCanceled:
            raise
        except psycopg.Error:
            return None
        return Answer(*row) if row else None

    async def fetch(self, statement: str, values: list[Any]) -> Row:
        """Run one statement on the primary; return its first row, or an empty one. Raises psycopg.Error."""
        return await self.pool.fetch(statement, values)

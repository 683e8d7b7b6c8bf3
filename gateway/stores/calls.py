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
        named = ", ".join(f"p_{name} => ${n}::{type_}" for n, (name, (type_, _)) in enumerate(arguments.items(), 1))
        values = [value for _, value in arguments.values()]
        source = f"{function}({named}) r"
        if trace_id is not None:
            # CASE makes PostgreSQL set it before the call; the setting is local to this statement's transaction.
            tracing = f"set_config('medbook.trace_id', ${len(values) + 1}, true) is not null"
            source = f"(select case when {tracing} then {function}({named}) end as r offset 0) traced"
            values.append(trace_id)
        statement = f"select r->>'error', r->>'created', r from {source}"  # noqa: S608 - from the catalog
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

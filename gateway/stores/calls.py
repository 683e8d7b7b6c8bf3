"""The one way to call a function of the database: on the primary, or what only reads on a replica."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.errors import DeadlockDetected, QueryCanceled, SerializationFailure

from gateway.stores.pool import Pool, Row
from gateway.stores.replicas import Replicas

RETRY_DELAYS = (0.02, 0.05)

# LSN after the commit. Needs a statement of its own: inside the writing one the commit is not there yet.
POSITION = "select case when not pg_is_in_recovery() then (pg_current_wal_insert_lsn() - '0/0')::bigint end"


@dataclass(frozen=True)
class Answer:
    """What a function answered: its members error and created, and all of it as JSON.

    written: a position in the WAL (LSN) behind what the call wrote; None for what only reads, and where nobody asks.
    """

    error: str | None
    created: str | None
    body: bytes
    written: int | None = None


class Database:
    """Calls functions of the database, each with one statement.

    Where there are replicas, answers of what writes say how far it wrote, which costs a round trip.
    """

    def __init__(self, pool: Pool, replicas: Replicas) -> None:
        self.pool = pool
        self.replicas = replicas

    async def call(
        self,
        function: str,
        arguments: Mapping[str, tuple[str, str | None]],
        trace_id: str | None = None,
        is_read: bool = False,
        after: int = 0,
    ) -> Answer:
        """Call a function that answers jsonb.

        arguments: by name, type and value as text. trace_id: for what the function records, None when it records
        nothing. is_read: it writes nothing, so a replica may answer, one that has replayed the WAL up to `after`.
        Raises psycopg.Error.
        """
        named = ", ".join(f"p_{name} => ${n}::{type_}" for n, (name, (type_, _)) in enumerate(arguments.items(), 1))
        values = [value for _, value in arguments.values()]
        source = f"{function}({named}) r"
        if trace_id is not None:
            # The case makes sure of the order; the setting ends with the statement.
            tracing = f"set_config('medbook.trace_id', ${len(values) + 1}, true) is not null"
            source = f"(select case when {tracing} then {function}({named}) end as r offset 0) traced"
            values.append(trace_id)
        statement = f"select r->>'error', r->>'created', r from {source}"  # noqa: S608 - from the catalog
        if is_read and (row := await self.read(statement, values, after)):
            return Answer(*row)
        then = POSITION if self.replicas.replicas and not is_read else None
        for delay in RETRY_DELAYS:
            try:
                return Answer(*await self.pool.fetch(statement, values, then))
            except (SerializationFailure, DeadlockDetected):
                # PostgreSQL undid the transaction and asks for another try.
                await asyncio.sleep(delay * random.random())  # noqa: S311 - jitter
        return Answer(*await self.pool.fetch(statement, values, then))

    async def read(self, statement: str, values: list[Any], after: int) -> Row:
        """Return a replica's row; an empty one when none can answer: reading again does no harm.

        Raises QueryCanceled: what takes too long would do so again.
        """
        replica = self.replicas.choose(after)
        if replica is None:
            return ()
        try:
            return await replica.fetch(statement, values, after)
        except QueryCanceled:
            raise
        except psycopg.Error:
            return ()

    async def fetch(self, statement: str, values: list[Any]) -> Row:
        """Run one statement on the primary; return its first row, empty when there is none. Raises psycopg.Error."""
        return await self.pool.fetch(statement, values)

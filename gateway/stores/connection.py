"""A connection in libpq's pipeline mode: one round trip for several statements, and no work around each of them."""

import asyncio
import select
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection, DataError, OperationalError
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

Row = tuple[Any, ...]

# A client that varies the optional arguments makes more statements; the server keeps the plan of each.
PREPARED_STATEMENTS = 500


class NoAnswer(OperationalError):
    """The server did not answer in time, or waiting for it was given up."""


class NoConnection(OperationalError):
    """No connection became free in time, or too many requests wait for one already."""


def encode(value: str | None) -> bytes | None:
    """Return a value as PostgreSQL reads it. Raises DataError for a zero byte, which libpq would end the text at."""
    if value is None:
        return None
    if "\0" in value:
        raise DataError("a text cannot hold a zero byte")
    return value.encode()


def array(values: Sequence[str | None]) -> str:
    """Return texts as PostgreSQL writes an array."""
    return "{" + ",".join("null" if value is None else quote(value) for value in values) + "}"


def quote(value: str) -> str:
    """Return a text as PostgreSQL writes it in an array."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_lost(error: psycopg.Error) -> bool:
    """Tell whether a statement failed because its connection is dead, or its server has become read-only."""
    if error.sqlstate is None:
        return isinstance(error, OperationalError) and not isinstance(error, NoConnection)
    # Connection exceptions, server shutdown or crash, read-only transaction.
    return error.sqlstate.startswith(("08", "57P", "25006"))


def is_worth_asking_again(error: psycopg.Error) -> bool:
    """Tell whether a statement failed because its connection is dead: another server, or the same, may answer now."""
    return is_lost(error) and error.sqlstate != "25006" and not isinstance(error, NoAnswer)


def was_never_sent(error: psycopg.Error) -> bool:
    """Tell whether pgbouncer refused a statement because it has no server, or none again yet."""
    return error.sqlstate == "08P01" and "(server_login_retry)" in str(error)


class Statement:
    """A statement and its values as text. Raises DataError for a value that no text can hold."""

    __slots__ = ("text", "values")

    def __init__(self, text: str, values: Sequence[str | None]) -> None:
        self.text = text
        self.values = [encode(value) for value in values]


class Job:
    """The statements of one transaction, sent in one round trip.

    future: gets the first row of the last statement, an empty one, or the error. deadline: when the server is taken for
    hung, by the loop's clock.
    """

    __slots__ = ("deadline", "future", "outcome", "preparing", "statements", "timer")

    def __init__(self, statements: Sequence[Statement], future: asyncio.Future[Row], deadline: float) -> None:
        self.statements = statements
        self.future = future
        self.deadline = deadline
        self.timer: asyncio.TimerHandle | None = None
        self.outcome: Row | psycopg.Error = ()
        self.preparing: tuple[str, bytes] | None = None

    def fail(self, error: psycopg.Error) -> None:
        """Give the waiting caller an error. A job that runs goes on; its deadline remains."""
        if not self.future.done():
            self.future.set_exception(error)

    def finish(self) -> None:
        """Give the waiting caller the outcome."""
        self.stop_timer()
        if isinstance(self.outcome, psycopg.Error):
            self.fail(self.outcome)
        elif not self.future.done():
            self.future.set_result(self.outcome)

    def stop_timer(self) -> None:
        """Stop the timer of the job's present stage: waiting for a connection, or for the answer."""
        if self.timer is not None:
            self.timer.cancel()


class PipelineConnection:
    """A connection that runs one job at a time.

    is_prepared: each statement is prepared once; pgbouncer would not keep it. on_free: called when a job has ended.
    on_lost: called once, when the connection can no longer be used.
    """

    def __init__(
        self,
        connection: AsyncConnection[Any],
        is_prepared: bool,
        on_free: Callable[["PipelineConnection"], None],
        on_lost: Callable[["PipelineConnection"], None],
    ) -> None:
        self.pgconn = connection.pgconn
        self.transformer = Transformer(connection)
        self.is_prepared = is_prepared
        self.on_free = on_free
        self.on_lost = on_lost
        self.loop = asyncio.get_running_loop()
        self.lost = asyncio.Event()
        self.is_retired = False
        self.job: Job | None = None
        self.names: dict[str, bytes] = {}
        self.named = 0
        self.socket = self.pgconn.socket
        self.input = select.poll()
        self.input.register(self.socket, select.POLLIN)
        self.pgconn.nonblocking = 1
        self.pgconn.enter_pipeline_mode()
        # Also while it is free, so that the end of the server is noticed at once, and no job fails for it.
        self.loop.add_reader(self.socket, self.read)

    def is_alive(self) -> bool:
        """Tell whether a free connection can take a job. One on which something has come is replaced."""
        if not self.lost.is_set() and self.input.poll(0):
            self.read()
            # Even if its end has not come yet: what is sent after the server's last words is lost.
            self.retire()
        return not self.lost.is_set()

    def start(self, job: Job) -> None:
        """Send a job."""
        self.job = job
        job.stop_timer()
        job.timer = self.loop.call_at(job.deadline, self.lose, NoAnswer("the server does not answer"))
        try:
            for statement in job.statements:
                self.send(job, statement)
            self.pgconn.pipeline_sync()
            if self.pgconn.flush():
                self.loop.add_writer(self.socket, self.flush)
        except OperationalError as error:
            self.lose(error)

    def send(self, job: Job, statement: Statement) -> None:
        """Send one statement of a job; prepare it first if it is new."""
        if not self.is_prepared:
            self.pgconn.send_query_params(statement.text.encode(), statement.values)
            return
        name = self.names.get(statement.text)
        if name is None:
            self.named += 1
            name = f"medbook_{self.named}".encode()
            job.preparing = (statement.text, name)
            self.pgconn.send_prepare(name, statement.text.encode())
        self.pgconn.send_query_prepared(name, statement.values)

    def flush(self) -> None:
        """Send what the socket did not take at once."""
        try:
            if not self.pgconn.flush():
                self.loop.remove_writer(self.socket)
        except OperationalError as error:
            self.lose(error)

    def read(self) -> None:
        """Take what the server has sent."""
        job = self.job
        try:
            self.receive()
            if self.job is job and not self.lost.is_set():
                # It may be the last that a dying server sent: after an error uvloop does not call this again.
                self.receive()
        except OperationalError as error:
            self.lose(error)

    def receive(self) -> None:
        """Read from the socket once, and take the results that are complete. Raises OperationalError at its end."""
        self.pgconn.consume_input()
        while self.job is not None and not self.pgconn.is_busy():
            result = self.pgconn.get_result()
            if result is not None:
                self.take(self.job, result)

    def take(self, job: Job, result: PGresult) -> None:
        """Take one result of a job."""
        if result.status == ExecStatus.TUPLES_OK:
            job.outcome = self.load(result)
        elif result.status == ExecStatus.FATAL_ERROR:
            job.outcome = error_from_result(result)
        elif result.status == ExecStatus.COMMAND_OK and job.preparing is not None:
            text, name = job.preparing
            self.names[text] = name
        elif result.status == ExecStatus.PIPELINE_SYNC:
            self.finish(job)

    def load(self, result: PGresult) -> Row | psycopg.Error:
        """Return the first row of a result, an empty one if there is none, or why Python cannot hold its values."""
        try:
            self.transformer.set_pgresult(result)
            return self.transformer.load_row(0, tuple) if result.ntuples else ()
        except psycopg.Error as error:
            return error

    def finish(self, job: Job) -> None:
        """End a job whose results are complete; be free for the next one, or be replaced."""
        self.job = None
        job.finish()
        if isinstance(job.outcome, psycopg.Error) and is_lost(job.outcome):
            self.lose(job.outcome)
        elif self.is_retired or len(self.names) > PREPARED_STATEMENTS:
            self.retire()
        else:
            self.on_free(self)

    def retire(self) -> None:
        """Be replaced: at once, or when the running job has ended."""
        self.is_retired = True
        if self.job is None:
            self.lose(NoAnswer("the connection is replaced"))

    def lose(self, error: psycopg.Error) -> None:
        """Close the connection; a running job fails with this error, or with the one that the server gave it before."""
        if self.lost.is_set():
            return
        self.lost.set()
        self.loop.remove_reader(self.socket)
        self.loop.remove_writer(self.socket)
        self.pgconn.finish()
        job, self.job = self.job, None
        if job is not None:
            job.stop_timer()
            job.fail(job.outcome if isinstance(job.outcome, psycopg.Error) else error)
        self.on_lost(self)

"""Time limits for work on a server that may hang."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from psycopg import OperationalError

T = TypeVar("T")


class NoAnswer(OperationalError):
    """The server did not answer in time, or waiting for it was given up."""


class Deadlines:
    """Puts a time limit on work that a hung server may never finish: psycopg waits for it even when cancelled."""

    def __init__(self) -> None:
        self.waiting: set[asyncio.Future[None]] = set()
        self.tasks: set[asyncio.Task[Any]] = set()

    async def wait(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """Return the work's result. Raises what it raises, and NoAnswer after `seconds` or on give_up."""
        loop = asyncio.get_running_loop()
        end: asyncio.Future[None] = loop.create_future()
        task = loop.create_task(work)
        timer = loop.call_later(seconds, release, end)
        self.waiting.add(end)
        self.tasks.add(task)
        task.add_done_callback(lambda _: release(end))
        task.add_done_callback(self.forget)
        try:
            # Wait for the future, not for the task: a cancelled task may hang as long as the server does.
            await end
            if task.done():
                return task.result()
        finally:
            timer.cancel()
            self.waiting.discard(end)
            task.cancel()
        raise NoAnswer("the server does not answer")

    def give_up(self) -> None:
        """Stop all waiting now: each raises NoAnswer."""
        for end in self.waiting:
            release(end)

    def forget(self, task: asyncio.Task[Any]) -> None:
        """Drop a task that has ended, and mark its error as retrieved: its caller may be gone."""
        self.tasks.discard(task)
        if not task.cancelled():
            task.exception()


def release(end: asyncio.Future[None]) -> None:
    """Wake the waiter of a future, once."""
    if not end.done():
        end.set_result(None)

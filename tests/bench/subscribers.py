"""Many clients of server-sent events, as one thread: each follows one doctor and notes when it hears of a slot."""

import asyncio
import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.load import BenchError

CONNECTING = 50
PAGE = os.sysconf("SC_PAGE_SIZE")


class Subscribers:
    """The clients. heard: of which slot, in which state, and when, by the wall clock."""

    def __init__(self, port: int, doctors: Sequence[str], count: int) -> None:
        self.port = port
        self.followed = [doctors[n % len(doctors)] for n in range(count)]
        self.heard: list[tuple[str, str, float]] = []
        self.connected = threading.Event()
        self.loop = asyncio.new_event_loop()
        self.connecting = asyncio.Semaphore(CONNECTING)
        self.begun = 0
        self.tasks: list[asyncio.Task[None]] = []

    async def follow(self, doctor: str) -> None:
        """Follow one doctor for ever."""
        async with self.connecting:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            path = f"/v1/slots/events?doctor_id={doctor}"
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            await reader.readuntil(b"retry: ")
        self.begun += 1
        if self.begun == len(self.followed):
            self.connected.set()
        try:
            while line := await reader.readline():
                if line.startswith(b"data: {"):
                    told = json.loads(line[6:])
                    self.heard.append((told["id"], told["state"], time.time()))
        finally:
            writer.close()

    async def follow_all(self) -> None:
        """Follow all, until it is cancelled."""
        self.tasks = [asyncio.create_task(self.follow(doctor)) for doctor in self.followed]
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def run(self) -> None:
        """Be the thread."""
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.follow_all())
        self.loop.close()

    def stop(self) -> None:
        """Let the thread end."""
        for task in self.tasks:
            self.loop.call_soon_threadsafe(task.cancel)


@contextmanager
def subscribed(port: int, doctors: Sequence[str], count: int) -> Iterator[Subscribers]:
    """Let so many clients follow the doctors by turns until the block ends. Raises BenchError."""
    clients = Subscribers(port, doctors, count)
    thread = threading.Thread(target=clients.run)
    thread.start()
    try:
        if not clients.connected.wait(60):
            raise BenchError(f"only {clients.begun} of {count} clients could subscribe")
        yield clients
    finally:
        clients.stop()
        thread.join()


def memory(port: int) -> int:
    """Return the bytes of memory of all processes of the gateway at this port."""
    mark = f"MEDBOOK_BIND=127.0.0.1:{port}\0".encode()
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes():
                total += int((process / "statm").read_text().split()[1]) * PAGE
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
    return total

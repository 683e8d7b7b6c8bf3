"""Redis from Debian, on a socket of its own."""

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from redis import Redis

from tests.support.gateway import wait_for


class RedisServer:
    """One server; it can be killed and started again, hang and go on."""

    def __init__(self, home: Path) -> None:
        self.socket = home / "redis"
        self.url = f"unix://{self.socket}"
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, empty; return when it answers."""
        command = ["redis-server", "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, cwd=self.socket.parent, stdout=subprocess.DEVNULL)
        wait_for(self.socket.exists, self.process)
        return self.process

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.wait(60)
        self.socket.unlink(missing_ok=True)

    def send(self, number: signal.Signals) -> None:
        """Let it hang, or go on."""
        self.process.send_signal(number)

    def names(self) -> list[bytes]:
        """Return the names of all that it holds."""
        with Redis.from_url(self.url) as redis:
            return list(redis.scan_iter())

    def spoil(self) -> None:
        """Put something else in the place of all that it holds."""
        with Redis.from_url(self.url) as redis:
            for name in redis.scan_iter():
                redis.set(name, b"\xff something else")

    def wipe(self) -> None:
        """Remove all that it holds."""
        with Redis.from_url(self.url) as redis:
            redis.flushall()


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Run Redis until the block ends."""
    home = Path(tempfile.mkdtemp(prefix="medbook-"))
    server = RedisServer(home)
    try:
        yield server
    finally:
        server.send(signal.SIGCONT)
        server.kill()
        rmtree(home)

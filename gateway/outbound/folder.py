"""Mails as files in a folder, where there is no mail server."""

import asyncio
import os
from email.message import EmailMessage
from pathlib import Path

from gateway.outbound.mails import Unsent


class Folder:
    """Takes mails: each is a file, whole or not there, for its user alone; one that comes twice is one file."""

    name = "The folder of mails"
    at_once = 4

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self) -> None:
        """Make the folder if it is missing. Raises OSError."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, message: EmailMessage) -> None:
        """Write a mail. Raises OSError."""
        self.make()
        name = message["Message-ID"].strip("<>").partition("@")[0]
        part = self.path / f".{name}.{os.getpid()}"
        with open(part, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        part.rename(self.path / f"{name}.eml")

    async def send(self, message: EmailMessage) -> None:
        """Take a mail. Raises Unsent."""
        try:
            await asyncio.to_thread(self.write, message)
        except OSError:
            raise Unsent("CONNECTION") from None

    async def connect(self) -> None:
        """Check that the folder is there, or can be made. Raises Unsent."""
        try:
            await asyncio.to_thread(self.make)
        except OSError:
            raise Unsent("CONNECTION") from None

    async def close(self) -> None:
        """Do nothing: nothing stays open."""

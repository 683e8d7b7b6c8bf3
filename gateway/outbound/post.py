"""The way of mails to a mail server, or to a folder."""

import asyncio
import logging
import time
from email.message import EmailMessage
from typing import Any, Protocol

from jinja2 import TemplateError
from psycopg import AsyncConnection

from gateway.outbound.channel import Channel
from gateway.outbound.mails import Mail, Unsent, Writer

log = logging.getLogger("gateway")

QUEUE = b"select outbound.queue_reminders()"
QUEUE_SECONDS = 5.0
PAUSE_SECONDS = 3.0

OF_MAIL = frozenset({"REFUSED", "DEFERRED"})


class Carrier(Protocol):
    """What takes mails. at_once: how many it takes at once."""

    name: str
    at_once: int

    async def send(self, message: EmailMessage) -> None:
        """Take a mail. Raises Unsent."""

    async def connect(self) -> None:
        """Tell that mails could be taken. Raises Unsent if not."""

    async def close(self) -> None:
        """Close what is open."""


class Post(Channel):
    """Sends mails. While their carrier cannot be used none is claimed; once it can be reached again, one is tried."""

    claim = b"select id, attempt, kind, language, address, facts from outbound.claim_mails(%s)"
    note = b"select outbound.record_mail(%s, %s, %s)"

    def __init__(self, news: asyncio.Event, carrier: Carrier, writer: Writer) -> None:
        super().__init__(news)
        self.carrier = carrier
        self.writer = writer
        self.at_once = carrier.at_once
        self.queue_at = 0.0
        self.trouble: str | None = None
        self.recovery: asyncio.Task[None] | None = None

    async def start(self, connection: AsyncConnection[Any]) -> None:
        """Queue the reminders that are due every few seconds, and send what is due. Raises psycopg.Error."""
        if (now := time.monotonic()) >= self.queue_at:
            await connection.execute(QUEUE)
            self.queue_at = now + QUEUE_SECONDS
        await super().start(connection)

    def room(self) -> int:
        """Return how many more can be sent now."""
        if self.trouble is None:
            return super().room()
        return 1 if self.recovery is None and not self.tasks else 0

    async def send(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Send a mail."""
        mail = Mail(*row)
        try:
            await self.carrier.send(self.write(mail))
        except Unsent as unsent:
            self.judge(mail, unsent)
            return mail.id, mail.attempt, unsent.error
        self.recover()
        return mail.id, mail.attempt, None

    def write(self, mail: Mail) -> EmailMessage:
        """Write a mail. Raises Unsent if that is not possible."""
        try:
            return self.writer.write(mail)
        except (TemplateError, LookupError, ValueError, TypeError) as error:
            # What is wrong with a template, or with the time zones of this machine, can be mended.
            log.error("mail %s cannot be written", mail.id, exc_info=error)
            raise Unsent("DEFERRED") from None

    def judge(self, mail: Mail, unsent: Unsent) -> None:
        """Tell of a mail that was not sent, or once of a carrier that cannot be used."""
        if unsent.error in OF_MAIL:
            status = "" if unsent.status is None else f" {unsent.status}"
            log.warning("mail %s was not sent: %s%s, attempt %d", mail.id, unsent.error, status, mail.attempt)
            if unsent.status is not None:
                self.recover()
            return
        if self.trouble is None:
            status = "" if unsent.status is None else f" {unsent.status}"
            log.error("%s cannot be used: %s%s. No mail is sent until it can", self.carrier.name, unsent.error, status)
        self.trouble = unsent.error
        if self.recovery is None:
            self.recovery = asyncio.create_task(self.wait_for_carrier())

    def recover(self) -> None:
        """Go on as usual: the carrier has answered."""
        if self.trouble is not None:
            log.info("%s can be used again", self.carrier.name)
            self.trouble = None

    async def wait_for_carrier(self) -> None:
        """Return when the carrier can be reached."""
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            try:
                await self.carrier.connect()
            except Unsent:
                continue
            self.recovery = None
            self.news.set()
            return

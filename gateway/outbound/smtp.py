"""Mails to a mail server, on a few connections that are used again."""

import asyncio
import socket
import ssl
from contextlib import ExitStack, suppress
from email.message import EmailMessage

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from gateway.outbound.config import MailServer
from gateway.outbound.mails import Unsent

SECONDS = 30.0
# A server looks at a mail before it takes it, and may take it after we have left: then it comes twice (RFC 5321,
# 4.5.3.2.6). With the time for a connection that is less than a claim lasts.
TAKING_SECONDS = 80.0
QUIT_SECONDS = 1.0
IDLE_SECONDS = 10.0

TOO_LARGE = 552
# Who wants a password says so at any command.
UNKNOWN = frozenset({530, 534, 535, 538})

Answer = SMTPResponseException | SMTPRecipientsRefused
# ValueError: what no name server can take, such as a host's name with two dots in a row.
FAILURES = (Unsent, SMTPException, OSError, TimeoutError, ValueError)


def of_tls(error: BaseException | None) -> bool:
    """Tell whether TLS is why something has failed."""
    return error is not None and (isinstance(error, ssl.SSLError) or of_tls(error.__cause__ or error.__context__))


def judge_answer(error: Answer) -> Unsent:
    """Return what an answer of the server that is no success says of a mail."""
    if isinstance(error, SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, SMTPConnectError | SMTPHeloError):
        return Unsent("CONNECTION", error.code)
    # The address that all mails are from is not this mail's fault.
    is_ours = isinstance(error, SMTPSenderRefused) and error.code >= 500 and error.code != TOO_LARGE
    if is_ours or error.code in UNKNOWN or isinstance(error, SMTPAuthenticationError):
        return Unsent("AUTHENTICATION", error.code)
    return Unsent("REFUSED" if error.code >= 500 else "DEFERRED", error.code)


def judge(error: Exception) -> Unsent:
    """Return why a mail was not sent. The text of the error is not used: it may hold the address."""
    if isinstance(error, Unsent):
        return error
    if isinstance(error, Answer):
        return judge_answer(error)
    if of_tls(error):
        return Unsent("TLS")
    return Unsent("TIMEOUT" if isinstance(error, TimeoutError) else "CONNECTION")


def tls(server: MailServer) -> ssl.SSLContext:
    """Return how TLS is spoken with a server."""
    context = ssl.create_default_context()
    if not server.is_verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class Smtp:
    """Sends mails. A connection that nobody needs is kept for a while, for the next mail."""

    name = "The mail server"
    at_once = 4

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.tls = tls(server)
        self.idle: dict[SMTP, asyncio.TimerHandle] = {}
        self.leaving: set[asyncio.Task[None]] = set()

    async def open(self) -> SMTP:
        """Return a connection that can be used. Raises Unsent, SMTPException, OSError."""
        server = self.server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=socket.gethostname(),
            timeout=SECONDS,
            use_tls=server.has_tls,
            start_tls=False,
            tls_context=self.tls,
        )
        with ExitStack() as stack:
            stack.callback(client.close)
            await client.connect()
            await client.ehlo()
            if not server.has_tls and client.supports_extension("starttls"):
                await client.starttls()
                await client.ehlo()
            elif server.needs_tls and not server.has_tls:
                raise Unsent("TLS")
            if server.user is not None:
                await self.sign_in(client, server.user, server.password or "")
            stack.pop_all()
        return client

    async def sign_in(self, client: SMTP, user: str, password: str) -> None:
        """Sign in. Raises Unsent, SMTPException, OSError."""
        # Without TLS, aiosmtplib has no error of its own for a server that lets nobody sign in.
        if not client.supports_extension("auth"):
            raise Unsent("AUTHENTICATION")
        try:
            await client.login(user, password)
        except SMTPNotSupported:
            raise Unsent("AUTHENTICATION") from None

    def take(self) -> SMTP | None:
        """Return a connection that was kept, if the server has not closed it."""
        while self.idle:
            client, timer = self.idle.popitem()
            timer.cancel()
            if client.is_connected:
                return client
        return None

    def keep(self, client: SMTP) -> None:
        """Keep a connection for a while."""
        self.idle[client] = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.drop, client)

    def drop(self, client: SMTP) -> None:
        """Give up a connection that was kept."""
        self.idle.pop(client).cancel()
        task = asyncio.create_task(self.leave(client))
        self.leaving.add(task)
        task.add_done_callback(self.leaving.discard)

    async def leave(self, client: SMTP) -> None:
        """Take leave of the server."""
        with suppress(SMTPException, OSError, TimeoutError):
            async with asyncio.timeout(QUIT_SECONDS):
                await client.quit()
        client.close()

    async def ready(self) -> SMTP:
        """Return a connection for a mail. Raises Unsent, SMTPException, OSError."""
        async with asyncio.timeout(SECONDS):
            return self.take() or await self.open()

    async def send(self, message: EmailMessage) -> None:
        """Send a mail. Raises Unsent in less than two minutes."""
        try:
            client = await self.ready()
            async with asyncio.timeout(TAKING_SECONDS):
                await self.hand_over(client, message)
        except FAILURES as error:
            raise judge(error) from None

    async def hand_over(self, client: SMTP, message: EmailMessage) -> None:
        """Send a mail on a connection, and keep that if it can be used again. Raises Unsent, SMTPException, OSError."""
        sender, to = (message[name].addresses[0].addr_spec for name in ("From", "To"))
        options = [] if to.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        is_usable = False
        try:
            if options and not client.supports_extension("smtputf8"):
                raise Unsent("REFUSED")
            await client.sendmail(sender, [to], message.as_bytes(), mail_options=options, timeout=TAKING_SECONDS)
            is_usable = True
        except (Unsent, SMTPResponseException, SMTPRecipientsRefused):
            is_usable = client.is_connected
            raise
        finally:
            if is_usable:
                self.keep(client)
            else:
                client.close()

    async def connect(self) -> None:
        """Make a connection for the next mail. Raises Unsent."""
        try:
            self.keep(await self.ready())
        except FAILURES as error:
            raise judge(error) from None

    async def close(self) -> None:
        """Take leave of the server."""
        for client in list(self.idle):
            self.drop(client)
        if self.leaving:
            await asyncio.wait(self.leaving)

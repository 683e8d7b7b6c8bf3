"""A mail server: a real one, of aiosmtpd, that keeps what it gets, and answers as it is told."""

import asyncio
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Event, Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.gateway import free_port, listens, wait_for

PASSWORD = "p@ss/wörd"
OK = "250 OK"


@dataclass(frozen=True)
class Letter:
    """A mail that came. peer: from which connection."""

    peer: Any
    sender: str
    address: str
    raw: bytes
    has_tls: bool

    @property
    def message(self) -> EmailMessage:
        """The mail."""
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def id(self) -> str:
        """Its Message-ID."""
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        """What it says."""
        return words(self.message, "plain")

    @property
    def page(self) -> str:
        """What it says as a page."""
        return words(self.message, "html")

    @property
    def calendar(self) -> bytes:
        """The calendar that is attached."""
        (attached,) = self.message.iter_attachments()
        assert isinstance(attached, EmailMessage)
        content = attached.get_payload(decode=True)
        assert isinstance(content, bytes)
        return content


def words(message: EmailMessage, kind: str) -> str:
    """Return one of the two forms of what a mail says."""
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


@dataclass
class MailServer:
    """Takes all mail, unless answers has another answer for a command. gate: no mail is answered before it is set.

    options: aiosmtpd's. listens: whether it can be reached.
    """

    options: dict[str, Any] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    port: int = field(default_factory=free_port)
    letters: list[Letter] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    gate: Event = field(default_factory=Event)
    connections: list[SMTP] = field(default_factory=list)

    def url(self, scheme: str = "smtp", signed_in: str = "") -> str:
        """Return its URL."""
        return f"{scheme}://{signed_in}127.0.0.1:{self.port}"

    def subjects(self) -> list[str]:
        """Return the subjects of the mails that came, in their order."""
        return [str(letter.message["Subject"]) for letter in self.letters]

    async def handle_MAIL(  # noqa: N802 - the name that aiosmtpd calls
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Begin a mail."""
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", OK)

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take an address."""
        self.tried.append(address)
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail."""
        if "DATA" not in self.answers:
            content, sender = envelope.content, envelope.mail_from
            assert isinstance(content, bytes)
            assert isinstance(sender, str)
            assert server.transport is not None
            has_tls = server.transport.get_extra_info("sslcontext") is not None
            self.letters.append(Letter(session.peer, sender, envelope.rcpt_tos[0], content, has_tls))
        await asyncio.get_running_loop().run_in_executor(None, self.gate.wait, 60)
        return self.answers.get("DATA", OK)

    def connection(self) -> SMTP:
        """Begin to serve a connection."""
        made = SMTP(self, hostname="mail.example.com", loop=asyncio.get_running_loop(), **self.options)
        self.connections.append(made)
        return made

    async def serve(self, end: asyncio.Event) -> None:
        """Serve until the end; then leave all alone at once."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(32))
        loop.set_exception_handler(lambda *_: None)
        server = await loop.create_server(self.connection, "127.0.0.1", self.port, ssl=self.tls)
        await end.wait()
        server.close()
        for connection in self.connections:
            if connection.transport is not None:
                connection.transport.abort()  # type: ignore[attr-defined]
        self.connections.clear()
        self.gate.set()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve until the block ends."""
        self.gate.set()
        with asyncio.Runner() as runner:
            end = asyncio.Event()
            thread = Thread(target=runner.run, args=(self.serve(end),))
            thread.start()
            try:
                wait_for(lambda: listens(self.port))
                yield
            finally:
                runner.get_loop().call_soon_threadsafe(end.set)
                thread.join()


def authenticate(_: SMTP, __: Session, ___: Envelope, mechanism: str, said: object) -> AuthResult:
    """Know one user."""
    is_right = isinstance(said, LoginPassword) and said.login == b"user" and said.password == PASSWORD.encode()
    return AuthResult(success=is_right, handled=is_right)


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate that a server has signed itself; return its file, and how a server uses it."""
    made = ["-keyout", str(folder / "key"), "-out", str(folder / "certificate"), "-subj", "/CN=127.0.0.1"]
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *made]
    subprocess.run([*words, "-addext", "subjectAltName=IP:127.0.0.1"], capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return folder / "certificate", context


@contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """Run a mail server until the block ends. options: aiosmtpd's."""
    made = MailServer(options)
    with made.running():
        yield made

"""Mails: what is claimed of them, how it is written, and why one was not sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import quote

from gateway.outbound.invitations import invitation
from gateway.outbound.templates import render, render_text

# Of a part, as MIME allows (RFC 2045), and of a header.
LONGEST_LINE, LONGEST_HEADER = 76, 998
PART = r"""([^\s\x00-\x1f\x7f@<>()\[\]\\,;:"]+)"""
ADDRESS = re.compile(f"{PART}@{PART}")
METHODS = {"confirmed": "REQUEST", "moved": "REQUEST", "cancelled": "CANCEL"}


@dataclass(frozen=True)
class Mail:
    """A mail that somebody is to get, as outbound.claim_mails gives it."""

    id: object
    attempt: int
    kind: str
    language: str
    address: str
    facts: Mapping[str, Any]


class Unsent(Exception):
    """A mail was not sent.

    error: REFUSED for good or DEFERRED, this mail; TIMEOUT, CONNECTION, TLS or AUTHENTICATION, which are of the server.
    """

    def __init__(self, error: str, status: int | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


def recipient(address: str) -> Address:
    """Return the address of a mail. Raises Unsent if it cannot be one."""
    parts = ADDRESS.fullmatch(address)
    # A header's writer takes =?…?= for encoded words, and would write what is in them: line breaks, other addresses.
    if parts is None or "=?" in address:
        raise Unsent("REFUSED")
    return Address("", parts[1], parts[2])


class Writer:
    """Writes mails. public_url: where links in them lead; without it there are none."""

    def __init__(self, sender: Address, public_url: str | None) -> None:
        self.sender = sender
        self.public_url = public_url

    def link(self, facts: Mapping[str, Any]) -> str | None:
        """Return the link at which somebody asks for no more mails like this one."""
        token = facts.get("unsubscribe_token")
        if token is None or self.public_url is None:
            return None
        return f"{self.public_url}/v1/notifications/unsubscribe?token={quote(token, safe='')}"

    def write(self, mail: Mail) -> EmailMessage:
        """Write a mail. It has the same Message-ID however often it is written, but for a code that is new each time.

        Raises Unsent if nobody has such an address, ValueError, LookupError and jinja2.TemplateError.
        """
        policy = SMTP.clone(utf8=not mail.address.isascii(), max_line_length=LONGEST_LINE)
        message = EmailMessage(policy)
        facts = {**mail.facts, "unsubscribe": self.link(mail.facts)}
        subject, text = render_text(mail.language, mail.kind, facts)
        message["From"] = self.sender
        message["To"] = recipient(mail.address)
        message["Subject"] = subject
        message["Date"] = datetime.now(UTC)
        # A code is no longer valid when the next attempt has another: who drops what comes twice must not drop that.
        attempt = f".{mail.attempt}" if mail.kind == "password_reset" else ""
        message["Message-ID"] = f"<{mail.id}{attempt}@{self.sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        if facts["unsubscribe"]:
            message["List-Unsubscribe"] = f"<{facts['unsubscribe']}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        page = render(mail.language, f"{mail.kind}.html", {**facts, "subject": subject})
        message.set_content(text, cte="quoted-printable")
        message.add_alternative(page, subtype="html", cte="quoted-printable")
        if method := METHODS.get(mail.kind):
            name, summary = render_text(mail.language, "event", facts)
            calendar = invitation(method, facts, summary.strip(), self.sender, mail.address)
            kind = {"charset": "utf-8", "method": method}
            message.add_attachment(calendar, maintype="text", subtype="calendar", params=kind, filename=name)
        # After its parts, which would take it for themselves.
        message["Content-Language"] = mail.language
        # A link that was folded would be none.
        message.policy = policy.clone(max_line_length=LONGEST_HEADER)
        return message

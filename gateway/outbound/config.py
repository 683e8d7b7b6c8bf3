"""The notifier's configuration from the environment. The README has the table of variables."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.policy import SMTP
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from gateway.config import ConfigError, primary_url, switch, writable

# A server that is gone without a word is noticed within seconds, not hours.
TCP = {"keepalives_idle": "5", "keepalives_interval": "5", "keepalives_count": "2", "tcp_user_timeout": "15000"}

SUBMISSION_PORT = 587
SMTP_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """A server that takes mails. has_tls: it speaks TLS from the first byte."""

    host: str
    port: int
    has_tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def needs_tls(self) -> bool:
        """Whether nothing is said to it in the clear: a password must not be, but on this machine."""
        return self.has_tls or (self.user is not None and not self.is_here)

    @property
    def is_verified(self) -> bool:
        """Whether somebody must vouch for its certificate. A machine's own server has often one of its own making."""
        return self.has_tls or not self.is_here


@dataclass(frozen=True)
class Config:
    """The notifier's configuration. is_private: it sends also to addresses that are not of the internet."""

    database_url: str
    is_private: bool = False
    mail_server: MailServer | None = None
    mail_folder: Path | None = None
    mail_from: Address = field(default_factory=lambda: Address("MedBook", "medbook", "localhost"))
    public_url: str | None = None

    def conninfo(self) -> str:
        """Return the connection string of the primary, in the notifier's role."""
        url = writable(self.database_url)
        options = f"{conninfo_to_dict(url).get('options') or ''} -c role=medbook_notifier -c jit=off".strip()
        names = {"client_encoding": "UTF8", "application_name": "medbook-notify", "connect_timeout": "5"}
        return make_conninfo(url, **names, **TCP, options=options)


def mail_server(text: str) -> MailServer:
    """Read the URL of a mail server. No text of an error has any of it: it may hold a password."""
    wrong = ValueError(
        "must hold a URL such as smtp://user:password@mail.example.com:587 or smtps://mail.example.com,"
        " with %40 for an @ and %2F for a / of the password"
    )
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise wrong from None
    if url.scheme not in SMTP_PORTS or not url.hostname or url.path.strip("/") or url.query or url.fragment:
        raise wrong
    if (url.username is None) != (url.password is None) or re.search(r"\s", text):
        raise wrong
    has_tls = url.scheme == "smtps"
    if url.username is None or url.password is None:
        return MailServer(url.hostname, port or SMTP_PORTS[url.scheme], has_tls)
    port = port or (SMTP_PORTS[url.scheme] if has_tls else SUBMISSION_PORT)
    return MailServer(url.hostname, port, has_tls, unquote(url.username), unquote(url.password))


def mail_from(text: str) -> Address:
    """Read the address that mails are from."""
    wrong = ValueError(f"must hold one address such as MedBook <medbook@example.com>, not {text!r}")
    try:
        header = SMTP.header_factory("From", text)
    except ValueError:
        raise wrong from None
    if header.defects or len(header.addresses) != 1:
        raise wrong
    (address,) = header.addresses
    if not re.fullmatch(r"[\w.+-]+@[\w.-]+", address.addr_spec, re.ASCII):
        raise wrong
    return Address(address.display_name, address.username, address.domain)


def mail_folder(text: str) -> Path:
    """Read the path of a folder."""
    if not os.path.isabs(text):
        raise ValueError(f"must hold the path of a folder from / on, not {text!r}")
    return Path(text)


def public_url(text: str) -> str:
    """Read where clients reach the gateway."""
    if not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w./~-]*)?", text, re.ASCII):
        raise ValueError(f"must hold a URL such as https://www.example.com, not {text!r}")
    return text.rstrip("/")


VARIABLES: dict[str, tuple[str, Callable[[str], object]]] = {
    "database_url": ("MEDBOOK_DATABASE_URL", primary_url),
    "is_private": ("MEDBOOK_WEBHOOK_PRIVATE", switch),
    "mail_server": ("MEDBOOK_SMTP_URL", mail_server),
    "mail_folder": ("MEDBOOK_MAIL_FOLDER", mail_folder),
    "mail_from": ("MEDBOOK_MAIL_FROM", mail_from),
    "public_url": ("MEDBOOK_PUBLIC_URL", public_url),
}
OF_MAIL = ("mail_from", "public_url")


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration from the environment. Raises ConfigError, which names the variable."""
    values: dict[str, Any] = {}
    for name, (variable, read) in VARIABLES.items():
        text = environment.get(variable, "")
        if text or name == "database_url":
            try:
                values[name] = read(text)
            except ValueError as error:
                raise ConfigError(f"{variable} {error}") from error
    if "mail_server" in values and (missing := [VARIABLES[name][0] for name in OF_MAIL if name not in values]):
        raise ConfigError(f"{missing[0]} must be set, because MEDBOOK_SMTP_URL is")
    return Config(**values)

"""Writes a mail of every kind in every language, for nobody.

What is wrong with a template is seen at the start. And all is read that mails need: files, dates of languages, modules
that others import late. A notifier of root gives up its rights, and may then no longer read this folder.
"""

from email.headerregistry import Address
from typing import Any

from gateway.outbound.mails import Mail, Writer
from gateway.outbound.templates import FOLDER, LOCALES

TIMES = {"start_time": "2030-01-08T09:00:00+00:00", "end_time": "2030-01-08T09:30:00+00:00"}
FACTS: dict[str, Any] = {
    **TIMES,
    "name": "Sömebody",
    "time_zone": "UTC",
    "doctor_name": "Sömebody",
    "doctor_time_zone": "Europe/Berlin",
    "uid": "",
    "sequence": 0,
    "moved_from": TIMES,
    "held_until": TIMES["start_time"],
    "cancelled_by": None,
    "reason": "-",
    "unsubscribe_token": "-",
    "code": "-",
    "expires_in": 1800,
}


def kinds() -> list[str]:
    """Return the kinds of mails."""
    return sorted(path.stem for path in (FOLDER / "en").glob("[a-z]*.html"))


def rehearse() -> None:
    """Write all mails. Raises what is wrong with them."""
    writer = Writer(Address("Sömebody", "somebody", "localhost"), "http://localhost")
    for language in LOCALES:
        for kind in kinds():
            writer.write(Mail("-", 1, kind, language, "somebody@localhost", FACTS)).as_bytes()

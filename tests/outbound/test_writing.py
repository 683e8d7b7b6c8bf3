"""What mails say, in all languages; what they say to calendars; who they can be sent to."""

import re
from collections.abc import Mapping
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from html import unescape
from itertools import product
from typing import Any

import pytest
import vobject
from icalendar import Calendar

from gateway.config import ConfigError
from gateway.outbound import rehearsal
from gateway.outbound.config import MailServer, from_environment
from gateway.outbound.mails import Mail, Unsent, Writer
from gateway.outbound.templates import FOLDER, LOCALES
from tests.support.mail import words

ID = "6f8a1f8e-0000-4000-8000-000000000001"
FROM = Address("MedBook", "medbook", "clinic.example")
LINK = "https://clinic.example/api/v1/notifications/unsubscribe?token=a-b%2Fc%3D"
KINDS = ("cancelled", "confirmed", "moved", "offered", "password_reset", "reminder")
FACTS: dict[str, Any] = {
    "name": "Ann & <Co>",
    "time_zone": "Europe/Berlin",
    "booking_id": "00000000-0000-4000-8000-000000000001",
    "doctor_name": "Dr. Dora <Day>",
    "doctor_time_zone": "Europe/Berlin",
    "start_time": "2030-01-08T09:00:00+00:00",
    "end_time": "2030-01-08T09:30:00+00:00",
    "uid": "00000000-0000-4000-8000-000000000001",
    "sequence": 3,
    "moved_from": {"start_time": "2030-07-08T09:00:00+00:00", "end_time": "2030-07-08T09:30:00+00:00"},
    "held_until": "2030-01-07T08:15:00+00:00",
    "cancelled_by": "clinic",
    "reason": "Dr. Day is <ill> & sorry",
    "minutes_before": 60,
    "unsubscribe_token": "a-b/c=",
}
RESET = {"name": "Ann & <Co>", "code": "aaaa-bbbb", "expires_in": 1800}
DATABASE = {"MEDBOOK_DATABASE_URL": "postgresql://medbook_notifier@db/medbook"}


def write(
    kind: str, language: str = "en", facts: Mapping[str, Any] = FACTS, address: str = "ann@example.com"
) -> EmailMessage:
    """Write a mail, and read it as who gets it does."""
    own = RESET if kind == "password_reset" else facts
    written = Writer(FROM, "https://clinic.example/api").write(Mail(ID, 1, kind, language, address, own))
    read = message_from_bytes(written.as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    assert [part.defects for part in read.walk() if part.defects] == []
    return read


def shown(page: str) -> list[str]:
    """Return the words of a page, with the addresses of its links."""
    linked = re.sub(r'<a href="([^"]+)">(.+?)</a>', r"\2: \1", page.partition("<body")[2])
    return unescape(re.sub(r"<[^>]+>", " ", linked.partition(">")[2])).split()


def attached(message: EmailMessage) -> bytes:
    """Return the calendar that is attached."""
    (part,) = message.iter_attachments()
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def test_a_rehearsal_writes_every_kind_of_mail() -> None:
    assert rehearsal.kinds() == list(KINDS)
    rehearsal.rehearse()


def test_all_languages_have_the_same_files() -> None:
    folders = [path for path in FOLDER.iterdir() if path.is_dir()]
    assert {path.name for path in folders} == set(LOCALES)
    (names,) = {frozenset(path.name for path in folder.iterdir()) for folder in folders}
    assert {name for name in names if not name.startswith("_")} == {
        "event.txt",
        *(f"{kind}.{form}" for kind in KINDS for form in ("txt", "html")),
    }


@pytest.mark.parametrize(("language", "kind", "by"), list(product(LOCALES, KINDS, ["clinic", "patient", None])))
def test_the_text_and_the_page_say_the_same(language: str, kind: str, by: str | None) -> None:
    message = write(kind, language, FACTS | {"cancelled_by": by})
    assert shown(words(message, "html")) == words(message, "plain").split()
    assert message["Content-Language"] == language


@pytest.mark.parametrize(("language", "kind"), list(product(LOCALES, KINDS)))
def test_a_subject_tells_nothing_of_a_person(language: str, kind: str) -> None:
    subject = str(write(kind, language)["Subject"])
    assert subject
    assert not any(word in subject for word in ("Ann", "Dora", "aaaa", "2030", "January", "Januar"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_of_a_part_is_longer_than_mime_allows_and_no_link_is_folded(kind: str) -> None:
    token = {"unsubscribe_token": "x" * 100} if kind == "reminder" else {}
    written = Writer(FROM, "https://clinic.example").write(
        Mail(ID, 1, kind, "de", "ann@example.com", FACTS | token | RESET | {"name": "Ö" * 200})
    )
    encoded = [str(part.get_payload()) for part in written.walk() if not part.is_multipart()]
    assert max(len(line) for text in encoded for line in text.splitlines()) <= 76
    assert (b"?token=" + b"x" * 100 + b">\r\n" in written.as_bytes()) is (kind == "reminder")
    assert b"\n" not in written.as_bytes().replace(b"\r\n", b"")


def test_a_mail_has_the_headers_of_one_that_no_person_has_written() -> None:
    message, again = write("confirmed"), write("confirmed")
    assert message["From"] == "MedBook <medbook@clinic.example>"
    assert message["To"] == "ann@example.com"
    assert message["Message-ID"] == again["Message-ID"] == f"<{ID}@clinic.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert write("confirmed", facts=FACTS | {"unsubscribe_token": None})["List-Unsubscribe"] is None


@pytest.mark.parametrize("language", LOCALES)
def test_a_reminder_can_be_unsubscribed_from_with_one_click_and_by_hand(language: str) -> None:
    message = write("reminder", language)
    assert message["List-Unsubscribe"] == f"<{LINK}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert LINK in words(message, "plain")
    assert f'href="{LINK}"' in words(message, "html")


def test_without_an_address_for_the_public_there_is_no_link() -> None:
    message = Writer(FROM, None).write(Mail(ID, 1, "reminder", "en", "ann@example.com", FACTS))
    assert message["List-Unsubscribe"] is None
    assert "http" not in words(message, "plain")


def test_the_time_is_that_of_the_patient_and_of_the_doctor_if_their_clocks_differ() -> None:
    berlin = "Tuesday, 8 January 2030, 10:00–10:30 (Central European Standard Time)"
    same, paris, far = (
        words(write("confirmed", facts=FACTS | {"doctor_time_zone": zone}), "plain")
        for zone in ("Europe/Berlin", "Europe/Paris", "Asia/Tokyo")
    )
    assert same == paris
    assert f"When: {berlin}\n" in same
    assert "doctor’s place" not in same
    assert f"When: {berlin}\nAt the doctor’s place that is: Tuesday, 8 January 2030, 18:00–18:30 (Japan" in far


def test_german_has_its_own_dates_and_the_summer_its_own_time() -> None:
    text = words(write("moved", "de"), "plain")
    assert "Wann: Dienstag, 8. Januar 2030, 10:00–10:30 Uhr (Mitteleuropäische Normalzeit)" in text
    assert "Vorher war er: Montag, 8. Juli 2030, 11:00–11:30 Uhr (Mitteleuropäische Sommerzeit)" in text


def test_a_cancellation_says_by_whom_and_why() -> None:
    told = [
        words(write("cancelled", facts=FACTS | {"cancelled_by": by}), "plain") for by in ("clinic", "patient", None)
    ]
    assert ["the clinic has cancelled" in text for text in told] == [True, False, False]
    assert ["you have cancelled" in text for text in told] == [False, True, False]
    assert all("Reason: Dr. Day is <ill> & sorry\n" in text for text in told)
    assert "Reason" not in words(write("cancelled", facts=FACTS | {"reason": None}), "plain")


def test_a_new_password_s_mail_has_the_code_and_how_long_it_is_valid() -> None:
    assert "\naaaa-bbbb\n\nIt is valid for 30 minutes." in words(write("password_reset"), "plain")
    assert "Er gilt 30 Minuten." in words(write("password_reset", "de"), "plain")


def test_a_new_code_is_another_mail() -> None:
    writer = Writer(FROM, None)
    mails = [writer.write(Mail(ID, attempt, "password_reset", "en", "ann@example.com", RESET)) for attempt in (1, 1, 2)]
    first, again, second = (mail["Message-ID"] for mail in mails)
    assert first == again != second


@pytest.mark.parametrize(
    ("kind", "method", "status"),
    [
        ("confirmed", "REQUEST", "CONFIRMED"),
        ("moved", "REQUEST", "CONFIRMED"),
        ("cancelled", "CANCEL", "CANCELLED"),
    ],
)
def test_two_readers_find_the_event_in_what_is_attached(kind: str, method: str, status: str) -> None:
    message = write(kind)
    (part,) = message.iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == ("text/calendar", "appointment.ics")
    assert part.get_param("method") == method
    calendar = Calendar.from_ical(attached(message))
    (event,) = calendar.events
    assert [each.errors for each in calendar.walk() if each.errors] == []
    assert (calendar["METHOD"], str(event.status)) == (method, status)
    assert (event.uid, event.sequence) == (FACTS["uid"], 3)
    assert (event.start.isoformat(), event.end.isoformat()) == (FACTS["start_time"], FACTS["end_time"])
    assert event.summary == "Appointment with Dr. Dora <Day>"
    assert (event["ORGANIZER"], event["ATTENDEE"]) == ("mailto:medbook@clinic.example", "mailto:ann@example.com")
    other = vobject.readOne(attached(message).decode())
    other.validate(raiseException=True)
    assert (other.method.value, other.vevent.uid.value, other.vevent.sequence.value) == (method, FACTS["uid"], "3")


@pytest.mark.parametrize("kind", ["reminder", "password_reset"])
def test_what_changes_nothing_in_a_calendar_has_none(kind: str) -> None:
    assert list(write(kind).iter_attachments()) == []


@pytest.mark.parametrize(
    "address",
    [
        "", "ann", "@example.com", "ann@", "ann@example.com\r\nBcc: eve@example.com", "ann@example.com\nX: y",
        "ann@example.com>\r\nRCPT TO:<eve@example.com", "ann@example.com, eve@example.com", "a b@example.com",
        "ann@example.com\x85", "<ann@example.com>", "ann\x00@example.com", "ann@example.com\x7f",
        '"ann"@example.com', "ann@example.com\u2028Bcc:x@example.com",
        "=?utf-8?q?ann=0d=0aBcc=3a=20eve=40example.com=0d=0aX=3a?=@example.com", "=?utf-8?q?eve=2c?=@example.com",
    ],
)  # fmt: skip
def test_nothing_is_written_to_what_is_not_one_address(address: str) -> None:
    with pytest.raises(Unsent, match="REFUSED"):
        write("confirmed", address=address)


@pytest.mark.parametrize("field", ["name", "doctor_name", "reason", "uid"])
def test_no_fact_makes_a_header_or_a_line_of_a_calendar(field: str) -> None:
    message = write("cancelled", facts=FACTS | {field: "x\r\nBcc: eve@example.com\r\nATTENDEE:mailto:eve@example.com"})
    assert message["Bcc"] is None
    assert message.keys() == write("cancelled").keys()
    (event,) = Calendar.from_ical(attached(message)).events
    assert event["ATTENDEE"] == "mailto:ann@example.com"


def test_an_address_of_any_characters_is_written_as_it_is() -> None:
    written = Writer(FROM, None).write(Mail(ID, 1, "confirmed", "en", "änn@bücher.example", FACTS))
    assert "\r\nTo: änn@bücher.example\r\n".encode() in written.as_bytes()


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.com", MailServer("mail.example.com", 25, False)),
        ("smtp://ann:p%40ss@mail.example.com", MailServer("mail.example.com", 587, False, "ann", "p@ss")),
        ("smtp://ann%40x:p@[::1]:2525/", MailServer("::1", 2525, False, "ann@x", "p")),
        ("smtps://mail.example.com", MailServer("mail.example.com", 465, True)),
    ],
)
def test_a_mail_server_is_a_url(url: str, server: MailServer) -> None:
    config = from_environment(
        DATABASE
        | {
            "MEDBOOK_SMTP_URL": url,
            "MEDBOOK_MAIL_FROM": "Die Praxis <praxis@example.com>",
            "MEDBOOK_PUBLIC_URL": "https://example.com/",
        }
    )
    assert config.mail_server == server
    assert config.mail_from == Address("Die Praxis", "praxis", "example.com")
    assert config.public_url == "https://example.com"


@pytest.mark.parametrize(
    ("url", "needs_tls", "is_verified"),
    [
        ("smtp://localhost", False, False), ("smtp://a:b@127.0.0.1", False, False), ("smtp://a:b@[::1]", False, False),
        ("smtp://mail.example.com", False, True), ("smtp://a:b@mail.example.com", True, True),
        ("smtp://a:b@10.0.0.1", True, True), ("smtps://localhost", True, True),
    ],
)  # fmt: skip
def test_no_password_leaves_the_machine_in_the_clear(url: str, needs_tls: bool, is_verified: bool) -> None:
    variables = {"MEDBOOK_MAIL_FROM": "a@example.com", "MEDBOOK_PUBLIC_URL": "https://example.com"}
    server = from_environment(DATABASE | variables | {"MEDBOOK_SMTP_URL": url}).mail_server
    assert server is not None
    assert (server.needs_tls, server.is_verified) == (needs_tls, is_verified)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com", "http://ann:secret@mail.example.com", "smtp://", "smtp://ann@mail.example.com",
        "smtp://ann:secret@mail.example.com:port", "smtp://ann:sec/ret@mail.example.com",
        "smtp://ann:secret@mail.example.com/x", "smtp://ann:secret@[::1", "smtp://ann:sec?ret@mail.example.com",
        "smtp://ann:sec ret@mail.example.com", "smtp://ann:secret@mail.example.com:99999",
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_mail_server_s_url_does_not_show_its_password(url: str) -> None:
    with pytest.raises(ConfigError, match="MEDBOOK_SMTP_URL must hold a URL such as") as caught:
        from_environment(DATABASE | {"MEDBOOK_SMTP_URL": url})
    assert "sec" not in str(caught.value)
    assert "ann" not in str(caught.value)


def test_no_password_is_in_what_a_server_is_told_to_be() -> None:
    assert "secret" not in repr(MailServer("mail.example.com", 587, False, "ann", "secret"))


@pytest.mark.parametrize(
    ("variables", "wrong"),
    [
        ({"MEDBOOK_SMTP_URL": "smtp://localhost"}, "MEDBOOK_MAIL_FROM must be set, because MEDBOOK_SMTP_URL is"),
        ({"MEDBOOK_SMTP_URL": "smtp://localhost", "MEDBOOK_MAIL_FROM": "a@b.c"}, "MEDBOOK_PUBLIC_URL must be set"),
        ({"MEDBOOK_MAIL_FROM": "MedBook"}, "MEDBOOK_MAIL_FROM must hold one address"),
        ({"MEDBOOK_MAIL_FROM": "a@b.c, d@e.f"}, "MEDBOOK_MAIL_FROM must hold one address"),
        ({"MEDBOOK_MAIL_FROM": "a@b.c\r\nBcc: d@e.f"}, "MEDBOOK_MAIL_FROM must hold one address"),
        ({"MEDBOOK_MAIL_FOLDER": "mail"}, "MEDBOOK_MAIL_FOLDER must hold the path of a folder from / on"),
        ({"MEDBOOK_PUBLIC_URL": "example.com"}, "MEDBOOK_PUBLIC_URL must hold a URL such as"),
        ({"MEDBOOK_PUBLIC_URL": "https://example.com/?x"}, "MEDBOOK_PUBLIC_URL must hold a URL such as"),
    ],
)
def test_the_configuration_of_mail_names_what_is_wrong(variables: dict[str, str], wrong: str) -> None:
    with pytest.raises(ConfigError, match=wrong):
        from_environment(DATABASE | variables)

"""Mails that medbook-notify sends, to a real mail server, from a database of its own for each test."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import vobject
from icalendar import Calendar

from gateway.outbound import smtp
from gateway.outbound.config import MailServer as Where
from gateway.outbound.mails import Mail, Unsent, Writer
from gateway.outbound.smtp import Smtp
from tests.outbound.clinic import Clinic
from tests.outbound.test_writing import FACTS, FROM, ID
from tests.support.clinic import ANN, BEN, CHIEF
from tests.support.database import execute, fetch, move_clock
from tests.support.gateway import serve, wait_for
from tests.support.mail import MailServer, authenticate, certificate, mail_server
from tests.support.receiver import receiver

OF_MAIL = {"MEDBOOK_MAIL_FROM": "MedBook <medbook@clinic.example>", "MEDBOOK_PUBLIC_URL": "https://clinic.example"}
WAITING = "select count(*)::integer from medbook.mails where sent_at is null and refused_at is null"
ERRORS = "select last_error, refused_at is not null, attempts from medbook.mails order by last_error"
REMINDED = "select reminders from medbook.notification_preferences where user_id = %s"
# As it is written in a URL.
SIGNED_IN = "user:p%40ss%2Fw%C3%B6rd@"


def to(server: MailServer, scheme: str = "smtp", signed_in: str = "") -> dict[str, str]:
    """Return the variables of a notifier that sends to a mail server."""
    return OF_MAIL | {"MEDBOOK_SMTP_URL": server.url(scheme, signed_in)}


def appoint(clinic: Clinic, number: int = 0, user: str = ANN) -> str:
    """Book a slot and confirm it; return the booking."""
    booking = clinic.book(number, user)
    clinic.ask("confirm_booking(%s, %s::uuid)", user, booking)
    return booking


def is_done(clinic: Clinic, count: int) -> bool:
    """Tell whether so many mails were queued, and none waits any more."""
    return fetch(clinic.url, "select count(*)::integer from medbook.mails") == [(count,)] and fetch(
        clinic.url, WAITING
    ) == [(0,)]


def has_failed(clinic: Clinic, *errors: tuple[str, bool, int]) -> bool:
    """Tell whether the mails have these errors: the word, whether it is final, and how often they were tried."""
    return fetch(clinic.url, ERRORS) == list(errors)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def test_every_kind_of_mail_comes(clinic: Clinic, server: MailServer) -> None:
    execute(clinic.url, "select outbound.queue_reminders()")
    with clinic.notifier(**to(server)):
        booking = appoint(clinic)
        wait_for(lambda: len(server.letters) == 1)
        moved = clinic.ask("reschedule_booking(%s, %s::uuid, %s)", ANN, booking, clinic.slots[1])["booking"]["id"]
        wait_for(lambda: len(server.letters) == 2)
        move_clock(clinic.url, "2 hours")
        wait_for(lambda: len(server.letters) == 3)
        clinic.ask("cancel_booking(%s, %s::uuid, %s)", CHIEF, moved, "The doctor is ill")
        wait_for(lambda: len(server.letters) == 4)
        fetch(clinic.url, "select account.request_reset('ann@example.com')")
        wait_for(lambda: is_done(clinic, 5))
    assert server.subjects() == [
        "Your appointment is confirmed",
        "Your appointment has moved",
        "A reminder of your appointment",
        "Your appointment is cancelled",
        "Your code for a new password",
    ]
    assert {(letter.sender, letter.address) for letter in server.letters} == {
        ("medbook@clinic.example", "ann@example.com")
    }
    confirmed, changed, reminder, cancelled, reset = server.letters
    assert "With: Dr. Dora Day\nWhen: Tuesday, 8 January 2030, 09:00–09:30 (Coordinated" in confirmed.text
    assert "At the doctor’s place that is: Tuesday, 8 January 2030, 10:00–10:30 (Central European" in confirmed.text
    assert "Before, it was: Tuesday, 8 January 2030, 09:00–09:30 (Coordinated" in changed.text
    assert "the clinic has cancelled" in cancelled.text
    assert "Reason: The doctor is ill" in cancelled.page
    ((digest, issued),) = fetch(
        clinic.url, "select code_hash, account.code_digest(%s) from medbook.password_resets", reset.text.split("\n")[4]
    )
    assert digest == issued
    assert "for 30 minutes" in reset.text
    assert str(reminder.message["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"


def test_who_wants_german_gets_german(clinic: Clinic, server: MailServer) -> None:
    execute(clinic.url, "insert into medbook.notification_preferences (user_id, language) values (%s, 'de')", ANN)
    appoint(clinic)
    with clinic.notifier(**to(server)):
        wait_for(lambda: is_done(clinic, 1))
    assert server.subjects() == ["Ihr Termin ist bestätigt"]
    assert "Guten Tag Ann,\n" in server.letters[0].text


def test_an_appointment_s_mails_are_one_event_that_changes_the_one_of_the_subscribed_calendar(
    clinic: Clinic, server: MailServer, tmp_path: Path
) -> None:
    with clinic.notifier(**to(server)), serve(clinic.url, tmp_path / "gateway") as gateway:
        ann = gateway.client.by(ANN)
        address = ann.post("/v1/me/calendar").json()["address"]
        seen = []

        def compare() -> None:
            (event,) = Calendar.from_ical(ann.get(address).content).events
            seen.append((event.uid, event.sequence, str(event.status), event.start, event.end, event.summary))

        booking = appoint(clinic)
        wait_for(lambda: len(server.letters) == 1)
        compare()
        moved = clinic.ask("reschedule_booking(%s, %s::uuid, %s)", ANN, booking, clinic.slots[1])["booking"]["id"]
        wait_for(lambda: len(server.letters) == 2)
        compare()
        clinic.ask("cancel_booking(%s, %s::uuid)", ANN, moved)
        wait_for(lambda: len(server.letters) == 3)
        compare()
    sent, methods = [], []
    for letter in server.letters:
        calendar = Calendar.from_ical(letter.calendar)
        (event,) = calendar.events
        sent.append((event.uid, event.sequence, str(event.status), event.start, event.end, event.summary))
        methods.append(calendar["METHOD"])
        assert vobject.readOne(letter.calendar.decode()).vevent.uid.value == booking
    assert sent == seen
    assert [sequence for _, sequence, *_ in sent] == [0, 1, 2]
    assert methods == ["REQUEST", "REQUEST", "CANCEL"]


def test_a_mail_program_turns_reminders_off_at_the_link_of_one(
    clinic: Clinic, server: MailServer, tmp_path: Path
) -> None:
    execute(clinic.url, "select outbound.queue_reminders()")
    appoint(clinic)
    move_clock(clinic.url, "2 hours")
    with serve(clinic.url, tmp_path / "gateway") as gateway:
        with clinic.notifier(**to(server) | {"MEDBOOK_PUBLIC_URL": gateway.base_url}):
            wait_for(lambda: is_done(clinic, 2))
        (reminder,) = [letter for letter in server.letters if letter.message["List-Unsubscribe"]]
        link = str(reminder.message["List-Unsubscribe"])[1:-1]
        name, _, value = str(reminder.message["List-Unsubscribe-Post"]).partition("=")
        assert link in reminder.text
        assert gateway.http.get(link).status_code == 200
        assert fetch(clinic.url, REMINDED, ANN) == []
        assert gateway.http.post(link, data={name: value}).status_code == 200
    assert fetch(clinic.url, REMINDED, ANN) == [(False,)]


def test_one_connection_takes_several_mails(clinic: Clinic, server: MailServer) -> None:
    with clinic.notifier(**to(server)):
        for number in range(3):
            appoint(clinic, number)
            wait_for(lambda: is_done(clinic, number + 1))  # noqa: B023 - called before the next one
    assert len({letter.peer for letter in server.letters}) == 1


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("RCPT", "550 5.1.1 no ann@example.com here"),
        ("DATA", "554 5.7.1 spam"),
        ("RCPT", "450 4.2.1 later"),
        ("DATA", "451 4.3.0 later"),
    ],
)
def test_what_the_server_says_of_a_mail_is_final_or_not(
    clinic: Clinic, server: MailServer, command: str, answer: str
) -> None:
    is_final = answer.startswith("5")
    error = "REFUSED" if is_final else "DEFERRED"
    server.answers[command] = answer
    appoint(clinic)
    with clinic.notifier(**to(server)):
        wait_for(lambda: has_failed(clinic, (error, is_final, 1)))
        server.answers.clear()
        move_clock(clinic.url, "10 seconds")
        appoint(clinic, 1)
        wait_for(lambda: is_done(clinic, 2))
    assert len(server.letters) == (1 if is_final else 2)
    assert f"was not sent: {error} {answer[:3]}, attempt 1" in clinic.log()
    assert "cannot be used" not in clinic.log()


def test_mails_wait_for_a_server_that_is_down_and_come_when_it_is_back(clinic: Clinic) -> None:
    server = MailServer()
    for number in range(4):
        appoint(clinic, number, BEN)
    with clinic.notifier(**to(server)):
        wait_for(lambda: "cannot be used" in clinic.log())
        tried = fetch(clinic.url, "select sum(attempts)::integer from medbook.mails")
        move_clock(clinic.url, "90 seconds")
        with server.running():
            wait_for(lambda: is_done(clinic, 4))
    assert tried <= [(4,)]
    assert len({letter.id for letter in server.letters}) == len(server.letters) == 4
    assert clinic.log().count("The mail server cannot be used: CONNECTION. No mail is sent until it can") == 1
    assert clinic.log().count("The mail server can be used again") == 1


def test_a_mail_server_that_hangs_slows_no_webhook(clinic: Clinic, server: MailServer) -> None:
    server.gate.clear()
    for number in range(4):
        booking = appoint(clinic, number)
    with receiver() as hook, clinic.notifier(**to(server)):
        clinic.register(hook.url())
        wait_for(lambda: len(server.letters) == Smtp.at_once)
        clinic.ask("cancel_booking(%s, %s::uuid)", ANN, booking)
        wait_for(lambda: "booking.cancelled" in hook.types())
        assert len(server.letters) == Smtp.at_once
        server.gate.set()
        wait_for(lambda: is_done(clinic, 5))


def test_webhooks_that_hang_slow_no_mail(clinic: Clinic, server: MailServer) -> None:
    with receiver() as hook, clinic.notifier(**to(server)):
        hook.hangs.add("/hang")
        for _ in range(5):
            clinic.register(hook.url("/hang"))
        appoint(clinic)
        wait_for(lambda: len(hook.messages) == 5)
        appoint(clinic, 1)
        wait_for(lambda: is_done(clinic, 2))


def test_two_notifiers_send_each_mail_once(clinic: Clinic, server: MailServer) -> None:
    with clinic.notifier(**to(server)), clinic.notifier(**to(server)):
        for number in range(4):
            for user in (ANN, BEN):
                clinic.ask("cancel_booking(%s, %s::uuid)", user, appoint(clinic, number, user))
        wait_for(lambda: server.subjects().count("Your appointment is cancelled") >= 8)
        wait_for(lambda: fetch(clinic.url, WAITING) == [(0,)])
    assert len({letter.id for letter in server.letters}) == len(server.letters)


def test_a_notifier_that_is_killed_loses_nothing_and_what_comes_twice_has_the_same_message_id(
    clinic: Clinic, server: MailServer
) -> None:
    server.gate.clear()
    for number in range(3):
        appoint(clinic, number)
    with clinic.notifier(**to(server)) as process:
        wait_for(lambda: len(server.letters) == 3)
        process.kill()
        process.wait()
    server.gate.set()
    move_clock(clinic.url, "3 minutes")
    with clinic.notifier(**to(server)):
        wait_for(lambda: is_done(clinic, 3))
    ids = [letter.id for letter in server.letters]
    assert len(ids) == 6
    assert set(ids[:3]) == set(ids[3:])
    assert len(set(ids)) == 3


def test_a_notifier_that_is_to_end_notes_what_it_has_begun(clinic: Clinic, server: MailServer) -> None:
    server.gate.clear()
    appoint(clinic)
    with clinic.notifier(**to(server)) as process:
        wait_for(lambda: server.letters)
        process.terminate()
        server.gate.set()
        assert process.wait(timeout=60) == 0
    assert is_done(clinic, 1)


def test_starttls_is_used_where_it_is_offered_and_a_password_is_only_said_then(clinic: Clinic, tmp_path: Path) -> None:
    _, context = certificate(tmp_path)
    with mail_server(tls_context=context, authenticator=authenticate, auth_required=True) as server:
        appoint(clinic)
        with clinic.notifier(**to(server, signed_in=SIGNED_IN)):
            wait_for(lambda: is_done(clinic, 1))
        assert [letter.has_tls for letter in server.letters] == [True]


def test_a_server_of_tls_must_have_a_certificate_that_somebody_vouches_for(clinic: Clinic, tmp_path: Path) -> None:
    file, context = certificate(tmp_path)
    server = MailServer(tls=context)
    with server.running():
        appoint(clinic)
        with clinic.notifier(**to(server, "smtps")):
            wait_for(lambda: has_failed(clinic, ("TLS", False, 1)))
        assert server.letters == []
        move_clock(clinic.url, "90 seconds")
        with clinic.notifier(**to(server, "smtps"), SSL_CERT_FILE=str(file)):
            wait_for(lambda: is_done(clinic, 1))
        assert [letter.has_tls for letter in server.letters] == [True]


@pytest.mark.parametrize("signed_in", ["user:wrong@", "other:p%40ss@", ""])
def test_who_is_not_let_in_sends_nothing_and_loses_nothing(clinic: Clinic, tmp_path: Path, signed_in: str) -> None:
    _, context = certificate(tmp_path)
    with mail_server(tls_context=context, authenticator=authenticate, auth_required=True) as server:
        appoint(clinic)
        with clinic.notifier(**to(server, signed_in=signed_in)):
            wait_for(lambda: has_failed(clinic, ("AUTHENTICATION", False, 1)))
        assert server.letters == []
    assert "The mail server cannot be used: AUTHENTICATION 5" in clinic.log()
    assert "wrong" not in clinic.log()


def test_a_server_that_lets_nobody_sign_in_is_told_of_as_such(clinic: Clinic, server: MailServer) -> None:
    appoint(clinic)
    with clinic.notifier(**to(server, signed_in="user:p%40ss@")):
        wait_for(lambda: has_failed(clinic, ("AUTHENTICATION", False, 1)))


def test_the_address_that_all_mails_are_from_is_not_the_fault_of_one(clinic: Clinic, server: MailServer) -> None:
    server.answers["MAIL"] = "550 5.7.1 not yours"
    appoint(clinic)
    with clinic.notifier(**to(server)):
        wait_for(lambda: has_failed(clinic, ("AUTHENTICATION", False, 1)))


def test_an_address_of_any_characters_needs_a_server_that_takes_them(clinic: Clinic) -> None:
    execute(clinic.url, "update medbook.users set email = 'änn@bücher.example' where id = %s", ANN)
    appoint(clinic)
    with mail_server() as server, clinic.notifier(**to(server)):
        wait_for(lambda: has_failed(clinic, ("REFUSED", True, 1)))
    appoint(clinic, 1)
    with mail_server(enable_SMTPUTF8=True) as server, clinic.notifier(**to(server)):
        wait_for(lambda: is_done(clinic, 2))
    assert [letter.address for letter in server.letters] == ["änn@bücher.example"]


def test_mails_are_files_where_there_is_no_server(clinic: Clinic, tmp_path: Path) -> None:
    folder = tmp_path / "mail" / "of the demo"
    appoint(clinic)
    with clinic.notifier(MEDBOOK_MAIL_FOLDER=str(folder)):
        wait_for(lambda: is_done(clinic, 1))
    ((mail,),) = fetch(clinic.url, "select id::text from medbook.mails")
    (path,) = folder.iterdir()
    assert path.name == f"{mail}.eml"
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert b"\r\nSubject: Your appointment is confirmed\r\n" in path.read_bytes()
    assert f"writes mails to the folder {folder}" in clinic.log()


def test_a_folder_that_cannot_be_written_to_loses_nothing(clinic: Clinic, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.write_text("in the way")
    appoint(clinic)
    with clinic.notifier(MEDBOOK_MAIL_FOLDER=str(folder)):
        wait_for(lambda: has_failed(clinic, ("CONNECTION", False, 1)))
        folder.unlink()
        move_clock(clinic.url, "90 seconds")
        wait_for(lambda: is_done(clinic, 1))
    assert "The folder of mails cannot be used: CONNECTION" in clinic.log()
    assert "The folder of mails can be used again" in clinic.log()


def test_without_a_server_and_a_folder_no_mail_is_claimed_and_that_is_told(clinic: Clinic) -> None:
    appoint(clinic)
    with receiver() as hook, clinic.notifier():
        clinic.register(hook.url())
        clinic.book(1)
        wait_for(lambda: hook.messages)
    assert has_failed(clinic, (None, False, 0))  # type: ignore[arg-type]
    assert clinic.log().count("sends no mails: neither MEDBOOK_SMTP_URL nor MEDBOOK_MAIL_FOLDER is set") == 1


def test_the_log_has_nothing_of_a_person(clinic: Clinic, server: MailServer) -> None:
    server.answers["RCPT"] = "550 5.1.1 ann@example.com is unknown"
    booking = appoint(clinic)
    with clinic.notifier(**to(server)):
        wait_for(lambda: has_failed(clinic, ("REFUSED", True, 1)))
        server.answers["RCPT"] = "450 4.2.0 ann@example.com is busy"
        clinic.ask("cancel_booking(%s, %s::uuid, %s)", ANN, booking, "A secret")
        wait_for(lambda: has_failed(clinic, ("DEFERRED", False, 1), ("REFUSED", True, 1)))
        server.answers.clear()
        fetch(clinic.url, "select account.request_reset('ben@example.com')")
        wait_for(lambda: server.letters)
    for word in ("ann", "Ann", "ben@", "example.com", "Dora", "secret", ANN, booking, "unknown", "busy"):
        assert word not in clinic.log()


def deliver(where: Where, **facts: Any) -> str | None:
    """Send a mail in this process; return the error."""
    written = Writer(FROM, None).write(Mail(ID, 1, "confirmed", "en", "ann@example.com", FACTS | facts))

    async def send() -> str | None:
        carrier = Smtp(where)
        try:
            await carrier.send(written)
        except Unsent as unsent:
            return unsent.error
        finally:
            await carrier.close()
        return None

    return asyncio.run(send())


def test_a_server_that_hangs_is_left_alone_in_time(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    # A claim lasts two minutes.
    assert smtp.SECONDS + smtp.TAKING_SECONDS <= 110
    monkeypatch.setattr(smtp, "TAKING_SECONDS", 0.3)
    server.gate.clear()
    assert deliver(Where("127.0.0.1", server.port, False)) == "TIMEOUT"


@pytest.mark.parametrize("host", ["a..b", "127.0.0.1", "no.such.host.invalid"])
def test_a_server_that_cannot_be_reached_is_an_outcome_and_no_error(host: str) -> None:
    assert deliver(Where(host, 1, False)) == "CONNECTION"


def test_a_server_may_look_at_a_mail_for_longer_than_it_may_take_to_let_us_in(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send() -> None:
        carrier = Smtp(Where("127.0.0.1", server.port, False))
        await carrier.connect()
        monkeypatch.setattr(smtp, "SECONDS", 0)
        await carrier.send(Writer(FROM, None).write(Mail(ID, 1, "confirmed", "en", "ann@example.com", FACTS)))
        await carrier.close()

    asyncio.run(send())
    assert len(server.letters) == 1


def test_where_tls_is_needed_nothing_is_said_without_it(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Where, "is_here", False)
    assert deliver(Where("127.0.0.1", server.port, False, "user", "password")) == "TLS"
    assert deliver(Where("127.0.0.1", server.port, False)) is None

"""Who gets which mail, and when: with real transactions and a clock that moves."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.support.clinic import ANN, BEN, CHIEF, DORA, SLOT
from tests.support.database import execute, fetch, move_clock
from tests.support.gateway import wait_for

RELAY = "select outbound.relay()"
REMIND = "select outbound.queue_reminders()"
CLAIM = "select id, attempt, kind, address, facts from outbound.claim_mails(100)"
RECORD = "select outbound.record_mail(%s, %s, %s)"
BOOK = "select api.book_slot(%s, %s) #>> '{booking,id}'"
CONFIRM = "select api.confirm_booking(%s, %s::uuid)"
CANCEL = "select api.cancel_booking(%s, %s::uuid, %s)"
MOVE = "select api.reschedule_booking(%s, %s::uuid, %s) #>> '{booking,id}'"
FORGET = "select account.request_reset(%s)"
FREE = "select id::text from medbook.slots where doctor_id = %s and is_available and start_time > core.now() order by 1"


def appoint(url: str, user: str = ANN, slot: str = SLOT) -> str:
    """Book a slot and confirm it; return the booking."""
    ((booking,),) = fetch(url, BOOK, user, slot)
    execute(url, CONFIRM, user, booking)
    return str(booking)


def mail(url: str) -> list[Any]:
    """Let all be queued that is due, and send it; return the kinds, addresses and facts."""
    execute(url, RELAY)
    execute(url, REMIND)
    claimed = fetch(url, CLAIM)
    assert [fetch(url, RECORD, id_, attempt, None) for id_, attempt, *_ in claimed] == [[(True,)]] * len(claimed)
    return [tuple(rest) for _, _, *rest in claimed]


def kinds(url: str) -> list[tuple[str, int | None]]:
    """Send what is due; return the kinds, and of reminders the minutes."""
    return [(kind, facts.get("minutes_before")) for kind, _, facts in mail(url)]


@pytest.fixture
def reminded(fresh_url: str) -> str:
    """A clinic whose reminders have been looked for."""
    execute(fresh_url, REMIND)
    return fresh_url


def test_a_hold_is_no_mail_and_its_confirmation_is_one(fresh_url: str) -> None:
    ((booking,),) = fetch(fresh_url, BOOK, ANN, SLOT)
    assert mail(fresh_url) == []
    execute(fresh_url, CONFIRM, ANN, booking)
    ((kind, address, facts),) = mail(fresh_url)
    assert (kind, address) == ("confirmed", "ann@example.com")
    assert facts == {
        "name": "Ann",
        "time_zone": "UTC",
        "booking_id": booking,
        "doctor_name": "Dr. Dora Day",
        "doctor_time_zone": "Europe/Berlin",
        "start_time": "2030-01-08T09:00:00+00:00",
        "end_time": "2030-01-08T09:30:00+00:00",
        "uid": booking,
        "sequence": 0,
        "moved_from": None,
        "held_until": None,
        "cancelled_by": None,
        "reason": None,
        "minutes_before": None,
        "unsubscribe_token": None,
    }
    assert mail(fresh_url) == []


def offer(url: str) -> str:
    """Let Ann be offered a slot that Ben had; return her booking."""
    ((booking,),) = fetch(url, BOOK, BEN, SLOT)
    join = "select api.join_waitlist(%s, %s, p_to => '2030-01-08 09:30Z')"
    assert fetch(url, join, ANN, DORA)[0][0]["success"]
    execute(url, "select api.cancel_booking(%s, %s)", BEN, booking)
    ((offered,),) = fetch(url, "select id::text from medbook.bookings where user_id = %s", ANN)
    return str(offered)


def test_an_offer_is_a_mail_that_says_until_when_also_to_who_wants_none(fresh_url: str) -> None:
    execute(fresh_url, "insert into medbook.notification_preferences (user_id, confirmed) values (%s, false)", ANN)
    booking = offer(fresh_url)
    ((kind, address, facts),) = mail(fresh_url)
    assert (kind, address, facts["booking_id"]) == ("offered", "ann@example.com", booking)
    assert facts["held_until"] == "2030-01-07T08:15:00+00:00"
    types = fetch(fresh_url, "select type from api.event where booking_id = %s", booking)
    assert types == [("booking.offered",)]


def test_an_offer_that_is_open_no_longer_is_not_mailed(fresh_url: str) -> None:
    execute(fresh_url, CONFIRM, ANN, offer(fresh_url))
    assert kinds(fresh_url) == [("confirmed", None)]


def test_an_offer_that_has_lapsed_is_not_mailed(fresh_url: str) -> None:
    offer(fresh_url)
    move_clock(fresh_url, "15 minutes")
    assert kinds(fresh_url) == []


def test_a_move_is_one_mail_that_says_from_when_to_when(fresh_url: str) -> None:
    booking = appoint(fresh_url)
    assert kinds(fresh_url) == [("confirmed", None)]
    _, (slot,), *_ = [(SLOT,), *fetch(fresh_url, FREE, DORA)]
    ((new,),) = fetch(fresh_url, MOVE, ANN, booking, slot)
    ((kind, _, facts),) = mail(fresh_url)
    assert kind == "moved"
    assert (facts["booking_id"], facts["uid"], facts["sequence"]) == (new, booking, 1)
    assert facts["moved_from"] == {"start_time": "2030-01-08T09:00:00+00:00", "end_time": "2030-01-08T09:30:00+00:00"}
    assert facts["start_time"] == "2030-01-08T09:30:00+00:00"


def test_a_moved_hold_is_told_when_it_is_confirmed(fresh_url: str) -> None:
    ((booking,),) = fetch(fresh_url, BOOK, ANN, SLOT)
    ((slot,), *_) = fetch(fresh_url, FREE, DORA)
    ((new,),) = fetch(fresh_url, MOVE, ANN, booking, slot)
    assert mail(fresh_url) == []
    execute(fresh_url, CONFIRM, ANN, new)
    assert kinds(fresh_url) == [("confirmed", None)]


@pytest.mark.parametrize(("who", "by", "why"), [(ANN, "patient", None), (CHIEF, "clinic", "Flu")])
def test_a_cancellation_says_by_whom_and_the_clinic_s_reason(
    fresh_url: str, who: str, by: str, why: str | None
) -> None:
    booking = appoint(fresh_url)
    mail(fresh_url)
    execute(fresh_url, CANCEL, who, booking, "Flu")
    ((kind, address, facts),) = mail(fresh_url)
    assert (kind, address) == ("cancelled", "ann@example.com")
    assert (facts["cancelled_by"], facts["reason"], facts["sequence"]) == (by, why, 1)


@pytest.mark.parametrize(("who", "told"), [(ANN, []), (CHIEF, [("cancelled", None)])])
def test_of_a_hold_only_the_clinic_s_cancellation_is_told(
    fresh_url: str, who: str, told: list[tuple[str, None]]
) -> None:
    ((booking,),) = fetch(fresh_url, BOOK, ANN, SLOT)
    execute(fresh_url, CANCEL, who, booking, None)
    assert kinds(fresh_url) == told


def test_a_confirmation_is_not_sent_once_the_booking_is_cancelled(fresh_url: str) -> None:
    booking = appoint(fresh_url)
    execute(fresh_url, RELAY)
    execute(fresh_url, CANCEL, ANN, booking, None)
    assert kinds(fresh_url) == [("cancelled", None)]


def test_a_patient_is_reminded_a_day_and_two_hours_before(reminded: str) -> None:
    appoint(reminded)
    mail(reminded)
    move_clock(reminded, "59 minutes")
    assert kinds(reminded) == []
    move_clock(reminded, "1 minute")
    ((_, address, facts),) = mail(reminded)
    assert (address, facts["minutes_before"], facts["start_time"]) == (
        "ann@example.com",
        1440,
        "2030-01-08T09:00:00+00:00",
    )
    assert facts["unsubscribe_token"]
    move_clock(reminded, "21 hours 59 minutes")
    assert kinds(reminded) == []
    move_clock(reminded, "1 minute")
    assert kinds(reminded) == [("reminder", 120)]
    move_clock(reminded, "3 hours")
    assert kinds(reminded) == []


def test_what_was_just_confirmed_is_not_reminded_of(reminded: str) -> None:
    move_clock(reminded, "50 minutes 1 second")
    appoint(reminded)
    mail(reminded)
    move_clock(reminded, "9 minutes 59 seconds")
    assert kinds(reminded) == []


def test_no_reminder_of_what_was_cancelled_before_it_was_due(reminded: str) -> None:
    booking = appoint(reminded)
    execute(reminded, CANCEL, ANN, booking, None)
    mail(reminded)
    move_clock(reminded, "1 hour")
    assert fetch(reminded, REMIND) == [(0,)]


def test_no_reminder_of_what_is_cancelled_while_it_waits(reminded: str) -> None:
    booking = appoint(reminded)
    mail(reminded)
    move_clock(reminded, "1 hour")
    assert fetch(reminded, REMIND) == [(1,)]
    execute(reminded, CANCEL, CHIEF, booking, None)
    assert kinds(reminded) == [("cancelled", None)]
    assert fetch(reminded, "select from medbook.mails where kind = 'reminder'") == []


def test_a_move_is_reminded_of_at_its_new_time(reminded: str) -> None:
    booking = appoint(reminded)
    ((slot,), *_) = fetch(reminded, FREE, DORA)
    execute(reminded, MOVE, ANN, booking, slot)
    mail(reminded)
    move_clock(reminded, "1 hour")
    assert kinds(reminded) == []
    move_clock(reminded, "30 minutes")
    assert kinds(reminded) == [("reminder", 1440)]


def test_an_appointment_that_is_committed_late_is_reminded_of(reminded: str) -> None:
    with psycopg.connect(reminded) as late:
        ((booking,),) = late.execute(BOOK, (ANN, SLOT)).fetchall()
        late.execute(CONFIRM, (ANN, booking))
        move_clock(reminded, "9 minutes")
        assert fetch(reminded, REMIND) == [(0,)]
    move_clock(reminded, "51 minutes")
    assert ("reminder", 1440) in kinds(reminded)


def test_who_looks_beside_another_does_not_wait_and_reminds_nobody_twice(reminded: str) -> None:
    appoint(reminded)
    move_clock(reminded, "1 hour")
    with psycopg.connect(reminded) as first:
        assert first.execute(REMIND).fetchall() == [(1,)]
        assert fetch(reminded, REMIND) == [(0,)]
        first.rollback()
    assert fetch(reminded, REMIND) == [(1,)]
    assert fetch(reminded, REMIND) == [(0,)]


def test_the_first_look_reminds_of_nothing_that_was_due_before(fresh_url: str) -> None:
    appoint(fresh_url)
    mail(fresh_url)
    execute(fresh_url, "update medbook.reminder_position set looked_until = null")
    move_clock(fresh_url, "2 hours")
    assert kinds(fresh_url) == []


def test_after_an_outage_a_patient_is_reminded_once(reminded: str) -> None:
    appoint(reminded)
    mail(reminded)
    move_clock(reminded, "24 hours")
    assert kinds(reminded) == [("reminder", 120)]


def test_after_a_long_outage_nobody_is_reminded_of_what_has_begun(reminded: str) -> None:
    appoint(reminded)
    mail(reminded)
    move_clock(reminded, "25 hours")
    assert fetch(reminded, REMIND) == [(0,)]


def test_two_claimers_at_once_get_different_mail(fresh_url: str) -> None:
    appoint(fresh_url)
    ((slot,), *_) = fetch(fresh_url, FREE, DORA)
    appoint(fresh_url, BEN, slot)
    execute(fresh_url, RELAY)
    with psycopg.connect(fresh_url) as first:
        ((one,),) = first.execute("select address from outbound.claim_mails(1)").fetchall()
        ((other,),) = fetch(fresh_url, "select address from outbound.claim_mails(9)")
    assert {one, other} == {"ann@example.com", "ben@example.com"}


def test_who_is_erased_gets_no_mail(fresh_url: str) -> None:
    appoint(fresh_url)
    execute(fresh_url, RELAY)
    execute(fresh_url, "select account.erase_user(%s)", ANN)
    assert fetch(fresh_url, "select from medbook.mails") == []
    assert mail(fresh_url) == []


def test_mail_that_nobody_sends_for_three_days_is_not_sent(fresh_url: str) -> None:
    execute(fresh_url, "update test.slots set start_time = start_time + '9 days', end_time = end_time + '9 days'")
    appoint(fresh_url)
    execute(fresh_url, RELAY)
    move_clock(fresh_url, "3 days")
    assert fetch(fresh_url, CLAIM) == []
    assert fetch(fresh_url, "select from medbook.mails") == []


def test_changes_that_are_told_a_day_late_are_no_mail(fresh_url: str) -> None:
    execute(fresh_url, "update test.slots set start_time = start_time + '9 days', end_time = end_time + '9 days'")
    appoint(fresh_url)
    move_clock(fresh_url, "1 day")
    assert fetch(fresh_url, RELAY) == [(2,)]
    assert mail(fresh_url) == []


def test_however_often_a_reset_is_asked_for_one_mail_has_one_code(fresh_url: str) -> None:
    with psycopg.connect(fresh_url) as first, ThreadPoolExecutor() as threads:
        first.execute(FORGET, ("ann@example.com",))
        second = threads.submit(execute, fresh_url, FORGET, "Ann@example.com")
        wait_for(lambda: bool(fetch(fresh_url, "select from pg_locks where not granted")))
        first.commit()
        second.result()
    ((kind, address, facts),) = mail(fresh_url)
    assert (kind, address, set(facts)) == ("password_reset", "ann@example.com", {"name", "code", "expires_in"})
    reset = "select account.reset_password(%s, %s, test.hash()) ->> 'success'"
    assert fetch(fresh_url, reset, "ann@example.com", facts["code"]) == [("true",)]


def test_a_reset_is_sent_past_a_user_who_is_locked_and_at_once_after(fresh_url: str) -> None:
    execute(fresh_url, FORGET, "ann@example.com")
    execute(fresh_url, FORGET, "ben@example.com")
    with psycopg.connect(fresh_url) as busy:
        busy.execute("select from medbook.users where id = %s for no key update", (ANN,))
        assert [address for _, address, _ in mail(fresh_url)] == ["ben@example.com"]
    assert [address for _, address, _ in mail(fresh_url)] == ["ann@example.com"]


def test_nobody_else_and_no_queue_has_the_code(fresh_url: str) -> None:
    execute(fresh_url, FORGET, "nobody@example.com")
    execute(fresh_url, FORGET, "gone@example.com")
    assert fetch(fresh_url, "select from medbook.mails") == []
    execute(fresh_url, FORGET, "ann@example.com")
    ((_, _, facts),) = mail(fresh_url)
    assert facts["code"] not in str(fetch(fresh_url, "select m::text from medbook.mails m"))

"""What medbook-notify sends to webhooks, to a real receiver, from a database of its own for each test."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import AsyncConnection
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from gateway.outbound.sender import Sender
from gateway.outbound.webhooks import Webhooks
from tests.outbound.clinic import Clinic
from tests.support import ROOT
from tests.support.clinic import ANN, BEN, CHIEF, DORA
from tests.support.database import execute, fetch, move_clock
from tests.support.gateway import wait_for
from tests.support.receiver import Receiver, receiver


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def test_what_is_sent_verifies_with_the_reference_library_and_is_the_event(clinic: Clinic, hook: Receiver) -> None:
    _, secret = clinic.register(hook.url())
    booking = clinic.book()
    with clinic.notifier():
        wait_for(lambda: clinic.webhook()["waiting"] == 0 and hook.messages)
    (message,) = hook.messages
    said = Webhook(secret).verify(message.text, message.headers)
    (event,) = clinic.ask("list_events(%s)", CHIEF)["events"]
    assert said == {"type": event.pop("type"), "timestamp": event.pop("at"), "data": event}
    assert event["booking_id"] == booking
    assert message.headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(message.text.replace("held", "failed"), message.headers)


def test_the_readmes_webhook_is_one(clinic: Clinic) -> None:
    (said,) = re.findall(r"/v1/admin/webhooks\" --json '(.+?)'", (ROOT / "README.md").read_text())
    given = json.loads(said)
    answer = clinic.ask("create_webhook(%s, %s, %s)", CHIEF, given["url"], json.dumps(given["event_types"]))
    assert answer["secret"].startswith("whsec_")
    assert answer["webhook"].items() >= given.items()


def test_after_a_rotation_the_old_secret_and_the_new_one_verify(clinic: Clinic, hook: Receiver) -> None:
    webhook, old = clinic.register(hook.url())
    new = clinic.ask("rotate_webhook(%s, %s)", CHIEF, webhook)["secret"]
    clinic.book()
    with clinic.notifier():
        wait_for(lambda: hook.messages)
    (message,) = hook.messages
    for secret in (old, new):
        assert Webhook(secret).verify(message.text, message.headers)


def test_what_has_failed_comes_again_with_its_id_and_before_the_next_of_its_booking(
    clinic: Clinic, hook: Receiver
) -> None:
    hook.answers["/hook"] = (500, {})
    clinic.register(hook.url())
    booking = clinic.book()
    clinic.ask("confirm_booking(%s, %s::uuid)", ANN, booking)
    clinic.book(1)
    failed = "select count(*) from medbook.deliveries where last_status = 500"
    with clinic.notifier():
        wait_for(lambda: fetch(clinic.url, failed) == [(2,)])
        hook.answers.clear()
        move_clock(clinic.url, "5 seconds")
        wait_for(lambda: clinic.webhook()["waiting"] == 0)
    of_booking = [message for message in hook.messages if message.data["booking_id"] == booking]
    assert [message.type for message in of_booking] == ["booking.held", "booking.held", "booking.confirmed"]
    assert of_booking[0].id == of_booking[1].id != of_booking[2].id
    assert of_booking[0].text == of_booking[1].text


def test_a_redirect_is_not_followed(clinic: Clinic, hook: Receiver) -> None:
    hook.answers["/hook"] = (307, {"Location": hook.url("/elsewhere")})
    webhook, _ = clinic.register(hook.url())
    clinic.book()
    with clinic.notifier():
        wait_for(lambda: clinic.is_noted(webhook, last_status=307, last_error="STATUS"))
    assert [message.path for message in hook.messages] == ["/hook"]


def test_a_receiver_that_is_gone_disables_its_webhook_and_what_waits_comes_when_it_is_enabled(
    clinic: Clinic, hook: Receiver
) -> None:
    hook.answers["/hook"] = (410, {})
    webhook, _ = clinic.register(hook.url())
    clinic.book()
    with clinic.notifier():
        wait_for(lambda: clinic.webhook()["disabled_because"] == "GONE")
        hook.answers.clear()
        clinic.ask("update_webhook(%s, %s, p_is_disabled => false)", CHIEF, webhook)
        wait_for(lambda: clinic.webhook()["waiting"] == 0)
    assert len({message.id for message in hook.messages}) == 1
    assert len(hook.messages) == 2


def test_a_receiver_that_asks_to_wait_is_not_sent_anything_before(clinic: Clinic, hook: Receiver) -> None:
    hook.answers["/hook"] = (429, {"Retry-After": "600"})
    webhook, _ = clinic.register(hook.url())
    clinic.book()
    with clinic.notifier():
        wait_for(lambda: clinic.is_noted(webhook, last_status=429))
    assert fetch(clinic.url, "select due_at - core.now() = '10 minutes' from medbook.deliveries") == [(True,)]


def test_an_answer_without_an_end_is_not_read_to_its_end(clinic: Clinic, hook: Receiver) -> None:
    hook.answers["/flood"] = (200, {})
    hook.floods.add("/flood")
    webhook, _ = clinic.register(hook.url("/flood"))
    clinic.book()
    with clinic.notifier():
        wait_for(lambda: clinic.is_noted(webhook, state="DELIVERED"))
    # What the buffers between them take, and no more.
    assert hook.most < 16 * 1024 * 1024


def test_receivers_that_hang_do_not_keep_others_waiting(clinic: Clinic, hook: Receiver) -> None:
    hook.hangs.add("/hang")
    for _ in range(3):
        clinic.register(hook.url("/hang"))
    good, _ = clinic.register(hook.url("/good"))
    with clinic.notifier():
        for number in range(3):
            clinic.book(number)
        wait_for(lambda: len([message for message in hook.messages if message.path == "/good"]) == 3)
    assert clinic.delivery(good)["state"] == "DELIVERED"


def test_names_that_nobody_can_look_up_leave_room_for_others(clinic: Clinic, hook: Receiver) -> None:
    clinic.register(hook.url(host="localhost"))
    clinic.book()
    with clinic.notifier() as process:
        wait_for(lambda: hook.messages)
        threads = len(list(Path(f"/proc/{process.pid}/task").iterdir()))
    # Half of libuv's may look up names.
    assert threads > 2 * Webhooks.at_once


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_private_address_is_refused_by_default_by_number_and_by_name(
    clinic: Clinic, hook: Receiver, host: str
) -> None:
    webhook, _ = clinic.register(hook.url(host=host))
    clinic.book()
    with clinic.notifier(private="off"):
        wait_for(lambda: clinic.is_noted(webhook, last_error="ADDRESS"))
    assert hook.messages == []


def test_a_receiver_whose_certificate_nobody_vouches_for_gets_nothing(clinic: Clinic, tmp_path: Path) -> None:
    with receiver(tmp_path) as hook:
        webhook, _ = clinic.register(hook.url())
        clinic.book()
        with clinic.notifier():
            wait_for(lambda: clinic.is_noted(webhook, last_error="TLS"))
        assert hook.messages == []


def test_two_notifiers_send_each_event_once_and_in_the_booking_s_order(clinic: Clinic, hook: Receiver) -> None:
    clinic.register(hook.url())
    with clinic.notifier(), clinic.notifier():
        for number in range(4):
            for user in (ANN, BEN):
                booking = clinic.book(number, user)
                clinic.ask("confirm_booking(%s, %s::uuid)", user, booking)
                clinic.ask("cancel_booking(%s, %s::uuid)", user, booking)
        wait_for(lambda: len(hook.messages) >= 24 and clinic.webhook()["waiting"] == 0)
    assert len({message.id for message in hook.messages}) == len(hook.messages) == 24
    told: dict[str, list[str]] = {}
    for message in hook.messages:
        told.setdefault(message.data["booking_id"], []).append(message.type)
    assert set(map(tuple, told.values())) == {("booking.held", "booking.confirmed", "booking.cancelled")}


def test_a_notifier_that_is_killed_loses_nothing_and_what_comes_twice_has_the_same_id(
    clinic: Clinic, hook: Receiver
) -> None:
    clinic.register(hook.url())
    hook.gate.clear()
    for number in range(3):
        clinic.book(number)
    with clinic.notifier() as process:
        wait_for(lambda: len(hook.messages) == 3)
        process.kill()
        process.wait()
    hook.gate.set()
    move_clock(clinic.url, "1 minute")
    with clinic.notifier():
        wait_for(lambda: clinic.webhook()["waiting"] == 0)
    ids = [message.id for message in hook.messages]
    assert len(ids) == 6
    assert set(ids[:3]) == set(ids[3:])


def test_what_came_of_a_delivery_outlives_the_connection_to_the_database(clinic: Clinic, hook: Receiver) -> None:
    webhook, _ = clinic.register(hook.url())
    hook.gate.clear()
    clinic.book()
    with clinic.notifier():
        wait_for(lambda: hook.messages)
        execute(
            clinic.url,
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'medbook-notify' and datname = current_database()",
        )
        hook.gate.set()
        wait_for(lambda: clinic.is_noted(webhook, state="DELIVERED", attempts=1))
        clinic.book(1)
        wait_for(lambda: len(hook.messages) == 2)
    assert "PostgreSQL can be used again" in clinic.log()


def test_two_outcomes_of_one_attempt_are_noted_though_only_one_is_heard(clinic: Clinic, hook: Receiver) -> None:
    webhook, _ = clinic.register(hook.url())
    clinic.book()
    execute(clinic.url, "select outbound.relay()")
    ((event,),) = fetch(clinic.url, "select event_id from outbound.claim_deliveries(1)")

    async def note() -> None:
        sender = Sender(True)
        channel = Webhooks(asyncio.Event(), sender)
        channel.outcomes.extend(
            (webhook, event, 1, *outcome) for outcome in ((204, None, None), (None, "TIMEOUT", None))
        )
        async with await AsyncConnection.connect(clinic.url, autocommit=True) as connection:
            await channel.record(connection)
        await sender.close()
        assert not channel.outcomes

    asyncio.run(note())
    assert clinic.is_noted(webhook, state="DELIVERED", last_status=204)


def test_an_event_that_is_replayed_comes_again_with_its_id(clinic: Clinic, hook: Receiver) -> None:
    webhook, _ = clinic.register(hook.url())
    clinic.book()
    with clinic.notifier():
        wait_for(lambda: clinic.is_noted(webhook, state="DELIVERED"))
        clinic.ask("replay_deliveries(%s, %s, p_event_id => 1)", CHIEF, webhook)
        wait_for(lambda: len(hook.messages) == 2)
    first, second = hook.messages
    assert (first.id, first.text) == (second.id, second.text)


def test_a_notifier_that_is_to_end_notes_what_it_has_begun(clinic: Clinic, hook: Receiver) -> None:
    webhook, _ = clinic.register(hook.url())
    hook.gate.clear()
    clinic.book()
    with clinic.notifier() as process:
        wait_for(lambda: hook.messages)
        process.terminate()
        hook.gate.set()
        assert process.wait(timeout=60) == 0
    assert clinic.delivery(webhook)["state"] == "DELIVERED"


def test_the_log_has_neither_urls_nor_secrets_nor_what_is_sent(clinic: Clinic, hook: Receiver) -> None:
    hook.answers["/token-of-the-receiver"] = (500, {"Reason": "words"})
    webhook, secret = clinic.register(hook.url("/token-of-the-receiver"))
    booking = clinic.book()
    other, _ = clinic.register("http://127.0.0.1:1/token-of-the-receiver")
    clinic.book(1)
    with clinic.notifier():
        wait_for(lambda: clinic.is_noted(other, last_error="CONNECTION"))
        wait_for(lambda: clinic.is_noted(webhook, last_status=500))
    log = clinic.log()
    assert f"to webhook {webhook}: STATUS 500, attempt 1" in log
    for word in ("token", secret.removeprefix("whsec_"), booking, ANN, DORA, "127.0.0.1", "words", "example.com"):
        assert word not in log


def test_the_notifier_reads_no_table_and_only_it_gets_secrets(clinic: Clinic) -> None:
    tables = "select count(*) from pg_class where relkind in ('r', 'v', 'p') and relnamespace = any(%s::regnamespace[])"
    schemas = ["medbook", "api", "health", "booking", "calendar"]
    readable = f"{tables} and has_table_privilege('medbook_notifier', oid, 'select')"
    assert fetch(clinic.url, readable, schemas) == [(0,)]
    claims = "select rolname::text from pg_roles where rolname ~ '^medbook' and not rolsuper"
    may = f"{claims} and has_function_privilege(oid, 'outbound.claim_deliveries(integer)', 'execute') order by 1"
    assert fetch(clinic.url, may) == [("medbook_notifier",), ("medbook_owner",)]

"""The primary dies while events are sent, and a standby takes over: the notifier goes on with it, and loses nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from gateway.commands.cluster import Cluster
from tests.outbound.clinic import Clinic
from tests.support.clinic import ANN, CHIEF
from tests.support.database import fetch, invariants, move_clock
from tests.support.gateway import wait_for
from tests.support.receiver import Receiver, receiver
from tests.support.replicas import (
    catch_up,
    follow,
    kill,
    make_synchronous,
    primary_cluster,
    promote,
    replica_of,
    url_of,
)

# What outbound.relay leaves out on another server than before.
GAP = 1_000_000_000
DELIVERED = "select count(*) from medbook.deliveries where delivered_at is not null"


@pytest.fixture
def primary() -> Iterator[Cluster]:
    with primary_cluster() as made:
        yield made


@pytest.fixture
def standby(primary: Cluster) -> Iterator[Cluster]:
    with replica_of(primary) as made:
        yield made


@pytest.fixture
def clinic(primary: Cluster, standby: Cluster, tmp_path: Path) -> Clinic:
    return Clinic(url_of(primary, standby), tmp_path)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def fail_over(clinic: Clinic, primary: Cluster, standby: Cluster) -> None:
    """Kill the primary; promote the standby once the notifier has met nobody who takes writes."""
    kill(primary)
    wait_for(lambda: "PostgreSQL cannot be used" in clinic.log())
    promote(standby)


def told(hook: Receiver, secret: str) -> dict[str, tuple[str, str]]:
    """Return the booking and the type of each id that came, verified. An id that came again must say the same."""
    said: dict[str, tuple[str, str]] = {}
    for message in hook.messages:
        body = Webhook(secret).verify(message.text, message.headers)
        event = (body["data"]["booking_id"], body["type"])
        assert said.setdefault(message.id, event) == event
    return said


def test_a_standby_takes_over_and_every_event_that_was_acknowledged_comes(
    clinic: Clinic, hook: Receiver, primary: Cluster, standby: Cluster
) -> None:
    make_synchronous(primary)
    _, secret = clinic.register(hook.url())
    hook.gate.clear()
    bookings = [clinic.book(number) for number in range(2)]
    with clinic.notifier():
        wait_for(lambda: len(hook.messages) == 2)
        clinic.ask("confirm_booking(%s, %s::uuid)", ANN, bookings[0])
        bookings.append(clinic.book(2))
        fail_over(clinic, primary, standby)
        # They are accepted before the notifier can tell anybody.
        hook.gate.set()
        wait_for(lambda: fetch(clinic.url, DELIVERED)[0][0] >= 2)
        bookings.append(clinic.book(3))
        # A claim that was made as the primary died is of nobody.
        move_clock(clinic.url, "1 minute")
        wait_for(lambda: clinic.ask("list_events(%s)", CHIEF)["events"][-1]["id"] > GAP)
        wait_for(lambda: clinic.webhook()["waiting"] == 0)
    came = told(hook, secret)
    expected = [(booking, "booking.held") for booking in bookings] + [(bookings[0], "booking.confirmed")]
    assert sorted(came.values()) == sorted(expected)
    assert "PostgreSQL can be used again" in clinic.log()
    assert invariants(clinic.url) == []


def test_what_was_accepted_while_no_database_was_there_is_not_sent_again(
    clinic: Clinic, hook: Receiver, primary: Cluster, standby: Cluster
) -> None:
    make_synchronous(primary)
    webhook, _ = clinic.register(hook.url())
    hook.gate.clear()
    clinic.book()
    with clinic.notifier():
        wait_for(lambda: hook.messages)
        fail_over(clinic, primary, standby)
        hook.gate.set()
        wait_for(lambda: clinic.is_noted(webhook, state="DELIVERED", attempts=1))
        move_clock(clinic.url, "1 minute")
        booking = clinic.book(1)
        wait_for(lambda: hook.messages[-1].data["booking_id"] == booking)
    assert len(hook.messages) == 2


def test_what_a_standby_has_not_heard_of_is_sent_again_with_its_id_and_no_id_is_of_two_events(
    clinic: Clinic, hook: Receiver, primary: Cluster, standby: Cluster
) -> None:
    webhook, secret = clinic.register(hook.url())
    clinic.book()
    (event,) = clinic.ask("list_events(%s)", CHIEF)["events"]
    catch_up(primary, standby)
    follow(standby, "")
    wait_for(lambda: fetch(standby.url(), "select from pg_stat_wal_receiver") == [])
    with clinic.notifier():
        wait_for(lambda: clinic.is_noted(webhook, state="DELIVERED"))
        clinic.book(1)
        wait_for(lambda: len(hook.messages) == 2)
        fail_over(clinic, primary, standby)
        clinic.book(2)
        wait_for(lambda: len(hook.messages) == 4 and clinic.webhook()["waiting"] == 0)
    came = told(hook, secret)
    ids = [int(message.id.rpartition("_")[2]) for message in hook.messages]
    assert sorted(ids) == [event["id"], event["id"], event["id"] + 1, event["id"] + 1 + GAP]
    assert len(set(came.values())) == 3

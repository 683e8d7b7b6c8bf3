"""The notifier's parts: which addresses it refuses, how it reads Retry-After, its configuration, a request's time."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest

from gateway.config import ConfigError
from gateway.outbound import sender
from gateway.outbound.addresses import is_public
from gateway.outbound.config import from_environment
from gateway.outbound.messages import Delivery
from gateway.outbound.sender import Outcome, Sender, retry_after
from tests.support.receiver import receiver

NOW = datetime(2030, 1, 7, 8, tzinfo=UTC)
DATABASE = {"MEDBOOK_DATABASE_URL": "postgresql://medbook_notifier@db/medbook"}


@pytest.mark.parametrize("address", ["1.1.1.1", "192.88.98.1", "2606:4700::1111", "2a00:1450:4001::1"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
        "169.254.169.254", "224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "ff0e::1", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::1", "fec0::1",
    ],
)  # fmt: skip
def test_an_address_that_is_private_local_reserved_or_in_a_tunnel_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None), ("600", 600), (" 7 ", 7), ("999999999", 86400), ("Mon, 07 Jan 2030 08:01:00 GMT", 60),
        ("Mon, 07 Jan 2030 07:00:00 GMT", 0), ("Tue, 07 Jan 2031 08:00:00 GMT", 86400), ("soon", None), ("-1", None),
        ("", None), ("1.5", None),
    ],
)  # fmt: skip
def test_a_pause_is_seconds_or_a_date_and_a_day_at_most(text: str | None, seconds: int | None) -> None:
    assert retry_after(text, NOW) == seconds


def test_private_addresses_are_refused_unless_they_are_asked_for() -> None:
    assert not from_environment(DATABASE).is_private
    assert from_environment(DATABASE | {"MEDBOOK_WEBHOOK_PRIVATE": "on"}).is_private


def test_the_configuration_names_what_is_wrong() -> None:
    with pytest.raises(ConfigError, match="MEDBOOK_DATABASE_URL must hold the database's URL"):
        from_environment({})
    with pytest.raises(ConfigError, match="MEDBOOK_WEBHOOK_PRIVATE must be on or off"):
        from_environment(DATABASE | {"MEDBOOK_WEBHOOK_PRIVATE": "yes"})


def send(url: str) -> Outcome:
    """Send a delivery in this process."""

    async def request() -> Outcome:
        made = Sender(is_private=True)
        try:
            return await made.send(Delivery(UUID(int=1), 1, 1, url, [b"x" * 32], "{}"))
        finally:
            await made.close()

    return asyncio.run(request())


def test_a_receiver_that_hangs_is_left_alone_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sender.SECONDS == 10
    monkeypatch.setattr(sender, "SECONDS", 0.2)
    with receiver() as hook:
        hook.hangs.add("/hang")
        assert send(hook.url("/hang")).error == "TIMEOUT"


@pytest.mark.parametrize("url", ["https://a..b/", "https://127.0.0.1:99999/", "http://127.0.0.1:1/", "https://"])
def test_what_cannot_be_reached_is_an_outcome_and_no_error(url: str) -> None:
    assert send(url).error == "CONNECTION"

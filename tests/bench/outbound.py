"""What it costs to tell others of bookings, and how soon they hear of them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from statistics import median, quantiles

from tests.bench.clinic import Clinic, create
from tests.bench.live import booking
from tests.bench.load import ROOT, BenchError, Measured, pgbench_paced
from tests.bench.report import Row
from tests.bench.rounds import Side, Stock, compare, in_turn, rate
from tests.support.receiver import Message, Receiver, receiver

PACE = 100
WEBHOOKS = 8
WAITING_SECONDS = 2
DEADLINE_SECONDS = 60
SIGNED_IN = "select count(*) from pg_stat_activity where application_name = 'medbook-notify'"
DELIVERED = "select count(*) from medbook.deliveries where delivered_at is not null"


def outbound(clinic: Clinic) -> list[Row]:
    """Tell of bookings in a database of its own, half as large."""
    size = clinic.size
    half = replace(size, slots=size.slots // 2, doctors=size.doctors // 2, users=size.users // 2)
    with closing(create(clinic.cluster, half, "outbound")) as made:
        made.load("people")
        made.load("data")
        made.settle()
        stock = Stock(half.slots)
        return [*relay(made, stock), *webhooks(made, stock)]


def relay(clinic: Clinic, stock: Stock) -> list[Row]:
    """Book with a notifier and without one, then let the relay read at once what was booked, for one webhook."""
    book = booking(clinic, stock)

    def relayed(seconds: float) -> Measured:
        with notifier(clinic):
            return book(seconds)

    def read(seconds: float) -> Measured:
        book(min(seconds, WAITING_SECONDS))
        begin = time.monotonic()
        count = clinic.number("select outbound.relay()")
        return Measured(count / (time.monotonic() - begin), count, count)

    with_it, without = in_turn(clinic, relayed, book)
    clinic.fetch("select outbound.relay()")
    with registered(clinic, ["http://127.0.0.1/"]):
        (reads,) = in_turn(clinic, read)
    return [
        compare("book_slot, pgbench, medbook-notify", with_it, "no notifier", without, "0.97"),
        speed("events through the relay, 1 webhook", reads, "1,000/s"),
    ]


def webhooks(clinic: Clinic, stock: Stock) -> list[Row]:
    """Send what waits as fast as can be, then what is booked at a pace; the receiver runs here too."""
    book = booking(clinic, stock)
    paced = stock.use(lambda offset, seconds: pgbench_paced(clinic, "book", seconds, PACE, offset=offset))

    def send(seconds: float) -> Measured:
        book(min(seconds, WAITING_SECONDS))
        with notifier(clinic):
            before, begin = clinic.number(DELIVERED), time.monotonic()
            time.sleep(max(seconds, 1))
            count = clinic.number(DELIVERED) - before
            return Measured(count / (time.monotonic() - begin), count, count)

    with receiver() as hook:
        with registered(clinic, [hook.url(f"/{n}") for n in range(WEBHOOKS)]):
            (sent,) = in_turn(clinic, send)
        with registered(clinic, [hook.url()]), notifier(clinic):
            waits = [waited(clinic, hook, paced) for _ in range(clinic.size.rounds)]
    percentiles = [quantiles(times, n=100) for times in waits]
    told = f"{sum(map(len, waits)):,} told"
    return [
        speed(f"deliveries of medbook-notify, {WEBHOOKS} webhooks", sent, "-"),
        wait("p50", [each[49] for each in percentiles], "-", told),
        wait("p99", [each[98] for each in percentiles], "1,000 ms", told),
    ]


def speed(what: str, rounds: Sequence[Measured], aim: str) -> Row:
    """Make the row of a rate that is compared with nothing; the spread of the rounds is in its place."""
    rates = [measured.rate for measured in rounds]
    spread = f"{min(rates):,.0f} to {max(rates):,.0f}/s"
    return Row(what, f"{rate(rounds):,.0f}/s", "rounds", spread, "-", aim, f"{sum(m.good for m in rounds):,} done")


def wait(percentile: str, rounds: Sequence[float], aim: str, told: str) -> Row:
    """Make the row of a percentile of the times until a webhook's receiver hears of a booking."""
    what = f"commit to a webhook at {PACE} bookings/s, {percentile}"
    spread = f"{min(rounds):,.0f} to {max(rounds):,.0f} ms"
    return Row(what, f"{median(rounds):,.0f} ms", "rounds", spread, "-", aim, told)


def waited(clinic: Clinic, hook: Receiver, book: Side) -> list[float]:
    """Book at a pace; return the milliseconds after which the receiver heard of each booking.

    An event's time is taken for its commit, which comes a little later.
    """
    hook.messages.clear()
    measured = book(clinic.size.seconds)
    until(lambda: len(hook.messages) >= measured.good)
    return [age(message) * 1000 for message in hook.messages]


def age(message: Message) -> float:
    """Return how old an event was when it came, in seconds."""
    return message.at - datetime.fromisoformat(json.loads(message.text)["timestamp"]).timestamp()


@contextmanager
def registered(clinic: Clinic, urls: Sequence[str]) -> Iterator[None]:
    """Let a webhook for each of these addresses get all events until the block ends."""
    rows = ", ".join(f"('{url}', decode(repeat('00', 32), 'hex'), core.now())" for url in urls)
    clinic.fetch(f"insert into medbook.webhooks (url, secret, created_at) values {rows}")
    try:
        yield
    finally:
        clinic.fetch("delete from medbook.webhooks")


@contextmanager
def notifier(clinic: Clinic) -> Iterator[None]:
    """Run a notifier, which has nothing to read yet, until the block ends. Raises BenchError."""
    clinic.fetch("select outbound.relay()")
    settings = {"MEDBOOK_DATABASE_URL": clinic.url("medbook_notifier"), "MEDBOOK_WEBHOOK_PRIVATE": "on"}
    words = [sys.executable, "-m", "gateway.outbound"]
    process = subprocess.Popen(words, cwd=ROOT, env=os.environ | settings, stderr=subprocess.DEVNULL)
    try:
        until(lambda: clinic.number(SIGNED_IN) == 1)
        yield
    finally:
        process.terminate()
        process.wait()


def until(condition: Callable[[], bool]) -> None:
    """Return as soon as it holds. Raises BenchError if that takes too long."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise BenchError(f"medbook-notify has not done in {DEADLINE_SECONDS} seconds what it should")
        time.sleep(0.02)

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

import psycopg

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
APPOINTMENTS_PER_USER = 10
APPOINTMENTS_PER_DOCTOR = 80
CLAIMED_AT_ONCE = 64
SIGNED_IN = "select count(*) from pg_stat_activity where application_name = 'medbook-notify'"
DELIVERED = "select count(*) from medbook.deliveries where delivered_at is not null"
# All appointments begin within three days; nobody has looked for that long.
ALL_ARE_DUE = """
update medbook.bookings set created_at = now() - interval '7 days', confirmed_at = now() - interval '7 days';
update medbook.settings set reminder_minutes = '{4320}'
"""
NONE_IS_QUEUED = """
truncate medbook.mails;
update medbook.reminder_position set looked_until = now() - interval '7 days'
"""
CLAIM = "select id, attempt from outbound.claim_mails(%s)"
RECORD = "select outbound.record_mail(%s, %s, null)"


def outbound(clinic: Clinic) -> list[Row]:
    """Tell of bookings in a database of its own, half as large; then remind in another one."""
    size = clinic.size
    half = replace(size, slots=size.slots // 2, doctors=size.doctors // 2, users=size.users // 2)
    with closing(create(clinic.cluster, half, "outbound")) as made:
        made.load("people")
        made.load("data")
        made.settle()
        stock = Stock(half.slots)
        rows = [*relay(made, stock), *webhooks(made, stock)]
    return rows + reminders(clinic)


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


def reminders(clinic: Clinic) -> list[Row]:
    """Queue what is due after an outage, then claim and note it, as a notifier does to whom sending is no work."""
    count = clinic.size.reminders
    users, doctors = count // APPOINTMENTS_PER_USER, count // APPOINTMENTS_PER_DOCTOR
    size = replace(clinic.size, slots=count, doctors=doctors, users=users)
    with closing(create(clinic.cluster, size, "reminders")) as made:
        for script in ("people", "data", "appointments"):
            made.load(script)
        made.fetch(ALL_ARE_DUE)
        made.settle()
        rounds = [remind(made) for _ in range(size.rounds)]
    queued, claimed = ([times[n] for times in rounds] for n in (0, 1))
    whole = [sum(times) for times in rounds]
    return [
        seconds(f"{count:,} due reminders queued and claimed", whole, "60 s"),
        seconds("… queued", queued, "-"),
        seconds(f"… claimed and noted, {CLAIMED_AT_ONCE} at once", claimed, "-"),
    ]


def remind(clinic: Clinic) -> tuple[float, float]:
    """Return how many seconds it takes to queue all reminders, and to claim and note them. Raises BenchError."""
    clinic.fetch(NONE_IS_QUEUED)
    with psycopg.connect(clinic.url("medbook_notifier"), autocommit=True) as connection:
        begin = time.monotonic()
        connection.execute("select outbound.queue_reminders()")
        queued, count = time.monotonic(), 0
        while mails := connection.execute(CLAIM, [CLAIMED_AT_ONCE]).fetchall():
            connection.cursor().executemany(RECORD, mails)
            count += len(mails)
        if count != clinic.size.slots:
            raise BenchError(f"{count:,} reminders of {clinic.size.slots:,} were claimed")
        return queued - begin, time.monotonic() - queued


def seconds(what: str, rounds: Sequence[float], aim: str) -> Row:
    """Make the row of how long something takes."""
    spread = f"{min(rounds):.1f} to {max(rounds):.1f} s"
    return Row(what, f"{median(rounds):.1f} s", "rounds", spread, "-", aim, "-")


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

"""What is measured: each part runs its sides in turn, several times, and answers with rows of the table."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import uuid4

from gateway.tokens import Tokens
from tests.bench import servers
from tests.bench.clinic import Clinic
from tests.bench.load import Measured, pgbench, wrk
from tests.bench.report import Row

TOKENS = 500
TOKEN_SECONDS = 24 * 3600
SKIPPED = "skipped"

Side = Callable[[int], Measured]


class Stock:
    """The shuffled slots of which each is booked once: who runs next begins behind those that were used."""

    def __init__(self) -> None:
        self.next = 0

    def use(self, book: Callable[[int, int], Measured]) -> Side:
        """Make a side of a run with a stretch of the stock. book: takes the stretch's offset and seconds."""

        def side(seconds: int) -> Measured:
            measured = book(self.next, seconds)
            # Clients take the slots by turns, and some run ahead.
            self.next += measured.answers * 5 // 4 + 500
            return measured

        return side


def in_turn(clinic: Clinic, *sides: Side) -> list[list[Measured]]:
    """Warm every side up, then run them one after the other, round by round; return the rounds of each side."""
    for side in sides if clinic.size.warm_up else ():
        side(clinic.size.warm_up)
    clinic.settle()
    rounds = [[side(clinic.size.seconds) for side in sides] for _ in range(clinic.size.rounds)]
    return [list(of_side) for of_side in zip(*rounds, strict=True)]


def rate(rounds: Sequence[Measured]) -> float:
    """Return the median rate."""
    return median(measured.rate for measured in rounds)


def share(rounds: Sequence[Measured]) -> str:
    """Return the share of successes."""
    return f"{sum(m.good for m in rounds) / sum(m.answers for m in rounds):.2%}"


def compare(what: str, ours: Sequence[Measured], other: str, theirs: Sequence[Measured], aim: str = "-") -> Row:
    """Make the row of two sides; without rounds the other one was skipped."""
    if not theirs:
        return Row(what, f"{rate(ours):,.0f}/s", other, SKIPPED, SKIPPED, aim, share(ours))
    ratio = f"{rate(ours) / rate(theirs):.2f}"
    successes = f"{share(ours)}, {share(theirs)}"
    return Row(what, f"{rate(ours):,.0f}/s", other, f"{rate(theirs):,.0f}/s", ratio, aim, successes)


def counting(clinic: Clinic, table: str, side: Side) -> Side:
    """Make a side whose successes are the rows that the table has more afterwards."""

    def run(seconds: int) -> Measured:
        before = clinic.number(f"select count(*) from {table}")
        measured = side(seconds)
        return replace(measured, good=clinic.number(f"select count(*) from {table}") - before)

    return run


def weighing(clinic: Clinic, side: Side) -> Side:
    """Make a side that knows the bytes of WAL that it wrote."""
    position = "select (pg_current_wal_insert_lsn() - '0/0')::bigint"

    def run(seconds: int) -> Measured:
        before = clinic.number(position)
        measured = side(seconds)
        return replace(measured, wal=clinic.number(position) - before)

    return run


def idle(seconds: int) -> Measured:
    """Do nothing, for comparison."""
    time.sleep(seconds)
    return Measured(0, 0, 0)


def refusals(clinic: Clinic) -> list[Row]:
    """Ask for one taken slot from many patients, and look how much WAL that writes."""
    hot = clinic.size.slots
    take = f"from bench.slot s, bench.patient p where s.n = {hot} and p.n = 1"
    clinic.fetch(
        "select api.confirm_booking(user_id, (answer -> 'booking' ->> 'id')::uuid)"
        f" from (select p.id as user_id, api.book_slot(p.id, s.id) as answer {take}) booked"
    )
    clinic.fetch(f"set search_path = seed; select book_slot(p.id, s.seed_id) {take}")
    ours, theirs, nobody = in_turn(
        clinic,
        weighing(clinic, lambda seconds: pgbench(clinic, "refuse", seconds, hot=hot)),
        weighing(clinic, lambda seconds: pgbench(clinic, "seed_refuse", seconds, hot=hot)),
        weighing(clinic, idle),
    )

    def wal(rounds: Sequence[Measured]) -> str:
        return f"{sum(m.wal for m in rounds):,} bytes"

    return [
        compare("refusals of one taken slot, pgbench", ours, "seed's book_slot", theirs),
        Row(
            f"WAL of {sum(m.answers for m in ours):,} refusals",
            wal(ours),
            "idle as long",
            wal(nobody),
            "-",
            "none",
            "-",
        ),
    ]


def bookings(clinic: Clinic, stock: Stock) -> tuple[list[Row], float]:
    """Book with pgbench: our function and the seed's. Return also our rate."""

    def book(script: str) -> Callable[[int, int], Measured]:
        return lambda offset, seconds: pgbench(clinic, script, seconds, offset=offset)

    ours, theirs = in_turn(
        clinic,
        counting(clinic, "medbook.bookings", stock.use(book("book"))),
        counting(clinic, "seed.bookings", Stock().use(book("seed_book"))),
    )
    return [compare("book_slot, pgbench", ours, "seed's book_slot", theirs, "0.80")], rate(ours)


class Files:
    """What wrk's scripts read: tokens of patients, and the ids of slots and doctors, one per line."""

    def __init__(self, clinic: Clinic, directory: Path) -> None:
        self.tokens = directory / "tokens"
        self.slots = directory / "slots"
        self.doctors = directory / "doctors"
        tokens = Tokens((servers.KEY,), TOKEN_SECONDS)
        patients = clinic.fetch(f"select id::text from bench.patient where n <= {TOKENS}")
        self.tokens.write_text("".join(f"{tokens.issue(str(id_), 'USER', str(uuid4()))}\n" for (id_,) in patients))
        for path, table in ((self.slots, "bench.slot"), (self.doctors, "bench.doctor")):
            ids = clinic.fetch(f"select id::text from {table} order by n")
            path.write_text("".join(f"{id_}\n" for (id_,) in ids))


def http(clinic: Clinic, stock: Stock, booked: float, *, with_express: bool) -> list[Row]:
    """Book and list through the gateways. booked: pgbench's rate of the same function."""
    with ExitStack() as stack:
        files = Files(clinic, Path(stack.enter_context(TemporaryDirectory(prefix="medbook-bench-"))))
        gateways = [servers.medbook, servers.express] if with_express else [servers.medbook]
        ports = [stack.enter_context(gateway(clinic)) for gateway in gateways]

        def read(port: int) -> Side:
            return lambda seconds: wrk(port, "list", seconds, files.doctors)

        def book(port: int) -> Side:
            return stock.use(lambda offset, seconds: wrk(port, "book", seconds, files.tokens, files.slots, offset))

        listed, *reads = in_turn(
            clinic, lambda seconds: pgbench(clinic, "list", seconds), *(read(port) for port in ports)
        )
        writes = in_turn(clinic, *(book(port) for port in ports))

    rows = []
    for what, function_rate, (ours, *others) in (
        ("POST /v1/bookings, wrk", booked, writes),
        ("GET /v1/doctors/{id}/slots, wrk", rate(listed), reads),
    ):
        theirs = others[0] if others else []
        rows.append(compare(what, ours, "Express", theirs, "1.50"))
        rows.append(
            Row(
                "… as a share of pgbench's rate of the function",
                f"{rate(ours) / function_rate:.0%}",
                "Express",
                f"{rate(theirs) / function_rate:.0%}" if theirs else SKIPPED,
                "-",
                "-",
                f"pgbench {function_rate:,.0f}/s",
            )
        )
    return rows


def measure(clinic: Clinic, *, with_express: bool) -> list[Row]:
    """Run all parts: the ones that need a clinic without bookings first."""
    stock = Stock()
    refused = refusals(clinic)
    booked, booking_rate = bookings(clinic, stock)
    return booked + http(clinic, stock, booking_rate, with_express=with_express) + refused

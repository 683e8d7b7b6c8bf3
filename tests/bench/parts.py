"""What is measured; each part answers with rows of the table."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import servers
from tests.bench.calendar import calendar
from tests.bench.clinic import Clinic
from tests.bench.growth import growth
from tests.bench.limiter import limiter
from tests.bench.live import kept, live
from tests.bench.load import Measured, pgbench
from tests.bench.outbound import outbound
from tests.bench.report import Row
from tests.bench.requests import Requests
from tests.bench.rounds import (
    SKIPPED,
    Stock,
    compare,
    counting,
    idle,
    in_turn,
    latest,
    rate,
    weighing,
    weight,
    weights,
)
from tests.bench.soonest import soonest
from tests.bench.waiting import waiting


def refusals(clinic: Clinic) -> list[Row]:
    """Ask for one taken slot from many patients, and look how much WAL that writes."""
    hot = clinic.size.slots
    take = f"from bench.slot where n = {hot}"
    clinic.fetch(
        "select api.confirm_booking(patient_id, (answer -> 'booking' ->> 'id')::uuid)"
        f" from (select patient_id, api.book_slot(patient_id, id) as answer {take}) booked"
    )
    clinic.fetch(f"set search_path = seed; select book_slot(patient_id, seed_id) {take}")
    ours, theirs, nobody = in_turn(
        clinic,
        weighing(clinic, lambda seconds: pgbench(clinic, "refuse", seconds, hot=hot)),
        weighing(clinic, lambda seconds: pgbench(clinic, "seed_refuse", seconds, hot=hot)),
        weighing(clinic, idle),
    )
    return [
        compare("refusals of one taken slot, pgbench", ours, "seed's book_slot", theirs, "0.60"),
        weights("refusals", ours, nobody),
    ]


def bookings(clinic: Clinic, stock: Stock) -> tuple[list[Row], float]:
    """Book with pgbench: our function and the seed's. Return also our rate."""

    def book(script: str) -> Callable[[int, float], Measured]:
        return lambda offset, seconds: pgbench(clinic, script, seconds, offset=offset)

    ours, theirs = in_turn(
        clinic,
        counting(clinic, "medbook.bookings", stock.use(book("book"))),
        counting(clinic, "seed.bookings", Stock(clinic.size.slots).use(book("seed_book"))),
    )
    return [compare("book_slot, pgbench", ours, "seed's book_slot", theirs, "0.60")], rate(ours)


def lives(clinic: Clinic, stock: Stock) -> list[Row]:
    """Book, confirm and cancel with pgbench, and look how much WAL that writes."""
    side = stock.use(lambda offset, seconds: pgbench(clinic, "life", seconds, offset=offset))
    (rounds,) = in_turn(clinic, counting(clinic, "medbook.bookings", weighing(clinic, side)))
    return [weight("a booking's life: book, confirm, cancel", rounds)]


def http(clinic: Clinic, requests: Requests, booked: float, *, with_express: bool) -> list[Row]:
    """Book and list through the gateways, neither of which limits anybody: Express has no limiter.

    booked: pgbench's rate of the same function.
    """
    with ExitStack() as stack:
        ports = [stack.enter_context(servers.medbook(clinic, MEDBOOK_RATE_LIMITS="off", MEDBOOK_CACHE="off"))]
        if with_express:
            ports.append(stack.enter_context(servers.express(clinic)))
        listed, *reads = in_turn(
            clinic, lambda seconds: pgbench(clinic, "list", seconds), *(requests.read(port) for port in ports)
        )
        writes = in_turn(clinic, *(requests.book(port) for port in ports))

    rows = []
    for what, aim, function_rate, (ours, *others) in (
        ("POST /v1/bookings, limits off, wrk", "1.60", booked, writes),
        ("GET /v1/doctors/{id}/slots, limits off, wrk", "1.50", rate(listed), reads),
    ):
        theirs = others[0] if others else []
        rows.append(compare(what, ours, "Express", theirs, aim))
        rows.append(Row("… p99", latest(ours), "Express", latest(theirs) if theirs else SKIPPED, "-", "-", "-"))
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
    stock = Stock(clinic.size.slots)
    refused = refusals(clinic)
    booked, booking_rate = bookings(clinic, stock)
    lived = lives(clinic, stock)
    with TemporaryDirectory(prefix="medbook-bench-") as directory:
        requests = Requests(clinic, stock, Path(directory))
        served = http(clinic, requests, booking_rate, with_express=with_express)
        read = kept(clinic, requests, with_express=with_express)
        limited = limiter(clinic, requests)
    followed = live(clinic, stock)
    told = outbound(clinic)
    size = clinic.size
    grown = calendar(clinic, size.calendars) + growth(clinic, size.growth, size.coming)
    wanted = soonest(clinic) + waiting(clinic)
    return booked + lived + served + wanted + read + limited + refused + followed + told + grown

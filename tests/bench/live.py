"""What live availability costs and how fast it is; and what it brings to keep answers."""

import time
from contextlib import ExitStack, closing
from statistics import median, quantiles

from tests.bench import servers
from tests.bench.clinic import Clinic, create
from tests.bench.load import Measured, pgbench, pgbench_paced
from tests.bench.report import Row
from tests.bench.requests import Requests
from tests.bench.rounds import Side, Stock, compare, counting, in_turn, latest
from tests.bench.subscribers import Subscribers, memory, subscribed

SETTLING_SECONDS = 3
LATEST_SECONDS = 2
LOOKS = "where query like 'select api.slot_changes(p_cursor => $1)%'"
# Everything that the feed asks of a booking: one column, set by each UPDATE of a slot, and its index.
WITHOUT_FEED = r"""
do $$
declare
  v_function oid;
begin
  for v_function in
    select oid from pg_proc
     where prosrc ~ ',\s+changed = pg_current_xact_id\(\)'
       and pronamespace = any('{booking, calendar, api}'::regnamespace[])
  loop
    execute regexp_replace(pg_get_functiondef(v_function), ',\s+changed = pg_current_xact_id\(\)', '', 'g');
  end loop;
  alter table medbook.slots drop column changed;
end
$$
"""


def live(clinic: Clinic, stock: Stock) -> list[Row]:
    """Measure the feed in the database, then its streams."""
    return [*feed(clinic, stock), *streams(clinic, stock)]


def feed(clinic: Clinic, stock: Stock) -> list[Row]:
    """Book with the feed's column and without it."""
    with closing(create(clinic.cluster, clinic.size, "unfed")) as unfed:
        unfed.load("people")
        unfed.load("data")
        unfed.fetch(WITHOUT_FEED)
        unfed.settle()
        ours, theirs = in_turn(clinic, booking(clinic, stock), booking(unfed, Stock(clinic.size.slots)), others=[unfed])
    return [compare("book_slot, pgbench", ours, "without slots.changed", theirs, "0.97")]


def booking(clinic: Clinic, stock: Stock) -> Side:
    """Make a side that books as fast as it can."""
    book = stock.use(lambda offset, seconds: pgbench(clinic, "book", seconds, offset=offset))
    return counting(clinic, "medbook.bookings", book)


def streams(clinic: Clinic, stock: Stock) -> list[Row]:
    """Let many follow, at a pace and while as many book as can."""
    size = clinic.size
    doctors = [str(id_) for (id_,) in clinic.fetch("select id from bench.doctor order by n")]
    with servers.medbook(clinic, MEDBOOK_RATE_LIMITS="off") as port:
        poll = looking(clinic)
        before = memory(port)
        with subscribed(port, doctors, size.subscribers) as clients:
            each = (memory(port) - before) / size.subscribers
            paced = stock.use(lambda offset, seconds: pgbench_paced(clinic, "book", seconds, size.pace, offset=offset))
            waited = [latencies(clinic, clients, paced) for _ in range(size.rounds)]

        def followed(seconds: float) -> Measured:
            with subscribed(port, doctors, size.subscribers):
                return booking(clinic, stock)(seconds)

        with_them, without = in_turn(clinic, followed, booking(clinic, stock))
    p50, p99 = (median(times[n] for times, _ in waited) for n in (0, 1))
    told = f"{sum(count for _, count in waited):,} told"
    who = f"{size.subscribers:,} subscribers"
    paced_by = f"{size.pace} bookings/s"
    return [
        Row("a look without news, in the database", f"{poll:.3f} ms", "-", "-", "-", "0.300 ms", "-"),
        Row(f"commit to {who}, p50", f"{p50:.0f} ms", paced_by, "-", "-", "-", told),
        Row(f"commit to {who}, p99", f"{p99:.0f} ms", paced_by, "-", "-", "300 ms", told),
        compare(f"book_slot, pgbench, {who}", with_them, "no subscribers", without, "0.90"),
        Row("memory of the gateway for each subscriber", f"{each / 1024:.0f} kB", "-", "-", "-", "-", "-"),
    ]


def looking(clinic: Clinic) -> float:
    """Return how long a look takes, in milliseconds, while nothing happens, once plans are made."""
    time.sleep(SETTLING_SECONDS)
    clinic.fetch("select extensions.pg_stat_statements_reset()")
    time.sleep(max(clinic.size.seconds, 1))
    ((mean,),) = clinic.fetch(
        f"select sum(total_exec_time) / sum(calls) from extensions.pg_stat_statements {LOOKS}"
        " and dbid = (select oid from pg_database where datname = current_database())"
    )
    assert isinstance(mean, float)
    return mean


def latencies(clinic: Clinic, clients: Subscribers, book: Side) -> tuple[tuple[float, float], int]:
    """Book at a pace; return p50 and p99 of the milliseconds until clients heard of it, and how many were told.

    A booking's created_at is taken for its commit, which comes a little later.
    """
    clients.heard.clear()
    book(clinic.size.seconds)
    time.sleep(LATEST_SECONDS)
    heard = [(slot, at) for slot, state, at in clients.heard if state == "held"]
    query = "select slot_id::text, extract(epoch from created_at)::double precision from medbook.bookings"
    made = {str(slot): float(str(at)) for slot, at in clinic.fetch(query)}
    waited = [(at - made[slot]) * 1000 for slot, at in heard]
    percentiles = quantiles(waited, n=100)
    return (percentiles[49], percentiles[98]), len(waited)


def kept(clinic: Clinic, requests: Requests, *, with_express: bool) -> list[Row]:
    """List slots that are kept, whole and as 304, and not kept, against Falcon's hello and Express."""
    with ExitStack() as stack:
        off, on = (
            stack.enter_context(servers.medbook(clinic, MEDBOOK_RATE_LIMITS="off", MEDBOOK_CACHE=cache))
            for cache in ("off", "on")
        )
        sides = [requests.read(on), requests.read(on, known="*"), requests.read(off), requests.read(off, known="*")]
        sides.append(requests.read(stack.enter_context(servers.hello())))
        if with_express:
            sides.append(requests.read(stack.enter_context(servers.express(clinic))))
        hit, hit_304, miss, miss_304, hello, *others = in_turn(clinic, *sides)
    theirs = others[0] if others else []
    return [
        compare("GET slots, kept, wrk", hit, "Falcon's hello", hello, "0.55"),
        Row("… p99", latest(hit), "Falcon's hello", latest(hello), "-", "-", "-"),
        compare("GET slots, kept, wrk", hit, "Express", theirs),
        compare("… 304", hit_304, "Express", theirs),
        compare("GET slots, not kept, wrk", miss, "Express", theirs, "1.50"),
        compare("… 304", miss_304, "Express", theirs, "1.50"),
    ]

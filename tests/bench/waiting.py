"""How long it takes to cancel an appointment when many wait for it."""

from contextlib import closing
from dataclasses import replace
from statistics import median

import psycopg

from tests.bench.clinic import Clinic, create
from tests.bench.load import FEW, BenchError, pgbench_times
from tests.bench.report import Row
from tests.bench.rounds import Side, in_turn, share

WAITING = 10_000
# One for each client, to be waited for, and as many for whom nobody waits.
DOCTORS = 2 * FEW
SLOTS_PER_DOCTOR = 100


def waiting(clinic: Clinic) -> list[Row]:
    """Cancel, and take it back, with many waiting of whom the last one can have the slot, and with nobody."""
    size = replace(clinic.size, doctors=DOCTORS, users=WAITING + DOCTORS, slots=DOCTORS * SLOTS_PER_DOCTOR)
    with closing(create(clinic.cluster, size, "waiting")) as made:
        made.load("people")
        made.load("data")
        made.load("waiting")
        made.settle()
        look(made)
        awaited, nobody = in_turn(made, side(made, 0), side(made, FEW))
    name = f"cancel_booking, {WAITING:,} wait, the last one fits, {FEW} clients, pgbench"
    rows = []
    for what, aim, ours, theirs in (
        (f"{name}, p50", "5 ms", median(m.p50 for m in awaited), median(m.p50 for m in nobody)),
        ("… p99", "-", median(m.p99 for m in awaited), median(m.p99 for m in nobody)),
    ):
        ratio = f"{ours / theirs:.2f}"
        rows.append(Row(what, f"{ours:.2f} ms", "nobody waits", f"{theirs:.2f} ms", ratio, aim, share(awaited)))
    return rows


def side(clinic: Clinic, offset: int) -> Side:
    """Make a side that cancels the appointments of these doctors."""
    return lambda _: pgbench_times(clinic, "cancel", {"offset": offset})


def look(clinic: Clinic) -> None:
    """Raise BenchError unless the slot is offered, and to the last one."""
    with psycopg.connect(clinic.url()) as connection:
        connection.execute("select api.cancel_booking(patient_id, booking_id) from bench.appointment where n = 1")
        offered = connection.execute(
            "select p.n from medbook.bookings b join bench.patient p on p.id = b.user_id"
            " where b.waitlist_id is not null"
        ).fetchall()
        connection.rollback()
    if offered != [(clinic.size.users,)]:
        raise BenchError(f"the slot was offered to {offered}")

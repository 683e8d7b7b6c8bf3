"""What a booking costs in clinics of different size: more doctors, and deeper calendars of each."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from statistics import median

from tests.bench.clinic import Clinic, create
from tests.bench.load import FEW, Measured, pgbench_times
from tests.bench.report import Row
from tests.bench.rounds import Side, Stock, counting, in_turn, share

PARTS = 2
SLOTS_PER_USER = 10
AIM = "1.30"
ASYNCHRONOUS = "-c synchronous_commit=off"


def growth(clinic: Clinic, sizes: Sequence[tuple[int, int]], coming: int) -> list[Row]:
    """Book in clinics of so many doctors and slots of each, by turns. coming: how many of those slots are not past."""
    with ExitStack() as stack:
        clinics = [stack.enter_context(closing(grown(clinic, *size, coming, sizes[0][0] * coming))) for size in sizes]
        stocks = [Stock(sizes[0][0] * coming) for _ in clinics]
        sides = [
            side(made, stock, how) for how in ("", ASYNCHRONOUS) for made, stock in zip(clinics, stocks, strict=True)
        ]
        rounds = in_turn(clinics[0], *sides, others=clinics[1:])
    durable, buffered = rounds[: len(sizes)], rounds[len(sizes) :]
    return [
        *rows(f"book_slot, {FEW} clients, pgbench", clinics, durable),
        *rows("… without waiting for the disk", clinics, buffered),
    ]


def grown(clinic: Clinic, doctors: int, depth: int, coming: int, stock: int) -> Clinic:
    """Make a clinic of this size in a database of its own. stock: how many slots are to be booked."""
    slots = doctors * depth
    size = replace(clinic.size, slots=slots, doctors=doctors, users=slots // SLOTS_PER_USER)
    made = create(clinic.cluster, size, f"growth_{slots}")
    made.load("people")
    judge_overlaps(made, "false")
    with ThreadPoolExecutor(PARTS) as sessions:
        load = partial(made.load, "growth", coming=coming, parts=PARTS)
        for loaded in [sessions.submit(load, part=part) for part in range(PARTS)]:
            loaded.result()
    judge_overlaps(made, "true")
    made.load("stock", stock=stock)
    made.settle()
    return made


def judge_overlaps(clinic: Clinic, switch: str) -> None:
    """Let PostgreSQL fill the index against overlaps without looking for one at each row, or look again.

    Nothing that is loaded overlaps, and the looks would take as long as everything else.
    """
    index = "medbook.slots_of_a_doctor_do_not_overlap"
    clinic.fetch(f"update pg_index set indisexclusion = {switch} where indexrelid = '{index}'::regclass")


def side(clinic: Clinic, stock: Stock, settings: str) -> Side:
    """Make a side that books, a few clients at a time. settings: of their sessions."""
    return counting(
        clinic,
        "medbook.bookings",
        stock.use(lambda offset, _: pgbench_times(clinic, "book", {"offset": offset}, settings)),
    )


def rows(what: str, clinics: Sequence[Clinic], sides: Sequence[Sequence[Measured]]) -> list[Row]:
    """Make the rows of all sizes but the smallest, which they are compared with. The largest one has the aim."""
    names = [f"{made.size.slots:,} slots of {made.size.doctors:,} doctors" for made in clinics]
    smallest, *others = [
        (name, median(m.p50 for m in rounds), share(rounds)) for name, rounds in zip(names, sides, strict=True)
    ]
    return [
        Row(
            f"{what}, {name}, p50",
            f"{p50:.2f} ms",
            smallest[0],
            f"{smallest[1]:.2f} ms",
            f"{p50 / smallest[1]:.2f}",
            AIM if name == names[-1] else "-",
            f"{good}, {smallest[2]}",
        )
        for name, p50, good in others
    ]

"""Rounds of measuring: sides run in turn, several times, and their medians make a row of the table."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from tests.bench.clinic import Clinic
from tests.bench.load import BenchError, Measured
from tests.bench.report import Row

SKIPPED = "skipped"

Side = Callable[[float], Measured]


class Stock:
    """The shuffled slots of which each is booked once: who runs next begins behind those that were used."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.next = 0

    def use(self, book: Callable[[int, float], Measured]) -> Side:
        """Make a side of a run with a stretch of the stock. book: takes the stretch's offset and seconds.

        Raises BenchError when nothing is left of the stock.
        """

        def side(seconds: float) -> Measured:
            if self.next >= self.size:
                raise BenchError(
                    f"all of {self.size:,} slots are booked: this machine is too fast for tests.bench.clinic"
                )
            measured = book(self.next, seconds)
            # Clients take the slots by turns, and some run ahead.
            self.next += measured.answers * 5 // 4 + 500
            return measured

        return side


def in_turn(clinic: Clinic, *sides: Side, others: Sequence[Clinic] = ()) -> list[list[Measured]]:
    """Warm every side up, then run them one after the other, round by round; return the rounds of each side.

    others: more databases that the sides use.
    """
    if clinic.size.warm_up:
        for side in sides:
            side(clinic.size.warm_up)
        for used in (clinic, *others):
            used.settle()
    rounds = [[side(clinic.size.seconds) for side in sides] for _ in range(clinic.size.rounds)]
    return [list(of_side) for of_side in zip(*rounds, strict=True)]


def rate(rounds: Sequence[Measured]) -> float:
    """Return the median rate."""
    return median(measured.rate for measured in rounds)


def latest(rounds: Sequence[Measured]) -> str:
    """Return the median of the rounds' p99."""
    return f"{median(measured.p99 for measured in rounds):.0f} ms"


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

    def run(seconds: float) -> Measured:
        before = clinic.number(f"select count(*) from {table}")
        measured = side(seconds)
        return replace(measured, good=clinic.number(f"select count(*) from {table}") - before)

    return run


def weighing(clinic: Clinic, side: Side) -> Side:
    """Make a side that knows the bytes of WAL that it wrote."""
    position = "select (pg_current_wal_insert_lsn() - '0/0')::bigint"

    def run(seconds: float) -> Measured:
        before = clinic.number(position)
        measured = side(seconds)
        return replace(measured, wal=clinic.number(position) - before)

    return run


def idle(seconds: float) -> Measured:
    """Do nothing, for comparison."""
    time.sleep(seconds)
    return Measured(0, 0, 0)


def weight(what: str, rounds: Sequence[Measured]) -> Row:
    """Make the row of the WAL of one of what is done again and again, the median of the rounds."""
    each = median(m.wal / m.answers for m in rounds)
    return Row(f"WAL of {what}", f"{each:,.0f} bytes", "done", f"{rate(rounds):,.0f}/s", "-", "-", share(rounds))


def weights(what: str, ours: Sequence[Measured], nobody: Sequence[Measured]) -> Row:
    """Make the row of the WAL of what should write none. nobody: idle as long."""
    ours_wal, nobodys_wal = (f"{sum(m.wal for m in rounds):,} bytes" for rounds in (ours, nobody))
    answers = sum(m.answers for m in ours)
    return Row(f"WAL of {answers:,} {what}", ours_wal, "idle as long", nobodys_wal, "-", "none", "-")

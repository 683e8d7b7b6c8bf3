"""Calendars of a large clinic: how fast they are opened, and how long it takes to look for a free slot in them."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic

from tests.bench import servers
from tests.bench.clinic import Clinic, create
from tests.bench.load import FEW, Measured, pgbench_times, wrk
from tests.bench.report import Row
from tests.bench.rounds import Side, in_turn, share

USERS_PER_DOCTOR = 200
SEARCHES = {
    "find_slots": ("find", "select distinct '/v1/slots?specialization=' || replace(specialization, ' ', '%20')"),
    "list_slots": ("list", "select format('/v1/doctors/%s/slots?limit=20', id)"),
    "list_doctors": ("doctors", "select distinct '/v1/doctors?specialization=' || replace(specialization, ' ', '%20')"),
}


def calendar(clinic: Clinic, doctors: int) -> list[Row]:
    """Open the calendars of so many doctors in a database of its own, then search them."""
    size = replace(clinic.size, doctors=doctors, users=doctors * USERS_PER_DOCTOR)
    with closing(create(clinic.cluster, size, "calendar")) as made:
        made.load("people")
        made.load("hours")
        opened = opening(made)
        made.load("appointments")
        made.settle()
        return [opened, *searches(made)]


def opening(clinic: Clinic) -> Row:
    """Let the database make all slots that the working hours ask for, as every night."""
    begin = monotonic()
    clinic.fetch("call calendar.open_all_slots()")
    seconds = monotonic() - begin
    slots = clinic.number("select count(*) from medbook.slots")
    made = f"{slots:,} slots of {clinic.size.doctors} doctors"
    return Row("open_all_slots", f"{slots / seconds:,.0f} rows/s", "made", made, "-", "-", "-")


def searches(clinic: Clinic) -> list[Row]:
    """Look for free slots and for doctors, a few clients at a time, first in the database and then over HTTP."""
    with TemporaryDirectory(prefix="medbook-bench-") as directory:
        rows = []
        with servers.medbook(clinic, MEDBOOK_RATE_LIMITS="off") as port:
            for name, (script, select) in SEARCHES.items():
                paths = Path(directory) / script
                paths.write_text("".join(f"{path}\n" for (path,) in clinic.fetch(f"{select} from medbook.doctors")))
                called, asked = in_turn(clinic, function(clinic, script), http(port, paths))
                rows += [times(f"{name}, {FEW} clients, pgbench", called), times("… over HTTP, wrk", asked)]
    return rows


def function(clinic: Clinic, script: str) -> Side:
    """Make a side that calls the function of one of pgbench's scripts."""
    return lambda _: pgbench_times(clinic, script)


def http(port: int, paths: Path) -> Side:
    """Make a side that asks our gateway for one path of the file after the other."""
    return lambda seconds: wrk(port, "get", seconds, paths, 0, "", connections=FEW)


def times(what: str, rounds: list[Measured]) -> Row:
    """Make the row of how long answers took, medians of the rounds."""
    p50, p99 = median(m.p50 for m in rounds), median(m.p99 for m in rounds)
    return Row(f"{what}, p50", f"{p50:.2f} ms", "p99", f"{p99:.2f} ms", f"{p99 / p50:.2f}", "-", share(rounds))

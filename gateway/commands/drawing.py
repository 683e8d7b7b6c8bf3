"""The screen of `make top`: each line of it is one line of the terminal, cut where that ends."""

from collections.abc import Iterable, Mapping
from math import inf, isinf

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.commands.figures import Figures, Job, Pool

NAME_WIDTH = 13
OPERATION_WIDTH = 28


def number(value: float) -> str:
    """Return a number with as many digits as it needs to be read."""
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def percent(share: float | None) -> str:
    """Return a share in percent; a dash if there is nothing of which it could be."""
    return "-" if share is None else f"{share * 100:.1f} %" if 0 < share < 1 else f"{share * 100:.0f} %"


def duration(seconds: float | None, longest: float = inf) -> str:
    """Return a duration in the unit that fits. longest: what an infinite one is known to be above."""
    if seconds is None:
        return "-"
    if isinf(seconds):
        return "unknown" if isinf(longest) else f"> {duration(longest)}"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{number(seconds)} s"


def rates(values: Mapping[str, float]) -> str:
    """Return what happens how often, in the order given."""
    return ", ".join(f"{name} {number(rate)}/s" for name, rate in values.items()) or "none"


def red(text: str, is_bad: object) -> Text:
    """Return a text that is red if it is not well."""
    return Text(text, "bold red" if is_bad else "")


def head(figures: Figures, address: str) -> Text:
    """Return the first line: which gateway, and whether it and the database are there and fit."""
    line = Text(f"MedBook {figures.version} at {address}: ", "bold")
    line.append_text(red(f"workers {number(figures.workers)}", not figures.workers))
    line.append(", ")
    if not figures.is_database_up:
        line.append_text(red("the database does not answer", is_bad=True))
    elif figures.schema != figures.migration:
        line.append_text(red(f"schema {figures.schema}, not {figures.migration}", is_bad=True))
    else:
        line.append(f"schema {figures.schema}")
    return line


def times(figures: Figures) -> Text:
    """Return the line of all requests: how many, how many fail, how long they take."""
    shown = (duration(seconds, figures.longest) for seconds in figures.quantiles)
    told = "   ".join(f"{name} {time}" for name, time in zip(("p50", "p95", "p99"), shown, strict=True))
    line = Text(f"{number(figures.requests)}/s   {told}   ")
    return line.append_text(red(f"5xx {percent(figures.failures)}", figures.failures))


def pool_line(pool: Pool) -> Text:
    """Return the line of a pool."""
    line = Text(f"{number(pool.in_use)} of {number(pool.size)} in use, ")
    line.append_text(red(f"{number(pool.waiting)} waiting", pool.waiting))
    line.append(f", {number(pool.waits)}/s had to wait{'' if pool.wait is None else f' {duration(pool.wait)}'}, ")
    return line.append_text(red(f"{number(pool.errors)} errors/s", pool.errors))


def job_text(job: Job) -> str:
    """Return what is told of a job."""
    if job.is_failing:
        return f"{job.name} FAILS"
    return f"{job.name} {'has not run' if job.age is None else duration(job.age)}"


def facts(figures: Figures) -> Iterable[tuple[str, Text]]:
    """Return the lines below the operations, each with its name."""
    yield "refused", Text(rates(figures.refusals))
    yield "over limits", Text(rates(figures.limits))
    for pool in figures.pools:
        yield f"pool {pool.name}"[:NAME_WIDTH], pool_line(pool)
    yield "feed", Text(f"lag {duration(figures.feed_lag)}, subscribers {number(figures.subscribers)}")
    for replica in figures.replicas:
        text = f"{replica.name}: lag {duration(replica.lag)}, workers that read from it {number(replica.workers)}"
        yield "replica", red(text, not replica.workers)
    hits = (f"{class_} {percent(share)}" for class_, share in figures.caches.items())
    yield "cache hits", Text(", ".join(hits) or "none")
    if figures.holds is not None and figures.lapsed is not None:
        yield "holds", Text(f"{number(figures.holds)} live, {number(figures.lapsed)} lapsed and not swept up")
    # In lines of two: their names are long.
    for first in range(0, len(figures.jobs), 2):
        pair = (red(job_text(job), job.is_failing) for job in figures.jobs[first : first + 2])
        yield "" if first else "jobs", Text(", ").join(pair)
    if figures.unwell:
        yield "not well", red(f"{', '.join(figures.unwell)}: see health.checks in make psql", is_bad=True)


def grid(*widths: int | None) -> Table:
    """Return an empty table without lines, whose cells are cut where they end. A width of None takes the rest."""
    made = Table.grid(padding=(0, 1, 0, 0), expand=True)
    for width in widths:
        made.add_column(width=width, ratio=None if width else 1, no_wrap=True, overflow="ellipsis")
    return made


def draw(figures: Figures, address: str, note: str, height: int) -> RenderableType:
    """Return the screen: as many operations as there is room for in so many lines, but at least three.

    note: what the second line says.
    """
    told = list(facts(figures))
    room = max(3, height - len(told) - 5)
    below = grid(NAME_WIDTH, None)
    for name, text in told:
        below.add_row(Text(name, "bold"), text)
    busiest = grid(OPERATION_WIDTH, 9, 8, None)
    busiest.add_row(*(Text(name, "bold") for name in ("operation", "calls/s", "OK", "refused")))
    for each in figures.operations[:room]:
        refused = "" if not each.refusals else rates(each.refusals)
        busiest.add_row(each.name, number(each.rate), percent(each.ok), refused)
    requests = grid(NAME_WIDTH, None)
    requests.add_row(Text("requests", "bold"), times(figures))
    first = head(figures, address)
    first.no_wrap, first.overflow = True, "ellipsis"
    return Group(first, Text(note), requests, busiest, below)

"""The table of figures."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

HEADINGS = ("what", "MedBook", "compared with", "", "ratio", "aim", "successes")


@dataclass(frozen=True)
class Row:
    """One line of the table; all of it is text."""

    what: str
    ours: str
    other: str
    theirs: str
    ratio: str
    aim: str
    successes: str


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [HEADINGS, *(astuple(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    texts = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    texts.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {text} |" for text in texts)

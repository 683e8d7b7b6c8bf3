"""`make import`: hands the rows of a CSV file to the database, which takes all of them or none and says why."""

import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from gateway.commands.cluster import administrator_url

STATEMENT = "select calendar.import_doctors(%s::jsonb)"


@dataclass(frozen=True)
class Row:
    """The values of a line, by the column's name. line: the number of the last line, if it has several."""

    line: int
    values: dict[str, Any]


class ImportingError(Exception):
    """The file cannot be imported; the message has a line for each reason."""


def read(path: Path) -> list[Row]:
    """Return the rows of a CSV file in UTF-8 whose first line names the columns. Raises ImportingError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            names = reader.fieldnames or ()
            if len(set(names)) < len(names):
                raise ImportingError("line 1: names a column twice")
            rows = [Row(reader.line_num, values) for values in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ImportingError(f"{path}: {error}") from error
    if not rows:
        raise ImportingError(f"{path}: has nothing to import")
    if ragged := [row.line for row in rows if None in row.values or None in row.values.values()]:
        raise ImportingError("\n".join(f"line {n}: has not as many values as the first line" for n in ragged))
    if zeros := [row.line for row in rows if any("\0" in value for value in row.values.values())]:
        raise ImportingError("\n".join(f"line {n}: has a character that no text has: NUL" for n in zeros))
    return rows


def load(url: str, rows: list[Row]) -> int:
    """Import the rows; return how many. Raises ImportingError with what is wrong on which line, and psycopg.Error."""
    with psycopg.connect(url) as connection:
        (answer,) = connection.execute(STATEMENT.encode(), [json.dumps([row.values for row in rows])]).fetchone() or (
            {},
        )
    if not answer["success"]:
        raise ImportingError(
            "\n".join(
                f"line {rows[line['line'] - 1].line}: {error['pointer'].removeprefix('#/')} {error['detail']}"
                for line in answer["lines"]
                for error in line["errors"]
            )
        )
    imported: int = answer["imported"]
    return imported


if __name__ == "__main__":
    try:
        print(f"{load(administrator_url(), read(Path(sys.argv[1])))} imported")
    except ImportingError as error:
        sys.exit(f"Nothing was imported.\n{error}")

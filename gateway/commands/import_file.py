"""`make import`: writes what a CSV file lists, all of it or nothing; every fault is told with its line and column."""

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from gateway.commands import command
from gateway.commands.cluster import administrator_url
from gateway.commands.command import CommandError

IMPORT = "select calendar.import_doctors(%s)"
SEPARATORS = {";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True)
class Row:
    """A row of the file. line: the one where it begins, since a value in quotes may have line breaks."""

    line: int
    values: list[str]


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, and where. column: from 1 on; 0 for the whole line."""

    line: int
    column: int
    text: str


def decode(content: bytes) -> str:
    """Return the text of a file, with or without a byte order mark. Raises CommandError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"line {1 + content.count(10, 0, error.start)}: is not in UTF-8") from error
    if "\0" in text:
        raise CommandError(f"line {1 + text.partition(chr(0))[0].count(chr(10))}: holds a zero byte")
    return text


def read(path: Path) -> list[Row]:
    """Return the rows of a file. Raises CommandError if it cannot be read, or is no CSV in UTF-8."""
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    line = 1
    try:
        for values in reader:
            rows.append(Row(line, values))
            line = reader.line_num + 1
    except csv.Error as error:
        raise CommandError(f"line {line}: {error}") from error
    return [row for row in rows if row.values]


def check_heading(heading: Row, fields: Sequence[str], unknown: Sequence[str]) -> Iterator[Fault]:
    """Give what is wrong with the names of the columns. fields: those that there must be; unknown: that must not."""
    names = heading.values
    if len(names) == 1 and (found := [word for sign, word in SEPARATORS.items() if sign in names[0]]):
        yield Fault(heading.line, 0, f"the columns must be separated by commas, not by {found[0]}")
        return
    for column, name in enumerate(names, 1):
        if name in unknown:
            yield Fault(heading.line, column, f"{name or 'a column without a name'} is not known")
        elif name in names[: column - 1]:
            yield Fault(heading.line, column, f"{name} is there twice")
    for name in fields:
        if name not in names:
            yield Fault(heading.line, 0, f"the column {name} is missing")


def call(connection: psycopg.Connection, objects: list[dict[str, str]]) -> dict[str, Any]:
    """Return the answer of the function that writes them, or refuses all."""
    (answer,) = connection.execute(IMPORT, [json.dumps(objects)]).fetchone() or ({},)
    return dict(answer)


def judge(connection: psycopg.Connection, row: dict[str, str]) -> list[tuple[str, str]]:
    """Return the faults of a row that lacks what it must have: the names of columns, and what is wrong with each."""
    return [(error["pointer"][2:], error["detail"]) for error in call(connection, [row])["lines"][0]["errors"]]


def check_rows(answer: dict[str, Any], names: Sequence[str], rows: Sequence[Row]) -> Iterator[Fault]:
    """Give what is wrong with the rows. answer: of the function, about those that have a value for each column."""
    whole = [row for row in rows if len(row.values) == len(names)]
    for row in rows:
        if len(row.values) != len(names):
            yield Fault(row.line, 0, f"has {len(row.values)} columns, not {len(names)}")
    for refused in answer.get("lines", []):
        row = whole[refused["line"] - 1]
        for error in refused["errors"]:
            column = names.index(error["pointer"][2:]) + 1
            # Values before it may have line breaks.
            line = row.line + sum(value.count("\n") for value in row.values[: column - 1])
            yield Fault(line, column, error["detail"])


def import_file(url: str, path: Path) -> dict[str, Any]:
    """Write all that a file lists; return how much was done. url: of the administrator.

    Raises CommandError with all faults.
    """
    heading, *rows = read(path) or [Row(1, [])]
    with psycopg.connect(url) as connection:
        names = heading.values
        # What is missing of an object without members are the columns that there must be.
        fields = [name for name, _ in judge(connection, {})]
        unknown = [name for name, detail in judge(connection, dict.fromkeys(names, "")) if detail == "is not known"]
        faults = list(check_heading(heading, fields, unknown))
        answer: dict[str, Any] = {}
        if not faults:
            whole = [row.values for row in rows if len(row.values) == len(names)]
            answer = call(connection, [dict(zip(names, values, strict=True)) for values in whole])
            faults = list(check_rows(answer, names, rows))
        if not rows and not faults:
            raise CommandError("Nothing was imported: the file has no lines but the names of the columns")
        if faults:
            told = [describe(fault, heading) for fault in sorted(faults)]
            raise CommandError("\n".join(["Nothing was imported:", *told]))
    return answer


def describe(fault: Fault, heading: Row) -> str:
    """Return a fault as a line of text."""
    column = f", column {fault.column} ({heading.values[fault.column - 1]})" if fault.column else ""
    return f"line {fault.line}{column}: {fault.text}"


def main() -> None:
    """Import the file that the argument names."""
    done = import_file(administrator_url(), Path(sys.argv[1]))
    told = ", ".join(f"{done[word]} {word}" for word in ("added", "changed", "unchanged"))
    command.tell(f"{told}. What comes next is in the README: As an administrator")


if __name__ == "__main__":
    command.run(main)

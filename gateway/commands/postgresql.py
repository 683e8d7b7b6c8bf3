"""The PostgreSQL to use: that of MEDBOOK_PG, or the newest of Debian's that is installed with its pg_cron."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gateway.commands.command import CommandError

MAJORS = range(15, 19)
DEBIAN = Path("/usr/lib/postgresql")


class ReleaseError(CommandError):
    """The PostgreSQL to use is not installed; the message names it."""


@dataclass(frozen=True)
class Release:
    """An installed PostgreSQL. major: its major version. programs, libraries: directories. tester: isolationtester."""

    major: int
    programs: Path
    libraries: Path
    tester: Path


def find_pg_config(chosen: str) -> str:
    """Return the pg_config to use. chosen: a major version of Debian's packages, a path, or nothing."""
    if chosen.isdecimal():
        return str(DEBIAN / chosen / "bin/pg_config")
    newest = max(DEBIAN.glob("1[5-8]/lib/pg_cron.so"), default=None)
    return chosen or (str(newest.parents[1] / "bin/pg_config") if newest else "pg_config")


@cache
def ask(pg_config: str) -> Release:
    """Return the release that a pg_config belongs to. Raises ReleaseError."""
    try:
        output = subprocess.run([pg_config], capture_output=True, text=True, check=True).stdout
        values = dict(line.split(" = ", 1) for line in output.splitlines())
        major = int(re.sub(r"^PostgreSQL (\d+).*", r"\1", values["VERSION"]))
    except (OSError, subprocess.CalledProcessError, ValueError, KeyError) as error:
        raise ReleaseError(f"No PostgreSQL was found: {pg_config} is no pg_config that runs; see MEDBOOK_PG") from error
    if major not in MAJORS:
        raise ReleaseError(f"{pg_config} is of {values['VERSION']}, not of 15 to 18; see MEDBOOK_PG")
    tester = Path(values["PGXS"]).parents[1] / "test/isolation/isolationtester"
    return Release(major, Path(values["BINDIR"]), Path(values["PKGLIBDIR"]), tester)


def selected(environment: Mapping[str, str] = os.environ) -> Release:
    """Return the release to use. Raises ReleaseError if there is none, or if MEDBOOK_PG does not name one."""
    return ask(find_pg_config(environment.get("MEDBOOK_PG", "")))

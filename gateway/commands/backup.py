"""`make backup`: saves the database in a new file of pg_dump's custom format, from which `make restore` restores it.

The file gets its name once it is whole. It holds personal data, so nobody but its owner may read it.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NoReturn

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from gateway.commands import command
from gateway.commands.cluster import administrator_url
from gateway.commands.command import CommandError
from gateway.commands.postgresql import selected

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ERROR = re.compile(r"(?:error|ERROR|FATAL): +(.*)")


class BackupError(CommandError):
    """Nothing was saved, or nothing restored; the message says why, and what to do."""


def connected(program: str, url: str, *arguments: str) -> dict[str, Any]:
    """Return the command of one of PostgreSQL's programs for a database, and its environment, as Popen takes them.

    The password is in the environment, because everybody on the machine can see commands.
    """
    parameters = conninfo_to_dict(url)
    environment = os.environ | {"LC_ALL": "C"}
    if "password" in parameters:
        environment["PGPASSWORD"] = str(parameters.pop("password"))
    database = make_conninfo("", **parameters)
    words = [str(selected().programs / program), "--no-password", *arguments, f"--dbname={database}"]
    return {"args": words, "env": environment}


def first_error(report: bytes) -> str:
    """Return the first error that a program reports, without the program's name."""
    text = report.decode(errors="replace").strip() or "it was ended"
    found = ERROR.search(text)
    return found[1] if found else text.splitlines()[0]


def check_source(url: str) -> None:
    """Check that there is something to save, and that pg_dump can. Raises BackupError and psycopg.Error."""
    with psycopg.connect(url) as connection:
        name, release = connection.info.dbname, connection.info.server_version // 10000
        if connection.execute("select to_regclass('public._yoyo_migration')").fetchone() == (None,):
            raise BackupError(f"The database {name} holds no MedBook: there is nothing to save")
    if release > selected().major:
        raise BackupError(
            f"The server is PostgreSQL {release}, and pg_dump here is of {selected().major}: "
            f"install postgresql-client-{release}, and repeat this with MEDBOOK_PG={release}"
        )


def save(url: str, file: IO[bytes]) -> None:
    """Let pg_dump write a backup into a file, down to its disk. Raises BackupError."""
    # Opened by us, the file stays away once it is removed. By this name pg_dump can seek in it: on its plain stdout,
    # PostgreSQL 18 would append the table of contents a second time.
    program = connected("pg_dump", url, "--format=custom", "--file=/dev/stdout", "--no-sync")
    done = subprocess.run(**program, stdout=file, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise BackupError(f"Nothing was saved: {first_error(done.stderr)}")
    os.fsync(file.fileno())


def create(part: Path) -> None:
    """Create the file of a backup that is being written, for its owner alone, and let signals wait.

    The caller lets them come within the try that removes the file. Raises BackupError, and signals may come again.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        part.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        if isinstance(error, FileExistsError):
            raise BackupError(f"{part} exists: a backup is writing it, or was killed. Wait, or delete it") from error
        raise BackupError(f"{part.with_suffix('')} cannot be written: {error.strerror}") from error


def backup(url: str, path: Path) -> None:
    """Save a database in a new file. url: of its administrator.

    Raises BackupError if the file exists or cannot be written, or if the database cannot be saved; ReleaseError;
    psycopg.Error if the database cannot be reached.
    """
    if os.path.lexists(path):
        raise BackupError(f"{path} exists, and is not overwritten: choose another name")
    check_source(url)
    part = path.with_name(f"{path.name}.part")
    create(part)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        with part.open("wb") as file, command.step(f"Saving the database in {path}"):
            save(url, file)
        os.link(part, path)
    except FileExistsError as error:
        raise BackupError(f"{path} exists by now, and is not overwritten: choose another name") from error
    except PermissionError:
        # A file system without links, as those of memory sticks.
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    command.tell(f"Saved: {path.stat().st_size / 1e6:.1f} MB. It holds personal data: keep it safe")


def end(number: int, _: object) -> NoReturn:
    """End as an exception does, which leaves no part of a file."""
    sys.exit(128 + number)


def named_file() -> Path:
    """Return the file that the command names. Raises BackupError if it names none."""
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if not name:
        raise BackupError(f"Say which file: make {Path(sys.argv[0]).stem} FILE=medbook.dump")
    return Path(os.path.expanduser(name))


def obey(work: Callable[[str, Path], None]) -> None:
    """Run backup or restore for the Makefile, on the administrator's database."""
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, end)
    command.run(lambda: work(administrator_url(), named_file()))


if __name__ == "__main__":
    obey(backup)

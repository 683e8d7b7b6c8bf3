"""`make restore`: fills an empty database with a backup, in one transaction: with all of it, or nothing."""

import re
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, cast

import psycopg

from gateway.commands import command
from gateway.commands.backup import BackupError, connected, first_error, obey
from gateway.commands.command import CommandError
from gateway.commands.migrate import update
from gateway.commands.postgresql import selected
from gateway.config import MIGRATIONS

ROLES = MIGRATIONS / "0001.roles.sql"
RESTORED = MIGRATIONS.parent / "sql/restored.sql"

# pg_cron and its jobs are made anew, if it serves this database. A lock of a migration would never be released.
LEFT_OUT = re.compile(
    r" (?:EXTENSION (?:- )?pg_cron|SCHEMA cron|(?:TABLE DATA|SEQUENCE SET|ACL) (?:cron \w+|public yoyo_lock)) "
)
ROLE = re.compile(rb'^(?:ALTER .+ OWNER|GRANT .+) TO (?!PUBLIC;)("(?:[^"]|"")+"|\w+)', re.MULTILINE)
MIGRATION = re.compile(rb"^[0-9a-f]{64}\t([^\t]+)\t", re.MULTILINE)


def pg_restore(path: Path, *arguments: str, into: int | IO[bytes]) -> subprocess.CompletedProcess[bytes]:
    """Let pg_restore write the contents of a backup, or the statements that restore it."""
    words = [str(selected().programs / "pg_restore"), *arguments, "--file=-", str(path)]
    return subprocess.run(words, stdout=into, stderr=subprocess.PIPE, check=False)


def read(path: Path, *arguments: str, into: int = subprocess.PIPE) -> bytes:
    """Return what pg_restore writes. Raises BackupError if the backup cannot be read."""
    done = pg_restore(path, *arguments, into=into)
    if done.returncode != 0:
        release = selected().major
        raise BackupError(f"{path} is no whole backup that PostgreSQL {release} can read: {first_error(done.stderr)}")
    return done.stdout or b""


def read_contents(path: Path) -> str:
    """Return the list of what to restore, for pg_restore. Raises BackupError if it is not of this MedBook."""
    contents = read(path, "--list").decode()
    if " TABLE DATA public _yoyo_migration " not in contents:
        raise BackupError(f"{path} is no backup of MedBook")
    for name in MIGRATION.findall(read(path, "--data-only", "--schema=public", "--table=_yoyo_migration")):
        if not (MIGRATIONS / f"{name.decode()}.sql").exists():
            raise BackupError(
                f"{path} has the migration {name.decode()}, which this release does not know: it is of a newer "
                "release, or from before 0.1.0. Restore it with that release"
            )
    return "\n".join(line for line in contents.splitlines() if not LEFT_OUT.search(line))


def check_target(connection: psycopg.Connection) -> None:
    """Check that a database can take a backup. Raises BackupError."""
    name, release = connection.info.dbname, connection.info.server_version // 10000
    is_in_use = "select to_regnamespace('medbook') is not null or to_regclass('public._yoyo_migration') is not null"
    if connection.execute(is_in_use).fetchone() == (True,):
        raise BackupError(
            f"The database {name} holds a MedBook already, and nothing is restored over it. "
            "Restore into a new database, or save and delete the private one: make backup, make clean"
        )
    if release < selected().major:
        raise BackupError(
            f"The server is PostgreSQL {release}, and pg_restore here is of {selected().major}: "
            f"install postgresql-client-{release}, and repeat this with MEDBOOK_PG={release}"
        )


def create_missing(connection: psycopg.Connection, roles: Iterable[str]) -> bytes:
    """Return statements that create those of these roles that the server lacks. They cannot sign in."""
    query = "select role from unnest(%s::text[]) as role where to_regrole(role) is null order by role"
    return "".join(f"create role {role};\n" for (role,) in connection.execute(query, [list(roles)])).encode()


def fill(connection: psycopg.Connection, url: str, path: Path, contents: str) -> None:
    """Restore these contents of a backup, and the roles and settings that none holds. Raises BackupError."""
    with NamedTemporaryFile("w") as listed:
        listed.write(contents)
        listed.flush()
        rows, *texts = (
            [f"--use-list={listed.name}", f"--section={name}"] for name in ("data", "pre-data", "post-data")
        )
        schema, indexes = (read(path, *options) for options in texts)
        named = {role.decode() for role in ROLE.findall(schema + indexes)}
        before = create_missing(connection, named) + ROLES.read_bytes() + schema
        load(url, path, rows, before, RESTORED.read_bytes() + indexes)


def load(url: str, path: Path, rows: Iterable[str], before: bytes, after: bytes) -> None:
    """Run statements, restore rows, and run more statements, in one transaction. Raises BackupError.

    rows: pg_restore's options.
    """
    psql = connected("psql", url, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
    is_whole = False
    with TemporaryFile() as report:
        with subprocess.Popen(**psql, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=report) as program:
            script = cast(IO[bytes], program.stdin)
            try:
                # After an error psql reads no further.
                with suppress(BrokenPipeError), script:
                    script.write(b"begin;\n" + before)
                    script.flush()
                    is_whole = pg_restore(path, *rows, into=script).returncode == 0
                    # Without its last line the transaction is rolled back.
                    script.write(after + b"commit;\n" if is_whole else b"")
                program.wait()
            finally:
                program.kill()
        report.seek(0)
        if program.returncode != 0 or not is_whole:
            raise BackupError(f"Nothing was restored: {first_error(report.read())}")


def bring_up_to_date(url: str) -> None:
    """Apply the migrations that the backup lacks, and load the code. Raises BackupError if only this fails."""
    try:
        update(url)
    except (CommandError, psycopg.Error) as error:
        raise BackupError(f"The rows are restored, but not up to date. Then: make migrate. {error}") from error


def restore(url: str, path: Path) -> None:
    """Fill an empty database with a backup, and bring it up to date. url: of its administrator.

    Raises BackupError if the backup or the database is not fit for it; ReleaseError; psycopg.Error.
    """
    contents = read_contents(path)
    with psycopg.connect(url, autocommit=True) as connection:
        check_target(connection)
        with command.step(f"Checking that {path} is whole"):
            read(path, into=subprocess.DEVNULL)
        with command.step(f"Restoring it into {connection.info.dbname}"):
            fill(connection, url, path, contents)
        bring_up_to_date(url)
        with command.step("Looking whether all is in order"):
            connection.execute("analyze")
            broken = connection.execute("select from health.check_invariants()").rowcount
    found = f"But see health.check_invariants() in make psql: it finds {broken} rows" if broken else "All is in order"
    command.tell(f"Restored. {found}")


if __name__ == "__main__":
    obey(restore)

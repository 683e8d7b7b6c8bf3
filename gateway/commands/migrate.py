"""`make migrate`: applies pending migrations, then loads the whole current code.

yoyo's own `apply` runs the hook that loads the code only if a migration was pending; this always runs it.
"""

import sys
from urllib.parse import urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict
from yoyo import get_backend, read_migrations  # type: ignore[import-untyped]
from yoyo.exceptions import LockTimeout  # type: ignore[import-untyped]

from gateway.commands.cluster import administrator_url
from gateway.config import MIGRATIONS


def backend_uri(database_url: str) -> str:
    """Return the URI by which yoyo connects through psycopg 3 to the database of a libpq URL."""
    parameters = conninfo_to_dict(database_url)
    database = parameters.pop("dbname", "")
    return f"postgresql+psycopg:///{database}?{urlencode(parameters)}"


class UnknownMigration(Exception):
    """The database has a migration that this release does not know; the message names it."""


def check_known(known: set[str], applied: set[str]) -> None:
    """Check that a database's migrations are of this release. Raises UnknownMigration."""
    if unknown := applied - known:
        raise UnknownMigration(
            f"The database has the migration {max(unknown)}, which this release does not know: it is of a newer "
            "release, or from before 0.1.0. Use that release, or another database; make clean deletes the private one."
        )


def migrate(database_url: str) -> None:
    """Apply pending migrations and load sql/load.sql, under yoyo's lock.

    database_url: of an administrator, who may create roles and extensions. Raises LockTimeout if another
    migration holds the lock for ten seconds, UnknownMigration, and psycopg.Error when a statement fails.
    """
    with get_backend(backend_uri(database_url)) as backend:
        migrations = read_migrations(str(MIGRATIONS))
        with backend.lock():
            pending = backend.to_apply(migrations)
            rows = backend.execute("select migration_id from public._yoyo_migration").fetchall()
            check_known({migration.id for migration in migrations}, {id_ for (id_,) in rows})
            backend.apply_migrations_only(pending)
            backend.run_post_apply(migrations)


if __name__ == "__main__":
    try:
        migrate(administrator_url())
    except psycopg.OperationalError as error:
        sys.exit(f"The database cannot be reached: {error}")
    except UnknownMigration as error:
        sys.exit(str(error))
    except LockTimeout as error:
        sys.exit(f"{str(error).partition(' (')[0]}; if it is dead: make break-lock")

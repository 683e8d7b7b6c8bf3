"""`make migrate`: applies pending migrations, then loads the whole current code.

yoyo's own `apply` runs the hook that loads the code only if a migration was pending; this always runs it.
"""

from urllib.parse import urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from yoyo import get_backend, read_migrations  # type: ignore[import-untyped]
from yoyo.exceptions import LockTimeout  # type: ignore[import-untyped]

from gateway.commands import command
from gateway.commands.cluster import administrator_url
from gateway.commands.command import CommandError
from gateway.config import MIGRATIONS

# What says whether pg_cron works for this database.
CRON = """\
select current_setting('cron.database_name', true) is not distinct from current_database()
       and exists (select from pg_extension where extname = 'pg_cron')
"""
WITHOUT_CRON = """\
WARNING: pg_cron does not serve this database: nothing sweeps, opens calendars at night or purges what is old. Install
PostgreSQL's pg_cron; in postgresql.conf set shared_preload_libraries = 'pg_cron', cron.database_name = '{}' and
cron.use_background_workers = on; restart PostgreSQL; make migrate."""

# Where pg_cron signs in for its jobs. In background workers it does not sign in at all.
SIGN_INS = """\
select distinct nodename, nodeport, username from cron.job
 where active and database = current_database()
   and current_setting('cron.use_background_workers', true) is distinct from 'on'
"""
# The server itself tries, as pg_cron does: by libpq, as the same user of its machine, with the same .pgpass.
TRIAL = """\
create or replace function pg_temp.sign_in(text) returns text language c strict as '$libdir/dblink', 'dblink_connect'
"""
REFUSED = """\
WARNING: pg_cron cannot sign in as {}, and runs none of its jobs: {}
In postgresql.conf set cron.use_background_workers = on and restart PostgreSQL, or let the role in by pg_hba.conf."""


def backend_uri(database_url: str) -> str:
    """Return the URI by which yoyo connects through psycopg 3 to the database of a libpq URL."""
    parameters = conninfo_to_dict(database_url)
    database = parameters.pop("dbname", "")
    return f"postgresql+psycopg:///{database}?{urlencode(parameters)}"


class UnknownMigration(CommandError):
    """The database has a migration that this release does not know; the message names it."""


def check_known(known: set[str], applied: set[str]) -> None:
    """Check that a database's migrations are of this release. Raises UnknownMigration."""
    if unknown := applied - known:
        raise UnknownMigration(
            f"The database has the migration {max(unknown)}, which this release does not know: it is of a newer "
            "release, or from before 0.1.0. Use that release, or another database; make clean deletes the private one."
        )


def migrate(database_url: str) -> list[str]:
    """Apply pending migrations and load sql/load.sql, under yoyo's lock; return the ids of those that were pending.

    database_url: of an administrator, who may create roles and extensions. Raises CommandError if another
    migration holds the lock for ten seconds, UnknownMigration, and psycopg.Error when a statement fails.
    """
    with get_backend(backend_uri(database_url)) as backend:
        migrations = read_migrations(str(MIGRATIONS))
        try:
            with backend.lock():
                pending = backend.to_apply(migrations)
                rows = backend.execute("select migration_id from public._yoyo_migration").fetchall()
                check_known({migration.id for migration in migrations}, {id_ for (id_,) in rows})
                backend.apply_migrations_only(pending)
                backend.run_post_apply(migrations)
        except LockTimeout as error:
            raise CommandError(f"{str(error).partition(' (')[0]}; if it is dead: make break-lock") from error
    return [migration.id for migration in pending]


def cron_fault(database_url: str) -> str | None:
    """Return the warning that pg_cron does not serve the database, or cannot run its jobs; None if neither is found.

    database_url: of a superuser, or nothing is tried. Raises psycopg.Error.
    """
    with psycopg.connect(database_url, autocommit=True) as connection:
        (is_served,) = connection.execute(CRON).fetchone() or (False,)
        return refused_job(connection) if is_served else WITHOUT_CRON.format(connection.info.dbname)


def refused_job(connection: psycopg.Connection) -> str | None:
    """Return the warning that PostgreSQL refuses a role of pg_cron's jobs; None if it does not, or this cannot try."""
    try:
        for host, port, role in connection.execute(SIGN_INS).fetchall():
            name = connection.info.dbname
            target = make_conninfo(host=host, port=port, dbname=name, user=role, connect_timeout=10)
            connection.execute(TRIAL)
            connection.execute("select pg_temp.sign_in(%s)", [target])
    except psycopg.errors.SqlclientUnableToEstablishSqlconnection as error:
        return REFUSED.format(role, (error.diag.message_detail or "").partition("\n")[0])
    except (psycopg.errors.UndefinedFile, psycopg.errors.InsufficientPrivilege):
        # A server without PostgreSQL's contrib modules, or an administrator who is no superuser.
        return None
    return None


def update(database_url: str) -> None:
    """Bring the database up to date and tell about it. Raises what migrate does."""
    with command.step("Bringing the database up to date"):
        applied = migrate(database_url)
    command.tell(f"Migrations: {', '.join(applied) or 'none was pending'}. All functions and views are loaded")
    if fault := cron_fault(database_url):
        command.tell(fault)


if __name__ == "__main__":
    command.run(lambda: update(administrator_url()))

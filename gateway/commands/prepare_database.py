"""What the one-shot container does: waits for the server, brings the database up to date, lets the roles sign in."""

import os
import time

import psycopg
from psycopg import Connection, sql

from gateway.commands import command, demo
from gateway.commands.command import CommandError
from gateway.commands.migrate import update
from gateway.config import primary_url, switch

WAIT_SECONDS = 60.0
PAUSE_SECONDS = 0.5
REPLICATION = "medbook_replication"
SECRETS = "see Secrets in docker/README.md"


def wait_for(url: str, seconds: float = WAIT_SECONDS) -> None:
    """Return once the server answers, if it does so in that time.

    Raises CommandError if it does not, or at once when it refuses the password.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            text = " ".join(str(error).split())
            if "authentication failed" in text:
                raise CommandError(f"{text}. The password is the one of the first start: {SECRETS}") from error
            if time.monotonic() > deadline:
                raise CommandError(f"PostgreSQL did not answer for {seconds:.0f} seconds: {text}") from error
            time.sleep(PAUSE_SECONDS)
        else:
            return


def set_password(connection: Connection, role: str, password: str) -> None:
    """Let a role sign in with a password, of which the server learns only the SCRAM verifier."""
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(verifier)))


def admit(url: str, passwords: dict[str, str]) -> None:
    """Let roles sign in with these passwords, the replicas' too, whose role is made if it is missing."""
    with psycopg.connect(url) as connection:
        if connection.execute("select from pg_roles where rolname = %s", [REPLICATION]).fetchone() is None:
            connection.execute(sql.SQL("create role {} login replication").format(sql.Identifier(REPLICATION)))
        for role, password in passwords.items():
            set_password(connection, role, password)


def main() -> None:
    """Prepare the database that MEDBOOK_DATABASE_URL names; with MEDBOOK_DEMO=on, with the demo."""
    url = primary_url(os.environ.get("MEDBOOK_DATABASE_URL", ""))
    wait_for(url)
    update(url)
    roles = ("medbook_gateway", "medbook_notifier", REPLICATION)
    admit(url, {role: os.environ[f"{role.upper()}_PASSWORD"] for role in roles})
    if switch(os.environ.get("MEDBOOK_DEMO") or "off"):
        demo.load(url)
    command.tell("The database is ready")


if __name__ == "__main__":
    command.run(main)

"""`make create-admin`: makes the first administrator, with a password that is typed or in a file."""

import argparse
import asyncio
import getpass
import sys
from pathlib import Path

import psycopg

from gateway.accounts.passwords import Passwords
from gateway.commands import command
from gateway.commands.cluster import administrator_url, check_loaded
from gateway.commands.command import CommandError


def read_password(path: Path | None) -> str:
    """Return the first line of a file, or what is typed twice. Raises CommandError."""
    if path is not None:
        try:
            return path.read_text().partition("\n")[0]
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The password cannot be read from {path}: {error}") from error
    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to type a password at: PASSWORD_FILE= names a file with it")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise CommandError("The two are different. Nothing was done")
    return password


async def hash_new(password: str, own_words: tuple[str, ...]) -> str:
    """Return the hash of a password that is as strong as those of sign-up. Raises CommandError."""
    passwords = Passwords()
    if weakness := await passwords.find_weakness(password, own_words):
        raise CommandError(f"The password {weakness}")
    return await passwords.hash(password)


def create_admin(url: str, email: str, name: str, password: str) -> None:
    """Make an account with the role ADMIN, in one transaction. Raises CommandError, and psycopg.Error."""
    password_hash = asyncio.run(hash_new(password, (email, name)))
    with psycopg.connect(url) as connection:
        query = "select account.register(%s, %s, %s)"
        (answer,) = connection.execute(query, [email, password_hash, name]).fetchone() or ({},)
        if answer.get("error") == "EMAIL_TAKEN":
            raise CommandError(f"{email} has an account: select account.grant_role(user, 'ADMIN') makes it one's")
        if not answer["success"]:
            raise CommandError("; ".join(f"{error['pointer'][2:]} {error['detail']}" for error in answer["errors"]))
        connection.execute("select account.grant_role(%s, 'ADMIN')", [answer["created"]])


def main() -> None:
    """Make the administrator that the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m gateway.commands.create_admin", description=__doc__)
    parser.add_argument("email")
    parser.add_argument("name")
    parser.add_argument("--password-file", type=Path)
    given = parser.parse_args()
    check_loaded(administrator_url())
    create_admin(administrator_url(), given.email, given.name, read_password(given.password_file))
    command.tell(f"{given.email} is an administrator, who signs in at POST /v1/auth/login")


if __name__ == "__main__":
    command.run(main)

"""`make run`: the demo, in the private cluster and nowhere else."""

import os

from gateway.commands import cluster, command
from gateway.commands.command import CommandError
from gateway.commands.demo import load
from gateway.commands.migrate import update
from gateway.commands.serve import become_gateway, prepare, tell_pages


def take_mail() -> str:
    """Let mails be written to a folder if nothing else takes them; return what to tell of it."""
    if os.environ.get("MEDBOOK_SMTP_URL"):
        return "Mails are sent by the server of MEDBOOK_SMTP_URL"
    folder = os.environ.get("MEDBOOK_MAIL_FOLDER") or str(cluster.from_environment().mail)
    os.environ["MEDBOOK_MAIL_FOLDER"] = folder
    return f"Mails are not sent, but written to {folder}"


def main() -> None:
    """Start everything, load the demo data, and become the gateway."""
    if os.environ.get("MEDBOOK_DATABASE_URL"):
        raise CommandError("make run is the demo, in PostgreSQL of its own. To serve MEDBOOK_DATABASE_URL: make serve")
    url = prepare()
    cluster.start_own()
    update(cluster.administrator_url())
    what_to_try = load(cluster.administrator_url())
    tell_pages(url)
    command.tell(what_to_try.replace("BASE", url))
    command.tell(take_mail())
    become_gateway(url)


if __name__ == "__main__":
    command.run(main)

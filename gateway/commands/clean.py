"""`make clean`: deletes the private cluster, once that is agreed to."""

import os
from datetime import datetime
from pathlib import Path

from gateway.commands import cluster as private
from gateway.commands import command
from gateway.commands.backup import backup
from gateway.commands.cluster import Cluster
from gateway.commands.stop import stop_gateways, stop_server


def offer_backup(cluster: Cluster) -> None:
    """Ask for a file to write a backup to before, and write it. Raises CommandError."""
    path = Path.home() / f"medbook-{datetime.now():%Y-%m-%d-%H%M%S}.dump"
    answer = input(f"Write a backup first, to {path}? [Y/n, or another file] ").strip()
    if answer.lower() not in {"n", "no"}:
        private.start(cluster)
        backup(cluster.url(), path if answer.lower() in {"", "y", "yes"} else Path(os.path.expanduser(answer)))


def clean(cluster: Cluster) -> None:
    """Delete the home and all in it. Raises CommandError."""
    private.check_ours(cluster)
    if not cluster.home.exists():
        command.tell(f"There is nothing to delete: {cluster.home} does not exist")
        return
    command.check_agreed(
        f"This stops MedBook and deletes {cluster.home}: the database, the key of its tokens, its log and the demo's "
        "mails, of all your copies of MedBook's folder.",
        "delete",
    )
    # Before the backup: what is booked later would be in none.
    stop_gateways(cluster)
    if not command.is_agreed_beforehand():
        offer_backup(cluster)
    stop_server(cluster)
    private.destroy(cluster)
    command.tell(f"{cluster.home} is deleted")


if __name__ == "__main__":
    command.run(lambda: clean(private.from_environment()))

"""`make clean`: deletes the private cluster, once that is agreed to."""

from datetime import date
from pathlib import Path

from gateway.commands import cluster as private
from gateway.commands import command
from gateway.commands.backup import backup
from gateway.commands.cluster import Cluster
from gateway.commands.stop import stop


def offer_backup(cluster: Cluster) -> None:
    """Ask for a file to write a backup to before, and write it. Raises CommandError."""
    path = f"{Path.home()}/medbook-{date.today()}.dump"
    answer = input(f"Write a backup first, to {path}? [Y/n, or another file] ").strip()
    if answer.lower() not in {"n", "no"}:
        private.start(cluster)
        backup(cluster.url(), Path(path if answer.lower() in {"", "y", "yes"} else answer))


def clean(cluster: Cluster) -> None:
    """Delete the home and all in it. Raises CommandError."""
    if not cluster.home.exists():
        command.tell(f"There is nothing to delete: {cluster.home} does not exist")
        return
    command.check_agreed(
        f"This stops MedBook and deletes {cluster.home}: the database, the key of its tokens and its log, of all your "
        "copies of MedBook's folder.",
        "delete",
    )
    if not command.is_agreed_beforehand():
        offer_backup(cluster)
    stop(cluster)
    private.destroy(cluster)
    command.tell(f"{cluster.home} is deleted")


if __name__ == "__main__":
    command.run(lambda: clean(private.from_environment()))

"""`make stop`: stops the gateways that make started, then the private PostgreSQL."""

from gateway.commands import cluster as private
from gateway.commands import command, gateways
from gateway.commands.cluster import Cluster
from gateway.commands.command import CommandError


def stop(cluster: Cluster) -> bool:
    """Stop all that runs, and tell of each; tell whether anything ran. Raises CommandError if one does not end."""
    running = gateways.running(cluster.home)
    for gateway in running:
        with command.step(f"Stopping the gateway of {gateway.url}, process {gateway.pid}"):
            has_ended = gateways.stop(gateway)
        if not has_ended:
            raise CommandError(f"It does not end: kill -9 {gateway.pid}, then repeat")
    is_up = private.is_running(cluster)
    if is_up:
        with command.step("Stopping PostgreSQL"):
            private.stop(cluster)
        if private.is_running(cluster):
            raise CommandError(f"It does not stop; the end of {cluster.log} says why")
    return bool(running) or is_up


def main() -> None:
    """Stop all that runs, and tell of the data."""
    has_run = stop(private.from_environment())
    command.tell("MedBook is stopped; its data stays" if has_run else "MedBook does not run")


if __name__ == "__main__":
    command.run(main)

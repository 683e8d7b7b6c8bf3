"""`make stop`: stops the gateways that make started, then the private PostgreSQL."""

from gateway.commands import cluster as private
from gateway.commands import command, gateways
from gateway.commands.cluster import Cluster
from gateway.commands.command import CommandError


def stop(cluster: Cluster) -> None:
    """Stop all that runs, and tell. Raises CommandError if a gateway does not end."""
    running = gateways.running(cluster.home)
    for gateway in running:
        command.tell(f"Stopping the gateway of {gateway.url} (process {gateway.pid})")
        if not gateways.stop(gateway):
            raise CommandError(f"It does not end: kill -9 {gateway.pid}, then repeat")
    is_up = private.is_running(cluster)
    if is_up:
        command.tell("Stopping PostgreSQL")
        private.stop(cluster)
    command.tell("MedBook is stopped; its data stays" if running or is_up else "MedBook does not run")


if __name__ == "__main__":
    command.run(lambda: stop(private.from_environment()))

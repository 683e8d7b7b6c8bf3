"""`make stop`: stops the gateways that make started, then the private PostgreSQL."""

from gateway.commands import cluster as private
from gateway.commands import command, gateways
from gateway.commands.cluster import Cluster
from gateway.commands.command import CommandError


def stop_gateways(cluster: Cluster) -> bool:
    """Stop the gateways, and tell of each; tell whether any ran. Raises CommandError if one does not end."""
    running = gateways.running(cluster.home)
    for gateway in running:
        with command.step(f"Stopping the gateway of {gateway.url}, process {gateway.pid}"):
            has_ended = gateways.stop(gateway)
        if not has_ended:
            raise CommandError(f"It does not end: kill -9 {gateway.pid}, then repeat")
    return bool(running)


def stop_server(cluster: Cluster) -> bool:
    """Stop PostgreSQL, and tell; tell whether it ran. Raises CommandError if it does not end."""
    if not cluster.data.exists() or not private.is_started(cluster):
        return False
    with command.step("Stopping PostgreSQL"):
        private.stop(cluster)
    if private.is_started(cluster):
        raise CommandError(f"It does not stop; the end of {cluster.log} says why")
    return True


def main() -> None:
    """Stop all that runs, and tell of the data."""
    cluster = private.from_environment()
    private.check_ours(cluster)
    has_run = [stop_gateways(cluster), stop_server(cluster)]
    command.tell("MedBook is stopped; its data stays" if any(has_run) else "MedBook does not run")


if __name__ == "__main__":
    command.run(main)

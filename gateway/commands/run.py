"""`make run`: the demo, in the private cluster and nowhere else."""

import os

from gateway.commands import cluster, command
from gateway.commands.command import CommandError
from gateway.commands.demo import load
from gateway.commands.migrate import update
from gateway.commands.serve import become_gateway, prepare


def main() -> None:
    """Start everything, load the demo data, and become the gateway."""
    if os.environ.get("MEDBOOK_DATABASE_URL"):
        raise CommandError("make run is the demo, in PostgreSQL of its own. To serve MEDBOOK_DATABASE_URL: make serve")
    url = prepare()
    cluster.start_own()
    update(cluster.administrator_url())
    what_to_try = load(cluster.administrator_url())
    command.tell(f"Serving {url}, with its documentation at {url}/docs\n{what_to_try.replace('BASE', url)}")
    become_gateway(url)


if __name__ == "__main__":
    command.run(main)

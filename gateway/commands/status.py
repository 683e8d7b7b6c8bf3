"""`make status`: what runs where, since when, of which version and with which data."""

from pathlib import Path

import psycopg

from gateway.commands import cluster as private
from gateway.commands import command, gateways
from gateway.commands.cluster import IS_LOADED, Cluster
from gateway.commands.migrate import cron_fault
from gateway.config import latest_migration, version

ROOT = Path(__file__).resolve().parents[2]

SERVER = f"""\
select current_setting('server_version'), pg_postmaster_start_time(), current_database(),
       pg_size_pretty(pg_database_size(current_database())), {IS_LOADED}
"""
CONTENT = "select core.schema_version(), core.is_demo()"
NOTIFIERS = """\
select count(*), min(backend_start) from pg_stat_activity
 where application_name = 'medbook-notify' and datname = current_database()
"""


def tell_gateways(cluster: Cluster) -> None:
    """Tell which gateways run."""
    running = gateways.running(cluster.home)
    for gateway in running:
        command.tell(
            f"Gateway: serves {gateway.url} since {gateway.since:%Y-%m-%d %H:%M:%S} UTC (process {gateway.pid})"
        )
    if not running:
        command.tell("Gateway: does not run. make run starts it with the demo, make serve without")


def tell_database(url: str) -> None:
    """Tell about a database that can be reached. Raises psycopg.Error."""
    with psycopg.connect(url) as connection:
        connection.execute("set timezone = 'UTC'")
        release, since, database, size, is_loaded = connection.execute(SERVER).fetchone() or ("", None, "", "", False)
        command.tell(f"PostgreSQL: {release}, since {since:%Y-%m-%d %H:%M:%S} UTC; database {database}, {size}")
        if not is_loaded:
            command.tell("Database: holds no MedBook yet. make migrate brings it up to date")
            return
        schema, is_demo = connection.execute(CONTENT).fetchone() or ("", False)
        notifiers, begun = connection.execute(NOTIFIERS).fetchone() or (0, None)
    if notifiers:
        command.tell(f"medbook-notify: {notifiers} connected, since {begun:%Y-%m-%d %H:%M:%S} UTC")
    else:
        command.tell("medbook-notify: is not connected; make run and make serve start it")
    todo = "" if schema == latest_migration() else f"; this release has {latest_migration()}: make migrate"
    command.tell(f"Database: schema {schema}{todo}; {'the demo' if is_demo else 'no demo'}")
    if fault := cron_fault(url):
        command.tell(fault)


def main() -> None:
    """Tell what runs."""
    cluster = private.from_environment()
    private.check_ours(cluster)
    command.tell(f"MedBook {version()}, in {ROOT}")
    tell_gateways(cluster)
    if not private.is_private():
        tell_database(private.administrator_url())
    elif private.is_running(cluster):
        command.tell(f"Data: in {cluster.home}")
        tell_database(cluster.url())
    elif cluster.data.exists() and private.is_started(cluster):
        command.tell(f"PostgreSQL: is starting, or stopping; its data is in {cluster.home}")
    else:
        data = f"its data is in {cluster.home}" if cluster.data.exists() else f"and {cluster.home} holds no data"
        command.tell(f"PostgreSQL: does not run; {data}")


if __name__ == "__main__":
    command.run(main)

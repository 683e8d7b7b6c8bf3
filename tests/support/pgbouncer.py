"""pgbouncer in transaction mode, on a socket of its own."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import chown, rmtree

from psycopg.conninfo import conninfo_to_dict

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster
from tests.support.gateway import wait_for

CONFIGURATION = """
[databases]
* = host={server}

[pgbouncer]
listen_port = 6432
unix_socket_dir = {home}
auth_type = trust
auth_file = {home}/users
pidfile = {home}/pid
logfile = {home}/log
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
server_login_retry = 0
"""


@contextmanager
def pgbouncer(cluster: Cluster) -> Iterator[Path]:
    """Run pgbouncer before a cluster until the block ends; give the directory of its socket."""
    home = Path(tempfile.mkdtemp(prefix="medbook-"))
    try:
        (home / "ini").write_text(CONFIGURATION.format(server=cluster.socket, home=home))
        (home / "users").write_text('"medbook_gateway" ""\n"postgres" ""\n')
        chown(home, cluster.user, cluster.user)
        start(cluster, home)
        try:
            yield home
        finally:
            stop(home)
    finally:
        rmtree(home)


def start(cluster: Cluster, home: Path) -> None:
    """Start pgbouncer in the background."""
    started = private.run(cluster, "/usr/sbin/pgbouncer", "-q", "-d", str(home / "ini"))
    assert started.returncode == 0, started.stderr
    # It makes its socket first, and writes its process id some time after it has made the file.
    wait_for(lambda: {".s.PGSQL.6432", "pid"} <= {path.name for path in home.iterdir()} and (home / "pid").read_text())


def stop(home: Path) -> None:
    """End pgbouncer and its connections."""
    process = int((home / "pid").read_text())
    # From pgbouncer 1.23 on the first signal waits for clients; any second one ends it at once.
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(ProcessLookupError):
            os.kill(process, number)
    wait_for(lambda: {path.name for path in home.iterdir()} <= {"ini", "users", "log"})


def through(bouncer: Path, url: str, role: str = "medbook_gateway") -> str:
    """Return the URL of a database behind pgbouncer."""
    name = conninfo_to_dict(url)["dbname"]
    return f"postgresql://{role}@/{name}?host={bouncer}&port=6432"

"""The private PostgreSQL cluster of `make run` and `make test`: created if it is missing, started if it is down.

Its data is in MEDBOOK_HOME. PostgreSQL refuses to run as root, so root's cluster runs as the user postgres.
It listens only on a unix socket, and only its own user and root may connect.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from gateway.commands import command
from gateway.commands.command import CommandError
from gateway.commands.postgresql import MAJORS, selected
from gateway.config import writable

DATABASE = "medbook"
OURS = {"data", "data.new", "lock", "jwt.key", "postgresql.log", "gateways", "mail"}
OURS |= {f"data.{major}" for major in MAJORS}
START_ATTEMPTS = 15
PORT = "5432"
# Not the invariants, which read everything.
NOT_WELL = "select name from health.checks where name <> 'invariants' and not ok"
IS_LOADED = "to_regproc('core.schema_version') is not null"
ROLES = ("postgres", "medbook_gateway", "medbook_worker", "medbook_notifier")


class ClusterError(CommandError):
    """The cluster cannot be created or started; the message says why."""


@dataclass(frozen=True)
class Cluster:
    """A cluster: its home directory and its operating system user."""

    home: Path
    user: str

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.home / "postgresql.log"

    @property
    def mail(self) -> Path:
        """The folder of the demo's mails."""
        return self.home / "mail"

    @property
    def socket(self) -> Path:
        """The socket's directory. Its path is short for every home: the socket's path has at most 107 bytes."""
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/tmp") / f"medbook-{name}"  # noqa: S108 - created for the owner only; another user's is refused

    def url(self, database: str = DATABASE, role: str = "postgres") -> str:
        """Return the URL of a database of this cluster."""
        return f"postgresql://{role}@/{database}?host={self.socket}&port={PORT}"


def from_environment(environment: Mapping[str, str] = os.environ) -> Cluster:
    """Return the cluster that MEDBOOK_HOME names, or the user's default one."""
    if os.getuid() == 0:
        home, user = Path("/var/lib/medbook"), "postgres"
    else:
        state = environment.get("XDG_STATE_HOME") or Path.home() / ".local/state"
        home, user = Path(state) / "medbook", pwd.getpwuid(os.getuid()).pw_name
    return Cluster(Path(environment.get("MEDBOOK_HOME") or home).resolve(), user)


def run(cluster: Cluster, program: str, *arguments: str, folder: Path = Path("/")) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the cluster's user. folder: to run in; that user must have access."""
    words = [str(selected().programs / program), *arguments]
    if os.getuid() == 0:
        words = ["setpriv", f"--reuid={cluster.user}", f"--regid={cluster.user}", "--init-groups", *words]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def is_running(cluster: Cluster) -> bool:
    """Tell whether the cluster's server answers. Its pid file is no proof: a killed server leaves it behind."""
    return run(cluster, "pg_isready", "-q", "-h", str(cluster.socket), "-p", PORT).returncode == 0


def unusable(cluster: Cluster, error: OSError) -> ClusterError:
    """Return the error that says why the home cannot be ours."""
    return ClusterError(f"MEDBOOK_HOME {cluster.home} cannot be used: {error.strerror}. Choose another")


def check_ours(cluster: Cluster) -> None:
    """Check that the home, if there is one, holds our files alone. Raises ClusterError."""
    try:
        foreign = {path.name for path in cluster.home.iterdir()} - OURS
    except FileNotFoundError:
        return
    except OSError as error:
        raise unusable(cluster, error) from error
    if foreign:
        raise ClusterError(f"MEDBOOK_HOME {cluster.home} holds other things, such as {min(foreign)}: choose another")
    release_of(cluster)


def is_started(cluster: Cluster) -> bool:
    """Tell whether there is a server, even one that does not answer yet."""
    return run(cluster, "pg_ctl", "status", "-D", str(cluster.data)).returncode == 0


def claim_home(cluster: Cluster) -> None:
    """Create the home, for its user alone. Raises ClusterError if it cannot be ours, or holds other files than ours."""
    if re.search(r"[$`'\"\\\n]", str(cluster.home)):
        # pg_ctl hands the path to a shell.
        raise ClusterError(f"MEDBOOK_HOME must be a path without $, quotes and backslashes, not {cluster.home}")
    try:
        cluster.home.mkdir(parents=True, exist_ok=True)
        check_ours(cluster)
        if os.getuid() == 0:
            # Not its group, which may be the notifier's: that goes through it to the folder of mails.
            shutil.chown(cluster.home, cluster.user)
        cluster.home.chmod(0o710 if os.getuid() == 0 else 0o700)
    except OSError as error:
        raise unusable(cluster, error) from error


@contextmanager
def alone(cluster: Cluster) -> Iterator[None]:
    """Create the home and the socket's directory, and hold their lock until the block ends. Raises ClusterError."""
    claim_home(cluster)
    cluster.socket.mkdir(mode=0o700, exist_ok=True)
    owners = {os.getuid(), pwd.getpwnam(cluster.user).pw_uid}
    if cluster.socket.is_symlink() or cluster.socket.stat().st_uid not in owners:
        raise ClusterError(f"{cluster.socket} belongs to somebody else")
    if os.getuid() == 0:
        # Not its group, which may be that of a running gateway.
        shutil.chown(cluster.socket, cluster.user)
    with (cluster.home / "lock").open("w") as lock:
        os.fchmod(lock.fileno(), 0o600)
        # If two start at once, the second one waits and finds everything done.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def release_of(cluster: Cluster) -> int:
    """Return the major version of the data directory, or the selected one if there is none. Raises ClusterError."""
    try:
        return int((cluster.data / "PG_VERSION").read_text()) if cluster.data.exists() else selected().major
    except PermissionError as error:
        raise unusable(cluster, error) from error
    except (OSError, ValueError) as error:
        raise ClusterError(f"{cluster.data} is no cluster of PostgreSQL: choose another MEDBOOK_HOME") from error


def check_whole(cluster: Cluster) -> None:
    """Check that no upgrade ended between its two renames. Raises ClusterError."""
    old = max(cluster.home.glob("data.[0-9]*"), default=None)
    if old is not None and not cluster.data.exists():
        raise ClusterError(f"An upgrade was interrupted. Rename {old} to {cluster.data}, then repeat it")


def create(cluster: Cluster, settings: Mapping[str, str]) -> Path:
    """Create a data directory, with pg_cron set up for the database medbook; return its temporary path.

    settings: more lines for postgresql.conf. Raises ClusterError if initdb fails.
    """
    unfinished = cluster.home / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    initdb = ["--username=postgres", "--auth=peer", "--encoding=UTF8", "--locale=C.UTF-8"]
    with command.step(f"Creating a cluster of PostgreSQL {selected().major} in {cluster.home}"):
        made = run(cluster, "initdb", "-D", str(unfinished), *initdb)
    if made.returncode != 0:
        raise ClusterError(f"initdb failed in {cluster.home}: {made.stderr.strip() or made.stdout.strip()}")
    lines = {
        "listen_addresses": "",
        "unix_socket_directories": str(cluster.socket),
        "port": PORT,
        "shared_preload_libraries": "pg_cron,pg_stat_statements",
        "cron.database_name": DATABASE,
        "cron.use_background_workers": "on",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "timezone": "UTC",
        **settings,
    }
    wanted = lines["shared_preload_libraries"].split(",")
    present = [name for name in wanted if (selected().libraries / f"{name}.so").exists()]
    lines["shared_preload_libraries"] = ",".join(present)
    if "pg_cron" not in present:
        lines = {name: value for name, value in lines.items() if not name.startswith("cron.")}
    with (unfinished / "postgresql.conf").open("a") as conf:
        conf.writelines(f"{name} = '{value}'\n" for name, value in lines.items())
    (unfinished / "pg_hba.conf").write_text("local all all peer map=medbook\n")
    (unfinished / "pg_ident.conf").write_text(
        "".join(f"medbook {name} {role}\n" for name in sorted({cluster.user, "root"}) for role in ROLES)
    )
    return unfinished


def start(cluster: Cluster, settings: Mapping[str, str] | None = None) -> None:
    """Start the cluster; create it first if it is missing. Does nothing if it is up.

    settings: more lines for postgresql.conf of a new cluster. Raises ClusterError and ReleaseError.
    """
    if (made_by := release_of(cluster)) != selected().major:
        raise ClusterError(
            f"{cluster.home} holds a cluster of PostgreSQL {made_by}, and this is PostgreSQL {selected().major}. "
            f"Go on with the other one: make run MEDBOOK_PG={made_by}. Or upgrade the cluster: make upgrade"
        )
    with alone(cluster):
        if not cluster.data.exists():
            check_whole(cluster)
            create(cluster, settings or {}).rename(cluster.data)
        if not is_running(cluster):
            with command.step("Starting PostgreSQL"):
                start_server(cluster)


def start_server(cluster: Cluster) -> None:
    """Start the server. Raises ClusterError."""
    # The processes of a killed server need a moment to end; until then no other server can start.
    for _ in range(START_ATTEMPTS):
        started = run(cluster, "pg_ctl", "start", "-w", "-s", "-D", str(cluster.data), "-l", str(cluster.log))
        if started.returncode == 0 or is_running(cluster):
            return
        time.sleep(1)
    raise ClusterError(f"PostgreSQL does not start; the end of {cluster.log} says why")


def create_database(cluster: Cluster) -> None:
    """Create the database medbook if it is missing."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            # UniqueViolation: another command is creating it at this moment.
            return


def admit(cluster: Cluster, user: str, role: str = "medbook_gateway") -> None:
    """Let one more user of this machine sign in, as one role and as no other."""
    os.chown(cluster.socket, -1, pwd.getpwnam(user).pw_gid)
    cluster.socket.chmod(0o710)
    identify(cluster, user, role)


def open_mail(cluster: Cluster, user: str | None = None) -> None:
    """Make the folder of mails if it is missing. user: of root's notifier, who alone writes and reads there."""
    cluster.mail.mkdir(mode=0o700, exist_ok=True)
    if user is not None:
        group = pwd.getpwnam(user).pw_gid
        os.chown(cluster.home, -1, group)
        shutil.chown(cluster.mail, user, group)


def identify(cluster: Cluster, user: str, role: str) -> None:
    """Let a user of this machine who reaches the socket sign in as a role."""
    identities = cluster.data / "pg_ident.conf"
    line = f"medbook {user} {role}\n"
    if line not in identities.read_text():
        with identities.open("a") as file:
            file.write(line)
        run(cluster, "pg_ctl", "reload", "-D", str(cluster.data))


def stop(cluster: Cluster) -> None:
    """Shut the server down; its data stays. Does nothing if it is down."""
    if cluster.data.exists():
        run(cluster, "pg_ctl", "stop", "-w", "-t", "30", "-m", "fast", "-D", str(cluster.data))


def destroy(cluster: Cluster) -> None:
    """Stop the server and delete everything that MedBook created; the home too, if nothing else is in it."""
    stop(cluster)
    for path in [cluster.home / name for name in OURS] + [cluster.socket]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if cluster.home.exists() and not any(cluster.home.iterdir()):
        cluster.home.rmdir()


def administrator_url(environment: Mapping[str, str] = os.environ) -> str:
    """Return MEDBOOK_DATABASE_URL, or the URL of the private cluster. Raises ClusterError if it is not a URL."""
    try:
        url = writable(environment.get("MEDBOOK_DATABASE_URL", ""))
    except psycopg.ProgrammingError as error:
        raise ClusterError(f"MEDBOOK_DATABASE_URL is no URL of a database: {error}") from error
    return url or from_environment(environment).url()


def is_private(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether the database is that of the private cluster. Raises ClusterError."""
    return administrator_url(environment) == from_environment(environment).url()


def gateway_url() -> str:
    """Return the URL for the gateway: in the private cluster it signs in as its own role. Raises ClusterError."""
    return from_environment().url(role="medbook_gateway") if is_private() else administrator_url()


def start_own() -> None:
    """Start the private cluster with its database, unless MEDBOOK_DATABASE_URL names a server. Raises ClusterError."""
    if is_private():
        start(from_environment())
        create_database(from_environment())


def check_loaded(url: str) -> None:
    """Check that a database holds MedBook. Raises CommandError, and psycopg.Error."""
    with psycopg.connect(url) as connection:
        (is_loaded,) = connection.execute(f"select {IS_LOADED}").fetchone() or (False,)
        if not is_loaded:
            raise CommandError(f"The database {connection.info.dbname} holds no MedBook yet: make migrate, or make run")


def verdict(url: str) -> str:
    """Return a line that says whether all is well with a database, or what is not."""
    try:
        with psycopg.connect(url) as connection:
            connection.execute("set local statement_timeout = '1s'")
            names = [str(name) for (name,) in connection.execute(NOT_WELL)]
    except psycopg.Error as error:
        return f"Whether all is well cannot be told: {str(error).partition(chr(10))[0]}"
    return f"NOT WELL: {', '.join(names)}" if names else "All is well (the invariants were not read)."


def main(words: Sequence[str]) -> None:
    """Run a command of the Makefile: start, url, check that MedBook is loaded, verdict, or psql with arguments."""
    name, *arguments = words
    if name == "url":
        print(administrator_url())
    elif name == "psql":
        psql = str(selected().programs / "psql")
        os.execv(psql, [psql, *arguments, administrator_url()])
    elif name == "check":
        check_loaded(administrator_url())
    elif name == "verdict":
        print(verdict(administrator_url()))
    elif name == "start":
        start_own()


if __name__ == "__main__":
    command.run(lambda: main(sys.argv[1:]))

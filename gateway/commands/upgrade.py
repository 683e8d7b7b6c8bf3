"""`make upgrade`: upgrades the private cluster to the selected PostgreSQL with pg_upgrade.

pg_upgrade keeps transaction ids, by which the feed finds changed rows; a dump does not.
"""

from pathlib import Path

from gateway.commands import cluster as private
from gateway.commands import command
from gateway.commands.cluster import PORT, Cluster, ClusterError
from gateway.commands.postgresql import ask, find_pg_config, selected

UNFINISHED = "medbook.unfinished-upgrade"


def check(cluster: Cluster, folder: Path, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs in a folder. Raises ClusterError with its output when it fails."""
    done = private.run(cluster, program, *arguments, folder=folder)
    if done.returncode != 0:
        raise ClusterError(f"{program} failed. Repeat: make upgrade\n{done.stdout}{done.stderr}")


def upgrade(cluster: Cluster) -> None:
    """Upgrade the cluster and start it; the old data stays beside it as data.15 or such.

    Does nothing if the cluster is of the selected release and finished. Until the two renames the old data is the
    cluster, so a failure can be repeated. Raises ClusterError, and ReleaseError if the old PostgreSQL is not installed
    any more.
    """
    private.check_whole(cluster)
    made_by = private.release_of(cluster)
    if made_by != selected().major:
        replace_data(cluster, made_by)
    unfinished = cluster.data / UNFINISHED
    if unfinished.exists():
        private.start(cluster)
        finish(cluster)
        unfinished.unlink()
    command.tell(f"{cluster.home} is of PostgreSQL {selected().major}. make run or make serve goes on with it")


def replace_data(cluster: Cluster, made_by: int) -> None:
    """Put an upgraded copy in the place of the data; keep the old data beside it."""
    old = ask(find_pg_config(str(made_by)))
    with private.alone(cluster):
        private.stop(cluster)
        new = private.create(cluster, {})
        # PostgreSQL 18 turns checksums on by default; pg_upgrade wants both clusters to have them, or neither.
        private.run(cluster, "pg_checksums", "--disable", "-D", str(new))
        where = ["-d", str(cluster.data), "-D", str(new), "-s", str(cluster.socket)]
        with command.step(f"Upgrading the data of PostgreSQL {made_by}"):
            check(cluster, new, "pg_upgrade", "-U", "postgres", "-b", str(old.programs), *where)
        (new / UNFINISHED).touch()
        cluster.data.rename(cluster.home / f"data.{made_by}")
        new.rename(cluster.data)


def finish(cluster: Cluster) -> None:
    """Update the extensions, and gather statistics, which pg_upgrade does not copy."""
    server = ["-h", str(cluster.socket), "-p", PORT, "-U", "postgres"]
    if (cluster.data / "update_extensions.sql").exists():
        check(cluster, cluster.data, "psql", *server, "-qX", "-d", "postgres", "-f", "update_extensions.sql")
    with command.step("Gathering statistics"):
        check(cluster, cluster.data, "vacuumdb", *server, "--all", "--analyze-only", "--quiet")


if __name__ == "__main__":
    command.run(lambda: upgrade(private.from_environment()))

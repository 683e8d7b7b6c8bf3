"""/readyz says whether a request would be served, so it tries a write, which costs nobody anything."""

import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from psycopg.conninfo import conninfo_to_dict

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster
from gateway.commands.migrate import migrate
from tests.support import ROOT
from tests.support.database import SETTINGS, execute, fetch
from tests.support.gateway import Server, answers, serve, wait_for
from tests.support.pgbouncer import pgbouncer, through


@contextmanager
def small_disk() -> Iterator[Path]:
    """Give the folder of a disk that is small enough to be filled."""
    folder = Path(tempfile.mkdtemp(prefix="medbook-test-"))
    try:
        command = ["mount", "-t", "tmpfs", "-o", "size=300m,mode=755", "tmpfs", str(folder)]
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            pytest.skip(f"no disk can be mounted here, so none can be full: {mounted.stderr.strip()}")
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True)
    finally:
        folder.rmdir()


def fill(file: Path) -> None:
    """Fill the disk on which a file is."""
    filled = subprocess.run(["dd", "if=/dev/zero", f"of={file}", "bs=4k"], capture_output=True, text=True, check=False)
    assert "No space left" in filled.stderr


def is_unavailable(server: Server) -> bool:
    """Tell whether the gateway says that it is not ready."""
    answer = httpx.get(f"{server.base_url}/readyz", timeout=30)
    return answer.status_code == 503 and answer.json()["error"] == "UNAVAILABLE"


def test_it_is_not_ready_while_the_disk_is_full(tmp_path: Path) -> None:
    with small_disk() as disk:
        own = Cluster(disk / "home", private.from_environment().user)
        try:
            private.start(own, SETTINGS)
            private.create_database(own)
            migrate(own.url())
            with serve(own.url(), tmp_path / "log", MEDBOOK_WORKERS="1") as server:
                wait_for(lambda: answers(server, "/readyz"))
                fill(disk / "filler")
                assert is_unavailable(server)
                (disk / "filler").unlink()
                assert answers(server, "/readyz")
        finally:
            (disk / "filler").unlink(missing_ok=True)
            private.destroy(own)


@pytest.mark.parametrize("is_pooled", [False, True], ids=["directly", "behind pgbouncer"])
def test_it_is_not_ready_on_a_server_that_is_read_only(
    fresh_url: str, cluster: Cluster, tmp_path: Path, is_pooled: bool
) -> None:
    name = conninfo_to_dict(fresh_url)["dbname"]
    with pgbouncer(cluster) as bouncer:
        pooled = {"MEDBOOK_PGBOUNCER": "on"} if is_pooled else {}
        url = through(bouncer, fresh_url) if is_pooled else fresh_url
        with serve(url, tmp_path / "log", MEDBOOK_WORKERS="1", **pooled) as server:
            wait_for(lambda: answers(server, "/readyz"))
            execute(fresh_url, f"alter database {name} set default_transaction_read_only = on")
            query = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"
            fetch(cluster.url("postgres"), query, name)
            wait_for(lambda: is_unavailable(server))
            execute(cluster.url("postgres"), f"alter database {name} reset default_transaction_read_only")
            # Sessions that pgbouncer keeps have learned the setting when they began.
            fetch(cluster.url("postgres"), query, name)
            wait_for(lambda: answers(server, "/readyz"))


def test_a_health_check_leaves_nothing_behind(server: Server, url: str) -> None:
    query = """
      select (select sum(pg_total_relation_size(oid)) from pg_class where relkind in ('r', 'S', 'm')),
             (select count(*) from pg_ls_tmpdir())
    """
    before = fetch(url, query)
    for _ in range(100):
        assert answers(server, "/readyz")
    assert fetch(url, query) == before


def test_it_tells_the_version_that_openapi_and_the_project_have(server: Server) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert server.http.get("/readyz").json() == {"success": True, "version": version}
    assert server.http.get("/openapi.json").json()["info"]["version"] == version

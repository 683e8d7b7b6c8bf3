"""Before and after MedBook: what the README says of a start without root, and of leaving."""

import os
import re
import subprocess
from pathlib import Path

from gateway.commands.migrate import migrate
from tests.support import ROOT
from tests.support.commands import fake
from tests.support.database import execute, fetch, private_cluster

ROLES = "select count(*) from pg_roles where rolname ~ '^medbook_'"


def test_once_the_packages_are_installed_a_start_asks_for_no_root(tmp_path: Path) -> None:
    for name, text in {"id": "echo 1000", "sudo": f"touch {tmp_path / 'asked'}; exit 1"}.items():
        fake(tmp_path, name, text)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "MEDBOOK_PG": ""}
    subprocess.run(["make", "--silent", "run-packages"], cwd=ROOT, env=environment, check=True)
    assert not (tmp_path / "asked").exists()


def test_the_readmes_statements_for_leaving_remove_the_database_and_the_roles() -> None:
    (statements,) = re.findall(r"^drop database .*\ndrop role .*$", (ROOT / "README.md").read_text(), re.MULTILINE)
    with private_cluster() as cluster:
        migrate(cluster.url())
        assert fetch(cluster.url("postgres"), ROLES) == [(5,)]
        for statement in statements.splitlines():
            execute(cluster.url("postgres"), statement)
        assert fetch(cluster.url("postgres"), ROLES) == [(0,)]

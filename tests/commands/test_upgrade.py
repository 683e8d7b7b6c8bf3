"""`make upgrade`: an older PostgreSQL's cluster becomes one of the selected release. It needs both of them."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster, ClusterError
from gateway.commands.postgresql import DEBIAN, selected
from gateway.commands.upgrade import UNFINISHED, upgrade
from tests.support.database import execute, fetch

OLDER = [n for path in DEBIAN.glob("*/bin/initdb") if 15 <= (n := int(path.parents[1].name)) < selected().major]
TRANSACTION = "select pg_current_xact_id()::text::bigint"


@pytest.fixture
def home() -> Iterator[Cluster]:
    """A cluster that is not made yet."""
    made = Cluster(Path(tempfile.mkdtemp(prefix="medbook-home-")), private.from_environment().user)
    yield made
    private.destroy(made)


def interrupted(cluster: Cluster) -> None:
    raise KeyboardInterrupt


@pytest.mark.skipif(not OLDER, reason="no older PostgreSQL is installed")
def test_an_upgrade_keeps_the_data_and_counts_on_transactions_even_if_it_was_interrupted(
    home: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as context:
        context.setenv("MEDBOOK_PG", str(OLDER[0]))
        private.start(home)
        execute(home.url("postgres"), "create table note as select 'keep me' as text; create extension citext")
        ((before,),) = fetch(home.url("postgres"), TRANSACTION)
    with pytest.raises(ClusterError, match=f"PostgreSQL {OLDER[0]}, and this is PostgreSQL {selected().major}"):
        private.start(home)
    with monkeypatch.context() as context:
        context.setattr("gateway.commands.upgrade.finish", interrupted)
        with pytest.raises(KeyboardInterrupt):
            upgrade(home)
    upgrade(home)
    assert fetch(home.url("postgres"), "select text from note") == [("keep me",)]
    assert fetch(home.url("postgres"), f"{TRANSACTION} > {before}") == [(True,)]
    assert {path.name for path in home.home.iterdir()} == {"data", f"data.{OLDER[0]}", "lock", "postgresql.log"}
    assert not (home.data / UNFINISHED).exists()
    upgrade(home)
    private.start(home)

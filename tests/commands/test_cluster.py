"""The private cluster's home: nothing of anybody else's is touched, and nothing half-made is used."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster, ClusterError
from gateway.commands.postgresql import selected
from gateway.config import ConfigError, from_environment


@pytest.fixture
def home() -> Iterator[Cluster]:
    """A cluster that is not made yet, in a home that others can pass through."""
    parent = Path(tempfile.mkdtemp(prefix="medbook-home-"))
    parent.chmod(0o755)
    made = Cluster(parent / "home", private.from_environment().user)
    yield made
    private.destroy(made)
    (made.home / "thesis.txt").unlink(missing_ok=True)
    if made.home.exists():
        made.home.rmdir()
    parent.rmdir()


def test_a_home_with_other_things_is_refused_and_left_as_it_was(home: Cluster) -> None:
    home.home.mkdir()
    (home.home / "thesis.txt").write_text("years of work")
    before = home.home.stat()
    with pytest.raises(ClusterError, match=r"thesis\.txt"):
        private.start(home)
    after = home.home.stat()
    assert (before.st_uid, before.st_mode) == (after.st_uid, after.st_mode)


def test_a_cluster_of_another_release_is_reported_with_the_way_out_and_left_as_it_was(home: Cluster) -> None:
    home.data.mkdir(parents=True)
    (home.data / "PG_VERSION").write_text("14\n")
    before = home.home.stat()
    with pytest.raises(ClusterError, match=f"PostgreSQL 14, and this is PostgreSQL {selected().major}.*MEDBOOK_PG=14"):
        private.start(home)
    after = home.home.stat()
    assert (before.st_uid, before.st_mode) == (after.st_uid, after.st_mode)
    assert [path.name for path in home.home.rglob("*")] == ["data", "PG_VERSION"]


def test_no_empty_cluster_takes_the_place_of_one_whose_upgrade_was_interrupted(home: Cluster) -> None:
    (home.home / "data.15").mkdir(parents=True)
    with pytest.raises(ClusterError, match=r"Rename .*data\.15 to .*data, then repeat it"):
        private.start(home)
    assert not home.data.exists()


def test_the_port_of_another_postgresql_does_not_matter(home: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "5433")
    private.start(home)
    monkeypatch.setenv("PGPORT", "5434")
    assert private.is_running(home)
    with psycopg.connect(home.url("postgres")) as connection:
        assert connection.info.port == 5432


def test_destroying_leaves_foreign_files(home: Cluster) -> None:
    home.home.mkdir()
    (home.home / "jwt.key").write_text("ours")
    (home.home / "thesis.txt").write_text("years of work")
    private.destroy(home)
    assert [path.name for path in home.home.iterdir()] == ["thesis.txt"]


def test_a_data_directory_that_was_not_finished_is_made_anew(home: Cluster) -> None:
    (home.home / "data.new").mkdir(parents=True)
    (home.home / "data.new/PG_VERSION").write_text("14\n")
    private.start(home)
    assert private.is_running(home)


def test_of_two_that_start_at_once_both_end_with_the_cluster_up(home: Cluster) -> None:
    def begin(same: Cluster) -> None:
        private.start(same)
        private.create_database(same)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(begin, [replace(home), replace(home)]))
    assert private.is_running(home)


@pytest.mark.parametrize("url", ["nonsense", "postgresql://[", "host=a port"])
def test_a_value_that_is_no_url_is_refused_with_its_name(url: str) -> None:
    with pytest.raises(ClusterError, match="MEDBOOK_DATABASE_URL"):
        private.administrator_url({"MEDBOOK_DATABASE_URL": url})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEDBOOK_STATEMENT_TIMEOUT", "0.0001"),
        ("MEDBOOK_STATEMENT_TIMEOUT", "-1"),
        ("MEDBOOK_LOCK_TIMEOUT", "soon"),
        ("MEDBOOK_POOL_MAX_WAITING", "0.5"),
        ("MEDBOOK_POOL_SIZE", "0"),
        ("MEDBOOK_JWT_KEYS", "x" * 31),
        ("MEDBOOK_JWT_KEYS", "x" * 32 + " short"),
    ],
)
def test_a_setting_that_would_mean_no_limit_or_no_secret_is_refused(name: str, value: str) -> None:
    environment = {"MEDBOOK_DATABASE_URL": "postgresql:///x", "MEDBOOK_JWT_KEYS": "x" * 32}
    assert from_environment(environment).statement_timeout == 3
    with pytest.raises(ConfigError, match=name):
        from_environment(environment | {name: value})

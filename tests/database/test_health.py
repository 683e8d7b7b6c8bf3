"""health.checks, where it takes more than one transaction to make a check red and green again."""

import pytest

from gateway.commands.migrate import migrate
from tests.support.database import execute, fetch, private_cluster
from tests.support.gateway import wait_for
from tests.support.replicas import paused, primary_cluster, replica_of

COUNTERS = "insert into medbook.rate_counter select 'general', 'key ' || n, 1, now() from generate_series(1, 20001) n"
# A replica tells its position some time after it has begun.
HAS_REPLAYED = "select state from pg_stat_replication where replay_lsn is not null"


def is_ok(url: str, name: str) -> bool:
    """Tell whether a check is ok."""
    (row,) = fetch(url, "select ok from health.checks where name = %s", name)
    return bool(row[0])


@pytest.fixture
def counted_url(fresh_url: str) -> str:
    """The administrator's URL of a copy of the template with many counters."""
    execute(fresh_url, COUNTERS)
    return fresh_url


def change(url: str, statement: str) -> None:
    """Run a statement as administrator. PostgreSQL has its statistics when the session has ended."""
    execute(url, statement)
    others = "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    wait_for(lambda: fetch(url, others) == [])


def test_dead_rows_that_are_not_vacuumed_are_told(counted_url: str) -> None:
    assert is_ok(counted_url, "dead rows")
    change(counted_url, "delete from medbook.rate_counter")
    assert not is_ok(counted_url, "dead rows")
    change(counted_url, "vacuum medbook.rate_counter")
    assert is_ok(counted_url, "dead rows")


def test_counters_whose_changes_write_to_indexes_are_told(counted_url: str) -> None:
    change(counted_url, "update medbook.rate_counter set key = key || 'x'")
    assert not is_ok(counted_url, "hot updates")
    change(counted_url, "select pg_stat_reset_single_table_counters('medbook.rate_counter'::regclass)")
    assert is_ok(counted_url, "hot updates")


def test_an_index_that_is_never_read_is_told(counted_url: str) -> None:
    now = "select now from health.checks where name = 'unused indexes'"
    execute(counted_url, "create index never_read on medbook.rate_counter ((key || repeat('x', 100)))")
    for _ in range(5):
        change(counted_url, "update medbook.rate_counter set requests = requests + 1")
    assert "medbook.never_read" in str(fetch(counted_url, now))
    assert not is_ok(counted_url, "unused indexes")
    execute(counted_url, "drop index medbook.never_read")
    assert "medbook.never_read" not in str(fetch(counted_url, now))


def test_a_slot_whose_reader_is_away_is_told(fresh_url: str) -> None:
    execute(fresh_url, "select pg_create_physical_replication_slot('away', true)")
    try:
        assert not is_ok(fresh_url, "replication slots")
    finally:
        execute(fresh_url, "select pg_drop_replication_slot('away')")
    assert is_ok(fresh_url, "replication slots")


def test_a_replica_that_replays_nothing_is_told_until_it_does() -> None:
    more = "select pg_logical_emit_message(false, 'filler', repeat('x', 1000000)) from generate_series(1, 80)"
    with primary_cluster() as primary, replica_of(primary) as replica:
        wait_for(lambda: fetch(primary.url(), HAS_REPLAYED) == [("streaming",)])
        with paused(replica):
            execute(primary.url(), more)
            assert not is_ok(primary.url(), "replicas")
        wait_for(lambda: is_ok(primary.url(), "replicas"))
        assert len(fetch(replica.url(), "select ok from health.checks")) == 14


def test_where_pg_stat_statements_is_not_loaded_no_function_is_slow() -> None:
    with private_cluster({"shared_preload_libraries": "pg_cron"}) as made:
        migrate(made.url())
        assert fetch(made.url(), "select * from health.slow_functions") == []

"""api.slot_changes reports every other transaction once it has committed, however late, and nothing else."""

import random
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster
from gateway.commands.migrate import migrate
from tests.support.clinic import ANN, DORA, EVE, EVES_SLOT
from tests.support.clinic import SLOT as FIRST
from tests.support.database import execute, fetch, move_clock, private_cluster

SECOND, THIRD, FOURTH = (FIRST[:-1] + digit for digit in "234")
TOUCH = "update medbook.slots set changed = pg_current_xact_id() where id = %s"
WRITERS = 4
ROUNDS = 60


class Reader:
    """Follows the feed; states: what it knows of the slots that changed."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.cursor: str | None = None
        self.states: dict[str, str] = {}
        self.answer: dict[str, Any] = {}
        self.poll()

    def poll(self) -> list[tuple[str, str]]:
        """Return what is new: ids and states of slots, other events with an empty state."""
        row = self.connection.execute("select api.slot_changes(%s)", [self.cursor]).fetchone()
        assert row is not None
        self.answer = row[0]
        self.cursor = self.answer["cursor"]
        slots = [(c["data"]["id"], c["data"]["state"]) for c in self.answer["changes"] if c["event"] == "slot"]
        self.states |= dict(slots)
        return slots + [(c["event"], "") for c in self.answer["changes"] if c["event"] != "slot"]


@pytest.fixture
def reader(fresh_url: str) -> Iterator[Reader]:
    made = Reader(fresh_url)
    yield made
    made.connection.close()


@pytest.fixture
def writer(fresh_url: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(fresh_url) as connection:
        yield connection
        connection.rollback()


def call(url: str, function: str, *arguments: str) -> dict[str, Any]:
    """Call a function of api."""
    places = ", ".join(["%s::uuid"] * len(arguments))
    ((answer,),) = fetch(url, f"select api.{function}({places})", *arguments)
    assert answer["success"], answer
    return answer  # type: ignore[no-any-return]


def test_each_step_of_a_booking_is_a_change_of_its_slot(fresh_url: str, reader: Reader) -> None:
    held = call(fresh_url, "book_slot", ANN, FIRST)["created"]
    assert reader.poll() == [(FIRST, "held")]
    call(fresh_url, "confirm_booking", ANN, held)
    assert reader.poll() == [(FIRST, "booked")]
    call(fresh_url, "cancel_booking", ANN, held)
    assert reader.poll() == [(FIRST, "free")]
    execute(fresh_url, f"update medbook.users set role = 'ADMIN' where id = '{ANN}'")
    call(fresh_url, "close_slot", ANN, FIRST)
    assert reader.poll() == [(FIRST, "closed")]
    assert reader.poll() == []


def test_a_new_slot_is_a_change(fresh_url: str, reader: Reader) -> None:
    query = """
      insert into test.slots (doctor_id, id, start_time, end_time)
      values (%s, core.new_id(%s), '2030-01-09 09:00Z', '2030-01-09 10:00Z') returning id
    """
    ((opened,),) = fetch(fresh_url, query, DORA, DORA)
    assert reader.poll() == [(str(opened), "free")]


def test_a_refusal_is_none(fresh_url: str, reader: Reader) -> None:
    call(fresh_url, "book_slot", ANN, FIRST)
    reader.poll()
    assert not fetch(fresh_url, "select api.book_slot(%s::uuid, %s::uuid)", ANN[:-1] + "b", FIRST)[0][0]["success"]
    assert reader.poll() == []


def test_an_open_writer_delays_nobody_and_is_seen_when_it_commits(
    fresh_url: str, reader: Reader, writer: Connection[Any]
) -> None:
    writer.execute(TOUCH, [FIRST])
    assert reader.poll() == []
    call(fresh_url, "book_slot", ANN, SECOND)
    assert reader.poll() == [(SECOND, "held")]
    assert reader.poll() == []
    writer.commit()
    assert reader.poll() == [(FIRST, "free")]
    assert reader.poll() == []


def test_an_open_writer_of_another_database_delays_nobody(fresh_url: str, reader: Reader, cluster: Cluster) -> None:
    with psycopg.connect(cluster.url()) as elsewhere:
        elsewhere.execute("select pg_current_xact_id()")
        reader.poll()
        call(fresh_url, "book_slot", ANN, FIRST)
        assert reader.poll() == [(FIRST, "held")]
        assert reader.poll() == []
        elsewhere.rollback()
        assert reader.poll() == []


def test_a_change_that_was_rolled_back_is_never_reported(
    fresh_url: str, reader: Reader, writer: Connection[Any]
) -> None:
    writer.execute(TOUCH, [FIRST])
    reader.poll()
    writer.rollback()
    assert reader.poll() == []


def test_subtransactions_are_reported_with_their_transaction_unless_rolled_back(
    reader: Reader, writer: Connection[Any]
) -> None:
    writer.execute(TOUCH, [FIRST])
    writer.execute("savepoint kept")
    writer.execute(TOUCH, [SECOND])
    writer.execute("release kept")
    writer.execute("savepoint undone")
    writer.execute(TOUCH, [THIRD])
    writer.execute("rollback to undone")
    assert reader.poll() == []
    writer.execute("savepoint late")
    writer.execute(TOUCH, [FOURTH])
    assert reader.poll() == []
    writer.commit()
    assert reader.poll() == [(FIRST, "free"), (SECOND, "free"), (FOURTH, "free")]
    assert reader.poll() == []


def test_a_doctor_changed_after_a_savepoint_is_reported_with_its_transaction(
    fresh_url: str, reader: Reader, writer: Connection[Any]
) -> None:
    writer.execute("select pg_current_xact_id()")
    writer.execute("savepoint inner_one")
    writer.execute("update medbook.doctors set fee = fee + 1 where id = %s", [EVE])
    writer.execute("release inner_one")
    for _ in range(2):
        execute(fresh_url, "select pg_current_xact_id()")
    assert reader.poll() == []
    writer.commit()
    assert reader.poll() == [("doctors", "")]
    assert reader.poll() == []


def test_two_changes_of_one_slot_between_two_polls_are_one(fresh_url: str, reader: Reader) -> None:
    held = call(fresh_url, "book_slot", ANN, FIRST)["created"]
    call(fresh_url, "confirm_booking", ANN, held)
    assert reader.poll() == [(FIRST, "booked")]
    assert reader.poll() == []


def test_of_two_changes_the_later_one_wins_though_its_transaction_began_first(
    fresh_url: str, reader: Reader, writer: Connection[Any]
) -> None:
    writer.execute("select pg_current_xact_id()")
    held = call(fresh_url, "book_slot", ANN, FIRST)["created"]
    assert reader.poll() == [(FIRST, "held")]
    writer.execute("select api.confirm_booking(%s, %s)", [ANN, held])
    assert reader.poll() == []
    writer.commit()
    assert reader.poll() == [(FIRST, "booked")]


def test_a_hold_that_lapses_is_a_change_at_that_instant_and_the_sweep_is_none(fresh_url: str, reader: Reader) -> None:
    call(fresh_url, "book_slot", ANN, FIRST)
    reader.poll()
    move_clock(fresh_url, "2 minutes -1 microsecond")
    assert reader.poll() == [("minute", "")]
    move_clock(fresh_url, "1 microsecond")
    assert reader.poll() == [(FIRST, "free"), ("minute", "")]
    assert reader.poll() == []
    execute(fresh_url, "select booking.expire_bookings(100)")
    assert reader.poll() == [(FIRST, "free")]


def test_a_hold_lapses_when_a_dba_has_moved_that_time(fresh_url: str, reader: Reader) -> None:
    call(fresh_url, "book_slot", ANN, FIRST)
    execute(
        fresh_url,
        "update medbook.slots set held_until = held_until - interval '90 seconds' where held_until is not null",
    )
    execute(fresh_url, "update medbook.bookings set expires_at = expires_at - interval '90 seconds'")
    reader.poll()
    move_clock(fresh_url, "30 seconds")
    assert reader.poll() == [(FIRST, "free")]


def test_a_dba_who_ends_a_hold_at_once_marks_the_slot_as_changed(fresh_url: str, reader: Reader) -> None:
    call(fresh_url, "book_slot", ANN, FIRST)
    move_clock(fresh_url, "10 seconds")
    reader.poll()
    execute(fresh_url, "update medbook.bookings set expires_at = core.now()")
    execute(
        fresh_url, "update medbook.slots set held_until = core.now(), changed = default where held_until is not null"
    )
    assert reader.poll() == [(FIRST, "free")]


def test_a_bare_update_of_the_settings_is_a_change(fresh_url: str, reader: Reader, writer: Connection[Any]) -> None:
    writer.execute("update medbook.settings set min_notice = '1 hour'")
    assert reader.poll() == []
    writer.commit()
    assert reader.poll() == [("settings", "")]
    assert reader.poll() == []


def test_a_bare_update_of_a_doctor_is_a_change(fresh_url: str, reader: Reader) -> None:
    execute(fresh_url, "update medbook.doctors set min_notice = '1 hour'")
    assert reader.poll() == [("doctors", "")]
    assert reader.poll() == []


def test_an_open_writer_makes_nothing_of_the_clinic_come_again(
    fresh_url: str, reader: Reader, writer: Connection[Any]
) -> None:
    writer.execute("select pg_current_xact_id()")
    execute(fresh_url, "update medbook.settings set min_notice = '1 hour'")
    assert reader.poll() == [("settings", "")]
    assert reader.poll() == []


def test_doctors_who_come_change_and_leave_are_changes(fresh_url: str, reader: Reader) -> None:
    execute(fresh_url, f"update medbook.users set role = 'ADMIN' where id = '{ANN}'")
    for statement in (
        "select api.create_doctor(%s, 'Dr. New', 'Cardiology', 1, 1, 'EUR', 'UTC')",
        f"select api.update_doctor(%s, '{EVE}', null, p_name => 'Dr. Other')",
        f"select api.retire_doctor(%s, '{EVE}', 'refuse')",
    ):
        ((answer,),) = fetch(fresh_url, statement, ANN)
        assert answer["success"], answer
        assert ("doctors", "") in reader.poll()


def test_a_client_s_id_leads_to_everything_since(fresh_url: str, reader: Reader, writer: Connection[Any]) -> None:
    writer.execute(TOUCH, [FIRST])
    reader.poll()
    reader.cursor = reader.answer["id"]
    call(fresh_url, "book_slot", ANN, SECOND)
    writer.commit()
    assert reader.poll() == [(FIRST, "free"), (SECOND, "held")]


def test_an_id_is_short_whatever_is_running(fresh_url: str, reader: Reader) -> None:
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(psycopg.connect(fresh_url)).execute("select pg_current_xact_id()")
        call(fresh_url, "book_slot", ANN, FIRST)
        reader.poll()
        assert len(reader.answer["id"]) < 60 < len(reader.answer["cursor"])


def test_whatever_writers_do_a_reader_ends_with_the_states_of_the_database(fresh_url: str, reader: Reader) -> None:
    end = threading.Event()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        with psycopg.connect(fresh_url) as connection:
            for _ in range(ROUNDS):
                slots = chance.sample([FIRST, SECOND, THIRD, FOURTH, EVES_SLOT], chance.randint(1, 3))
                for slot in sorted(slots):
                    if chance.random() < 0.3:
                        connection.execute("savepoint one")
                    connection.execute(
                        "update medbook.slots set is_available = not is_available, changed = default where id = %s",
                        [slot],
                    )
                if chance.random() < 0.3:
                    connection.rollback()
                else:
                    connection.commit()

    def read() -> None:
        while not end.is_set():
            reader.poll()

    with ThreadPoolExecutor() as threads:
        reading = threads.submit(read)
        for writing in [threads.submit(write, seed) for seed in range(WRITERS)]:
            writing.result()
        end.set()
        reading.result()
    reader.poll()
    states = dict(fetch(fresh_url, "select id::text, state from api.slot_state"))
    assert reader.states.keys() == {FIRST, SECOND, THIRD, FOURTH, EVES_SLOT}
    assert reader.states == {id_: states[id_] for id_ in reader.states}


def test_a_dump_restored_into_a_new_cluster_resets_its_readers_and_goes_on(fresh_url: str, cluster: Cluster) -> None:
    reader = Reader(fresh_url)
    # Far more transactions than the new cluster will have seen.
    execute(fresh_url, "do $$begin for i in 1..3000 loop perform pg_current_xact_id(); commit; end loop; end$$")
    execute(fresh_url, "update medbook.slots set changed = default")
    with private_cluster() as other:
        url = other.url("restored")
        execute(other.url("postgres"), "create database restored")
        migrate(other.url())
        dump = private.run(cluster, "pg_dump", "--format=plain", "-d", fresh_url)
        assert dump.returncode == 0, dump.stderr
        subprocess.run(["psql", "-qX", url], check=True, input=dump.stdout, text=True, capture_output=True)
        with psycopg.connect(url, autocommit=True) as connection:
            reader.connection.close()
            reader.connection = connection
            assert reader.poll() == [("reset", "")]
            assert reader.poll() == []
            call(url, "book_slot", ANN, FIRST)
            assert reader.poll() == [(FIRST, "held")]
            assert reader.poll() == []

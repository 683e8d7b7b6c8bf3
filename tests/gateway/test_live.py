"""Server-sent events: the changes of a doctor's slots, as a page receives them."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from psycopg.conninfo import conninfo_to_dict

from gateway.commands.cluster import Cluster
from tests.support.clinic import ANN, DORA, EVE, SLOT
from tests.support.database import execute, fetch, move_clock
from tests.support.gateway import Client, Server, answers, serve, wait_for
from tests.support.streams import listen

SECOND = SLOT[:-1] + "2"
EVES = EVE[:-1] + "1"
DORAS = f"doctor_id={DORA}"


@contextmanager
def serving(url: str, directory: Path, **settings: str) -> Iterator[Server]:
    """Run a gateway of one process, ready to serve."""
    with serve(url, directory / "log", MEDBOOK_WORKERS="1", **settings) as server:
        wait_for(lambda: answers(server, "/readyz"))
        yield server


def book(client: Client, slot_id: str = SLOT) -> str:
    """Hold a slot; return the booking's id."""
    answer = client.post("/v1/bookings", json={"slot_id": slot_id})
    assert answer.status_code == 201, answer.text
    created: str = answer.json()["created"]
    return created


def test_a_stream_begins_at_once_with_how_to_come_back(server: Server) -> None:
    with listen(server.base_url, DORAS) as stream:
        assert stream.response.getheader("Content-Type") == "text/event-stream"
        assert stream.response.getheader("Cache-Control") == "no-store"
        assert stream.response.getheader("X-Accel-Buffering") == "no"
        assert stream.text.startswith("retry: 2000\nid: ")
        assert stream.id


def test_a_stream_publishes_the_states_of_a_slot_and_no_person(server: Server, ann: Client) -> None:
    with listen(server.base_url, DORAS) as stream:
        held = book(ann)
        stream.wait_for(SLOT, "held")
        ann.post(f"/v1/bookings/{held}/confirm")
        stream.wait_for(SLOT, "booked")
        ann.post(f"/v1/bookings/{held}/cancel")
        stream.wait_for(SLOT, "free")
        held_slot = {
            "id": SLOT,
            "doctor_id": DORA,
            "specialization": "Cardiology",
            "start_time": "2030-01-08T09:00:00+00:00",
            "end_time": "2030-01-08T09:30:00+00:00",
            "state": "held",
            "service_ids": None,
        }
        assert ("slot", held_slot) in stream.events


def test_a_stream_publishes_changes_of_its_own_doctor_only(server: Server, ann: Client) -> None:
    with listen(server.base_url, f"doctor_id={EVE.upper()}") as eves, listen(server.base_url, DORAS) as doras:
        book(ann, SLOT)
        book(ann, EVES)
        eves.wait_for(EVES, "held")
        doras.wait_for(SLOT, "held")
        assert {id_[:8] for id_ in eves.states} == {EVE[:8]}
        assert {id_[:8] for id_ in doras.states} == {DORA[:8]}


def test_a_stream_of_a_kind_of_visit_publishes_slots_for_it_and_for_anything(
    server: Server, ann: Client, chief: Client, url: str
) -> None:
    made = [chief.post("/v1/admin/services", json={"name": name, "minutes": 30}).json()["created"] for name in "AB"]
    execute(url, "update medbook.slots set service_ids = array[%s::uuid] where id = %s", made[1], SECOND)
    with (
        listen(server.base_url, f"service_id={made[0].upper()}") as first,
        listen(server.base_url, f"service_id={made[1]}") as second,
    ):
        execute(url, "update medbook.slots set changed = pg_current_xact_id() where id = %s", SECOND)
        second.wait_for(SECOND, "free")
        book(ann, EVES)
        first.wait_for(EVES, "held")
        second.wait_for(EVES, "held")
        assert SECOND not in first.states
    execute(url, "update medbook.slots set service_ids = null")
    execute(url, "delete from medbook.services")


@pytest.mark.parametrize("field", ["Neurology", "%20neuroLOGY"])
def test_a_page_can_follow_a_field_whatever_its_case_and_spaces(server: Server, ann: Client, field: str) -> None:
    with listen(server.base_url, f"specialization={field}") as stream:
        book(ann, SLOT)
        book(ann, EVES)
        stream.wait_for(EVES, "held")
        assert {data["specialization"] for _, data in stream.events} == {"Neurology"}


def test_a_slot_comes_free_when_its_hold_lapses(fresh_url: str, tmp_path: Path) -> None:
    with serving(fresh_url, tmp_path) as server, listen(server.base_url, DORAS) as stream:
        book(server.client.by(ANN))
        stream.wait_for(SLOT, "held")
        move_clock(fresh_url, "2 minutes")
        stream.wait_for(SLOT, "free")


def test_a_reconnecting_client_gets_the_missed_changes(server: Server, ann: Client) -> None:
    with listen(server.base_url, DORAS) as stream:
        held = book(ann)
        stream.wait_for(SLOT, "held")
    ann.post(f"/v1/bookings/{held}/confirm")
    book(ann, SECOND)
    book(ann, EVES)
    with listen(server.base_url, DORAS, stream.id) as again:
        again.wait_for(SLOT, "booked")
        again.wait_for(SECOND, "held")
        ann.post(f"/v1/bookings/{held}/cancel")
        again.wait_for(SLOT, "free")
        assert EVES not in again.states
        assert again.id != stream.id


def test_a_cursor_can_stand_in_the_query_too(server: Server, ann: Client) -> None:
    with listen(server.base_url, DORAS) as stream:
        pass
    book(ann)
    with listen(server.base_url, f"{DORAS}&cursor={stream.id}") as again:
        again.wait_for(SLOT, "held")


@pytest.mark.parametrize("last_id", ["torn", "1:1:/1/00000000", "ü", "9" * 4000])
def test_a_reconnecting_client_with_a_foreign_cursor_is_reset(server: Server, ann: Client, last_id: str) -> None:
    with listen(server.base_url, DORAS, last_id) as stream:
        wait_for(lambda: ("reset", None) in stream.events)
        assert stream.id != last_id
        book(ann)
        stream.wait_for(SLOT, "held")


def test_when_changes_are_lost_everybody_begins_anew(fresh_url: str, tmp_path: Path) -> None:
    with serving(fresh_url, tmp_path) as server, listen(server.base_url, f"doctor_id={EVE}") as stream:
        # A clock that goes back makes strangers of all cursors.
        move_clock(fresh_url, "-1 minute")
        wait_for(lambda: ("reset", None) in stream.events)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 422, "INVALID_INPUT"),
        (f"{DORAS}&specialization=Cardiology", 422, "INVALID_INPUT"),
        ("doctor_id=dora", 422, "INVALID_INPUT"),
        (f"{DORAS}&limit=3", 422, "INVALID_INPUT"),
        ("doctor_id=d0c0ffff-0000-8000-8000-000000000000", 404, "DOCTOR_NOT_FOUND"),
    ],
)
def test_a_stream_of_nothing_is_refused(anybody: Client, query: str, status: int, code: str) -> None:
    refused = anybody.get(f"/v1/slots/events?{query}")
    assert (refused.status_code, refused.json()["error"]) == (status, code)


def test_no_more_streams_than_there_may_be(fresh_url: str, tmp_path: Path) -> None:
    with serving(fresh_url, tmp_path, MEDBOOK_STREAMS="1") as server:
        with listen(server.base_url, DORAS):
            refused = httpx.get(f"{server.base_url}/v1/slots/events?{DORAS}")
            assert (refused.status_code, refused.json()["error"]) == (503, "UNAVAILABLE")
            assert int(refused.headers["Retry-After"]) > 0
        wait_for(lambda: is_served(server))


def is_served(server: Server) -> bool:
    """Tell whether one more stream is let in."""
    with httpx.stream("GET", f"{server.base_url}/v1/slots/events?{DORAS}", timeout=30) as response:
        return response.status_code == 200


def test_streams_end_at_once_when_the_gateway_is_to_end(fresh_url: str, tmp_path: Path) -> None:
    with serve(fresh_url, tmp_path / "log") as server:
        # All workers: one that still starts would not notice the signal.
        wait_for(lambda: server.log.read_text().count("ASGI server listening") == 2)
        with listen(server.base_url, DORAS) as one, listen(server.base_url, f"doctor_id={EVE}") as other:
            server.terminate()
            assert server.process.wait(timeout=60) == 0
            one.thread.join(60)
            other.thread.join(60)
        log = server.log.read_text()
        assert log.count("gateway is shut down") == len(set(log_workers(log)))
        assert "Forcing close" not in log


def log_workers(log: str) -> list[str]:
    """Return the process ids of workers that were booted."""
    return [line.rpartition(" ")[2] for line in log.splitlines() if "Booting worker with pid" in line]


def test_when_a_gateway_is_killed_its_clients_go_on_at_another_one_and_end_with_the_states_of_the_database(
    fresh_url: str, tmp_path: Path
) -> None:
    with (
        serve(fresh_url, tmp_path / "one", MEDBOOK_WORKERS="1") as one,
        serve(fresh_url, tmp_path / "other", MEDBOOK_WORKERS="1") as other,
    ):
        wait_for(lambda: answers(one, "/readyz") and answers(other, "/readyz"))
        ann = other.client.by(ANN)
        with listen(one.base_url, DORAS) as stream:
            held = book(ann)
            stream.wait_for(SLOT, "held")
            for worker in log_workers(one.log.read_text()):
                os.kill(int(worker), signal.SIGKILL)
            assert stream.has_ended.wait(60)
        ann.post(f"/v1/bookings/{held}/confirm")
        book(ann, SECOND)
        with listen(other.base_url, DORAS, stream.id) as again:
            again.wait_for(SECOND, "held")
            states = dict(fetch(fresh_url, "select id::text, state from api.slot_state"))
            known = stream.states | again.states
            assert known == {SLOT: states[SLOT], SECOND: states[SECOND]} == {SLOT: "booked", SECOND: "held"}


def test_a_client_that_does_not_read_is_dropped_and_delays_no_other(fresh_url: str, tmp_path: Path) -> None:
    execute(
        fresh_url,
        f"""insert into test.slots (doctor_id, id, start_time, end_time)
            select '{DORA}', core.new_id('{DORA}'), day, day + interval '1 hour'
              from generate_series(timestamptz '2040-01-01Z', '2044-12-01Z', '1 day') day""",
    )
    with serving(fresh_url, tmp_path, MEDBOOK_STREAMS="2") as server:
        port = int(server.base_url.rpartition(":")[2])
        with socket.socket() as deaf, listen(server.base_url, DORAS) as stream:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect(("127.0.0.1", port))
            deaf.sendall(f"GET /v1/slots/events?{DORAS} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert deaf.recv(100).startswith(b"HTTP/1.1 200")

            def is_dropped() -> bool:
                told = len(stream.events)
                execute(fresh_url, "update medbook.slots set changed = default")
                wait_for(lambda: len(stream.events) > told)
                return is_served(server)

            wait_for(is_dropped)
            assert not stream.has_ended.is_set()


def test_streams_outlive_the_database(cluster: Cluster, fresh_url: str, tmp_path: Path) -> None:
    name = conninfo_to_dict(fresh_url)["dbname"]
    elsewhere = cluster.url("postgres")
    with (
        serving(fresh_url, tmp_path, MEDBOOK_POOL_TIMEOUT="0.2") as server,
        listen(server.base_url, DORAS) as stream,
    ):
        execute(elsewhere, f"alter database {name} allow_connections false")
        execute(elsewhere, "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", name)
        wait_for(lambda: "PostgreSQL cannot be used" in server.log.read_text())
        execute(elsewhere, f"alter database {name} allow_connections true")
        execute(fresh_url, f"update medbook.slots set is_available = false, changed = default where id = '{SLOT}'")
        stream.wait_for(SLOT, "booked")
        assert ("reset", None) not in stream.events


def test_a_stream_counts_as_a_request(fresh_url: str, tmp_path: Path) -> None:
    execute(fresh_url, "update medbook.rate_policy set quota = 1 where name = 'general'")
    with serve(fresh_url, tmp_path / "log", MEDBOOK_RATE_LIMITS="on") as server:
        wait_for(lambda: answers(server, "/readyz"))
        with listen(server.base_url, DORAS) as stream:
            assert stream.response.getheader("RateLimit") is not None
        refused = httpx.get(f"{server.base_url}/v1/slots/events?{DORAS}")
        assert (refused.status_code, refused.json()["error"]) == (429, "RATE_LIMITED")


def test_it_is_described(anybody: Client) -> None:
    operation = anybody.openapi["paths"]["/v1/slots/events"]["get"]
    assert {p["name"] for p in operation["parameters"]} == {
        "cursor",
        "doctor_id",
        "specialization",
        "service_id",
        "Last-Event-ID",
    }
    assert list(operation["responses"]["200"]["content"]) == ["text/event-stream"]
    state = anybody.openapi["components"]["schemas"]["slot_state"]
    assert json.dumps(state).count("description") == 7

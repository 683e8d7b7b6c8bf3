"""Reads run on replicas, and writers never see older data than their own writes."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

import httpx
import pytest
from falcon.asgi import Response

from gateway.cache.write_marker import WriteMarker, sign
from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster
from gateway.config import Config
from gateway.stores.position import BEGINNING, Position, is_before
from gateway.stores.replicas import Progress
from tests.support.clinic import ANN, BEN, CHIEF, DORA, PASSWORD, SLOT
from tests.support.database import fetch, move_clock
from tests.support.gateway import Server, answers, authorization, serve, wait_for
from tests.support.pgbouncer import pgbouncer, through
from tests.support.replicas import catch_up, frozen, kill, late, paused, primary_cluster, replica_of, url_of

SLOTS = f"/v1/doctors/{DORA}/slots"
WORKERS = 2

CALLS = "select coalesce(sum(calls), 0)::integer from extensions.pg_stat_statements where query like %s"


class Person:
    """Somebody with a browser: keeps cookies; each request takes a connection, hence a worker, of its own."""

    def __init__(self, server: Server, user_id: str | None = None, role: str = "USER", **headers: str) -> None:
        sent = authorization(user_id, role) if user_id else {}
        limits = httpx.Limits(max_keepalive_connections=0)
        self.http = httpx.Client(base_url=server.base_url, headers=sent | headers, limits=limits, timeout=30)

    def get(self, path: str) -> httpx.Response:
        """Read; it must work."""
        response = self.http.get(path)
        assert response.status_code == 200, response.text
        return response

    def book(self) -> httpx.Response:
        """Book the slot; it must work."""
        response = self.http.post("/v1/bookings", json={"slot_id": SLOT})
        assert response.status_code == 201, response.text
        return response

    def sees_free_slot(self) -> bool:
        """Tell whether the slot is listed."""
        return SLOT in self.get(SLOTS).text


@pytest.fixture(scope="module")
def primary() -> Iterator[Cluster]:
    with primary_cluster() as made:
        yield made


@pytest.fixture(scope="module")
def replica(primary: Cluster) -> Iterator[Cluster]:
    with replica_of(primary) as made:
        yield made


@pytest.fixture(scope="module")
def url(primary: Cluster) -> str:
    return primary.url()


@pytest.fixture(scope="module")
def server(primary: Cluster, replica: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with replicated(tmp_path_factory.mktemp("gateway") / "log", primary.url(), replica) as running:
        yield running


@pytest.fixture(autouse=True)
def _caught_up(_empty_calendar: None, primary: Cluster, replica: Cluster) -> None:
    catch_up(primary, replica)


def states(server: Server) -> dict[str, str]:
    """Return each worker's last log line about each replica."""
    said = re.findall(r"\[(\d+)\] \[\w+\] (replica \S+) (is in use|is left out: .*)", server.log.read_text())
    return {f"{worker} {replica}": state for worker, replica, state in said}


def are(server: Server, state: str, replicas: int = 1) -> bool:
    """Tell whether all workers say this of all replicas."""
    said = states(server)
    return len(said) == WORKERS * replicas and all(value.startswith(state) for value in said.values())


@contextmanager
def replicated(log: Path, primary_url: str, *replicas: Cluster, **settings: str) -> Iterator[Server]:
    """Run a gateway with replicas that it asks, until the block ends."""
    settings = {
        "MEDBOOK_REPLICA_URL": url_of(*replicas),
        "MEDBOOK_REPLICA_LAG": "600",
        "MEDBOOK_WORKERS": str(WORKERS),
        **settings,
    }
    with serve(primary_url, log, **settings) as server:
        wait_for(lambda: answers(server, "/readyz"))
        wait_for(lambda: are(server, "is in use", len(replicas)))
        yield server


@contextmanager
def somebody_reads(server: Server) -> Iterator[list[float]]:
    """Read all the time until the block ends, by connections old and new; give the seconds that each read took."""
    stop = Event()
    times: list[float] = []

    def read() -> None:
        stranger = Person(server)
        with httpx.Client(base_url=server.base_url, timeout=30) as kept:
            while not stop.is_set():
                begun = monotonic()
                stranger.get(SLOTS)
                assert kept.get(SLOTS).status_code == 200
                times.append(monotonic() - begun)

    with ThreadPoolExecutor() as threads:
        running = [threads.submit(read) for _ in range(4)]
        try:
            wait_for(lambda: len(times) > 20)
            yield times
        finally:
            stop.set()
        for thread in running:
            thread.result()


def calls(cluster: Cluster, function: str) -> int:
    """Return how often a server ran a function."""
    ((number,),) = fetch(cluster.url(), CALLS, f"%{function}(%")
    return int(number)


def reads_of(cluster: Cluster, person: Person) -> int:
    """Return how many of some reads ran on this server."""
    before = calls(cluster, "api.list_slots")
    for _ in range(10):
        person.get(SLOTS)
    return calls(cluster, "api.list_slots") - before


def test_reads_run_on_the_replica_and_writes_on_the_primary(server: Server, primary: Cluster, replica: Cluster) -> None:
    functions = ["api.list_slots", "api.get_user", "api.book_slot", "api.list_all_bookings", "account.register"]
    before = [(calls(primary, function), calls(replica, function)) for function in functions]
    Person(server).get(SLOTS)
    Person(server, ANN).get("/v1/me")
    Person(server, ANN).book()
    Person(server, CHIEF, "ADMIN").get("/v1/admin/bookings")
    account = {"email": "new@example.com", "password": PASSWORD, "name": "New"}
    assert Person(server).http.post("/v1/auth/register", json=account).status_code == 201
    after = [(calls(primary, function), calls(replica, function)) for function in functions]
    ran = [(now[0] - then[0], now[1] - then[1]) for now, then in zip(after, before, strict=True)]
    assert ran == [(0, 1), (0, 1), (1, 0), (1, 0), (1, 0)]


def test_a_replica_is_asked_in_sessions_that_cannot_write(server: Server, replica: Cluster) -> None:
    wait_for(lambda: are(server, "is in use"))
    options = Config(database_url="", jwt_keys=()).conninfo(replica.url())
    query = "select current_user, current_setting('default_transaction_read_only')"
    assert fetch(options, query) == [("medbook_gateway", "on")]


def test_a_patient_sees_a_new_booking_at_once_and_at_every_worker(server: Server, replica: Cluster) -> None:
    ann, stranger = Person(server, ANN), Person(server)
    with paused(replica):
        booking_id = ann.book().json()["created"]
        for _ in range(20):
            assert not ann.sees_free_slot()
            assert booking_id in ann.get("/v1/bookings").text
            wait_for(stranger.sees_free_slot)


def test_a_confirmation_and_a_cancellation_are_seen_at_once_too(server: Server, replica: Cluster) -> None:
    ann = Person(server, ANN)
    with paused(replica):
        path = f"/v1/bookings/{ann.book().json()['created']}"
        assert ann.http.post(f"{path}/confirm").status_code == 200
        assert {ann.get(path).json()["booking"]["status"] for _ in range(5)} == {"CONFIRMED"}
        assert ann.http.post(f"{path}/cancel").status_code == 200
        assert {ann.get(path).json()["booking"]["status"] for _ in range(5)} == {"CANCELLED"}
        assert ann.sees_free_slot()


def test_behind_a_replica_that_is_always_late_each_read_shows_the_write_before_it(
    server: Server, replica: Cluster
) -> None:
    ann = Person(server, ANN)
    with late(replica):
        for _ in range(20):
            booking_id = ann.book().json()["created"]
            assert not ann.sees_free_slot()
            assert ann.http.post(f"/v1/bookings/{booking_id}/cancel").status_code == 200
            assert ann.sees_free_slot()


def test_a_client_refused_because_a_slot_is_taken_sees_it_taken(server: Server, replica: Cluster) -> None:
    ben = Person(server, BEN)
    with paused(replica):
        Person(server, ANN).book()
        wait_for(ben.sees_free_slot)
        assert ben.http.post("/v1/bookings", json={"slot_id": SLOT}).status_code == 409
        assert not any(ben.sees_free_slot() for _ in range(5))


def test_a_client_without_cookies_sends_the_header_back(server: Server, replica: Cluster) -> None:
    with paused(replica):
        written = Person(server, ANN).book().headers["MedBook-Written"]
        assert not any(Person(server, **{"MedBook-Written": written}).sees_free_slot() for _ in range(5))
        wait_for(Person(server).sees_free_slot)


def test_a_new_account_is_known_at_once(server: Server, replica: Cluster) -> None:
    somebody = Person(server)
    account = {"email": "newer@example.com", "password": PASSWORD, "name": "Newer"}
    with paused(replica):
        made = somebody.http.post("/v1/auth/register", json=account).json()
        somebody.http.headers["Authorization"] = f"Bearer {made['access_token']}"
        assert {somebody.get("/v1/me").json()["user"]["id"] for _ in range(5)} == {made["created"]}
        sessions = somebody.get("/v1/me/sessions").json()["sessions"]
        assert [session["id"] for session in sessions] == [made["session_id"]]


def test_the_replica_answers_a_writer_as_soon_as_it_has_replayed_the_write(
    server: Server, url: str, replica: Cluster
) -> None:
    ann = Person(server, ANN)
    with paused(replica):
        ann.book()
        move_clock(url, "1 minute")
        assert reads_of(replica, ann) == 0
    wait_for(lambda: reads_of(replica, ann) == 10)
    assert not ann.sees_free_slot()


def test_the_cookie_is_for_the_api_and_not_for_scripts(server: Server) -> None:
    cookie = Person(server, ANN).book().headers["Set-Cookie"]
    assert re.fullmatch(
        r"medbook_written=[0-9a-f]+\.[0-9a-f]{32}; HttpOnly; Max-Age=660; Path=/v1; SameSite=Strict", cookie
    )


def test_a_read_brings_no_marker_of_a_write(server: Server) -> None:
    response = Person(server).get(SLOTS)
    assert not {"set-cookie", "medbook-written"} & set(response.headers)


FURTHEST = "7fffffffffffffff"


@pytest.mark.parametrize(
    "forged",
    [
        f"{FURTHEST}.{'0' * 32}",
        f"{FURTHEST}.{sign(b'another key', FURTHEST)}",
        FURTHEST,
        f"{FURTHEST}.",
        "7FFF/FFFFFFFF",
        "-1",
        "x" * 4000,
        "\N{LATIN SMALL LETTER E WITH ACUTE}",
    ],
)
def test_a_forged_position_is_ignored(server: Server, replica: Cluster, forged: str) -> None:
    stranger = Person(server)
    stranger.http.headers["MedBook-Written"] = forged.encode("latin-1").decode("latin-1")
    stranger.http.headers["Cookie"] = f"medbook_written={forged}"
    wait_for(lambda: reads_of(replica, stranger) == 10)


def test_a_replica_that_lags_is_left_out_and_comes_back(primary: Cluster, replica: Cluster, tmp_path: Path) -> None:
    with replicated(tmp_path / "log", primary.url(), replica, MEDBOOK_REPLICA_LAG="1") as server:
        with paused(replica):
            Person(server, ANN).book()
            wait_for(lambda: are(server, "is left out: it lags"))
            assert not Person(server).sees_free_slot()
        wait_for(lambda: are(server, "is in use"))
        wait_for(lambda: reads_of(replica, Person(server)) == 10)


def test_a_replica_that_stops_costs_no_request_and_comes_back(server: Server, replica: Cluster) -> None:
    with somebody_reads(server) as times:
        private.stop(replica)
        wait_for(lambda: are(server, "is left out"))
        before = len(times)
        wait_for(lambda: len(times) > before + 20)
        private.start(replica)
        wait_for(lambda: are(server, "is in use"))
    wait_for(lambda: reads_of(replica, Person(server)) == 10)


def test_a_replica_that_crashes_costs_no_request_and_comes_back(server: Server, replica: Cluster) -> None:
    with somebody_reads(server):
        kill(replica)
        wait_for(lambda: are(server, "is left out"))
        private.start(replica)
        wait_for(lambda: are(server, "is in use"))
    wait_for(lambda: reads_of(replica, Person(server)) == 10)


def test_a_replica_that_hangs_costs_no_request_and_comes_back(server: Server, replica: Cluster) -> None:
    # Nobody waits for the gateway's timeouts: they are longer than those of these clients.
    with somebody_reads(server) as times:
        with frozen(replica):
            wait_for(lambda: are(server, "is left out"))
            before = len(times)
            wait_for(lambda: len(times) > before + 20)
        wait_for(lambda: are(server, "is in use"))
    wait_for(lambda: reads_of(replica, Person(server)) == 10)


def test_of_two_replicas_the_one_that_is_up_answers(primary: Cluster, replica: Cluster, tmp_path: Path) -> None:
    with (
        replica_of(primary) as second,
        replicated(tmp_path / "log", primary.url(), replica, second) as server,
        somebody_reads(server),
    ):
        wait_for(lambda: reads_of(replica, Person(server)) > 0 and reads_of(second, Person(server)) > 0)
        private.stop(second)
        wait_for(lambda: sorted(states(server).values()).count("is in use") == WORKERS)
        wait_for(lambda: reads_of(primary, Person(server)) == 0 and reads_of(replica, Person(server)) >= 10)


def test_a_server_that_is_no_replica_is_not_asked(primary: Cluster, tmp_path: Path) -> None:
    with serve(primary.url(), tmp_path / "log", MEDBOOK_REPLICA_URL=primary.url()) as server:
        wait_for(lambda: "is left out: it is no replica" in server.log.read_text())
        Person(server).get(SLOTS)


def test_before_primary_and_replica_there_may_be_pgbouncer(primary: Cluster, replica: Cluster, tmp_path: Path) -> None:
    with pgbouncer(primary) as one, pgbouncer(replica) as other:
        settings = {"MEDBOOK_PGBOUNCER": "on", "MEDBOOK_REPLICA_URL": through(other, replica.url())}
        with replicated(tmp_path / "log", through(one, primary.url()), replica, **settings) as server:
            ann, stranger = Person(server, ANN), Person(server)
            wait_for(lambda: reads_of(replica, stranger) == 10)
            with paused(replica):
                ann.book()
                assert not any(ann.sees_free_slot() for _ in range(5))
                wait_for(stranger.sees_free_slot)


def test_without_a_replica_nothing_is_remembered(primary: Cluster, tmp_path: Path) -> None:
    with serve(primary.url(), tmp_path / "log") as server:
        wait_for(lambda: answers(server, "/readyz"))
        assert not {"set-cookie", "medbook-written"} & set(Person(server, ANN).book().headers)


def test_the_lag_of_a_replica_is_not_known_before_it_catches_up() -> None:
    progress = Progress(10)
    progress.note(0, 1, (100, 1))
    assert progress.measure(1, 99) == float("inf")
    assert progress.measure(2, 100) == 0


def test_an_idle_primary_makes_no_replica_lag() -> None:
    progress = Progress(10)
    for now in range(1000):
        progress.note(now, 1, (100, now))
        assert progress.measure(now, 100) == 0


def test_a_lag_is_the_age_of_the_oldest_that_is_missing() -> None:
    progress = Progress(10)
    for now in range(5):
        progress.note(now, 1, (100 + now, now))
        progress.measure(now, 100)
    assert progress.measure(5, 100) == 4
    assert progress.measure(5, 103) == 1
    assert progress.measure(5, 104) == 0


def test_a_replica_that_was_away_for_long_lags_until_it_has_caught_up() -> None:
    progress = Progress(10)
    progress.note(0, 1, (100, 0))
    progress.measure(0, 100)
    for now in range(1, 1000):
        progress.note(now, 1, (100 + now, now))
    assert progress.measure(1000, 150) > 10
    assert progress.measure(1000, 1098) == 1


def test_a_replica_has_what_was_committed_up_to_the_newest_position_that_it_has_replayed() -> None:
    progress = Progress(10)
    for now, position in enumerate([(100, 1_000), (200, 2_000), (300, 3_000)]):
        progress.note(now, 1, position)
    progress.measure(3, 299)
    assert progress.as_of == (200, 2_000)
    progress.forget()
    assert progress.as_of == BEGINNING


def test_of_a_replica_that_came_back_as_an_older_copy_nothing_is_known() -> None:
    progress = Progress(10)
    progress.note(0, 1, (100, 1_000))
    progress.measure(0, 100)
    progress.note(1, 1, (100, 2_000))
    assert progress.measure(1, 60) == 0
    assert progress.as_of == BEGINNING


def test_when_another_server_has_taken_over_nothing_is_known_of_a_replica_s_data() -> None:
    progress = Progress(10)
    progress.note(0, 1, (100, 1_000))
    progress.measure(0, 100)
    progress.note(1, 2, (100, 2_000))
    assert progress.as_of == BEGINNING
    assert progress.measure(1, 99) == float("inf")


def test_when_the_clock_is_set_back_nothing_is_known_of_a_replica_s_data() -> None:
    progress = Progress(10)
    progress.note(0, 1, (100, 9_000))
    progress.measure(0, 100)
    progress.note(1, 1, (100, 1_000))
    assert progress.as_of == BEGINNING
    progress.measure(1, 100)
    assert progress.as_of == (100, 1_000)


@pytest.mark.parametrize(
    ("needed", "is_there"), [((100, 1_999), True), ((100, 2_000), False), ((101, 1_999), False), ((0, 0), True)]
)
def test_a_read_needs_both_the_wal_and_the_time_of_a_write(needed: Position, is_there: bool) -> None:
    assert is_before(needed, (100, 2_000)) == is_there


@pytest.mark.parametrize(("committed", "known", "written"), [(9, 5, 9), (3, 5, 5)])
def test_a_marker_is_no_earlier_than_the_commit_nor_than_any_time_known_before(
    committed: int, known: int, written: int
) -> None:
    marker = WriteMarker(Config(database_url="", jwt_keys=("k" * 32,)), lambda: known)
    response = Response()
    marker.write(response, committed)
    assert marker.verify(response.get_header("MedBook-Written") or "") == written

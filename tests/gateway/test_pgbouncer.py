"""Through pgbouncer in transaction mode, with fewer connections to the server than the gateway has."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from gateway.commands import cluster as private
from gateway.commands.cluster import Cluster
from tests.support.clinic import ANN, BEN, DORA, PASSWORD, SLOT
from tests.support.database import execute, fetch
from tests.support.gateway import Client, Server, answers, authorization, have_started, serve, wait_for
from tests.support.pgbouncer import pgbouncer, start, stop, through
from tests.support.replicas import kill, primary_cluster
from tests.support.streams import listen

SESSION = """
select current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('role'),
       coalesce(current_setting('medbook.trace_id', true), ''),
       (select count(*) from pg_prepared_statements where name <> '')
"""

BOTH = {"MEDBOOK_PGBOUNCER": "on", "MEDBOOK_WORKERS": "2"}


@pytest.fixture(scope="module")
def bouncer(cluster: Cluster) -> Iterator[Path]:
    with pgbouncer(cluster) as home:
        yield home


@pytest.fixture(scope="module")
def server(bouncer: Path, url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(through(bouncer, url), tmp_path_factory.mktemp("gateway") / "log", **BOTH) as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


def test_a_booking_lives_its_life(ann: Client, ben: Client, chief: Client) -> None:
    booking_id = ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["created"]
    assert ben.post("/v1/bookings", json={"slot_id": SLOT}).json()["error"] == "SLOT_UNAVAILABLE"
    assert ann.post(f"/v1/bookings/{booking_id}/confirm").json()["booking"]["status"] == "CONFIRMED"
    assert ann.get(f"/v1/bookings/{booking_id}").json()["booking"]["status"] == "CONFIRMED"
    assert booking_id in chief.get("/v1/admin/bookings").text
    assert ann.post(f"/v1/bookings/{booking_id}/cancel").json()["booking"]["status"] == "CANCELLED"
    assert ben.post("/v1/bookings", json={"slot_id": SLOT}).status_code == 201


def test_of_many_bookings_at_once_one_succeeds(server: Server) -> None:
    def book(user_id: str) -> int:
        headers = authorization(user_id)
        path = f"{server.base_url}/v1/bookings"
        return httpx.post(path, json={"slot_id": SLOT}, headers=headers, timeout=30).status_code

    with ThreadPoolExecutor(20) as threads:
        statuses = Counter(threads.map(book, [ANN, BEN] * 50))
    assert statuses[201] == 1
    assert set(statuses) <= {200, 201, 409}


def test_a_stream_goes_on_and_on(server: Server, ann: Client) -> None:
    with listen(server.base_url, f"doctor_id={DORA}") as stream:
        for _ in range(8):
            booking_id = ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["created"]
            stream.wait_for(SLOT, "held")
            ann.post(f"/v1/bookings/{booking_id}/cancel")
            stream.wait_for(SLOT, "free")
    assert not re.search("is interrupted|cannot be used", server.log.read_text())


def test_an_account_lives_its_life(anybody: Client) -> None:
    email = f"{uuid4().hex}@example.com"
    account = {"email": email, "password": PASSWORD, "name": "New"}
    made = anybody.post("/v1/auth/register", json=account)
    assert made.status_code == 201
    signed_in = anybody.sign_in(email).json()
    assert anybody.with_token(signed_in["access_token"]).get("/v1/me").json()["user"]["email"] == email
    refreshed = anybody.post("/v1/auth/refresh", json={"refresh_token": signed_in["refresh_token"]}).json()
    left = anybody.post("/v1/auth/logout", json={"refresh_token": refreshed["refresh_token"]})
    assert left.status_code == 204
    again = anybody.post("/v1/auth/refresh", json={"refresh_token": refreshed["refresh_token"]})
    assert again.json()["error"] == "INVALID_TOKEN"


def test_a_quota_is_a_quota(bouncer: Path, fresh_url: str, tmp_path: Path) -> None:
    execute(fresh_url, "update medbook.rate_policy set quota = 30 where name = 'general'")
    with serve(through(bouncer, fresh_url), tmp_path / "log", MEDBOOK_RATE_LIMITS="on", **BOTH) as server:
        wait_for(lambda: answers(server, "/readyz"))
        with ThreadPoolExecutor(10) as threads:
            path = f"{server.base_url}/v1/doctors"
            statuses = Counter(threads.map(lambda _: httpx.get(path, timeout=30).status_code, range(60)))
    assert statuses == {200: 30, 429: 30}


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"MEDBOOK_LOCK_TIMEOUT": "0.2"}, "SLOT_LOCKED"),
        ({"MEDBOOK_LOCK_TIMEOUT": "20", "MEDBOOK_STATEMENT_TIMEOUT": "0.5"}, "TIMEOUT"),
    ],
)
def test_the_timeouts_hold(bouncer: Path, fresh_url: str, tmp_path: Path, settings: dict[str, str], error: str) -> None:
    with (
        serve(through(bouncer, fresh_url), tmp_path / "log", **settings, **BOTH) as server,
        psycopg.connect(fresh_url) as blocker,
    ):
        wait_for(lambda: answers(server, "/readyz"))
        ((booking_id,),) = fetch(fresh_url, "select api.book_slot(%s, %s) ->> 'created'", ANN, SLOT)
        blocker.execute("select from medbook.slots where id = %s for update", [SLOT])
        refused = server.client.by(ANN).post(f"/v1/bookings/{booking_id}/confirm")
        assert refused.json()["error"] == error


def test_nothing_is_left_behind_in_the_servers_sessions(server: Server, bouncer: Path, url: str) -> None:
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda _: server.http.get("/v1/doctors").status_code, range(50)))
    direct = psycopg.conninfo.make_conninfo(url, user="medbook_gateway")
    with (
        psycopg.connect(direct, prepare_threshold=None) as fresh,
        psycopg.connect(through(bouncer, url), autocommit=True, prepare_threshold=None) as used,
    ):
        for _ in range(10):
            assert used.execute(SESSION).fetchone() == fresh.execute(SESSION).fetchone()


def test_the_gateways_role_is_taken_even_from_a_mightier_one(bouncer: Path, fresh_url: str, tmp_path: Path) -> None:
    with serve(through(bouncer, fresh_url, "postgres"), tmp_path / "log", **BOTH) as server:
        wait_for(lambda: answers(server, "/readyz"))
        assert server.client.get("/v1/doctors").status_code == 200
        execute(fresh_url, "revoke execute on function api.list_doctors from medbook_gateway")
        assert httpx.get(f"{server.base_url}/v1/doctors").status_code == 500


def test_a_request_that_waits_too_long_in_pgbouncer_is_refused(bouncer: Path, fresh_url: str, tmp_path: Path) -> None:
    settings = {"MEDBOOK_POOL_TIMEOUT": "0.2", "MEDBOOK_STATEMENT_TIMEOUT": "0.2", **BOTH}
    with (
        serve(through(bouncer, fresh_url), tmp_path / "log", **settings) as server,
        psycopg.connect(through(bouncer, fresh_url), prepare_threshold=None) as one,
        psycopg.connect(through(bouncer, fresh_url), prepare_threshold=None) as other,
    ):
        wait_for(lambda: answers(server, "/readyz"))
        one.execute("select 1")
        other.execute("select 1")
        refused = httpx.get(f"{server.base_url}/v1/doctors", timeout=30)
        assert (refused.status_code, refused.json()["error"]) == (503, "UNAVAILABLE")
        one.rollback()
        wait_for(lambda: httpx.get(f"{server.base_url}/v1/doctors", timeout=30).status_code == 200)


def test_pgbouncer_may_restart_and_no_request_fails(cluster: Cluster, fresh_url: str, tmp_path: Path) -> None:
    with (
        pgbouncer(cluster) as home,
        serve(through(home, fresh_url), tmp_path / "log", MEDBOOK_PGBOUNCER="on", MEDBOOK_WORKERS="1") as server,
    ):
        wait_for(lambda: answers(server, "/readyz"))
        stop(home)
        start(cluster, home)
        statuses = [httpx.get(f"{server.base_url}/v1/doctors", timeout=30).status_code for _ in range(10)]
        assert statuses == [200] * 10


def read(server: Server) -> int:
    """Read on a new connection of the client's; return the status."""
    return httpx.get(f"{server.base_url}/v1/doctors", timeout=60).status_code


def write(server: Server) -> int:
    """Change one's own data on a new connection of the client's; return the status."""
    headers = authorization(ANN)
    return httpx.patch(f"{server.base_url}/v1/me", json={"phone": "12345"}, headers=headers, timeout=60).status_code


@pytest.mark.parametrize("end", [private.stop, kill], ids=["stopped", "crashed"])
def test_after_a_restart_of_postgresql_no_request_fails_and_no_write_comes_twice(
    end: Callable[[Cluster], None], tmp_path: Path
) -> None:
    with (
        primary_cluster() as primary,
        pgbouncer(primary) as home,
        serve(through(home, primary.url()), tmp_path / "log", **BOTH) as server,
        ThreadPoolExecutor(4) as threads,
    ):
        wait_for(lambda: have_started(server, 2))
        for ask in (write, read):
            assert [ask(server) for _ in range(10)] == [200] * 10
            end(primary)
            # What comes meanwhile lets pgbouncer know that the server is away; it may fail.
            meanwhile = [threads.submit(read, server) for _ in range(4)]
            private.start(primary)
            assert [ask(server) for _ in range(10)] == [200] * 10
            assert {asked.result() for asked in meanwhile} <= {200, 503}
        assert fetch(primary.url(), "select count(*) from medbook.audit where action = 'update me'") == [(20,)]


@pytest.mark.parametrize("ask", [read, write])
def test_while_pgbouncer_signs_in_to_a_server_that_is_back_requests_wait(
    ask: Callable[[Server], int], tmp_path: Path
) -> None:
    with (
        primary_cluster() as primary,
        pgbouncer(primary) as home,
        serve(through(home, primary.url()), tmp_path / "log", **BOTH) as server,
        ThreadPoolExecutor(4) as threads,
    ):
        wait_for(lambda: have_started(server, 2))
        with (primary.data / "postgresql.conf").open("a") as conf:
            # As on a busy machine: meanwhile pgbouncer refuses everything that comes.
            conf.write("pre_auth_delay = 1s\n")
        private.stop(primary)
        meanwhile = [threads.submit(read, server) for _ in range(4)]
        wait_for(lambda: "(server_login_retry)" in (home / "log").read_text())
        private.start(primary)
        assert [ask(server) for _ in range(10)] == [200] * 10
        assert {asked.result() for asked in meanwhile} <= {200, 503}


def test_a_url_with_options_is_refused(fresh_url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(AssertionError, match="has ended"), serve(fresh_url + "&options=-cwork_mem%3D4MB", log, **BOTH):
        pass
    assert "MEDBOOK_DATABASE_URL must have no options with MEDBOOK_PGBOUNCER=on" in log.read_text()

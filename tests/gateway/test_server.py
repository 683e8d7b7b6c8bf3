"""The process: its answers while the database is away, its shutdown, and that it loses nothing."""

import asyncio
import runpy
import socket
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import psycopg
import pytest

from gateway.app import create_app
from gateway.commands import cluster as private
from gateway.commands.migrate import migrate
from gateway.config import Config
from tests.support import ROOT
from tests.support.clinic import ANN, CLINIC, SLOT
from tests.support.database import execute, fetch, invariants, private_cluster
from tests.support.gateway import answers, authorization, serve, wait_for


def test_a_running_request_is_finished_after_sigterm(fresh_url: str, tmp_path: Path) -> None:
    with (
        serve(fresh_url, tmp_path / "log", MEDBOOK_WORKERS="1", MEDBOOK_LOCK_TIMEOUT="20") as server,
        psycopg.connect(fresh_url) as blocker,
        ThreadPoolExecutor() as threads,
    ):
        wait_for(lambda: answers(server, "/readyz"))
        made = httpx.post(f"{server.base_url}/v1/bookings", json={"slot_id": SLOT}, headers=authorization(ANN)).json()
        blocker.execute("select from medbook.slots where id = %s for update", [SLOT])
        confirm = f"{server.base_url}/v1/bookings/{made['created']}/confirm"
        running = threads.submit(httpx.post, confirm, headers=authorization(ANN), timeout=30)
        wait_for(lambda: is_waiting_for_a_lock(fresh_url))
        server.terminate()
        wait_for(lambda: not answers(server, "/livez"))
        blocker.rollback()
        assert running.result().json()["booking"]["status"] == "CONFIRMED"
        assert server.process.wait(timeout=60) == 0
        assert "gateway is shut down" in server.log.read_text()


def test_an_idle_connection_does_not_keep_the_shutdown_from_running(fresh_url: str, tmp_path: Path) -> None:
    with serve(fresh_url, tmp_path / "log", MEDBOOK_WORKERS="1") as server, httpx.Client() as idle:
        wait_for(lambda: answers(server, "/readyz"))
        assert idle.get(f"{server.base_url}/livez").status_code == 200
        server.terminate()
        assert server.process.wait(timeout=60) == 0
        assert "gateway is shut down" in server.log.read_text()


def test_a_worker_that_has_just_begun_ends_in_order_too(url: str, tmp_path: Path) -> None:
    with serve(url, tmp_path / "log", MEDBOOK_WORKERS="4") as server:
        server.terminate()
        assert server.process.wait(timeout=60) == 0
        log = server.log.read_text()
    assert log.count("gateway is shut down") == log.count("Booting worker")


def is_waiting_for_a_lock(url: str) -> bool:
    query = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    return bool(fetch(url, query))


def test_an_exhausted_pool_is_unavailable_with_retry_after(fresh_url: str, tmp_path: Path) -> None:
    settings = {"MEDBOOK_WORKERS": "1", "MEDBOOK_POOL_SIZE": "1", "MEDBOOK_POOL_TIMEOUT": "1"}
    with (
        serve(fresh_url, tmp_path / "log", MEDBOOK_LOCK_TIMEOUT="20", **settings) as server,
        psycopg.connect(fresh_url) as blocker,
        ThreadPoolExecutor() as threads,
    ):
        wait_for(lambda: answers(server, "/readyz"))
        blocker.execute("select from medbook.users where id = %s for update", [ANN])
        path = f"{server.base_url}/v1/bookings"
        running = threads.submit(httpx.post, path, json={"slot_id": SLOT}, headers=authorization(ANN), timeout=30)
        wait_for(lambda: is_waiting_for_a_lock(fresh_url))
        refused = httpx.get(f"{server.base_url}/v1/doctors")
        assert (refused.status_code, refused.json()["error"]) == (503, "UNAVAILABLE")
        assert int(refused.headers["Retry-After"]) > 0
        blocker.rollback()
        assert running.result().status_code == 201
        assert httpx.get(f"{server.base_url}/v1/doctors").status_code == 200


def test_it_waits_for_a_database_that_is_not_migrated_yet(fresh_url: str, tmp_path: Path) -> None:
    execute(fresh_url, "alter schema api rename to absent")
    with serve(fresh_url, tmp_path / "log", MEDBOOK_WORKERS="1") as server:
        assert answers(server, "/livez")
        assert not answers(server, "/readyz")
        for path in ("/v1/doctors", "/", "/docs/"):
            refused = httpx.get(server.base_url + path)
            assert (refused.status_code, refused.json()["error"]) == (503, "UNAVAILABLE")
            assert "Retry-After" in refused.headers
        execute(fresh_url, "alter schema absent rename to api")
        wait_for(lambda: answers(server, "/readyz"))
        assert httpx.get(f"{server.base_url}/v1/doctors").status_code == 200


def test_it_takes_no_request_before_it_has_read_a_slow_catalog(fresh_url: str) -> None:
    async def start() -> list[bool]:
        app = create_app(Config(fresh_url, ("k" * 32,), lock_timeout=30, statement_timeout=30))
        received: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        received.put_nowait({"type": "lifespan.startup"})
        with psycopg.connect(fresh_url) as blocker:
            blocker.execute("lock api.endpoint in access exclusive mode")
            life = asyncio.create_task(app({"type": "lifespan", "asgi": {"version": "3.0"}}, received.get, sent.put))
            await asyncio.to_thread(wait_for, lambda: is_waiting_for_a_lock(fresh_url))
            early = sent.empty()
        event = await sent.get()
        received.put_nowait({"type": "lifespan.shutdown"})
        await life
        return [early, event["type"] == "lifespan.startup.complete"]

    assert asyncio.run(start()) == [True, True]


@pytest.mark.parametrize(
    ("argument", "result", "report"),
    [
        ("api.odd", "odd text", "argument odd has the type api.odd"),
        ("text", "odd point", "result odd has the type point"),
        ("text", "odd api.strange", "column days of api.strange has the type point[]"),
    ],
)
def test_it_ends_on_a_catalog_that_it_cannot_serve_and_names_the_culprit(
    fresh_url: str, tmp_path: Path, argument: str, result: str, report: str
) -> None:
    execute(fresh_url, "create type api.odd as (a integer)")
    execute(fresh_url, "create view api.strange as select '{}'::point[] as days")
    execute(
        fresh_url, f"create function api.odd(p_odd {argument}) returns jsonb language sql stable return null::jsonb"
    )
    execute(
        fresh_url,
        f"""
        do $do$ begin
          execute 'create or replace view api.endpoint as ' || rtrim(pg_get_viewdef('api.endpoint'), ';')
            || $$ union all values ('GET', '/odd', 'api.odd'::regproc, 'none', '{{}}'::text[], null::text, false,
                  '{result}')$$;
        end $do$
        """,
    )
    log = tmp_path / "log"
    with pytest.raises(AssertionError, match="has ended"), serve(fresh_url, log, MEDBOOK_WORKERS="1"):
        pass
    assert log.read_text().count(f"the catalog cannot be served: api.odd: {report}") == 1


@pytest.mark.parametrize("is_demo", [True, False])
def test_it_warns_at_start_that_everybody_knows_the_passwords_of_a_demo_and_only_of_a_demo(
    fresh_url: str, tmp_path: Path, is_demo: bool
) -> None:
    execute(fresh_url, "update medbook.settings set is_demo = %s", is_demo)
    with serve(fresh_url, tmp_path / "log", MEDBOOK_WORKERS="1") as server:
        wait_for(lambda: answers(server, "/readyz"))
        assert server.log.read_text().count("the README has the passwords of its accounts") == is_demo


def test_it_is_not_ready_on_a_schema_older_than_its_own(fresh_url: str, tmp_path: Path) -> None:
    with serve(fresh_url, tmp_path / "log") as server:
        wait_for(lambda: answers(server, "/readyz"))
        execute(
            fresh_url,
            "delete from _yoyo_migration where migration_id = (select max(migration_id) from _yoyo_migration)",
        )
        assert httpx.get(f"{server.base_url}/readyz").status_code == 503


@pytest.mark.parametrize("name", ["MEDBOOK_JWT_KEYS", "MEDBOOK_DATABASE_URL", "MEDBOOK_POOL_SIZE"])
def test_it_does_not_start_on_a_setting_that_cannot_be(fresh_url: str, tmp_path: Path, name: str) -> None:
    log = tmp_path / "log"
    value = {"MEDBOOK_JWT_KEYS": "short", "MEDBOOK_DATABASE_URL": "", "MEDBOOK_POOL_SIZE": "-1"}[name]
    with pytest.raises(AssertionError, match="has ended"), serve(fresh_url, log, **{name: value}):
        pass
    (line,) = log.read_text().splitlines()
    assert line.startswith(f"{name} must")


def test_postgresql_restarts_under_load_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    with private_cluster() as own:
        migrate(own.url())
        execute(own.url(), CLINIC)
        # If no request runs when it stops, those that come then wait for a connection, and less long than the client.
        with serve(own.url(), tmp_path / "log", MEDBOOK_POOL_TIMEOUT="2") as server:
            wait_for(lambda: answers(server, "/readyz"))
            statuses: Counter[int] = Counter()
            acknowledged: list[str] = []
            stop = threading.Event()

            def book_and_cancel() -> None:
                with httpx.Client(base_url=server.base_url, headers=authorization(ANN), timeout=30) as client:
                    while not stop.is_set():
                        response = client.post("/v1/bookings", json={"slot_id": SLOT})
                        statuses[response.status_code] += 1
                        if response.status_code in {200, 201}:
                            booking_id = response.json()["booking"]["id"]
                            cancelled = client.post(f"/v1/bookings/{booking_id}/cancel")
                            statuses[cancelled.status_code] += 1
                            if cancelled.status_code == 200:
                                acknowledged.append(booking_id)

            with ThreadPoolExecutor() as threads:
                running = [threads.submit(book_and_cancel) for _ in range(4)]
                try:
                    wait_for(lambda: statuses[200] > 50)
                    private.stop(own)
                    wait_for(lambda: statuses[503] > 0)
                    private.start(own)
                    before = statuses[200]
                    wait_for(lambda: statuses[200] > before + 50)
                finally:
                    stop.set()
                for thread in running:
                    thread.result()
            assert set(statuses) <= {200, 201, 409, 503}
            kept = fetch(own.url(), "select id::text from medbook.bookings where status = 'CANCELLED'")
            assert set(acknowledged) <= {booking_id for (booking_id,) in kept}
            assert invariants(own.url()) == []


def test_the_kernel_gives_up_a_client_that_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDBOOK_DATABASE_URL", "postgresql:///unused")
    monkeypatch.setenv("MEDBOOK_JWT_KEYS", "k" * 32)
    hooks = runpy.run_path(str(ROOT / "gateway/gunicorn.conf.py"))
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
        hooks["when_ready"](SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))
        client.connect(listener.getsockname())
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000

"""Kept answers over HTTP, with a real Redis: faster, and never wrong."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.gateway.test_live import book
from tests.support.clinic import ANN, CHIEF, DORA, EVE, SLOT
from tests.support.database import execute, fetch, move_clock
from tests.support.gateway import Client, Server, answers, serve, token, wait_for
from tests.support.redis import RedisServer, redis_server
from tests.support.streams import listen

LIST = f"/v1/doctors/{DORA}/slots"
DETAILS = f"/v1/doctors/{DORA}"
# A change that nobody is told of: who answers with it has asked the database.
SECRETLY = """
create or replace view api.doctor as
select d.id, 'Dr. Secret' as name, d.specialization, d.experience_years, d.fee, d.currency, d.time_zone
  from medbook.doctors d where d.is_active
"""


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
def kept(fresh_url: str, tmp_path: Path) -> Iterator[Server]:
    """A gateway of one process that keeps answers, its feed at work."""
    with keeping(fresh_url, tmp_path / "log", MEDBOOK_WORKERS="1") as server:
        yield server


@contextmanager
def keeping(url: str, log: Path, **settings: str) -> Iterator[Server]:
    """Run a gateway that keeps answers; give it when it does."""
    with serve(url, log, MEDBOOK_CACHE="on", **settings) as server:
        wait_for(lambda: answers(server, "/readyz"))
        wait_for(lambda: "Age" in server.client.get("/v1/specializations").headers)
        yield server


def listed(client: Client) -> list[str]:
    """Return the ids of the free slots that are listed."""
    return [slot["id"] for slot in client.get(LIST).json()["slots"]]


def name(client: Client) -> str:
    """Return the doctor's name as it is told."""
    told: str = client.get(DETAILS).json()["doctor"]["name"]
    return told


def test_what_is_asked_twice_is_answered_from_memory(kept: Server, fresh_url: str) -> None:
    first = kept.client.get(DETAILS)
    execute(fresh_url, SECRETLY)
    second = kept.client.get(DETAILS)
    assert (second.content, second.headers["ETag"]) == (first.content, first.headers["ETag"])
    assert "Age" not in first.headers
    assert int(second.headers["Age"]) <= 1
    again = kept.client.get(DETAILS, headers={"If-None-Match": second.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert kept.http.head(DETAILS).headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize(
    ("path", "control"),
    [
        ("/v1/specializations", "public, max-age=60"),
        (DETAILS, "public, no-cache"),
        ("/v1/doctors?specialization=Cardiology", "public, no-cache"),
        (LIST, "public, no-cache"),
        ("/v1/slots?specialization=Cardiology", "public, no-cache"),
    ],
)
def test_others_are_told_how_long_they_may_keep_it(kept: Server, path: str, control: str) -> None:
    assert kept.client.get(path).headers["Cache-Control"] == control
    answer = kept.client.get(path)
    assert answer.headers["Cache-Control"] == control
    assert "Age" in answer.headers


@pytest.mark.parametrize("path", ["/v1/me", "/v1/me/sessions", "/v1/bookings", "/v1/bookings/{}", f"/v1/slots/{SLOT}"])
def test_what_is_personal_or_of_one_slot_is_never_kept(kept: Server, path: str) -> None:
    ann = kept.client.by(ANN)
    path = path.format(book(ann))
    for _ in range(3):
        answer = ann.get(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Age" not in answer.headers


def test_a_refusal_is_not_kept(kept: Server, fresh_url: str) -> None:
    path = "/v1/doctors/d0c00009-0000-8000-8000-000000000000"
    assert kept.client.get(path).status_code == 404
    execute(
        fresh_url,
        "insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)"
        " values ('d0c00009-0000-8000-8000-000000000000', 'Dr. New', 'Cardiology', 1, 1, 'EUR', 'UTC')",
    )
    assert kept.client.get(path).status_code == 200


def test_a_slot_is_not_listed_any_more_when_its_booking_is_known(kept: Server, fresh_url: str) -> None:
    with listen(kept.base_url, f"doctor_id={DORA}") as stream:
        for slot_id in listed(kept.client):
            assert slot_id in listed(kept.client)
            ((answer,),) = fetch(fresh_url, "select api.book_for_patient(%s, %s, %s, 'x')", CHIEF, ANN, slot_id)
            assert answer["success"], answer
            stream.wait_for(slot_id, "held")
            assert slot_id not in listed(kept.client)


def test_who_books_never_sees_the_slot_free_again_whichever_process_answers(fresh_url: str, tmp_path: Path) -> None:
    with keeping(fresh_url, tmp_path / "log", MEDBOOK_WORKERS="2") as server:
        for remember in (with_cookies, with_headers):
            ann = remember(server)
            for _ in range(10):
                held = ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["created"]
                assert all(SLOT not in ids_of(ann.get(LIST)) for _ in range(4))
                assert ann.post(f"/v1/bookings/{held}/cancel").status_code == 200
                assert all(SLOT in ids_of(ann.get(LIST)) for _ in range(4))


class Browser:
    """A client without connections to keep, so that any process answers. It remembers cookies, or the header."""

    def __init__(self, base_url: str, has_cookies: bool) -> None:
        self.base_url = base_url
        self.has_cookies = has_cookies
        self.cookies: dict[str, str] = {}
        self.written = ""

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": "Bearer " + token(ANN)}
        if self.written:
            headers["MedBook-Written"] = self.written
        with httpx.Client(base_url=self.base_url, cookies=self.cookies, timeout=30) as http:
            answer = http.request(method, path, headers=headers, **options)
        if self.has_cookies:
            self.cookies |= dict(answer.cookies)
        else:
            self.written = answer.headers.get("MedBook-Written", self.written)
        return answer

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)


def with_cookies(server: Server) -> Browser:
    return Browser(server.base_url, has_cookies=True)


def with_headers(server: Server) -> Browser:
    return Browser(server.base_url, has_cookies=False)


def ids_of(answer: httpx.Response) -> list[str]:
    return [slot["id"] for slot in answer.json()["slots"]]


def test_a_slot_is_listed_again_when_its_hold_has_lapsed(kept: Server, fresh_url: str) -> None:
    book(kept.client.by(ANN))
    assert SLOT not in listed(kept.client)
    move_clock(fresh_url, "2 minutes")
    wait_for(lambda: SLOT in listed(kept.client))


def test_a_slot_that_starts_is_not_listed_any_more(kept: Server, fresh_url: str) -> None:
    assert SLOT in listed(kept.client)
    execute(fresh_url, "update test.clock set now = '2030-01-08 09:00Z'")
    wait_for(lambda: SLOT not in listed(kept.client))


def test_a_dba_s_bare_update_of_the_settings_is_obeyed(kept: Server, fresh_url: str) -> None:
    assert SLOT in listed(kept.client)
    execute(fresh_url, "update medbook.settings set min_notice = '3 days'")
    wait_for(lambda: listed(kept.client) == [])


def test_an_administrator_s_change_of_a_doctor_is_seen_at_once_by_who_made_it(kept: Server) -> None:
    chief = kept.client.by(CHIEF, "ADMIN")
    for new in ("Dr. A", "Dr. B"):
        tag = chief.get(DETAILS).headers["ETag"]
        path = f"/v1/admin/doctors/{DORA}"
        changed = chief.request("PATCH", path, json={"name": new}, headers={"If-Match": tag})
        assert changed.status_code == 200, changed.text
        assert name(chief) == new


def test_a_doctor_who_leaves_is_not_found_any_more(kept: Server, fresh_url: str) -> None:
    assert kept.client.get(f"/v1/doctors/{EVE}").status_code == 200
    ((answer,),) = fetch(fresh_url, "select api.retire_doctor(%s, %s, 'refuse')", CHIEF, EVE)
    assert answer["success"], answer
    wait_for(lambda: kept.client.get(f"/v1/doctors/{EVE}").status_code == 404)
    wait_for(lambda: "Neurology" not in kept.client.get("/v1/specializations").text)


def test_without_a_feed_the_database_is_asked(kept: Server, fresh_url: str) -> None:
    kept.client.get(DETAILS)
    execute(fresh_url, "revoke execute on function api.slot_changes from medbook_gateway")
    execute(fresh_url, SECRETLY)
    wait_for(lambda: name(kept.client) == "Dr. Secret")
    assert "Age" not in kept.client.get(DETAILS).headers


def test_processes_share_through_redis(fresh_url: str, tmp_path: Path, redis: RedisServer) -> None:
    settings = {"MEDBOOK_REDIS_URL": redis.url, "MEDBOOK_WORKERS": "1"}
    with (
        keeping(fresh_url, tmp_path / "one", **settings) as one,
        keeping(fresh_url, tmp_path / "two", **settings) as two,
    ):
        told = name(one.client)
        execute(fresh_url, SECRETLY)
        assert name(two.client) == told
        execute(fresh_url, "update medbook.doctors set fee = fee + 1")
        wait_for(lambda: name(two.client) == name(one.client) == "Dr. Secret")
        assert all(b"v1" not in key and b"Dora" not in key for key in redis.names())


def test_others_who_use_the_same_redis_share_nothing(
    fresh_url: str, url: str, tmp_path: Path, redis: RedisServer
) -> None:
    settings = {"MEDBOOK_REDIS_URL": redis.url, "MEDBOOK_WORKERS": "1"}
    execute(url, SECRETLY)
    with keeping(fresh_url, tmp_path / "one", **settings) as one, keeping(url, tmp_path / "two", **settings) as two:
        assert [name(one.client), name(two.client)] == ["Dr. Dora Day", "Dr. Secret"]


def test_a_redis_that_is_wiped_killed_or_hangs_makes_nothing_wrong(
    fresh_url: str, tmp_path: Path, redis: RedisServer
) -> None:
    settings = {"MEDBOOK_REDIS_URL": redis.url, "MEDBOOK_WORKERS": "1"}
    with (
        keeping(fresh_url, tmp_path / "log", **settings) as server,
        listen(server.base_url, f"doctor_id={DORA}") as live,
    ):
        ann = server.client.by(ANN)

        def lives_on() -> None:
            held = book(ann)
            live.wait_for(SLOT, "held")
            assert SLOT not in listed(server.client)
            assert ann.post(f"/v1/bookings/{held}/cancel").status_code == 200
            live.wait_for(SLOT, "free")
            assert SLOT in listed(server.client)

        lives_on()
        redis.wipe()
        lives_on()
        redis.spoil()
        lives_on()
        redis.send(signal.SIGSTOP)
        lives_on()
        redis.send(signal.SIGCONT)
        lives_on()
        redis.kill()
        lives_on()
        redis.start()
        wait_for(lambda: comes_back(server, redis, ann))
        lives_on()
        assert "Traceback" not in server.log.read_text()


def comes_back(server: Server, redis: RedisServer, client: Client) -> bool:
    """Make a kept answer stale and read it again; tell whether Redis has got anything."""
    client.post(f"/v1/bookings/{book(client)}/cancel")
    listed(server.client)
    return bool(redis.names())


def test_it_serves_before_redis_does(fresh_url: str, tmp_path: Path) -> None:
    settings = {"MEDBOOK_REDIS_URL": f"unix://{tmp_path}/nowhere", "MEDBOOK_WORKERS": "1"}
    with keeping(fresh_url, tmp_path / "log", **settings) as server:
        assert SLOT in listed(server.client)
        assert "Redis is left alone" in server.log.read_text()


def test_processes_share_which_sessions_have_ended(fresh_url: str, tmp_path: Path, redis: RedisServer) -> None:
    redis.wipe()
    settings = {"MEDBOOK_REDIS_URL": redis.url, "MEDBOOK_WORKERS": "1"}
    with (
        keeping(fresh_url, tmp_path / "one", **settings) as one,
        keeping(fresh_url, tmp_path / "two", **settings) as two,
    ):
        assert one.client.by(ANN).get("/v1/me").status_code == 200
        assert any(key.endswith(b"sessions") for key in redis.names())
        # Who can read no session has learned from the other one.
        execute(fresh_url, "revoke execute on function account.list_revoked from medbook_gateway")
        assert two.client.by(ANN).get("/v1/me").status_code == 200


def test_what_is_not_a_list_of_sessions_is_not_believed(fresh_url: str, tmp_path: Path, redis: RedisServer) -> None:
    settings = {"MEDBOOK_REDIS_URL": redis.url, "MEDBOOK_WORKERS": "1"}
    with (
        keeping(fresh_url, tmp_path / "one", **settings) as one,
        keeping(fresh_url, tmp_path / "two", **settings) as two,
    ):
        assert one.client.by(ANN).get("/v1/me").status_code == 200
        redis.spoil()
        assert two.client.by(ANN).get("/v1/me").status_code == 200


def test_a_kept_answer_counts_as_a_request(fresh_url: str, tmp_path: Path) -> None:
    execute(fresh_url, "update medbook.rate_policy set quota = 2 where name = 'general'")
    with serve(fresh_url, tmp_path / "log", MEDBOOK_CACHE="on", MEDBOOK_RATE_LIMITS="on") as server:
        wait_for(lambda: answers(server, "/readyz"))
        statuses = [httpx.get(server.base_url + DETAILS).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]

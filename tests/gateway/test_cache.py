"""Cached responses over HTTP, with a real Redis: faster, and never wrong."""

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
from tests.support.gateway import Client, Server, answers, authorization, serve, wait_for
from tests.support.redis import RedisServer, redis_server
from tests.support.streams import listen

LIST = f"/v1/doctors/{DORA}/slots"
DETAILS = f"/v1/doctors/{DORA}"
# A change that the feed does not report: an answer that shows it comes from the database.
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
def cached(fresh_url: str, tmp_path: Path) -> Iterator[Server]:
    """A gateway of one process that keeps answers, its feed at work."""
    with keeping(fresh_url, tmp_path / "log", MEDBOOK_WORKERS="1") as server:
        yield server


@pytest.fixture(scope="module")
def shared(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another one, for tests that change nothing but their own booking."""
    with keeping(url, tmp_path_factory.mktemp("gateway") / "log", MEDBOOK_WORKERS="1") as server:
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
    """Return the doctor's name as the gateway answers it."""
    answered: str = client.get(DETAILS).json()["doctor"]["name"]
    return answered


def test_a_repeated_request_is_answered_from_memory(cached: Server, fresh_url: str) -> None:
    first = cached.client.get(DETAILS)
    execute(fresh_url, SECRETLY)
    second = cached.client.get(DETAILS)
    assert (second.content, second.headers["ETag"]) == (first.content, first.headers["ETag"])
    assert "Age" not in first.headers
    assert int(second.headers["Age"]) <= 1
    again = cached.client.get(DETAILS, headers={"If-None-Match": second.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert cached.http.head(DETAILS).headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize(
    ("path", "control"),
    [
        ("/v1/specializations", "public, max-age=60"),
        ("/v1/services", "public, max-age=60"),
        (DETAILS, "public, no-cache"),
        ("/v1/doctors?specialization=Cardiology", "public, no-cache"),
        (LIST, "public, no-cache"),
        ("/v1/slots?specialization=Cardiology", "public, no-cache"),
    ],
)
def test_cache_control_says_how_long_other_caches_may_store_it(shared: Server, path: str, control: str) -> None:
    assert shared.client.get(path).headers["Cache-Control"] == control
    wait_for(lambda: "Age" in shared.client.get(path).headers)
    assert shared.client.get(path).headers["Cache-Control"] == control


@pytest.mark.parametrize("path", ["/v1/me", "/v1/me/sessions", "/v1/bookings", "/v1/bookings/{}", f"/v1/slots/{SLOT}"])
def test_personal_data_and_single_slots_are_never_cached(shared: Server, path: str) -> None:
    ann = shared.client.by(ANN)
    path = path.format(book(ann))
    for _ in range(3):
        answer = ann.get(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Age" not in answer.headers


def test_a_cached_list_of_a_field_is_as_fresh_whatever_the_fields_case_and_spaces(cached: Server) -> None:
    path = "/v1/slots?specialization=%20cardioLOGY"
    wait_for(lambda: "Age" in cached.client.get(path).headers)
    assert SLOT in cached.client.get(path).text
    book(cached.client.by(ANN))
    wait_for(lambda: SLOT not in cached.client.get(path).text)


def test_a_refusal_is_not_cached(cached: Server, fresh_url: str) -> None:
    path = "/v1/doctors/d0c00009-0000-8000-8000-000000000000"
    assert cached.client.get(path).status_code == 404
    execute(
        fresh_url,
        "insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)"
        " values ('d0c00009-0000-8000-8000-000000000000', 'Dr. New', 'Cardiology', 1, 1, 'EUR', 'UTC')",
    )
    assert cached.client.get(path).status_code == 200


def test_a_slot_is_not_listed_any_more_once_its_booking_is_published(cached: Server, fresh_url: str) -> None:
    with listen(cached.base_url, f"doctor_id={DORA}") as stream:
        for slot_id in listed(cached.client):
            assert slot_id in listed(cached.client)
            ((answer,),) = fetch(fresh_url, "select api.book_for_patient(%s, %s, %s, 'x')", CHIEF, ANN, slot_id)
            assert answer["success"], answer
            stream.wait_for(slot_id, "held")
            assert slot_id not in listed(cached.client)


def test_a_patient_never_sees_the_booked_slot_free_again_whichever_process_answers(
    fresh_url: str, tmp_path: Path
) -> None:
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
        headers = authorization(ANN)
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


def test_a_slot_is_listed_again_when_its_hold_has_lapsed(cached: Server, fresh_url: str) -> None:
    book(cached.client.by(ANN))
    assert SLOT not in listed(cached.client)
    move_clock(fresh_url, "2 minutes")
    wait_for(lambda: SLOT in listed(cached.client))


def test_a_slot_that_starts_is_not_listed_any_more(cached: Server, fresh_url: str) -> None:
    assert SLOT in listed(cached.client)
    execute(fresh_url, "update test.clock set now = '2030-01-08 09:00Z'")
    wait_for(lambda: SLOT not in listed(cached.client))


def test_a_dba_s_bare_update_of_the_settings_is_obeyed(cached: Server, fresh_url: str) -> None:
    assert SLOT in listed(cached.client)
    execute(fresh_url, "update medbook.settings set min_notice = '3 days'")
    wait_for(lambda: listed(cached.client) == [])


def test_a_list_for_a_kind_of_visit_is_as_fresh_as_its_minutes_and_all_its_slots(
    cached: Server, fresh_url: str
) -> None:
    chief = cached.client.by(CHIEF, "ADMIN")
    service = chief.post("/v1/admin/services", json={"name": "First visit", "minutes": 60}).json()["created"]

    def starts(path: str) -> list[str]:
        found = cached.client.get(f"{path}&service_id={service}")
        return [slot["id"][-1] for slot in found.json()["slots"]]

    paths = [f"{LIST}?limit=100", "/v1/slots?specialization=Cardiology"]
    for path in paths:
        assert starts(path) == ["1", "2", "3"]
    book(cached.client.by(ANN), SLOT[:-1] + "3")
    for path in paths:
        wait_for(lambda path=path: starts(path) == ["1"])
    assert chief.request("PATCH", f"/v1/admin/services/{service}", json={"minutes": 30}).status_code == 200
    for path in paths:
        wait_for(lambda path=path: starts(path) == ["1", "2", "4"])
    execute(fresh_url, "update medbook.services set minutes = 60")
    for path in paths:
        wait_for(lambda path=path: starts(path) == ["1"])


def test_the_list_of_kinds_of_visit_follows_their_changes(cached: Server, fresh_url: str) -> None:
    assert cached.client.get("/v1/services").json()["services"] == []
    chief = cached.client.by(CHIEF, "ADMIN")
    assert chief.post("/v1/admin/services", json={"name": "Video", "minutes": 20}).status_code == 201
    assert [s["name"] for s in chief.get("/v1/services").json()["services"]] == ["Video"]
    execute(fresh_url, "update medbook.services set is_active = false")
    wait_for(lambda: cached.client.get("/v1/services").json()["services"] == [])


def test_administrators_see_their_own_change_of_a_doctor_at_once(cached: Server) -> None:
    chief = cached.client.by(CHIEF, "ADMIN")
    for new in ("Dr. A", "Dr. B"):
        tag = chief.get(DETAILS).headers["ETag"]
        path = f"/v1/admin/doctors/{DORA}"
        changed = chief.request("PATCH", path, json={"name": new}, headers={"If-Match": tag})
        assert changed.status_code == 200, changed.text
        assert name(chief) == new


def test_a_doctor_who_leaves_is_not_found_any_more(cached: Server, fresh_url: str) -> None:
    assert cached.client.get(f"/v1/doctors/{EVE}").status_code == 200
    ((answer,),) = fetch(fresh_url, "select api.retire_doctor(%s, %s, 'refuse')", CHIEF, EVE)
    assert answer["success"], answer
    wait_for(lambda: cached.client.get(f"/v1/doctors/{EVE}").status_code == 404)
    wait_for(lambda: "Neurology" not in cached.client.get("/v1/specializations").text)


def test_without_a_feed_the_database_is_asked(cached: Server, fresh_url: str) -> None:
    cached.client.get(DETAILS)
    execute(fresh_url, "revoke execute on function api.slot_changes from medbook_gateway")
    execute(fresh_url, SECRETLY)
    wait_for(lambda: name(cached.client) == "Dr. Secret")
    assert "Age" not in cached.client.get(DETAILS).headers


def test_processes_share_through_redis(fresh_url: str, tmp_path: Path, redis: RedisServer) -> None:
    settings = {"MEDBOOK_REDIS_URL": redis.url, "MEDBOOK_WORKERS": "1"}
    with (
        keeping(fresh_url, tmp_path / "one", **settings) as one,
        keeping(fresh_url, tmp_path / "two", **settings) as two,
    ):
        cached = name(one.client)
        execute(fresh_url, SECRETLY)
        assert name(two.client) == cached
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
    """Make a cached response stale and read it again; return whether Redis holds anything now."""
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


def test_a_broken_list_of_sessions_in_redis_is_not_used(fresh_url: str, tmp_path: Path, redis: RedisServer) -> None:
    settings = {"MEDBOOK_REDIS_URL": redis.url, "MEDBOOK_WORKERS": "1"}
    with (
        keeping(fresh_url, tmp_path / "one", **settings) as one,
        keeping(fresh_url, tmp_path / "two", **settings) as two,
    ):
        assert one.client.by(ANN).get("/v1/me").status_code == 200
        redis.spoil()
        assert two.client.by(ANN).get("/v1/me").status_code == 200


def test_a_cached_response_counts_as_a_request(fresh_url: str, tmp_path: Path) -> None:
    execute(fresh_url, "update medbook.rate_policy set quota = 2 where name = 'general'")
    with serve(fresh_url, tmp_path / "log", MEDBOOK_CACHE="on", MEDBOOK_RATE_LIMITS="on") as server:
        wait_for(lambda: answers(server, "/readyz"))
        statuses = [httpx.get(server.base_url + DETAILS).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]

"""Quotas: how many requests are let through, by every worker together, and the headers about it."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from falcon.asgi import Response

from gateway.admission import limits
from gateway.admission.limits import Caller, Limits
from gateway.admission.tokens import Tokens
from gateway.http.problems import Problem
from gateway.stores.calls import Database
from gateway.stores.connection import NoConnection
from tests.support.clinic import ANN, BEN, CHIEF, PASSWORD, SLOT, STARTED_SLOT, create_user
from tests.support.database import Databases, execute, fetch, move_clock
from tests.support.gateway import KEY, Client, Server, answers, authorization, serve, token, wait_for

ADDRESSES = (f"198.51.{n // 250}.{n % 250 + 1}" for n in count())
SETTINGS = {"MEDBOOK_RATE_LIMITS": "on", "MEDBOOK_TRUSTED_PROXIES": "127.0.0.0/8"}
CROWD = 500
NEW_PASSWORD = "kTw9!fmZ pXv4#sLbR2"


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A gateway that counts, behind a proxy: each test comes from addresses of its own."""
    with serve(url, tmp_path_factory.mktemp("gateway") / "log", **SETTINGS) as running:
        wait_for(lambda: answers(running, "/readyz"))
        yield running


@pytest.fixture(autouse=True)
def _policies(url: str) -> Iterator[None]:
    """Put the seed's policies back when a test has changed them."""
    execute(url, "create table if not exists test.rate_policy as table medbook.rate_policy")
    yield
    execute(url, "delete from medbook.rate_policy")
    execute(url, "insert into medbook.rate_policy table test.rate_policy")


@pytest.fixture
def client(anybody: Client) -> Client:
    """Somebody at an address where nobody was before."""
    return anybody.at(next(ADDRESSES))


def violated(response: httpx.Response) -> list[str]:
    """Return the policies that the answer says are violated."""
    assert (response.status_code, response.json()["error"]) == (429, "RATE_LIMITED"), response.text
    policies: list[str] = response.json()["violated-policies"]
    return policies


def remaining(response: httpx.Response, policy: str = "general") -> int:
    """Return the remaining requests of a policy by the answer's header."""
    items = dict(item.split(";", 1) for item in response.headers["RateLimit"].split(", "))
    return int(items[f'"{policy}"'].partition(";")[0].removeprefix("r="))


def spend(client: Client, policy: str, number: int) -> list[int]:
    """Send requests that spend of a policy, and cost little; return their statuses."""
    if policy == "general":
        return [client.get("/v1/specializations").status_code for _ in range(number)]
    path = "/v1/auth/login" if policy == "auth" else "/v1/bookings"
    return [client.post(path, json={}).status_code for _ in range(number)]


# The quotas


def test_an_address_has_100_requests(client: Client) -> None:
    assert spend(client, "general", 100) == [200] * 100
    assert violated(client.get("/v1/specializations")) == ["general"]


def test_another_address_has_100_of_its_own(client: Client, anybody: Client) -> None:
    spend(client, "general", 101)
    assert remaining(anybody.at(next(ADDRESSES)).get("/v1/specializations")) == 99


def test_all_addresses_of_an_ipv6_network_spend_of_one_quota(anybody: Client) -> None:
    assert remaining(anybody.at("2001:db8:7:7::1").get("/v1/specializations")) == 99
    assert remaining(anybody.at("2001:db8:7:7:ffff::2").get("/v1/specializations")) == 98
    assert remaining(anybody.at("2001:db8:7:8::1").get("/v1/specializations")) == 99


def test_a_window_lasts_15_minutes_from_its_first_request(client: Client, url: str) -> None:
    spend(client, "general", 99)
    move_clock(url, "14 minutes 59 seconds")
    assert remaining(client.get("/v1/specializations")) == 0
    move_clock(url, "1 second")
    assert remaining(client.get("/v1/specializations")) == 99


def test_an_address_has_10_tries_of_sign_up_and_sign_in_together(client: Client) -> None:
    assert spend(client, "auth", 9) == [422] * 9
    assert client.post("/v1/auth/register", json={}).status_code == 422
    assert violated(client.post("/v1/auth/register", json={})) == ["auth"]
    assert violated(client.post("/v1/auth/login", json={})) == ["auth"]


def test_a_client_over_the_quota_of_sign_ins_may_still_do_other_things(client: Client) -> None:
    spend(client, "auth", 11)
    assert client.get("/v1/specializations").status_code == 200
    assert client.post("/v1/auth/refresh", json={"refresh_token": "x"}).status_code == 401


def test_a_user_has_5_bookings_a_minute_wherever_from(anybody: Client, url: str) -> None:
    user_id, _ = create_user(url)

    def book() -> httpx.Response:
        return anybody.at(next(ADDRESSES)).by(user_id).post("/v1/bookings", json={"slot_id": SLOT})

    assert [book().status_code for _ in range(5)] == [201, 200, 200, 200, 200]
    assert violated(book()) == ["booking"]


def test_another_user_at_the_same_address_has_5_bookings_too(client: Client, url: str) -> None:
    spend(client.by(create_user(url)[0]), "booking", 6)
    assert spend(client.by(create_user(url)[0]), "booking", 1) == [422]


def test_a_minute_later_there_are_5_bookings_more(client: Client, url: str) -> None:
    user = client.by(create_user(url)[0])
    assert spend(user, "booking", 5) == [422] * 5
    move_clock(url, "1 minute")
    assert spend(user, "booking", 5) == [422] * 5


def test_a_request_refused_by_one_policy_spends_nothing_of_the_others(client: Client, url: str) -> None:
    user = client.by(create_user(url)[0])
    spend(user, "booking", 8)
    assert remaining(client.get("/v1/specializations")) == 94


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_without_a_valid_token_costs_its_address_one(client: Client, method: str) -> None:
    before = remaining(client.get("/v1/specializations"))
    assert client.with_token("rubbish").request(method, "/v1/me").status_code == 401
    assert remaining(client.get("/v1/specializations")) == before - 2


# Administrators

DESK = '"desk";q=3000;w=900'
CATALOG = "/v1/specializations"


def test_an_administrator_has_3000_requests_whatever_others_do_at_the_address(client: Client) -> None:
    spend(client, "general", 101)
    admin = client.by(CHIEF, "ADMIN")
    before = remaining(admin.get("/v1/admin/bookings"), "desk")
    answers = [admin.get(path) for path in ("/v1/admin/waitlist", "/v1/me", CATALOG, f"/v1/slots/{SLOT}")]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.headers["RateLimit-Policy"] for answer in answers] == [DESK] * 4
    assert remaining(answers[-1], "desk") == before - 4


def test_an_administrator_spends_nothing_of_the_address_and_is_counted_everywhere(client: Client, url: str) -> None:
    admin_id, _ = create_user(url)
    assert remaining(client.by(admin_id, "ADMIN").get(CATALOG), "desk") == 2999
    assert remaining(client.at(next(ADDRESSES)).by(admin_id, "ADMIN").get(CATALOG), "desk") == 2998
    assert remaining(client.get(CATALOG)) == 99


def test_an_administrator_over_the_quota_is_refused_and_another_one_is_not(client: Client, url: str) -> None:
    execute(url, "update medbook.rate_policy set quota = 2 where name = 'desk'")
    admin = client.by(create_user(url)[0], "ADMIN")
    assert [admin.get(CATALOG).status_code for _ in range(2)] == [200] * 2
    assert violated(admin.get(CATALOG)) == violated(admin.get(CATALOG)) == ["desk"]
    assert client.by(create_user(url)[0], "ADMIN").get(CATALOG).status_code == 200


def test_an_administrators_token_does_not_widen_the_limits_of_passwords_and_bookings(client: Client, url: str) -> None:
    admin = client.by(create_user(url)[0], "ADMIN")
    assert spend(admin, "auth", 11) == [422] * 10 + [429]
    assert spend(admin, "booking", 6) == [422] * 5 + [429]


def test_a_patients_token_counts_under_the_address(client: Client) -> None:
    assert remaining(client.by(ANN).get("/v1/me")) == 99
    assert remaining(client.by(ANN).get(CATALOG)) == 98


@pytest.mark.parametrize(
    "wrong",
    [
        Tokens(("x" * 64,), 600).issue(CHIEF, "ADMIN", str(uuid4())),
        Tokens((KEY,), -1).issue(CHIEF, "ADMIN", str(uuid4())),
        token(CHIEF, "ADMIN") + "A" * 1000,
        "rubbish",
    ],
    ids=["forged", "expired", "longer than any", "rubbish"],
)
def test_a_token_that_is_not_valid_never_reaches_the_limit_of_administrators(client: Client, wrong: str) -> None:
    liar = client.with_token(wrong)
    assert [liar.get(path).status_code for path in (CATALOG, "/v1/admin/bookings")] == [200, 401]
    assert spend(liar, "general", 99) == [200] * 98 + [429]
    assert remaining(client.by(CHIEF, "ADMIN").get(CATALOG), "desk") > 0


# Accounts


def test_an_account_that_is_tried_from_many_addresses_is_closed_to_the_11th(anybody: Client, url: str) -> None:
    _, email = create_user(url)
    spellings = [email, email.upper(), email.title()]
    tries = [anybody.at(next(ADDRESSES)).sign_in(spellings[n % 3], "wrong") for n in range(10)]
    assert [response.status_code for response in tries] == [401] * 10
    assert violated(anybody.at(next(ADDRESSES)).sign_in(email)) == ["account"]


def test_an_account_that_does_not_exist_is_closed_in_the_same_way(anybody: Client) -> None:
    email = f"{uuid4().hex}@example.com"
    tries = [anybody.at(next(ADDRESSES)).sign_in(email) for _ in range(10)]
    assert [response.status_code for response in tries] == [401] * 10
    assert violated(anybody.at(next(ADDRESSES)).sign_in(email)) == ["account"]


def test_a_stranger_at_one_address_does_not_lock_the_owner_out_at_another(client: Client, url: str) -> None:
    _, email = create_user(url)
    stranger, owner = client, client.at(next(ADDRESSES))
    assert [stranger.sign_in(email, "wrong").status_code for _ in range(11)] == [401] * 10 + [429]
    assert owner.sign_in(email).status_code == 200


def test_strangers_everywhere_do_not_lock_the_owner_out_at_home(anybody: Client, url: str) -> None:
    _, email = create_user(url)
    home = anybody.at(next(ADDRESSES))
    assert home.sign_in(email).status_code == 200
    strangers = [anybody.at(next(ADDRESSES)).sign_in(email, "wrong") for _ in range(11)]
    assert violated(strangers[-1]) == ["account"]
    assert home.sign_in(email).status_code == 200


def test_strangers_at_home_do_not_lock_the_owner_out_elsewhere(anybody: Client, url: str) -> None:
    _, email = create_user(url)
    home = anybody.at(next(ADDRESSES))
    assert home.sign_in(email).status_code == 200
    assert [home.sign_in(email, "wrong").status_code for _ in range(10)] == [401] * 9 + [429]
    assert anybody.at(next(ADDRESSES)).sign_in(email).status_code == 200


def test_one_address_has_10_wrong_passwords_for_an_account(client: Client, url: str) -> None:
    execute(url, "update medbook.rate_policy set quota = 100 where name in ('auth', 'account')")
    _, email = create_user(url)
    assert [client.sign_in(email, "wrong").status_code for _ in range(10)] == [401] * 10
    assert violated(client.sign_in(email)) == ["lockout"]


def test_the_right_password_begins_the_count_of_wrong_ones_again(client: Client, url: str) -> None:
    execute(url, "update medbook.rate_policy set quota = 100 where name in ('auth', 'account')")
    _, email = create_user(url)
    assert [client.sign_in(email, "wrong").status_code for _ in range(9)] == [401] * 9
    assert client.sign_in(email).status_code == 200
    assert remaining(client.sign_in(email, "wrong"), "lockout") == 9


def test_a_caller_has_10_tries_of_the_own_password_wherever_from(anybody: Client, url: str) -> None:
    user_id, _ = create_user(url)
    body = {"current_password": "wrong", "new_password": PASSWORD}
    tries = [anybody.at(next(ADDRESSES)).by(user_id).post("/v1/auth/password", json=body) for _ in range(11)]
    assert [response.status_code for response in tries] == [401] * 10 + [429]


def issue_code(url: str, user_id: str) -> str:
    """Return a code for a new password."""
    ((code,),) = fetch(url, "select account.issue_reset(%s) ->> 'code'", user_id)
    return str(code)


def reset(client: Client, email: str, code: str) -> httpx.Response:
    """Try to set a new password with a code."""
    return client.post("/v1/auth/reset", json={"email": email, "code": code, "new_password": NEW_PASSWORD})


def test_who_is_locked_out_of_signing_in_can_reset_the_password_and_sign_in_at_once(client: Client, url: str) -> None:
    user_id, email = create_user(url)
    assert [client.sign_in(email, "wrong").status_code for _ in range(20)] == [401] * 10 + [429] * 10
    assert reset(client, email, issue_code(url, user_id)).status_code == 204
    assert [client.sign_in(email, NEW_PASSWORD).status_code for _ in range(4)] == [200] * 4


def test_strangers_who_try_passwords_and_codes_keep_nobody_from_a_reset(anybody: Client, url: str) -> None:
    user_id, email = create_user(url)
    for _ in range(12):
        stranger = anybody.at(next(ADDRESSES))
        assert stranger.sign_in(email, "wrong").status_code in {401, 429}
        assert reset(stranger, email, "wrong").status_code == 401
    owner = anybody.at(next(ADDRESSES))
    assert violated(owner.sign_in(email)) == ["account"]
    assert reset(owner, email, issue_code(url, user_id)).status_code == 204
    assert owner.sign_in(email, NEW_PASSWORD).status_code == 200


@pytest.mark.parametrize("exists", [True, False])
def test_an_address_has_10_codes_for_an_account_whether_it_exists_or_not(
    client: Client, url: str, exists: bool
) -> None:
    user_id, email = create_user(url)
    code, tried = issue_code(url, user_id), email if exists else f"{uuid4().hex}@example.com"
    tries = [reset(client, tried, "wrong") for _ in range(10)]
    assert [(answer.status_code, answer.json()["error"]) for answer in tries] == [(401, "INVALID_CREDENTIALS")] * 10
    assert [remaining(answer, "reset") for answer in tries] == [*range(9, -1, -1)]
    assert violated(reset(client, tried.upper(), code)) == ["reset"]
    move_clock(url, "15 minutes")
    assert reset(client, tried, code).status_code == (204 if exists else 401)


@pytest.mark.parametrize("exists", [True, False])
def test_an_address_asks_10_times_for_mail_to_an_account_whether_it_exists_or_not(
    client: Client, url: str, exists: bool
) -> None:
    email = create_user(url)[1] if exists else f"{uuid4().hex}@example.com"
    tries = [client.post("/v1/auth/forgot", json={"email": email}) for _ in range(11)]
    assert [answer.status_code for answer in tries] == [204] * 10 + [429]
    assert violated(tries[-1]) == ["reset"]


def test_only_a_change_of_ones_own_data_with_a_password_counts_as_a_try_of_it(client: Client, url: str) -> None:
    me = client.by(create_user(url)[0])
    changes = [me.request("PATCH", "/v1/me", json={"phone": "12345"}) for _ in range(12)]
    assert [change.headers["RateLimit-Policy"] for change in changes] == ['"general";q=100;w=900'] * 12
    bodies = [{"email": "x@y.example", "current_password": "wrong"}] * 11
    assert [me.request("PATCH", "/v1/me", json=body).status_code for body in bodies] == [401] * 10 + [429]
    assert me.request("PATCH", "/v1/me", json={"phone": "12346"}).status_code == 200


# Headers and bodies


def test_a_success_names_the_quota_and_the_remaining_requests(client: Client) -> None:
    client.get("/v1/specializations")
    response = client.get("/v1/doctors")
    assert response.headers["RateLimit-Policy"] == '"general";q=100;w=900'
    assert response.headers["RateLimit"] == '"general";r=98;t=900'
    assert "Retry-After" not in response.headers


def test_the_headers_name_all_policies_of_a_request(client: Client, url: str) -> None:
    user = client.by(create_user(url)[0])
    response = user.post("/v1/bookings", json={"slot_id": SLOT})
    assert response.status_code == 201
    assert response.headers["RateLimit-Policy"] == '"booking";q=5;w=60, "general";q=100;w=900'
    assert response.headers["RateLimit"] == '"booking";r=4;t=60, "general";r=99;t=900'


@pytest.mark.parametrize(
    ("status", "path", "body", "user"),
    [
        (401, "/v1/bookings", {}, None),
        (403, "/v1/admin/bookings/expire", {}, (ANN, "USER")),
        (404, f"/v1/bookings/{SLOT}/confirm", {}, (ANN, "USER")),
        (409, "/v1/auth/register", {"email": "ann@example.com", "password": PASSWORD, "name": "Ann"}, None),
        (422, "/v1/bookings", {"slot_id": STARTED_SLOT}, (BEN, "USER")),
        (422, "/v1/doctors?limit=0", None, None),
    ],
)
def test_a_refusal_tells_it_too(
    client: Client, status: int, path: str, body: dict[str, str] | None, user: tuple[str, str] | None
) -> None:
    sender = client.by(*user) if user else client
    response = sender.get(path) if body is None else sender.post(path, json=body)
    assert response.status_code == status
    assert '"general";q=100;w=900' in response.headers["RateLimit-Policy"]
    assert '"general";r=99;t=900' in response.headers["RateLimit"]


def test_a_refusal_names_the_exceeded_quota_and_its_end(client: Client, url: str) -> None:
    user = client.by(create_user(url)[0])
    spend(user, "booking", 5)
    for _ in range(2):
        response = user.post("/v1/bookings", json={"slot_id": SLOT})
        problem = response.json()
        assert response.status_code == problem["status"] == 429
        assert problem["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded"
        assert (problem["code"], problem["violated-policies"], problem["retryable"]) == (
            "RATE_LIMITED",
            ["booking"],
            True,
        )
        assert response.headers["RateLimit-Policy"] == '"booking";q=5;w=60, "general";q=100;w=900'
        seconds = int(response.headers["Retry-After"])
        assert 0 < seconds <= 60
        assert f'"booking";r=0;t={seconds}' in response.headers["RateLimit"]


# What is not counted


@pytest.mark.parametrize(
    "path", ["/", "/livez", "/healthz", "/readyz", "/openapi.json", "/docs", "/docs/", "/docs/docs.js"]
)
def test_probes_and_pages_are_not_limited(client: Client, url: str, path: str) -> None:
    execute(url, "update medbook.rate_policy set quota = 1")
    spend(client, "general", 2)
    assert violated(client.get("/v1/specializations")) == ["general"]
    for _ in range(3):
        response = client.get(path)
        assert response.status_code == 200
        assert not {"RateLimit", "RateLimit-Policy"} & response.headers.keys()


def test_nobody_is_counted_when_limits_are_off(url: str, tmp_path: Path) -> None:
    execute(url, "update medbook.rate_policy set quota = 1")
    with serve(url, tmp_path / "log", MEDBOOK_RATE_LIMITS="off", MEDBOOK_WORKERS="1") as server:
        wait_for(lambda: answers(server, "/readyz"))
        for _ in range(3):
            response = server.client.by(ANN).get("/v1/me")
            assert response.status_code == 200
            assert not {"RateLimit", "RateLimit-Policy"} & response.headers.keys()


# DBAs


def test_a_policy_that_a_dba_changes_is_obeyed_by_the_next_request(client: Client, url: str) -> None:
    assert remaining(client.get("/v1/specializations")) == 99
    execute(url, "update medbook.rate_policy set quota = 3, \"window\" = '1 minute' where name = 'general'")
    response = client.get("/v1/specializations")
    assert response.headers["RateLimit-Policy"] == '"general";q=3;w=60'
    assert response.headers["RateLimit"] == '"general";r=1;t=60'
    execute(url, "update medbook.rate_policy set quota = 2 where name = 'general'")
    assert violated(client.get("/v1/specializations")) == ["general"]


def test_a_policy_that_a_dba_deletes_is_no_limit_any_more(client: Client, url: str) -> None:
    execute(url, "delete from medbook.rate_policy where name = 'general'")
    response = client.get("/v1/specializations")
    assert response.status_code == 200
    assert not {"RateLimit", "RateLimit-Policy"} & response.headers.keys()


def test_a_counter_that_stays_locked_is_no_fault_of_the_clients(client: Client, url: str, tmp_path: Path) -> None:
    spend(client, "general", 1)
    with (
        serve(url, tmp_path / "log", **SETTINGS, MEDBOOK_LOCK_TIMEOUT="0.05", MEDBOOK_WORKERS="1") as server,
        psycopg.connect(url) as dba,
    ):
        wait_for(lambda: answers(server, "/readyz"))
        dba.execute("select from medbook.rate_counter for update")
        impatient = Client(server.http, client.openapi, client.headers)
        response = impatient.get("/v1/specializations")
        assert (response.status_code, response.json()["error"]) == (503, "UNAVAILABLE")


# Many gateways


@pytest.fixture(scope="module")
def gateways(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    """Two gateways with three workers each, on one database."""
    logs = tmp_path_factory.mktemp("gateways")
    settings = SETTINGS | {"MEDBOOK_WORKERS": "3"}
    with (
        databases.copy() as url,
        serve(url, logs / "one", **settings) as one,
        serve(url, logs / "two", **settings) as two,
    ):
        for running in (one, two):
            wait_for(lambda running=running: running.log.read_text().count("ASGI server listening") == 3)
            wait_for(lambda running=running: answers(running, "/readyz"))
        yield one, two


@pytest.mark.parametrize(
    ("method", "path", "quota", "passed"),
    [("GET", "/v1/specializations", 100, 200), ("POST", "/v1/auth/login", 10, 422), ("POST", "/v1/bookings", 5, 422)],
)
def test_of_500_requests_at_once_at_6_workers_the_quota_is_let_through_and_not_one_more(
    gateways: tuple[Server, Server], method: str, path: str, quota: int, passed: int
) -> None:
    headers = {"X-Forwarded-For": next(ADDRESSES), **authorization(ANN)}

    async def storm() -> Counter[int]:
        many = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        async with httpx.AsyncClient(headers=headers, limits=many, timeout=120) as crowd:
            urls = [gateways[n % 2].base_url + path for n in range(CROWD)]
            given = await asyncio.gather(*(crowd.request(method, url) for url in urls))
        return Counter(response.status_code for response in given)

    assert asyncio.run(storm()) == {passed: quota, 429: CROWD - quota}


def test_a_client_over_a_quota_is_refused_without_the_database(fresh_url: str, tmp_path: Path) -> None:
    with serve(fresh_url, tmp_path / "log", **SETTINGS, MEDBOOK_WORKERS="1") as server:
        wait_for(lambda: answers(server, "/readyz"))
        flooder, other = server.client.at("198.51.100.1"), server.client.at("198.51.100.2")
        spend(flooder, "general", 101)
        execute(fresh_url, "alter function limits.take_each rename to nobody_takes_limits")
        assert spend(flooder, "general", 50) == [429] * 50
        assert other.get("/v1/specializations").status_code == 500


# A worker's memory


class Time:
    """A worker's clock."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Counters(Database):
    """Stands for the database: gives prepared answers, and counts the queries."""

    def __init__(self) -> None:
        self.asked = 0
        self.limits: list[dict[str, Any]] = []
        self.batches: list[list[Any]] = []
        self.is_asked = asyncio.Event()
        self.error: psycopg.Error | None = None
        self.locked = ""

    def say(self, *left: tuple[str, str, int, int]) -> None:
        """Answer from now on that this is left: policy, key, remaining (-1: refused), reset."""
        self.limits = [
            {"policy": policy, "key": key, "quota": 5, "window": 60, "allowed": number >= 0,
             "remaining": max(number, 0), "reset": reset}
            for policy, key, number, reset in left
        ]  # fmt: skip

    async def fetch(self, statement: str, values: list[Any]) -> tuple[Any, ...]:
        self.asked += 1
        if "take_each" not in statement:
            return (json.dumps({"limits": self.limits}).encode(),)
        self.batches.append(values)
        self.is_asked.set()
        await asyncio.sleep(0)
        if self.error is not None and self.locked in values[1]:
            raise self.error
        requests = range(1, values[1].count(",") + 2)
        return (json.dumps([limit | {"request": n} for n in requests for limit in self.limits]).encode(),)


class Worker:
    """One worker's limits, over a database and a clock that the test moves."""

    def __init__(self, is_on: bool = True) -> None:
        self.time = Time()
        self.database = Counters()
        self.limits = Limits(self.database, is_on, 3, self.time)

    def take(
        self, policies: tuple[str, ...] = ("general",), caller: Caller | None = None
    ) -> tuple[Response, Problem | None]:
        """Take one request; return its headers, and the refusal."""
        response = Response()
        try:
            asyncio.run(self.limits.take(response, policies, caller or Caller("192.0.2.1")))
        except Problem as problem:
            return response, problem
        return response, None


def test_a_worker_asks_the_database_about_each_request_within_the_quota() -> None:
    worker = Worker()
    worker.database.say(("general", "address", 0, 60))
    for number in (1, 2, 3):
        assert worker.take()[1] is None
        assert worker.database.asked == number


def test_requests_that_come_at_once_are_counted_in_one_statement_and_later_ones_in_the_next() -> None:
    worker = Worker()
    worker.database.say(("general", "address", 0, 60))
    take = worker.limits.take

    async def crowd() -> None:
        first = [asyncio.create_task(take(Response(), ("general",), Caller("192.0.2.1"))) for _ in range(2)]
        await worker.database.is_asked.wait()
        later = asyncio.create_task(take(Response(), ("general", "booking"), Caller("192.0.2.2", ANN)))
        await asyncio.gather(*first, later)

    asyncio.run(crowd())
    assert worker.database.batches == [
        ['{"general","general"}', '{"192.0.2.1","192.0.2.1"}', "{null,null}"],
        ['{"general booking"}', '{"192.0.2.2"}', f'{{"{ANN}"}}'],
    ]


def test_a_client_who_leaves_does_not_cancel_the_count_of_the_others() -> None:
    worker = Worker()
    worker.database.say(("general", "address", 7, 60))

    async def crowd() -> str | None:
        response = Response()
        gone = asyncio.create_task(worker.limits.take(Response(), ("general",), Caller("192.0.2.1")))
        stays = asyncio.create_task(worker.limits.take(response, ("general",), Caller("192.0.2.2")))
        await worker.database.is_asked.wait()
        gone.cancel()
        await stays
        return response.get_header("RateLimit")

    assert asyncio.run(crowd()) == '"general";r=7;t=60'


def test_a_statement_that_fails_fails_all_that_it_counted_and_nobody_later() -> None:
    worker = Worker()
    worker.database.say(("general", "address", 7, 60))
    worker.database.error = psycopg.OperationalError()

    async def crowd() -> list[BaseException | None]:
        take = worker.limits.take
        tasks = [take(Response(), ("general",), Caller(f"192.0.2.{n}")) for n in range(3)]
        return await asyncio.gather(*tasks, return_exceptions=True)

    assert asyncio.run(crowd()) == [worker.database.error] * 3
    worker.database.error = None
    assert worker.take()[1] is None


def test_a_counter_that_stays_locked_fails_those_alone_who_are_counted_by_it() -> None:
    worker = Worker()
    worker.database.say(("general", "address", 7, 60))
    worker.database.error = psycopg.errors.LockNotAvailable()
    worker.database.locked = '"192.0.2.1"'

    async def crowd() -> list[BaseException | None]:
        take = worker.limits.take
        tasks = [take(Response(), ("general",), Caller(f"192.0.2.{n}")) for n in range(3)]
        return await asyncio.gather(*tasks, return_exceptions=True)

    assert asyncio.run(crowd()) == [None, worker.database.error, None]


def test_no_more_than_a_bounded_number_waits_to_be_counted() -> None:
    worker = Worker()
    worker.database.say(("general", "address", 7, 60))

    async def crowd() -> list[BaseException | None]:
        take = worker.limits.take
        tasks = [take(Response(), ("general",), Caller(f"192.0.2.{n}")) for n in range(5)]
        return await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(outcome) for outcome in asyncio.run(crowd())] == [type(None)] * 3 + [NoConnection] * 2


def test_a_worker_remembers_an_exceeded_quota_until_the_window_ends() -> None:
    worker = Worker()
    worker.database.say(("general", "address", -1, 60))
    assert worker.take()[1] is not None
    for passed in (0, 1, 30, 59.999):
        worker.time.now = 1000 + passed
        assert worker.take()[1] is not None
    assert worker.database.asked == 1
    worker.time.now = 1060
    worker.database.say(("general", "address", 4, 60))
    assert worker.take()[1] is None
    assert worker.database.asked == 2


def test_a_remembered_refusal_counts_down_to_the_end_of_the_window() -> None:
    worker = Worker()
    worker.database.say(("booking", "user", -1, 60), ("general", "address", 90, 900))
    for passed, left in ((0, 60), (0.5, 60), (1, 59), (59.5, 1)):
        worker.time.now = 1000 + passed
        response, problem = worker.take(("general", "booking"), Caller("192.0.2.1", ANN))
        assert problem is not None
        assert problem.retry_after == left
        assert response.get_header("RateLimit") == f'"booking";r=0;t={left}, "general";r=90;t={840 + left}'


def test_a_refused_client_who_asks_for_an_account_is_counted_again_and_a_flood_once_at_a_time() -> None:
    worker = Worker()
    caller = Caller("192.0.2.1", None, "ann@example.com")
    worker.database.say(("auth", "address", -1, 60))
    assert worker.take(("auth",), caller)[1] is not None
    assert worker.take(("auth",), caller)[1] is not None
    assert worker.database.asked == 2

    async def flood() -> list[BaseException | None]:
        async with worker.limits.turn_of_refused:
            tasks = [asyncio.create_task(worker.limits.take(Response(), ("auth",), caller)) for _ in range(5)]
            await asyncio.wait(tasks[1:])
        return await asyncio.gather(*tasks, return_exceptions=True)

    worker.database.say(("auth", "address", 9, 60))
    outcomes = asyncio.run(flood())
    assert [type(outcome) for outcome in outcomes] == [type(None)] + [Problem] * 4
    assert worker.database.asked == 3
    assert worker.take(("auth",), caller)[1] is None


def test_the_longest_of_the_windows_counts() -> None:
    worker = Worker()
    worker.database.say(("booking", "user", -1, 41), ("general", "address", -1, 700))
    _, problem = worker.take(("general", "booking"), Caller("192.0.2.1", ANN))
    assert problem is not None
    assert problem.retry_after == 700
    assert problem.details == {"violated-policies": ["booking", "general"]}


@pytest.mark.parametrize(
    ("key", "caller", "is_remembered"),
    [
        ("address", Caller("192.0.2.1"), True),
        ("address", Caller("192.0.2.1", CHIEF, "chief@example.com"), True),
        ("address", Caller("192.0.2.2", ANN, "ann@example.com"), False),
        ("user", Caller("192.0.2.2", ANN), True),
        ("user", Caller("192.0.2.1", CHIEF, "ann@example.com"), False),
        ("user", Caller("192.0.2.1"), False),
        ("account", Caller("192.0.2.1", None, "ANN@Example.com"), True),
        ("account", Caller("192.0.2.2", None, "ann@example.com"), False),
        ("account", Caller("192.0.2.1", None, "ben@example.com"), False),
        ("account and address", Caller("192.0.2.1", None, "ANN@example.com"), True),
        ("account and address", Caller("192.0.2.2", None, "ann@example.com"), False),
        ("account and address", Caller("192.0.2.1", None, "ben@example.com"), False),
    ],
)
def test_a_worker_remembers_by_what_the_policy_counts_by(key: str, caller: Caller, is_remembered: bool) -> None:
    worker = Worker()
    worker.database.say(("policy", key, -1, 60))
    assert worker.take(("policy",), Caller("192.0.2.1", ANN, "ann@example.com"))[1] is not None
    worker.database.say(("policy", "address", 4, 60))
    # Others who ask for the account are being counted again.
    worker.limits.counted_again.update(worker.limits.refusals)
    worker.take(("policy",), caller)
    assert worker.database.asked == (1 if is_remembered else 2)


def test_an_exceeded_policy_refuses_no_requests_that_do_not_spend_of_it() -> None:
    worker = Worker()
    worker.database.say(("auth", "address", -1, 60), ("general", "address", 50, 60))
    worker.take(("general", "auth"))
    worker.database.say(("general", "address", 49, 60))
    assert worker.take(("general",))[1] is None
    assert worker.database.asked == 2


def test_a_worker_queries_nothing_without_a_policy_or_with_limits_off() -> None:
    for worker, policies in ((Worker(), ()), (Worker(is_on=False), ("general",))):
        worker.database.say(("general", "address", -1, 60))
        assert worker.take(policies)[1] is None
        assert worker.database.asked == 0


def test_refusals_of_countless_addresses_do_not_fill_a_workers_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 2)
    worker = Worker()
    worker.database.say(("general", "address", -1, 60))
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        worker.take(caller=Caller(address))
    assert len(worker.limits.refusals) == 2
    worker.take(caller=Caller("192.0.2.3"))
    assert worker.database.asked == 3
    worker.take(caller=Caller("192.0.2.1"))
    assert worker.database.asked == 4

"""Sessions: how they begin, go on and end, and that an ended one admits nobody."""

import asyncio
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from gateway.admission.tokens import Claims, Revocations
from gateway.http.problems import Problem
from gateway.stores.calls import Database
from tests.support.clinic import ANN, PASSWORD, SLOT, create_user
from tests.support.database import Databases, execute, fetch, move_clock
from tests.support.gateway import Client, Server, answers, serve, wait_for
from tests.support.operations import operations

NEW_PASSWORD = "another-medbook-test-password"
TRACE = "0af7651916cd43dd8448eb211c80319c"
TRACEPARENT = f"00-{TRACE}-b7ad6b7169203331-01"


class Person:
    """Somebody with an account of their own, and a client at each place where they sign in."""

    def __init__(self, client: Client, url: str) -> None:
        self.anybody = client
        self.url = url
        self.id, self.email = create_user(url)

    def sign_in(self, **headers: str) -> dict[str, Any]:
        """Sign in; return the answer."""
        response = self.anybody.saying(**headers).sign_in(self.email)
        assert response.status_code == 200, response.text
        session: dict[str, Any] = response.json()
        return session

    @property
    def client(self) -> Client:
        """A client with a token of no session that could be ended."""
        return self.anybody.by(self.id)

    def sessions(self) -> list[dict[str, Any]]:
        """Return the sessions as the person sees them."""
        listed: list[dict[str, Any]] = self.client.get("/v1/me/sessions").json()["sessions"]
        return listed

    def audit(self, action: str) -> list[Any]:
        """Return the audit's lines of that action on the person: actor, outcome, trace."""
        query = "select actor_id::text, outcome, trace_id from medbook.audit where subject_id = %s and action = %s"
        return fetch(self.url, query, self.id, action)


@pytest.fixture
def person(anybody: Client, url: str) -> Person:
    return Person(anybody, url)


@pytest.fixture
def other(anybody: Client, url: str) -> Person:
    return Person(anybody, url)


def refresh(client: Client, session: dict[str, Any]) -> httpx.Response:
    """Exchange the session's refresh token."""
    return client.post("/v1/auth/refresh", json={"refresh_token": session["refresh_token"]})


def is_alive(client: Client, session: dict[str, Any]) -> bool:
    """Tell whether the session can be refreshed. It cannot twice."""
    response = refresh(client, session)
    assert response.status_code in {200, 401}
    return response.status_code == 200


def change_password(client: Client, new: str = NEW_PASSWORD, current: str = PASSWORD) -> httpx.Response:
    """Try to change the caller's password."""
    return client.post("/v1/auth/password", json={"current_password": current, "new_password": new})


# List


def test_a_session_is_listed_with_where_and_how_it_began(person: Person) -> None:
    session = person.sign_in(**{"User-Agent": "Tests/1.0"})
    (listed,) = person.sessions()
    assert listed == {
        "id": session["session_id"],
        "started_at": "2030-01-07T08:00:00+00:00",
        "last_used_at": "2030-01-07T08:00:00+00:00",
        "expires_at": "2030-02-06T08:00:00+00:00",
        "address": "127.0.0.1",
        "user_agent": "Tests/1.0",
    }


def test_sessions_are_listed_latest_first_page_by_page(person: Person, url: str) -> None:
    ids = []
    for _ in range(3):
        ids.append(person.sign_in()["session_id"])
        move_clock(url, "1 minute")
    first = person.client.get("/v1/me/sessions?limit=2").json()
    second = person.client.get("/v1/me/sessions", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [session["id"] for session in first["sessions"] + second["sessions"]] == ids[::-1]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=x", f"cursor={SLOT}", "user_id=" + ANN])
def test_a_wrong_question_for_sessions_is_pointed_at(person: Person, query: str) -> None:
    response = person.client.get(f"/v1/me/sessions?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "#/" + query.partition("=")[0]


def test_a_cursor_of_somebody_else_is_none(person: Person, other: Person) -> None:
    cursor = other.sign_in()["session_id"]
    assert person.client.get("/v1/me/sessions", params={"cursor": cursor}).status_code == 422


def test_nobody_sees_the_sessions_of_others(person: Person, other: Person) -> None:
    other.sign_in()
    assert person.sessions() == []


def test_a_refreshed_session_stays_the_same_one(person: Person, url: str) -> None:
    session = person.sign_in()
    (before,) = person.sessions()
    move_clock(url, "1 hour")
    refreshed = refresh(person.anybody, session).json()
    assert refreshed["session_id"] == session["session_id"]
    (after,) = person.sessions()
    assert after == before | {"last_used_at": "2030-01-07T09:00:00+00:00", "expires_at": "2030-02-06T09:00:00+00:00"}


# End


def test_a_revoked_session_ends_and_no_other_one(person: Person) -> None:
    first, second = person.sign_in(), person.sign_in()
    response = person.client.delete(f"/v1/me/sessions/{first['session_id']}")
    assert response.json() == {"success": True, "revoked": first["session_id"]}
    assert [session["id"] for session in person.sessions()] == [second["session_id"]]
    assert not is_alive(person.anybody, first)
    assert is_alive(person.anybody, second)


def test_a_session_may_be_revoked_twice_and_is_recorded_once(person: Person) -> None:
    path = f"/v1/me/sessions/{person.sign_in()['session_id']}"
    assert person.client.delete(path).json() == person.client.delete(path).json()
    assert len(person.audit("revoke session")) == 1


def test_a_session_that_never_was_is_not_found(person: Person) -> None:
    response = person.client.delete(f"/v1/me/sessions/{uuid4()}")
    assert (response.status_code, response.json()["error"]) == (404, "SESSION_NOT_FOUND")


def test_sessions_of_others_are_not_found_and_go_on(person: Person, other: Person) -> None:
    session = other.sign_in()
    response = person.client.delete(f"/v1/me/sessions/{session['session_id']}")
    assert (response.status_code, response.json()["error"]) == (404, "SESSION_NOT_FOUND")
    assert is_alive(other.anybody, session)


def test_signing_out_everywhere_ends_all_of_ones_own_sessions(person: Person, other: Person) -> None:
    mine, others = [person.sign_in() for _ in range(3)], other.sign_in()
    assert person.client.delete("/v1/me/sessions").json() == {"success": True, "revoked": 3}
    assert person.client.delete("/v1/me/sessions").json() == {"success": True, "revoked": 0}
    assert person.sessions() == []
    assert not any(is_alive(person.anybody, session) for session in mine)
    assert is_alive(other.anybody, others)


def test_logout_ends_its_session_only(person: Person) -> None:
    first, second = person.sign_in(), person.sign_in()
    response = person.anybody.post("/v1/auth/logout", json={"refresh_token": first["refresh_token"]})
    assert response.status_code == 204
    assert [session["id"] for session in person.sessions()] == [second["session_id"]]


def test_logout_with_a_spent_token_ends_the_session_too(person: Person) -> None:
    first = person.sign_in()
    second = refresh(person.anybody, first).json()
    person.anybody.post("/v1/auth/logout", json={"refresh_token": first["refresh_token"]})
    assert not is_alive(person.anybody, second)


def test_an_unknown_token_is_signed_out_already(anybody: Client) -> None:
    assert anybody.post("/v1/auth/logout", json={"refresh_token": "nobody's"}).status_code == 204


# Expire


def test_a_session_ends_when_it_is_not_used_for_30_days(person: Person, url: str) -> None:
    session = person.sign_in()
    move_clock(url, "30 days")
    assert person.sessions() == []
    assert not is_alive(person.anybody, session)


def test_a_session_that_is_used_goes_on_but_90_days_at_most(person: Person, url: str) -> None:
    session = person.sign_in()
    for _ in range(3):
        move_clock(url, "29 days 23:59:59")
        response = refresh(person.anybody, session)
        assert response.status_code == 200
        session = response.json()
    (listed,) = person.sessions()
    assert listed["expires_at"] == "2030-04-07T08:00:00+00:00"
    move_clock(url, "3 seconds")
    assert not is_alive(person.anybody, session)


def test_how_long_sessions_live_is_for_dbas_to_say(person: Person, url: str) -> None:
    execute(url, "update medbook.settings set session_idle = '1 hour', session_lifetime = '90 minutes'")
    session = refresh(person.anybody, person.sign_in()).json()
    assert person.sessions()[0]["expires_at"] == "2030-01-07T09:00:00+00:00"
    execute(url, "update medbook.settings set session_idle = default, session_lifetime = default")
    move_clock(url, "1 hour")
    assert not is_alive(person.anybody, session)


# Passwords


def test_a_new_password_ends_the_other_sessions_and_not_ones_own(person: Person) -> None:
    own, other = person.sign_in(), person.sign_in()
    assert change_password(person.anybody.with_token(own["access_token"])).status_code == 204
    assert not is_alive(person.anybody, other)
    assert is_alive(person.anybody, own)


def test_a_new_password_takes_the_place_of_the_old_one(person: Person) -> None:
    assert change_password(person.client).status_code == 204
    assert person.anybody.sign_in(person.email, PASSWORD).status_code == 401
    assert person.anybody.sign_in(person.email, NEW_PASSWORD).status_code == 200


def test_of_two_changes_of_a_password_at_once_one_counts(person: Person) -> None:
    passwords = [f"{n}-th medbook-test-password" for n in range(4)]
    with ThreadPoolExecutor(4) as threads:
        changes = list(threads.map(lambda new: change_password(person.client, new).status_code, passwords))
    assert sorted(changes) == [204, 401, 401, 401]
    won = passwords[changes.index(204)]
    assert [person.anybody.sign_in(person.email, new).status_code for new in passwords] == [
        200 if new == won else 401 for new in passwords
    ]


def test_a_wrong_current_password_changes_nothing_and_is_recorded(person: Person) -> None:
    session = person.sign_in()
    response = change_password(person.client.saying(traceparent=TRACEPARENT), current="wrong")
    assert (response.status_code, response.json()["error"]) == (401, "INVALID_CREDENTIALS")
    assert response.json()["errors"] == [
        {"pointer": "#/current_password", "detail": "is not your password", "rule": "wrong"}
    ]
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="medbook"'
    assert person.audit("change password") == [(None, "INVALID_CREDENTIALS", TRACE)]
    assert person.anybody.sign_in(person.email).status_code == 200
    assert is_alive(person.anybody, session)


def test_a_password_is_not_changed_to_itself(person: Person) -> None:
    response = change_password(person.client, PASSWORD)
    wrong = {"pointer": "#/new_password", "detail": "must not be the current one", "rule": "same"}
    assert (response.status_code, response.json()["errors"]) == (422, [wrong])


@pytest.mark.parametrize(
    "password",
    ["", "x" * 14, "x" * 257, "passwordpassword", "aaaaaaaaaaaaaaaaaaaa", "qwertyuiopasdfgh", "123456789012345",
     "abcabcabcabcabc"],
)  # fmt: skip
def test_a_new_password_that_everybody_would_try_is_refused(person: Person, password: str) -> None:
    response = change_password(person.client, password)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/new_password"]


def test_a_new_password_made_of_ones_own_address_is_refused(person: Person) -> None:
    assert change_password(person.client, person.email).status_code == 422


@pytest.mark.parametrize("access_token", ["", "rubbish"])
def test_nobody_changes_a_password_without_a_token(person: Person, access_token: str) -> None:
    client = person.anybody.with_token(access_token) if access_token else person.anybody
    assert change_password(client).status_code == 401


# Access tokens of sessions that were ended


class Revoked(Database):
    """Stands for the database: says which sessions were ended, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.sessions: list[UUID] = []
        self.is_away = False
        self.time = 0.0
        self.seconds_to_answer = 0.0

    def clock(self) -> float:
        return self.time

    async def fetch(self, statement: str, values: list[Any]) -> tuple[Any, ...]:
        self.asked.append(values)
        said = list(self.sessions)
        self.time += self.seconds_to_answer
        await asyncio.sleep(0)
        if self.is_away:
            raise psycopg.OperationalError
        return (said,)


class Worker:
    """One worker's knowledge of sessions that were ended, over a database and a clock that the test moves."""

    def __init__(self) -> None:
        self.database = Revoked()
        self.revocations = Revocations(self.database, 600, clock=self.database.clock)
        self.session = uuid4()

    def admits(self) -> bool:
        """Tell whether a token of the session is taken."""
        claims = Claims(ANN, "USER", str(self.session).upper())
        try:
            asyncio.run(self.revocations.check(claims))
        except Problem as problem:
            if problem.code != "INVALID_TOKEN":
                raise
            return False
        return True


def test_a_worker_polls_at_its_first_request_and_every_10_seconds() -> None:
    worker = Worker()
    for seconds, looks in ((0, 1), (0, 1), (9.999, 1), (10, 2), (19.999, 2), (20, 3), (1000, 4)):
        worker.database.time = seconds
        assert worker.admits()
        assert len(worker.database.asked) == looks


def test_a_worker_asks_for_as_long_as_access_tokens_live_and_a_minute_more() -> None:
    worker = Worker()
    worker.admits()
    assert worker.database.asked == [["660 seconds"]]


def test_a_session_that_had_ended_before_the_first_request_is_refused_at_once() -> None:
    worker = Worker()
    worker.database.sessions = [uuid4(), worker.session]
    assert not worker.admits()


def test_a_session_that_ends_is_refused_10_seconds_later_and_from_then_on() -> None:
    worker = Worker()
    assert worker.admits()
    worker.database.sessions = [worker.session]
    for seconds, is_admitted in (
        (9.999, True),
        (10, False),
        (10.001, False),
        (19.999, False),
        (20, False),
        (500, False),
    ):
        worker.database.time = seconds
        assert worker.admits() is is_admitted


def test_another_session_of_the_same_user_goes_on() -> None:
    worker = Worker()
    worker.database.sessions = [uuid4()]
    assert worker.admits()


def test_a_slow_answer_does_not_delay_the_next_poll() -> None:
    worker = Worker()
    worker.database.seconds_to_answer = 9
    assert worker.admits()
    worker.database.seconds_to_answer = 0
    worker.database.sessions = [worker.session]
    worker.database.time = 10
    assert not worker.admits()


def test_concurrent_requests_wait_for_one_poll() -> None:
    worker = Worker()
    worker.database.sessions = [worker.session]

    async def crowd() -> list[Any]:
        claims = [Claims(ANN, "USER", str(worker.session)), Claims(ANN, "USER", ANN)] * 50
        return await asyncio.gather(*(worker.revocations.check(c) for c in claims), return_exceptions=True)

    answered = asyncio.run(crowd())
    assert [isinstance(answer, Problem) for answer in answered] == [True, False] * 50
    assert len(worker.database.asked) == 1


def test_nobody_is_admitted_until_the_ended_sessions_are_known() -> None:
    worker = Worker()
    worker.database.is_away = True
    for looks in (1, 2):
        with pytest.raises(psycopg.OperationalError):
            worker.admits()
        assert len(worker.database.asked) == looks
    worker.database.is_away = False
    worker.database.sessions = [worker.session]
    assert not worker.admits()


def test_a_failed_poll_is_repeated_at_once() -> None:
    worker = Worker()
    worker.admits()
    worker.database.is_away, worker.database.time = True, 10
    with pytest.raises(psycopg.OperationalError):
        worker.admits()
    worker.database.is_away, worker.database.sessions = False, [worker.session]
    assert not worker.admits()


@pytest.fixture
def gateways(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Server, Server]]:
    """Two gateways with three workers each, on one database."""
    logs = tmp_path_factory.mktemp("gateways")
    with (
        databases.copy() as url,
        serve(url, logs / "one", MEDBOOK_WORKERS="3") as one,
        serve(url, logs / "two", MEDBOOK_WORKERS="3") as two,
    ):
        for running in (one, two):
            wait_for(lambda running=running: answers(running, "/readyz"))
        yield url, one, two


def test_an_ended_sessions_access_token_is_refused_everywhere_within_30_seconds(
    gateways: tuple[str, Server, Server],
) -> None:
    url, one, two = gateways
    person = Person(one.client, url)
    session = person.sign_in()
    headers = {"Authorization": f"Bearer {session['access_token']}"}

    def ask_everywhere() -> set[int]:
        # So many connections at once that every worker of both gateways accepts some.
        addresses = [one.base_url + "/v1/me", two.base_url + "/v1/me"] * 20
        with ThreadPoolExecutor(len(addresses)) as threads:
            asked = threads.map(lambda address: httpx.get(address, headers=headers, timeout=30), addresses)
            return {response.status_code for response in asked}

    assert ask_everywhere() == {200}
    one.client.saying(**headers).delete("/v1/me/sessions")
    wait_for(lambda: ask_everywhere() == {401}, seconds=30)


# Users who lose their rights


def test_a_deactivated_user_can_do_nothing(person: Person, url: str) -> None:
    session = person.sign_in()
    booking = person.client.post("/v1/bookings", json={"slot_id": SLOT}).json()["created"]
    fetch(url, "select account.set_active(%s, false)", person.id)
    refused = {
        f"{operation.method} {operation.path}": operation.call(person.client)
        for operation in operations(person.anybody)
        if operation.needs_token
    }
    assert len(refused) > 10
    assert {name: response.json()["error"] for name, response in refused.items()} == dict.fromkeys(refused, "FORBIDDEN")
    assert fetch(url, "select status::text from medbook.bookings where id = %s", booking) == [("PENDING",)]
    for method, path in (("GET", ""), ("POST", "/confirm"), ("POST", "/cancel")):
        assert person.client.request(method, f"/v1/bookings/{booking}{path}").status_code == 403
    assert not is_alive(person.anybody, session)
    assert person.anybody.sign_in(person.email).status_code == 401


def test_a_user_who_is_activated_again_signs_in_anew(person: Person, url: str) -> None:
    session = person.sign_in()
    for is_active in (False, True):
        fetch(url, "select account.set_active(%s, %s)", person.id, is_active)
    assert not is_alive(person.anybody, session)
    assert person.anybody.sign_in(person.email).status_code == 200


def test_a_demoted_administrators_token_is_worth_nothing(person: Person, url: str) -> None:
    fetch(url, "select account.grant_role(%s, 'ADMIN')", person.id)
    session = person.sign_in()
    administrator = person.anybody.with_token(session["access_token"])
    assert administrator.post("/v1/admin/bookings/expire").status_code == 200
    fetch(url, "select account.grant_role(%s, 'USER')", person.id)
    assert administrator.post("/v1/admin/bookings/expire").status_code in {401, 403}
    assert not is_alive(person.anybody, session)
    # Nor would the token of a session that nobody has ended yet be.
    another = person.anybody.by(person.id, "ADMIN").saying(traceparent=TRACEPARENT)
    response = another.post("/v1/admin/bookings/expire")
    assert (response.status_code, response.json()["error"]) == (403, "FORBIDDEN")
    query = "select outcome, trace_id from medbook.audit where actor_id = %s and action = 'expire bookings'"
    assert ("FORBIDDEN", TRACE) in fetch(url, query, person.id)


def test_a_promoted_users_old_token_stays_a_users(person: Person, url: str) -> None:
    old = person.client
    fetch(url, "select account.grant_role(%s, 'ADMIN')", person.id)
    assert old.post("/v1/admin/bookings/expire").status_code == 403
    new = person.anybody.with_token(person.sign_in()["access_token"])
    assert new.post("/v1/admin/bookings/expire").status_code == 200


def test_an_erased_user_is_nobody(person: Person, url: str) -> None:
    session = person.sign_in()
    booking = person.client.post("/v1/bookings", json={"slot_id": SLOT}).json()["created"]
    assert fetch(url, "select account.erase_user(%s) ->> 'cancelled'", person.id) == [("1",)]
    assert person.client.get("/v1/me").status_code == 403
    assert not is_alive(person.anybody, session)
    assert person.anybody.sign_in(person.email).status_code == 401
    query = "select email ~ '^erased-.*@medbook.invalid$', name, is_active from medbook.users where id = %s"
    assert fetch(url, query, person.id) == [(True, "Erased", False)]
    assert fetch(url, "select status::text from medbook.bookings where id = %s", booking) == [("CANCELLED",)]
    assert fetch(url, "select address, user_agent from medbook.sessions where user_id = %s", person.id) == [
        (None, None)
    ]


def test_an_erased_users_address_can_be_registered_anew(person: Person, url: str) -> None:
    fetch(url, "select account.erase_user(%s)", person.id)
    body = {"email": person.email, "password": PASSWORD, "name": "Somebody"}
    response = person.anybody.post("/v1/auth/register", json=body)
    assert response.status_code == 201
    assert response.json()["created"] != person.id


# Records


def test_changes_of_an_account_are_recorded_with_the_requests_trace(person: Person) -> None:
    traced = person.anybody.saying(traceparent=TRACEPARENT)
    session = person.sign_in(traceparent=TRACEPARENT)
    client = traced.with_token(session["access_token"])
    traced.sign_in(person.email, "wrong")
    client.delete(f"/v1/me/sessions/{person.sign_in()['session_id']}")
    change_password(client)
    traced.post("/v1/auth/logout", json={"refresh_token": session["refresh_token"]})
    client.delete("/v1/me/sessions")
    assert (person.id, "OK", TRACE) in person.audit("sign in")
    assert (None, "INVALID_CREDENTIALS", TRACE) in person.audit("sign in")
    for action in ("revoke session", "change password", "sign out", "sign out everywhere"):
        assert person.audit(action) == [(person.id, "OK", TRACE)], action


def test_a_refresh_token_that_comes_twice_is_recorded(person: Person, url: str) -> None:
    session = person.sign_in()
    refresh(person.anybody, session)
    move_clock(url, "10 seconds")
    refresh(person.anybody.saying(traceparent=TRACEPARENT), session)
    assert person.audit("reuse refresh token") == [(None, "INVALID_TOKEN", TRACE)]


def test_a_sign_in_to_an_account_that_does_not_exist_is_recorded_without_its_name(anybody: Client, url: str) -> None:
    trace = uuid4().hex
    anybody.saying(traceparent=f"00-{trace}-b7ad6b7169203331-01").sign_in("nobody@example.com")
    query = "select action, actor_id, subject_id, outcome, to_jsonb(a)::text from medbook.audit a where trace_id = %s"
    ((*record, text),) = fetch(url, query, trace)
    assert record == ["sign in", None, None, "INVALID_CREDENTIALS"]
    assert "nobody" not in text


def test_a_user_who_tries_an_administrators_operation_is_recorded(person: Person, url: str) -> None:
    assert person.client.saying(traceparent=TRACEPARENT).post("/v1/admin/bookings/expire").status_code == 403
    query = "select outcome, trace_id from medbook.audit where actor_id = %s"
    assert fetch(url, query, person.id) == [("FORBIDDEN", TRACE)]


def test_a_bookings_history_names_the_actor_and_the_trace(person: Person, url: str) -> None:
    traced = person.client.saying(traceparent=TRACEPARENT)
    booking = traced.post("/v1/bookings", json={"slot_id": SLOT}).json()["created"]
    for step in ("confirm", "cancel"):
        assert traced.post(f"/v1/bookings/{booking}/{step}").status_code == 200
    query = """
      select from_status::text, to_status::text, actor_id::text, trace_id from medbook.booking_history
       where booking_id = %s order by changed
    """
    assert fetch(url, query, booking) == [
        (None, "PENDING", person.id, TRACE),
        ("PENDING", "CONFIRMED", person.id, TRACE),
        ("CONFIRMED", "CANCELLED", person.id, TRACE),
    ]


def test_a_problem_tells_its_client_the_trace(anybody: Client) -> None:
    assert anybody.saying(traceparent=TRACEPARENT).get("/v1/me").json()["trace_id"] == TRACE


@pytest.mark.parametrize(
    "traceparent",
    ["", "rubbish", TRACEPARENT + "\t'; drop table medbook.audit", TRACEPARENT.upper(), "ff" + TRACEPARENT[2:],
     f"00-{'0' * 32}-b7ad6b7169203331-01", f"00-{TRACE}-{'0' * 16}-01", TRACEPARENT[:-1]],
)  # fmt: skip
def test_a_trace_that_cannot_be_is_begun_anew(person: Person, traceparent: str) -> None:
    response = person.anybody.saying(traceparent=traceparent).sign_in(person.email, "wrong")
    trace = response.json()["trace_id"]
    assert len(bytes.fromhex(trace)) == 16
    assert trace != TRACE
    assert person.audit("sign in") == [(None, "INVALID_CREDENTIALS", trace)]


def test_the_database_stores_no_token_of_a_session(person: Person, url: str) -> None:
    session = person.sign_in()
    ((stored, text),) = fetch(
        url, "select token_hash, to_jsonb(s)::text from medbook.sessions s where user_id = %s", person.id
    )
    assert stored == hashlib.sha256(session["refresh_token"].encode()).digest()
    assert session["refresh_token"] not in text

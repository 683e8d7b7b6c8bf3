"""Accounts: registration, sign-in, passwords, and refresh tokens that come twice."""

import asyncio
import hashlib
import json
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.accounts.passwords import Passwords, count_guesses, normalize
from gateway.http.problems import Problem
from tests.support.clinic import ANN, BEN, PASSWORD, create_user
from tests.support.database import execute, fetch, move_clock
from tests.support.gateway import Client, answers, serve, wait_for

NUMBERS = count(1)


def register(client: Client) -> dict[str, Any]:
    body = {"email": f"new{next(NUMBERS)}@example.com", "password": PASSWORD, "name": "New"}
    response = client.post("/v1/auth/register", json=body)
    assert response.status_code == 201, response.text
    account: dict[str, Any] = response.json()
    return account


def refresh(client: Client, token: str) -> httpx.Response:
    return client.post("/v1/auth/refresh", json={"refresh_token": token})


def test_registering_signs_in_as_a_user(anybody: Client) -> None:
    account = register(anybody)
    assert account["user"]["role"] == "USER"
    answer = anybody.with_token(account["access_token"]).get("/v1/me")
    assert answer.json()["user"] == account["user"]


def test_an_address_is_registered_once_whatever_its_case(anybody: Client) -> None:
    body = {"email": "ANN@example.com", "password": PASSWORD, "name": "Ann"}
    response = anybody.post("/v1/auth/register", json=body)
    assert (response.status_code, response.json()["error"]) == (409, "EMAIL_TAKEN")


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "no-address"), ("email", "a@b@c"), ("email", "a b@c"), ("email", "x" * 250 + "@y.zz"),
     ("password", ""), ("password", "x" * 14), ("password", "x" * 257), ("name", ""), ("name", "x" * 201),
     ("name", "   "), ("name", "\t\n\x01"), ("name", "\u00a0\u200b"), ("email", "a@b.example\u00a0"),
     ("email", "a@b.example\u200b"), ("email", "\u2060a@b.example")],
)  # fmt: skip
def test_an_error_of_registration_points_at_the_field(anybody: Client, field: str, value: str) -> None:
    body = {"email": "fine@example.com", "password": PASSWORD, "name": "Fine"} | {field: value}
    response = anybody.post("/v1/auth/register", json=body)
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, f"#/{field}")


@pytest.mark.parametrize("length", [15, 64, 256])
@pytest.mark.parametrize("character", ["q", " ", "\u00e4", "\U0001f600", "'"])
def test_a_password_may_have_15_to_256_characters_of_any_kind(anybody: Client, length: int, character: str) -> None:
    password = ("kTw9!fmZ" + character + "pXv4#sLbR2" * 26)[: length - 1] + character
    email = f"new{next(NUMBERS)}@example.com"
    body = {"email": email, "password": password, "name": "New"}
    assert anybody.post("/v1/auth/register", json=body).status_code == 201
    assert anybody.sign_in(email, password).status_code == 200
    assert anybody.sign_in(email, password[:-1]).status_code == 401


@pytest.mark.parametrize(
    "password",
    ["passwordpassword", "password12345678", "aaaaaaaaaaaaaaaaaaaa", "qwertyuiopasdfgh", "123456789012345",
     "medbookmedbook1", "Zebulon Zaragoza", "zebulon@zaragoza.example", "zaragozazaragoza"],
)  # fmt: skip
def test_a_password_that_everybody_would_try_is_refused(anybody: Client, password: str) -> None:
    body = {"email": "zebulon@zaragoza.example", "password": password, "name": "Zebulon Zaragoza"}
    response = anybody.post("/v1/auth/register", json=body)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/password"]


def test_a_password_is_the_same_however_a_keyboard_composes_it(anybody: Client) -> None:
    account = {"email": f"new{next(NUMBERS)}@example.com", "name": "New"}
    password = "gr\u00fcne \u00c5pfel f\u00e4llt der Wind"
    anybody.post("/v1/auth/register", json=account | {"password": unicodedata.normalize("NFD", password)})
    assert anybody.sign_in(account["email"], unicodedata.normalize("NFC", password)).status_code == 200


def test_login_takes_the_right_password_only(anybody: Client) -> None:
    assert anybody.sign_in("Ann@Example.com").json()["user"]["id"] == ANN
    for wrong in ("wrong", PASSWORD + "x", PASSWORD[:-1], PASSWORD.upper(), " " + PASSWORD, ""):
        assert anybody.sign_in("ann@example.com", wrong).json()["error"] == "INVALID_CREDENTIALS"


def test_a_refused_sign_in_does_not_say_why(anybody: Client) -> None:
    answers = [
        anybody.sign_in(*who)
        for who in (("ann@example.com", "wrong"), ("nobody@example.com",), ("gone@example.com",), ("no address",))
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({json.dumps(answer.json() | {"trace_id": None}, sort_keys=True) for answer in answers}) == 1
    assert answers[0].json()["error"] == "INVALID_CREDENTIALS"
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {'Bearer realm="medbook"'}


def test_more_passwords_than_can_be_hashed_soon_are_refused() -> None:
    async def flood() -> list[Any]:
        passwords = Passwords()
        return await asyncio.gather(*(passwords.check(None, PASSWORD) for _ in range(70)), return_exceptions=True)

    answers = asyncio.run(flood())
    assert sum(isinstance(answer, Problem) for answer in answers) == 6
    assert all(answer is False or answer.code == "UNAVAILABLE" for answer in answers)


def test_an_unknown_address_costs_as_much_hashing_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords()
    parameters: list[str] = []
    verify = passwords.hasher.verify

    class Recorder:
        def verify(self, password_hash: str, password: str) -> bool:
            parameters.append(password_hash.rpartition("$")[0].rpartition("$")[0])
            return verify(password_hash, password)

    monkeypatch.setattr(passwords, "hasher", Recorder())

    async def check_three() -> list[bool]:
        known = await Passwords().hash(PASSWORD)
        guesses = ((known, PASSWORD), (known, "another password"), (None, PASSWORD))
        return [await passwords.check(password_hash, guess) for password_hash, guess in guesses]

    assert asyncio.run(check_three()) == [True, False, False]
    assert parameters == ["$argon2id$v=19$m=19456,t=2,p=1"] * 3


@pytest.fixture
def token(anybody: Client, url: str) -> str:
    """The refresh token of a new session."""
    refresh_token: str = anybody.sign_in(create_user(url)[1]).json()["refresh_token"]
    return refresh_token


def exchange(client: Client, token: str) -> str:
    """Exchange a refresh token for the next one."""
    response = refresh(client, token)
    assert response.status_code == 200, response.text
    next_token: str = response.json()["refresh_token"]
    return next_token


def assert_ended(client: Client, *tokens: str) -> None:
    """Check that none of these tokens is worth anything."""
    for token in tokens:
        response = refresh(client, token)
        assert (response.status_code, response.json()["error"]) == (401, "INVALID_TOKEN")


def test_a_refresh_token_is_exchanged_for_tokens_that_work(anybody: Client, token: str) -> None:
    session = refresh(anybody, token).json()
    assert session["refresh_token"] != token
    assert anybody.with_token(session["access_token"]).get("/v1/me").status_code == 200


def test_a_refresh_token_that_comes_twice_ends_all_of_its_session(anybody: Client, url: str, token: str) -> None:
    second = exchange(anybody, token)
    move_clock(url, "10 seconds")
    assert_ended(anybody, token, second)


def test_a_refresh_token_whose_answer_was_lost_may_come_again_soon(anybody: Client, url: str, token: str) -> None:
    lost = exchange(anybody, token)
    move_clock(url, "9.999 seconds")
    second = exchange(anybody, token)
    assert second != lost
    exchange(anybody, exchange(anybody, second))


def test_using_the_token_of_a_lost_answer_ends_the_session(anybody: Client, token: str) -> None:
    lost = exchange(anybody, token)
    second = exchange(anybody, token)
    assert_ended(anybody, lost, second)


def test_an_answer_that_was_used_was_not_lost(anybody: Client, token: str) -> None:
    third = exchange(anybody, exchange(anybody, token))
    assert_ended(anybody, token, third)


def test_the_time_for_a_lost_answer_begins_with_the_first_exchange(anybody: Client, url: str, token: str) -> None:
    exchange(anybody, token)
    move_clock(url, "6 seconds")
    second = exchange(anybody, token)
    move_clock(url, "4 seconds")
    assert_ended(anybody, token, second)


def test_how_long_an_answer_counts_as_lost_is_for_dbas_to_say(anybody: Client, url: str, token: str) -> None:
    execute(url, "update medbook.settings set refresh_grace = '0'")
    second = exchange(anybody, token)
    ended = refresh(anybody, token).status_code
    execute(url, "update medbook.settings set refresh_grace = default")
    assert ended == 401
    assert_ended(anybody, second)


def test_of_many_exchanges_of_one_refresh_token_at_once_the_last_ones_answer_lives(
    anybody: Client, url: str, token: str
) -> None:
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: refresh(anybody, token), range(10)))
    assert [answer.status_code for answer in answers] == [200] * 10
    family = answers[0].json()["session_id"]
    unused = fetch(url, "select token_hash from medbook.sessions where family = %s and used_at is null", family)
    given = {hashlib.sha256(a.json()["refresh_token"].encode()).digest(): a.json()["refresh_token"] for a in answers}
    ((living,),) = unused
    exchange(anybody, given[living])


@pytest.mark.parametrize("token", ["", "x", "\u00e9", "' or true --", "x" * 10_000])
def test_a_malformed_refresh_token_is_refused(anybody: Client, token: str) -> None:
    assert_ended(anybody, token)


def test_an_expired_refresh_token_is_refused(anybody: Client, url: str, token: str) -> None:
    move_clock(url, "30 days")
    assert_ended(anybody, token)


def test_logout_ends_the_session_and_may_be_repeated(anybody: Client, token: str) -> None:
    for _ in range(2):
        assert anybody.post("/v1/auth/logout", json={"refresh_token": token}).status_code == 204
    assert_ended(anybody, token)


def test_a_text_too_long_for_a_password_is_not_normalized() -> None:
    marks = "a" + "\u0315\u0300" * 600
    assert normalize(marks) == marks
    assert normalize("e\u0301") == "\u00e9"


def test_a_text_full_of_letters_stand_ins_is_read_once_not_in_all_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def record(password: str, _: list[str]) -> dict[str, int]:
        read.append(password)
        return {"guesses": 1}

    monkeypatch.setattr("gateway.accounts.passwords.zxcvbn", record)
    for password in ("4@8({[<369!1|0$5+7%2" * 4, "123456789012345"):
        count_guesses(password, [])
    assert read == ["aabcccceggiiiossttxz" * 3 + "aabcccceggii", "123456789012345"]


def test_ones_own_words_are_read_like_the_password() -> None:
    address = "3d21c7fc352d4c80bed47b916d3039da@example.com"
    assert count_guesses(address, [address]) < 100


def test_an_id_is_no_accounts_name_to_the_limits(url: str, tmp_path: Path) -> None:
    with serve(url, tmp_path / "log", MEDBOOK_RATE_LIMITS="on", MEDBOOK_WORKERS="1") as limited:
        wait_for(lambda: answers(limited, "/readyz"))
        response = limited.http.post("/v1/auth/login", json={"email": BEN, "password": PASSWORD})
    assert response.status_code == 401
    assert '"account"' not in response.headers["RateLimit-Policy"]


def test_reads_tried_by_a_deactivated_user_are_recorded_too(anybody: Client, url: str) -> None:
    execute(url, f"update medbook.users set is_active = false where id = '{BEN}'")
    assert anybody.by(BEN).get("/v1/me").status_code == 403
    execute(url, f"update medbook.users set is_active = true where id = '{BEN}'")
    query = "select action, outcome from medbook.audit where actor_id = %s order by id desc limit 1"
    assert fetch(url, query, BEN) == [("The caller's account", "FORBIDDEN")]

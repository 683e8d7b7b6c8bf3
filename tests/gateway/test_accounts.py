"""Accounts and tokens, and what happens to those who forge, steal or repeat them."""

import asyncio
import base64
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from time import time
from typing import Any

import jwt
import pytest

from gateway.passwords import Passwords
from gateway.problems import Problem
from gateway.tokens import Tokens
from tests.server import ANN, KEY, PASSWORD, TOKENS, Client, move_clock, token

NUMBERS = count(1)


def register(client: Client) -> dict[str, Any]:
    body = {"email": f"new{next(NUMBERS)}@example.com", "password": PASSWORD, "name": "New"}
    response = client.post("/v1/auth/register", json=body)
    assert response.status_code == 201, response.text
    account: dict[str, Any] = response.json()
    return account


def me(client: Client, token: str) -> int:
    return client.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code


def test_who_registers_is_signed_in_as_a_user(anybody: Client) -> None:
    account = register(anybody)
    assert account["user"]["role"] == "USER"
    answer = anybody.get("/v1/me", headers={"Authorization": f"Bearer {account['access_token']}"})
    assert answer.json()["user"] == account["user"]


def test_an_address_is_registered_once_whatever_its_case(anybody: Client) -> None:
    body = {"email": "ANN@example.com", "password": PASSWORD, "name": "Ann"}
    response = anybody.post("/v1/auth/register", json=body)
    assert (response.status_code, response.json()["error"]) == (409, "EMAIL_TAKEN")


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "no-address"), ("email", "a@b@c"), ("email", "a b@c"), ("email", "x" * 250 + "@y.zz"),
     ("password", "x" * 11), ("password", "x" * 257), ("name", ""), ("name", "x" * 201)],
)  # fmt: skip
def test_what_cannot_be_registered_is_pointed_at(anybody: Client, field: str, value: str) -> None:
    body = {"email": "fine@example.com", "password": PASSWORD, "name": "Fine"} | {field: value}
    response = anybody.post("/v1/auth/register", json=body)
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, f"#/{field}")


def test_login_takes_the_right_password_only(anybody: Client) -> None:
    right = {"email": "Ann@Example.com", "password": PASSWORD}
    assert anybody.post("/v1/auth/login", json=right).json()["user"]["id"] == ANN
    answers = [
        anybody.post("/v1/auth/login", json={"email": email, "password": password})
        for email, password in (("ann@example.com", "wrong"), ("nobody@example.com", PASSWORD),
                                ("gone@example.com", PASSWORD))
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["error"] == "INVALID_CREDENTIALS"
    assert answers[0].headers["WWW-Authenticate"] == 'Bearer realm="medbook"'


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


def forged() -> dict[str, str]:
    now = int(time())
    good = {"iss": "medbook", "aud": "medbook", "sub": ANN, "role": "USER", "sid": ANN, "iat": now, "exp": now + 60}
    headers = {"kid": TOKENS.kid, "typ": "at+jwt"}

    def encode(claims: dict[str, Any], key: str = KEY, **changed: Any) -> str:
        return jwt.encode(claims, key, changed.pop("algorithm", "HS256"), headers | changed)

    def segment(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    unsigned = f"{segment(headers | {'alg': 'none'})}.{segment(good)}."
    return {
        "another key": encode(good, "x" * 40),
        "no signature": unsigned,
        "another algorithm": encode(good, algorithm="HS512"),
        "an unknown key id": encode(good, kid="00000000"),
        "a key id that is no text": f"{segment(headers | {'alg': 'HS256', 'kid': {}})}.{segment(good)}.x",
        "another type": encode(good, typ="JWT"),
        "expired": encode(good | {"iat": now - 120, "exp": now - 60}),
        "another issuer": encode(good | {"iss": "somebody"}),
        "another audience": encode(good | {"aud": "somebody"}),
        "no subject": encode({name: good[name] for name in good if name != "sub"}),
        "a subject that is no id": encode(good | {"sub": "\0"}),
        "no role": encode({name: good[name] for name in good if name != "role"}),
        "no expiry": encode({name: good[name] for name in good if name != "exp"}),
        "rubbish": "rubbish",
    }


@pytest.mark.parametrize(("kind", "token"), forged().items())
def test_a_forged_token_is_refused(anybody: Client, kind: str, token: str) -> None:
    response = anybody.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert (response.status_code, response.json()["error"]) == (401, "INVALID_TOKEN")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="medbook", error="invalid_token"'


def test_another_scheme_or_none_is_refused(anybody: Client) -> None:
    assert me(anybody, token(ANN)) == 200
    assert anybody.get("/v1/me", headers={"Authorization": "Basic YTpi"}).status_code == 401
    response = anybody.get("/v1/me")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="medbook"'


def test_an_older_key_still_verifies_and_the_first_one_signs() -> None:
    old, new = "o" * 32, "n" * 32
    rotated = Tokens((new, old), 60)
    claims = rotated.verify("Bearer " + Tokens((old,), 60).issue(ANN, "USER", ANN))
    assert claims is not None
    assert claims.user_id == ANN
    assert jwt.get_unverified_header(rotated.issue(ANN, "USER", ANN))["kid"] == Tokens((new,), 60).kid


def test_a_refresh_token_is_good_for_one_exchange(anybody: Client) -> None:
    first = register(anybody)["refresh_token"]
    second = anybody.post("/v1/auth/refresh", json={"refresh_token": first}).json()
    assert me(anybody, second["access_token"]) == 200
    response = anybody.post("/v1/auth/refresh", json={"refresh_token": first})
    assert (response.status_code, response.json()["error"]) == (401, "INVALID_TOKEN")


def test_a_refresh_token_that_comes_twice_ends_all_of_its_family(anybody: Client) -> None:
    first = register(anybody)["refresh_token"]
    second = anybody.post("/v1/auth/refresh", json={"refresh_token": first}).json()["refresh_token"]
    anybody.post("/v1/auth/refresh", json={"refresh_token": first})
    assert anybody.post("/v1/auth/refresh", json={"refresh_token": second}).status_code == 401


def test_of_many_exchanges_of_one_refresh_token_at_once_one_succeeds(anybody: Client) -> None:
    token = register(anybody)["refresh_token"]
    with ThreadPoolExecutor(10) as threads:
        answers = threads.map(lambda _: anybody.post("/v1/auth/refresh", json={"refresh_token": token}), range(10))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 9


def test_an_expired_refresh_token_is_refused(anybody: Client, url: str) -> None:
    token = register(anybody)["refresh_token"]
    move_clock(url, "30 days")
    assert anybody.post("/v1/auth/refresh", json={"refresh_token": token}).status_code == 401


def test_logout_ends_the_session_and_may_be_repeated(anybody: Client) -> None:
    token = register(anybody)["refresh_token"]
    for _ in range(2):
        assert anybody.post("/v1/auth/logout", json={"refresh_token": token}).status_code == 204
    assert anybody.post("/v1/auth/refresh", json={"refresh_token": token}).status_code == 401

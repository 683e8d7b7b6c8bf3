"""Access tokens: only one that the gateway signed itself, for this purpose and this time, identifies the caller."""

import base64
import json
from time import time
from typing import Any
from uuid import uuid4

import jwt
import pytest

from gateway.admission.tokens import Tokens
from gateway.http.problems import Problem
from tests.support.clinic import ANN, CHIEF, create_user
from tests.support.gateway import KEY, TOKENS, Client, token

NOW = int(time())
GOOD: dict[str, Any] = {
    "iss": "medbook",
    "aud": "medbook",
    "sub": ANN,
    "role": "USER",
    "sid": str(uuid4()),
    "iat": NOW,
    "exp": NOW + 3600,
}
HEADERS = {"kid": TOKENS.kid, "typ": "at+jwt"}


def segment(value: Any) -> str:
    """Return one part of a token."""
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def signed(claims: dict[str, Any], key: str = KEY, algorithm: str = "HS256", **headers: Any) -> str:
    """Return a token with these claims and headers, well signed."""
    return jwt.encode(claims, key, algorithm, HEADERS | headers)


def unsigned(claims: dict[str, Any] = GOOD, signature: str = "", **headers: Any) -> str:
    """Return a token with a signature of the forger's own, or none."""
    return f"{segment(HEADERS | headers)}.{segment(claims)}.{signature}"


def without(name: str) -> dict[str, Any]:
    """Return good claims but for one."""
    return {claim: value for claim, value in GOOD.items() if claim != name}


def tampered(part: int, **changed: Any) -> str:
    """Return a good token of which one part was changed after it was signed."""
    parts = signed(GOOD).split(".")
    if part == 2:
        parts[2] = ("A" if parts[2][0] != "A" else "B") + parts[2][1:]
    else:
        padded = parts[part] + "=" * (-len(parts[part]) % 4)
        parts[part] = segment(json.loads(base64.urlsafe_b64decode(padded)) | changed)
    return ".".join(parts)


FORGED = {
    # alg
    "no signature": unsigned(alg="none"),
    "no signature, in other letters": unsigned(alg="nOnE"),
    "no algorithm": unsigned(),
    "an empty algorithm": unsigned(alg=""),
    "an algorithm that is no text": unsigned(alg=["HS256"]),
    "no signature under a good algorithm": unsigned(alg="HS256"),
    "the signature cut off": signed(GOOD).rpartition(".")[0] + ".",
    "two parts": signed(GOOD).rpartition(".")[0],
    "four parts": signed(GOOD) + ".x",
    "HS384": signed(GOOD, algorithm="HS384"),
    "HS512": signed(GOOD, algorithm="HS512"),
    "RS256 with our key as the public one": unsigned(alg="RS256", signature=signed(GOOD).rpartition(".")[2]),
    # key
    "another key": signed(GOOD, "x" * 64),
    "an empty key": unsigned(alg="HS256", signature="A" * 43),
    "the key's id as the key": signed(GOOD, TOKENS.kid * 8),
    "a key in the header": signed(GOOD, "x" * 64, jwk={"kty": "oct", "k": segment("x" * 64)}),
    "a key at an address": signed(GOOD, "x" * 64, jku="http://127.0.0.1/keys", x5u="http://127.0.0.1/key"),
    # kid
    "no key id": unsigned(alg="HS256", kid=None, signature="x"),
    "an unknown key id": signed(GOOD, kid="00000000"),
    "an empty key id": signed(GOOD, kid=""),
    "a path as the key id": signed(GOOD, "x" * 64, kid="../../../../dev/null"),
    "a file as the key id": signed(GOOD, "x" * 64, kid="/proc/sys/kernel/hostname"),
    "SQL as the key id": signed(GOOD, "x" * 64, kid="' union select 'x"),
    "a command as the key id": signed(GOOD, "x" * 64, kid="|sleep 10"),
    "the key id in other letters": signed(GOOD, kid=TOKENS.kid.upper() + " "),
    "a key id that is a number": unsigned(alg="HS256", kid=0, signature="x"),
    "a key id that is an object": unsigned(alg="HS256", kid={}, signature="x"),
    "a key id that is a list": unsigned(alg="HS256", kid=[TOKENS.kid], signature="x"),
    # typ
    "another type": signed(GOOD, typ="JWT"),
    "the type of a refresh token": signed(GOOD, typ="rt+jwt"),
    "a type that is no text": unsigned(alg="HS256", typ=["at+jwt"], signature="x"),
    # time
    "expired": signed(GOOD | {"iat": NOW - 7200, "exp": NOW - 3600}),
    "expired this second": signed(GOOD | {"exp": NOW}),
    "issued in the future": signed(GOOD | {"iat": NOW + 3600, "exp": NOW + 7200}),
    "valid from the future on": signed(GOOD | {"nbf": NOW + 3600}),
    "no expiry": signed(without("exp")),
    "no time of issue": signed(without("iat")),
    "an expiry that is no time": signed(GOOD | {"exp": "never"}),
    # for whom and by whom
    "another audience": signed(GOOD | {"aud": "somebody"}),
    "no audience": signed(without("aud")),
    "an audience in other letters": signed(GOOD | {"aud": "MedBook"}),
    "another issuer": signed(GOOD | {"iss": "https://accounts.example"}),
    "no issuer": signed(without("iss")),
    # who
    "no subject": signed(without("sub")),
    "a subject that is no id": signed(GOOD | {"sub": "\0"}),
    "SQL as the subject": signed(GOOD | {"sub": f"{ANN}' or true --"}),
    "an e-mail address as the subject": signed(GOOD | {"sub": "ann@example.com"}),
    "no session": signed(without("sid")),
    "a session that is no id": signed(GOOD | {"sid": "1"}),
    "a session that is a number": signed(GOOD | {"sid": 1}),
    "no role": signed(without("role")),
    # changed after it was signed
    "another subject": tampered(1, sub=CHIEF),
    "a mightier role": tampered(1, role="ADMIN"),
    "a longer life": tampered(1, exp=NOW + 10**6),
    "another header": tampered(0, extra=1),
    "another signature": tampered(2),
    # rubbish
    "rubbish": "rubbish",
    "nothing but points": "..",
    "a header that is a list": f"{segment([1])}.{segment(GOOD)}.x",
    "a header that never ends": f"{segment('[' * 5000)}.e30.x",
    "a payload that is no object": jwt.api_jws.encode(b"[]", KEY, "HS256", HEADERS),
    "no JSON": jwt.api_jws.encode(b"\xff", KEY, "HS256", HEADERS),
    "letters that no token has": "ä.ö.ü",
    "a good one and more": signed(GOOD) + " x",
}  # fmt: skip


def test_a_token_as_the_gateway_makes_it_is_taken(anybody: Client) -> None:
    for made in (signed(GOOD), token(ANN)):
        assert anybody.with_token(made).get("/v1/me").json()["user"]["id"] == ANN


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_token_is_refused(anybody: Client, kind: str) -> None:
    header = b"Bearer " + FORGED[kind].encode()
    response = anybody.get("/v1/me", headers={"Authorization": header})
    assert (response.status_code, response.json()["error"]) == (401, "INVALID_TOKEN")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="medbook", error="invalid_token"'


def test_a_refresh_token_is_no_access_token(anybody: Client, url: str) -> None:
    _, email = create_user(url)
    session = anybody.sign_in(email).json()
    assert anybody.with_token(session["refresh_token"]).get("/v1/me").status_code == 401
    response = anybody.post("/v1/auth/refresh", json={"refresh_token": session["access_token"]})
    assert (response.status_code, response.json()["error"]) == (401, "INVALID_TOKEN")


@pytest.mark.parametrize(
    "header", ["Basic YTpi", "Token {}", "Bearer", "{}", "Bearer,{}", "Bearer\t{}", "BearerBearer {}"]
)
def test_another_scheme_is_refused(anybody: Client, header: str) -> None:
    response = anybody.get("/v1/me", headers={"Authorization": header.format(token(ANN))})
    assert (response.status_code, response.json()["error"]) == (401, "INVALID_TOKEN")


def test_the_schemes_case_does_not_matter(anybody: Client) -> None:
    assert anybody.get("/v1/me", headers={"Authorization": f"bearer {token(ANN)}"}).status_code == 200


def test_a_request_without_a_token_is_challenged_and_not_called_invalid(anybody: Client) -> None:
    response = anybody.get("/v1/me")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="medbook"'


@pytest.mark.parametrize("place", ["query", "body", "cookie"])
def test_a_token_anywhere_but_in_its_header_is_none(anybody: Client, place: str) -> None:
    made = token(ANN)
    response = {
        "query": lambda: anybody.get("/v1/me", params={"access_token": made}),
        "body": lambda: anybody.post("/v1/bookings", json={"access_token": made}),
        "cookie": lambda: anybody.get("/v1/me", headers={"Cookie": f"access_token={made}; token={made}"}),
    }[place]()
    assert response.status_code == 401


def test_a_role_that_is_none_is_no_administrators(anybody: Client) -> None:
    for role in ("admin", "ADMIN ", "", None, ["ADMIN"], {"ADMIN": True}, True):
        made = signed(GOOD | {"sub": CHIEF, "role": role})
        assert anybody.with_token(made).post("/v1/admin/bookings/expire").status_code == 403


def test_a_token_lives_as_long_as_its_answer_says_and_names_nobody(anybody: Client, url: str) -> None:
    user_id, email = create_user(url)
    session = anybody.sign_in(email).json()
    claims = jwt.decode(session["access_token"], KEY, ["HS256"], audience="medbook")
    assert claims["exp"] - claims["iat"] == session["expires_in"] == 600
    assert session["token_type"] == "Bearer"
    assert (claims["sub"], claims["sid"], claims["role"]) == (user_id, session["session_id"], "USER")
    assert claims.keys() == {"iss", "aud", "sub", "role", "sid", "iat", "exp"}


def test_an_older_key_still_verifies_and_the_first_one_signs() -> None:
    old, new = "o" * 32, "n" * 32
    rotated = Tokens((new, old), 60)
    assert rotated.verify("Bearer " + Tokens((old,), 60).issue(ANN, "USER", ANN)).user_id == ANN
    assert jwt.get_unverified_header(rotated.issue(ANN, "USER", ANN))["kid"] == Tokens((new,), 60).kid


def test_a_key_that_was_taken_away_verifies_no_more() -> None:
    old = Tokens(("o" * 32,), 60).issue(ANN, "USER", ANN)
    with pytest.raises(Problem, match="INVALID_TOKEN"):
        Tokens(("n" * 32,), 60).verify("Bearer " + old)


def test_a_key_verifies_only_tokens_that_name_it() -> None:
    first, second = "a" * 32, "b" * 32
    made = jwt.encode(GOOD, first, "HS256", {"typ": "at+jwt", "kid": Tokens((second,), 60).kid})
    with pytest.raises(Problem, match="INVALID_TOKEN"):
        Tokens((first, second), 60).verify("Bearer " + made)


def test_a_verified_token_is_remembered_until_it_expires() -> None:
    now = [float(NOW)]
    tokens = Tokens((KEY,), 600, lambda: now[0])
    header = f"Bearer {signed(GOOD)}"
    assert tokens.verify(header) is tokens.verify(header)
    now[0] = GOOD["exp"] - 0.001
    assert header in tokens.verified
    now[0] = GOOD["exp"]
    assert header not in tokens.verified

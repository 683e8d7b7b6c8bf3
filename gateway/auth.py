"""Accounts: passwords, access tokens and refresh tokens. The one module that knows what an account is."""

import asyncio
import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import time
from typing import Any

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from falcon import HTTP_201, HTTP_204
from falcon.asgi import Request, Response

from gateway.arguments import Argument, WrongValue, uuid
from gateway.catalog import Catalog, Endpoint, Result
from gateway.database import Database
from gateway.problems import Problem, invalid_input
from gateway.request import read_arguments

NAME = "medbook"
ALGORITHM = "HS256"
ACCESS_TOKEN_TYPE = "at+jwt"  # noqa: S105 - RFC 9068's name for it
PASSWORD_LENGTHS = range(12, 257)
HASHING_THREADS = 2
HASHING_QUEUE = 64


Responder = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Claims:
    """What a valid access token says: who, and in which role."""

    user_id: str
    role: str


class Tokens:
    """Issues and verifies access tokens: HS256 with the first key, verified with any of them."""

    def __init__(self, keys: tuple[str, ...], lifetime: int) -> None:
        self.keys = {hashlib.sha256(key.encode()).hexdigest()[:8]: key for key in keys}
        self.kid = next(iter(self.keys))
        self.lifetime = lifetime

    def issue(self, user_id: str, role: str) -> str:
        """Return a new access token that is valid for `lifetime` seconds."""
        now = int(time())
        claims = {"iss": NAME, "aud": NAME, "sub": user_id, "role": role, "iat": now, "exp": now + self.lifetime}
        headers = {"kid": self.kid, "typ": ACCESS_TOKEN_TYPE}
        return jwt.encode(claims, self.keys[self.kid], ALGORITHM, headers)

    def verify(self, authorization: str | None) -> Claims | None:
        """Return the claims of the header Authorization, None without one.

        Raises Problem INVALID_TOKEN for anything but a valid token of ours.
        """
        if authorization is None:
            return None
        scheme, _, token = authorization.partition(" ")
        try:
            header = jwt.get_unverified_header(token)
            if scheme.lower() != "bearer" or header.get("typ") != ACCESS_TOKEN_TYPE:
                raise Problem("INVALID_TOKEN")
            claims = jwt.decode(
                token,
                self.keys[header["kid"]],
                [ALGORITHM],
                {"require": ["iss", "aud", "sub", "iat", "exp"]},
                audience=NAME,
                issuer=NAME,
            )
            return Claims(uuid(claims["sub"]), claims["role"])
        except (jwt.InvalidTokenError, KeyError, TypeError, WrongValue) as error:
            raise Problem("INVALID_TOKEN") from error


class Passwords:
    """Hashes and checks passwords with argon2id, two at a time, beside the event loop."""

    def __init__(self) -> None:
        self.hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
        self.executor = ThreadPoolExecutor(HASHING_THREADS, "argon2")
        self.waiting = 0
        self.nobodys_hash = self.hasher.hash(secrets.token_urlsafe())

    async def run(self, work: Callable[[], Any]) -> Any:
        """Run one piece of hashing. Raises Problem UNAVAILABLE when too many wait already."""
        if self.waiting >= HASHING_QUEUE:
            raise Problem("UNAVAILABLE")
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.executor, work)
        finally:
            self.waiting -= 1

    async def hash(self, password: str) -> str:
        """Return the PHC string of a password. Raises Problem UNAVAILABLE."""
        password_hash: str = await self.run(lambda: self.hasher.hash(password))
        return password_hash

    async def check(self, password_hash: str | None, password: str) -> bool:
        """Tell whether the password is the hash's; without a hash it takes as long, and is not.

        Raises Problem UNAVAILABLE.
        """

        def verify() -> bool:
            try:
                return self.hasher.verify(password_hash or self.nobodys_hash, password)
            except VerificationError:
                return False

        right: bool = await self.run(verify)
        return right and password_hash is not None


TYPES = {"user_id": "uuid", "token_hash": "bytea", "new_token_hash": "bytea", "lifetime": "interval"}


def digest(refresh_token: str) -> str:
    """Return what is stored of a refresh token, as PostgreSQL writes bytes."""
    return "\\x" + hashlib.sha256(refresh_token.encode()).hexdigest()


EMAIL = Argument("email", "text", is_required=True)
PASSWORD = Argument("password", "text", is_required=True)
REFRESH_TOKEN = Argument("refresh_token", "text", is_required=True)


def operation(
    name: str, comment: str, arguments: tuple[Argument, ...], results: tuple[Result, ...], location: str | None = None
) -> Endpoint:
    """Describe an operation of accounts as the catalog describes the others."""
    path, function = f"/v1/auth/{name}", f"account.{name}"
    return Endpoint("POST", path, "none", function, False, comment, arguments, results, location)


def operations(catalog: Catalog) -> tuple[Endpoint, ...]:
    """Return the operations of accounts; they show an account as the catalog's endpoint for one's own does."""
    user = next(result for endpoint in catalog.endpoints for result in endpoint.results if result.view == "user")
    session = (
        Result("access_token", "text", ()),
        Result("token_type", "text", ()),
        Result("expires_in", "integer", ()),
        Result("refresh_token", "text", ()),
        user,
    )
    name = Argument("name", "text", is_required=True)
    return (
        operation(
            "register",
            "Makes an account and signs in\npassword: 12 to 256 characters. The answer has created, the account's id. "
            "Refuses INVALID_INPUT, EMAIL_TAKEN.",
            (EMAIL, PASSWORD, name),
            session,
            "/v1/me",
        ),
        operation("login", "Signs in\nRefuses INVALID_CREDENTIALS.", (EMAIL, PASSWORD), session),
        operation(
            "refresh",
            "Exchanges a refresh token for new tokens\nEach is good for one exchange; one that comes again ends all "
            "that came of the same login. Refuses INVALID_TOKEN.",
            (REFRESH_TOKEN,),
            session,
        ),
        operation(
            "logout",
            "Ends all that came of the same login\nAn access token stays valid until it expires.",
            (REFRESH_TOKEN,),
            (),
        ),
    )


class Accounts:
    """Answers the operations of accounts, over the functions of schema account."""

    def __init__(self, database: Database, tokens: Tokens, passwords: Passwords, refresh_lifetime: int) -> None:
        self.database = database
        self.tokens = tokens
        self.passwords = passwords
        self.refresh_lifetime = f"{refresh_lifetime} seconds"

    def create_responder(self, endpoint: Endpoint) -> Responder:
        """Return the Falcon responder of one of the operations."""
        answer: Callable[[Response, dict[str, str]], Awaitable[None]] = getattr(self, endpoint.path.rpartition("/")[2])

        async def respond(req: Request, resp: Response) -> None:
            await answer(resp, await read_arguments(endpoint, req, {}))

        return respond

    async def register(self, resp: Response, fields: dict[str, str]) -> None:
        """Make an account. Raises Problem INVALID_INPUT or EMAIL_TAKEN."""
        if len(fields["password"]) not in PASSWORD_LENGTHS:
            detail = f"must have {PASSWORD_LENGTHS[0]} to {PASSWORD_LENGTHS[-1]} characters"
            raise invalid_input({"password": detail})
        password_hash = await self.passwords.hash(fields["password"])
        created = await self.call("register", email=fields["email"], password_hash=password_hash, name=fields["name"])
        session = await self.open_session(created["created"])
        resp.media = session | {"created": created["created"]}
        resp.status = HTTP_201
        resp.set_header("Location", "/v1/me")

    async def login(self, resp: Response, fields: dict[str, str]) -> None:
        """Check the password. Raises Problem INVALID_CREDENTIALS."""
        row = await self.database.fetch("select * from account.get_credentials($1)", [fields["email"]])
        user_id, password_hash = row or (None, None)
        if not await self.passwords.check(password_hash, fields["password"]):
            raise Problem("INVALID_CREDENTIALS")
        resp.media = await self.open_session(str(user_id))

    async def refresh(self, resp: Response, fields: dict[str, str]) -> None:
        """Exchange a refresh token. Raises Problem INVALID_TOKEN."""
        token = secrets.token_urlsafe(32)
        answer = await self.call(
            "rotate_session",
            token_hash=digest(fields["refresh_token"]),
            new_token_hash=digest(token),
            lifetime=self.refresh_lifetime,
        )
        resp.media = self.session(token, answer["user"])

    async def logout(self, resp: Response, fields: dict[str, str]) -> None:
        """End a session; one that is unknown has ended already."""
        await self.database.fetch("select account.close_session($1::bytea)", [digest(fields["refresh_token"])])
        resp.status = HTTP_204

    async def open_session(self, user_id: str) -> dict[str, Any]:
        """Start a session for who proved to be this user; return the answer."""
        token = secrets.token_urlsafe(32)
        answer = await self.call(
            "open_session", user_id=user_id, token_hash=digest(token), lifetime=self.refresh_lifetime
        )
        return self.session(token, answer["user"])

    def session(self, refresh_token: str, user: dict[str, Any]) -> dict[str, Any]:
        """Return the answer with the tokens and the account that they are for."""
        return {
            "success": True,
            "access_token": self.tokens.issue(user["id"], user["role"]),
            "token_type": "Bearer",
            "expires_in": self.tokens.lifetime,
            "refresh_token": refresh_token,
            "user": user,
        }

    async def call(self, function: str, **arguments: str) -> dict[str, Any]:
        """Call a function of schema account; return its answer. Raises Problem when it refuses."""
        typed = {name: (TYPES.get(name, "text"), value) for name, value in arguments.items()}
        error, _, body = await self.database.call(f"account.{function}", typed)
        answer: dict[str, Any] = json.loads(body)
        if error is not None:
            raise Problem(error, answer)
        return answer

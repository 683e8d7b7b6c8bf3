"""The operations on accounts: sign-up, sign-in, sessions, change of password."""

import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from falcon import HTTP_201, HTTP_204
from falcon.asgi import Request, Response

from gateway.accounts.passwords import COMMON, LENGTHS, Passwords, normalize
from gateway.admission.gate import Gate
from gateway.admission.tokens import ISSUER, Claims
from gateway.cache.write_marker import WriteMarker
from gateway.http import headers
from gateway.http.arguments import Argument
from gateway.http.problems import Problem, invalid_input
from gateway.http.tracing import trace_id
from gateway.stores.calls import Database
from gateway.surface.catalog import Catalog, Endpoint, Result
from gateway.surface.request import Responder, read_arguments

TYPES = {"user_id": "uuid", "session_id": "uuid", "token_hash": "bytea", "new_token_hash": "bytea"}

EMAIL = Argument("email", "text", is_required=True, format="email")
PASSWORD = Argument("password", "text", is_required=True)
NEW_PASSWORD = replace(PASSWORD, low=LENGTHS[0], high=LENGTHS[-1])
NAME = Argument("name", "text", is_required=True)
PHONE = Argument("phone", "text", is_required=False)
TIME_ZONE = Argument("time_zone", "text", is_required=False)
CODE = Argument("code", "text", is_required=True)
REFRESH_TOKEN = Argument("refresh_token", "text", is_required=True)
SESSION = (
    Result("access_token", "text", ()),
    Result("token_type", "text", ()),
    Result("expires_in", "integer", ()),
    Result("refresh_token", "text", ()),
    Result("session_id", "uuid", ()),
)
STRENGTH = "any characters, but no common password."

GENERAL = ("general",)
GUESSABLE = ("general", "auth")
SIGN_IN = ("general", "auth", "account", "lockout")
# Not those of signing in: whoever attacks that must not keep the owner from a reset.
RESET = ("general", "reset")

Fields = dict[str, str]
Handler = Callable[["Accounts", Request, Response, Fields, Claims | None], Awaitable[None]]


def digest(refresh_token: str) -> str:
    """Return the SHA-256 that is stored for a refresh token, as PostgreSQL writes bytea."""
    return "\\x" + hashlib.sha256(refresh_token.encode()).hexdigest()


class Accounts:
    """Serves the operations on accounts, through the functions of schema account."""

    def __init__(self, database: Database, gate: Gate, passwords: Passwords, marker: WriteMarker) -> None:
        self.database = database
        self.gate = gate
        self.passwords = passwords
        self.marker = marker

    def create_responders(self, catalog: Catalog) -> dict[Endpoint, Responder]:
        """Return the operations with their Falcon responders."""
        user = next(result for endpoint in catalog.endpoints for result in endpoint.results if result.view == "user")
        endpoints = {operation.describe(catalog, user): operation.handler for operation in OPERATIONS}
        return {endpoint: self.create_responder(endpoint, handler) for endpoint, handler in endpoints.items()}

    def create_responder(self, endpoint: Endpoint, handler: Handler) -> Responder:
        """Return the Falcon responder for one of the operations."""
        # Without an optional password nothing is guessed.
        is_optional = any(a.name == "current_password" and not a.is_required for a in endpoint.arguments)
        without_password = replace(endpoint, rate=GENERAL) if is_optional else endpoint

        async def respond(req: Request, resp: Response) -> None:
            fields: Fields = {}
            refusal = None
            try:
                fields = await read_arguments(endpoint, req, {})
            except Problem as problem:
                refusal = problem
            # Count only an email address as an account: a caller could send another user's id and use up its limit.
            email = fields.get("email", "") if endpoint.auth == "none" else ""
            counted = endpoint if "current_password" in fields else without_password
            claims = await self.gate.admit(
                counted, req, resp, is_about_account=True, account=email if "@" in email else None
            )
            if refusal is not None:
                raise refusal
            await handler(self, req, resp, fields, claims)

        return respond

    async def register(self, req: Request, resp: Response, fields: Fields, claims: Claims | None) -> None:
        """Create an account and sign in. Raises Problem INVALID_INPUT or EMAIL_TAKEN."""
        password_hash = await self.hash_new("password", fields["password"], (fields["email"], fields["name"]))
        created = await self.call(
            req,
            resp,
            "register",
            email=fields["email"],
            password_hash=password_hash,
            name=fields["name"],
            phone=fields.get("phone"),
        )
        session = await self.open_session(req, resp, created["created"], password_hash)
        resp.data = headers.json_line(session | {"created": created["created"]})
        resp.status = HTTP_201
        resp.set_header("Location", "/v1/me")

    async def login(self, req: Request, resp: Response, fields: Fields, claims: Claims | None) -> None:
        """Check the password and open a session. Raises Problem INVALID_CREDENTIALS."""
        row = await self.database.fetch("select * from account.get_credentials($1)", [fields["email"]])
        user_id, password_hash = row or (None, None)
        if not await self.passwords.check(password_hash, fields["password"]):
            await self.refuse(req, resp, None if user_id is None else str(user_id), "sign in")
        resp.data = headers.json_line(await self.open_session(req, resp, str(user_id), str(password_hash)))

    async def refresh(self, req: Request, resp: Response, fields: Fields, claims: Claims | None) -> None:
        """Exchange a refresh token for new tokens. Raises Problem INVALID_TOKEN."""
        token = secrets.token_urlsafe(32)
        hashes = {"token_hash": digest(fields["refresh_token"]), "new_token_hash": digest(token)}
        answer = await self.call(req, resp, "rotate_session", **hashes)
        resp.data = headers.json_line(self.session(token, answer))

    async def logout(self, req: Request, resp: Response, fields: Fields, claims: Claims | None) -> None:
        """End a session. An unknown one counts as ended: no error."""
        await self.call(req, resp, "sign_out", token_hash=digest(fields["refresh_token"]))
        resp.status = HTTP_204

    async def password(self, req: Request, resp: Response, fields: Fields, claims: Claims | None) -> None:
        """Change the caller's password. Raises Problem INVALID_INPUT, INVALID_CREDENTIALS or FORBIDDEN."""
        if claims is None:
            raise Problem("INVALID_TOKEN")
        row = await self.database.fetch("select * from account.get_password($1::uuid)", [claims.user_id])
        if not row:
            await self.gate.forbid(req, claims.user_id, "change password")
        email, name, password_hash = row
        if not await self.passwords.check(password_hash, fields["current_password"]):
            await self.refuse_current(req, resp, claims.user_id, "change password")
        if normalize(fields["new_password"]) == normalize(fields["current_password"]):
            raise invalid_input({"new_password": "must not be the current one"}, {"new_password": {"rule": "same"}})
        new_password_hash = await self.hash_new("new_password", fields["new_password"], (email, name))
        await self.call(
            req,
            resp,
            "change_password",
            user_id=claims.user_id,
            session_id=claims.session_id,
            password_hash=password_hash,
            new_password_hash=new_password_hash,
        )
        resp.status = HTTP_204

    async def update_me(self, req: Request, resp: Response, fields: Fields, claims: Claims | None) -> None:
        """Change the caller's own data. Raises Problem INVALID_INPUT, INVALID_CREDENTIALS, EMAIL_TAKEN or FORBIDDEN."""
        if claims is None:
            raise Problem("INVALID_TOKEN")
        row = await self.database.fetch("select * from account.get_password($1::uuid)", [claims.user_id])
        if not row:
            await self.gate.forbid(req, claims.user_id, "update me")
        password = fields.pop("current_password", None)
        if "email" in fields and password is None:
            raise invalid_input({"current_password": "is required for a new e-mail address"})
        if password is not None and not await self.passwords.check(row[2], password):
            await self.refuse_current(req, resp, claims.user_id, "update me")
        answer = await self.call(req, resp, "update_me", user_id=claims.user_id, password_hash=row[2], **fields)
        resp.data = headers.json_line(answer)

    async def reset(self, req: Request, resp: Response, fields: Fields, claims: Claims | None) -> None:
        """Set a new password with a one-time code. Raises Problem INVALID_INPUT or INVALID_CREDENTIALS.

        It hashes before it looks for the account, so that nobody learns which accounts exist.
        """
        new_password_hash = await self.hash_new("new_password", fields["new_password"], (fields["email"],))
        await self.call(
            req,
            resp,
            "reset_password",
            email=fields["email"],
            code=fields["code"],
            new_password_hash=new_password_hash,
            address=self.gate.address(req),
        )
        resp.status = HTTP_204

    async def forgot(self, req: Request, resp: Response, fields: Fields, claims: Claims | None) -> None:
        """Ask for a one-time code by mail. An unknown address counts as known: no error."""
        await self.call(req, resp, "request_reset", email=fields["email"])
        resp.status = HTTP_204

    async def refuse_current(self, req: Request, resp: Response, user_id: str, action: str) -> None:
        """Record a caller's wrong password. Always raises Problem INVALID_CREDENTIALS, which points at it."""
        try:
            await self.refuse(req, resp, user_id, action)
        except Problem as refusal:
            refusal.details |= invalid_input(
                {"current_password": "is not your password"}, {"current_password": {"rule": "wrong"}}
            ).details
            raise

    async def hash_new(self, field: str, password: str, own_words: tuple[str, ...]) -> str:
        """Return the hash of a new password. Raises Problem INVALID_INPUT when it is too weak."""
        if (wrong := await self.passwords.find_weakness(password, (ISSUER, *own_words))) is not None:
            raise invalid_input({field: wrong}, {field: {"rule": "common"}} if wrong == COMMON else None)
        return await self.passwords.hash(password)

    async def refuse(self, req: Request, resp: Response, user_id: str | None, action: str) -> None:
        """Record a wrong password. Always raises Problem INVALID_CREDENTIALS."""
        await self.call(req, resp, "refuse_sign_in", user_id=user_id, action=action)

    async def open_session(self, req: Request, resp: Response, user_id: str, password_hash: str) -> dict[str, Any]:
        """Start a session for an authenticated user; return the response. Raises Problem INVALID_CREDENTIALS."""
        token = secrets.token_urlsafe(32)
        answer = await self.call(
            req,
            resp,
            "open_session",
            user_id=user_id,
            password_hash=password_hash,
            token_hash=digest(token),
            address=self.gate.address(req),
            user_agent=req.user_agent,
        )
        return self.session(token, answer)

    def session(self, refresh_token: str, answer: dict[str, Any]) -> dict[str, Any]:
        """Return the response: new tokens and their user."""
        user = answer["user"]
        return {
            "success": True,
            "access_token": self.gate.tokens.issue(user["id"], user["role"], answer["session_id"]),
            "token_type": "Bearer",
            "expires_in": self.gate.tokens.lifetime,
            "refresh_token": refresh_token,
            "session_id": answer["session_id"],
            "user": user,
        }

    async def call(self, req: Request, resp: Response, function: str, **arguments: str | None) -> dict[str, Any]:
        """Call a function of schema account; return its result. Raises Problem when it refuses."""
        typed = {name: (TYPES.get(name, "text"), value) for name, value in arguments.items()}
        answered = await self.database.call(f"account.{function}", typed, trace_id(req))
        self.marker.write(resp, answered.time)
        answer: dict[str, Any] = json.loads(answered.body)
        if answered.error is not None:
            raise Problem(answered.error, answer)
        return answer


@dataclass(frozen=True)
class Operation:
    """An operation on accounts: POST /v1/auth/{name}, or another method and path.

    handler: the method of Accounts that serves it. function: of schema account; its summary, refusals and bounds are
    the operation's. signs_in: the result is a new session. note: the description. refuses: with these besides.
    location: of what it creates. answers_user: the result is the account.
    """

    name: str
    handler: Handler
    function: str
    arguments: tuple[Argument, ...]
    rate: tuple[str, ...]
    note: str
    signs_in: bool = False
    auth: str = "none"
    refuses: tuple[str, ...] = ()
    location: str | None = None
    method: str = "POST"
    path: str | None = None
    answers_user: bool = False

    def describe(self, catalog: Catalog, user: Result) -> Endpoint:
        """Return the operation in the form of the catalog's endpoints. user: how these show one."""
        function = catalog.functions[f"account.{self.function}"]
        return Endpoint(
            method=self.method,
            path=self.path or f"/v1/auth/{self.name}",
            auth=self.auth,
            rate=self.rate,
            function=self.name,
            is_read=False,
            comment=f"{function.summary}\n{self.note}",
            arguments=tuple(function.bounded(argument) for argument in self.arguments),
            results=(*SESSION, user) if self.signs_in else (user,) if self.answers_user else (),
            creates=self.location is not None,
            only_creates=self.location is not None,
            refuses=(*function.refuses, *self.refuses),
            location=self.location,
        )


OPERATIONS = (
    Operation(
        name="register",
        handler=Accounts.register,
        function="register",
        arguments=(EMAIL, NEW_PASSWORD, NAME, PHONE),
        rate=GUESSABLE,
        signs_in=True,
        note=f"password: {STRENGTH}",
        location="/v1/me",
    ),
    Operation(
        name="login",
        handler=Accounts.login,
        function="open_session",
        arguments=(EMAIL, PASSWORD),
        rate=SIGN_IN,
        signs_in=True,
        note="The access token is valid for expires_in seconds; exchange the refresh token before it ends.",
    ),
    Operation(
        name="refresh",
        handler=Accounts.refresh,
        function="rotate_session",
        arguments=(REFRESH_TOKEN,),
        rate=GENERAL,
        signs_in=True,
        note="Using a token a second time ends the session, unless the first response was lost a moment ago.",
    ),
    Operation(
        name="logout",
        handler=Accounts.logout,
        function="sign_out",
        arguments=(REFRESH_TOKEN,),
        rate=GENERAL,
        note="The session's access token is refused within 30 seconds.",
    ),
    Operation(
        name="password",
        handler=Accounts.password,
        function="change_password",
        arguments=(replace(PASSWORD, name="current_password"), replace(NEW_PASSWORD, name="new_password")),
        rate=SIGN_IN,
        auth="user",
        note=f"new_password: {STRENGTH}",
        refuses=("FORBIDDEN",),
    ),
    Operation(
        name="reset",
        handler=Accounts.reset,
        function="reset_password",
        arguments=(EMAIL, CODE, replace(NEW_PASSWORD, name="new_password")),
        rate=RESET,
        note=f"code: as it was given, within 30 minutes. new_password: {STRENGTH}",
    ),
    Operation(
        name="forgot",
        handler=Accounts.forgot,
        function="request_reset",
        # All that accounts may have: more than the format of OpenAPI allows.
        arguments=(replace(EMAIL, format=None),),
        rate=RESET,
        note="Without such an account the answer is the same. POST /v1/auth/reset takes the code.",
    ),
    Operation(
        name="update_me",
        handler=Accounts.update_me,
        function="update_me",
        arguments=(
            replace(NAME, is_required=False),
            replace(EMAIL, is_required=False),
            PHONE,
            TIME_ZONE,
            replace(PASSWORD, name="current_password", is_required=False),
        ),
        rate=SIGN_IN,
        note="email: needs current_password. phone: empty to remove it. time_zone: IANA name.",
        auth="user",
        refuses=("FORBIDDEN",),
        method="PATCH",
        path="/v1/me",
        answers_user=True,
    ),
)

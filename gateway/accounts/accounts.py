"""The operations on accounts: sign-up, sign-in, sessions, change of password."""

import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from falcon import HTTP_201, HTTP_204
from falcon.asgi import Request, Response

from gateway.accounts.passwords import LENGTHS, Passwords
from gateway.admission.gate import Gate
from gateway.admission.tokens import NAME, Claims
from gateway.cache.write_marker import Written
from gateway.http.arguments import Argument
from gateway.http.problems import Problem, invalid_input
from gateway.http.tracing import trace_id
from gateway.stores.calls import Database
from gateway.surface.catalog import Catalog, Endpoint, Result
from gateway.surface.request import Responder, read_arguments

TYPES = {"user_id": "uuid", "session_id": "uuid", "token_hash": "bytea", "new_token_hash": "bytea"}

# One @ with text on both sides, without characters that PostgreSQL classes as space or control.
NAME_PART = r"[^@\u0000-\u0020\u007f-\u009f\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+"
ADDRESS = f"^{NAME_PART}@{NAME_PART}$"

EMAIL = Argument("email", "text", is_required=True)
PASSWORD = Argument("password", "text", is_required=True)
NEW_PASSWORD = replace(PASSWORD, low=LENGTHS[0], high=LENGTHS[-1])
REFRESH_TOKEN = Argument("refresh_token", "text", is_required=True)

GENERAL = ("general",)
GUESSABLE = ("general", "auth")
SIGN_IN = ("general", "auth", "account", "lockout")

Fields = dict[str, str]
Answer = Callable[[Request, Response, Fields, Claims | None], Awaitable[None]]


def digest(refresh_token: str) -> str:
    """Return the SHA-256 that is stored for a refresh token, as PostgreSQL writes bytea."""
    return "\\x" + hashlib.sha256(refresh_token.encode()).hexdigest()


def operation(
    name: str, comment: str, arguments: tuple[Argument, ...], results: tuple[Result, ...], rate: tuple[str, ...]
) -> Endpoint:
    """Describe an operation on accounts as the catalog describes all others."""
    path, function = f"/v1/auth/{name}", f"account.{name}"
    return Endpoint("POST", path, "none", rate, function, False, comment, arguments, results)


def operations(catalog: Catalog) -> tuple[Endpoint, ...]:
    """Return the operations on accounts. They return a user in the same form as the catalog's endpoints do."""
    user = next(result for endpoint in catalog.endpoints for result in endpoint.results if result.view == "user")
    session = (
        Result("access_token", "text", ()),
        Result("token_type", "text", ()),
        Result("expires_in", "integer", ()),
        Result("refresh_token", "text", ()),
        Result("session_id", "uuid", ()),
        user,
    )
    register = operation(
        "register",
        "Makes an account and signs in\npassword: any characters, but no common password.",
        (
            replace(EMAIL, pattern=ADDRESS, high=254),
            NEW_PASSWORD,
            Argument("name", "text", is_required=True, low=1, high=200),
        ),
        session,
        GUESSABLE,
    )
    login = operation(
        "login",
        "Signs in\nThe access token is valid for expires_in seconds; exchange the refresh token before it ends.",
        (EMAIL, PASSWORD),
        session,
        SIGN_IN,
    )
    refresh = operation(
        "refresh",
        "Exchanges a refresh token for new tokens\nEach is good for one exchange; a used one ends the session, unless "
        "the answer was lost a moment ago.",
        (REFRESH_TOKEN,),
        session,
        GENERAL,
    )
    logout = operation(
        "logout", "Ends a session\nIts access token is refused within 30 seconds.", (REFRESH_TOKEN,), (), GENERAL
    )
    password = operation(
        "password",
        "Changes the caller's password and ends the other sessions\nnew_password: any characters, but no common "
        "password.",
        (replace(PASSWORD, name="current_password"), replace(NEW_PASSWORD, name="new_password")),
        (),
        SIGN_IN,
    )
    return (
        replace(register, location="/v1/me", creates=True, refuses=("INVALID_INPUT", "EMAIL_TAKEN")),
        replace(login, refuses=("INVALID_CREDENTIALS",)),
        replace(refresh, refuses=("INVALID_TOKEN",)),
        logout,
        replace(password, auth="user", refuses=("INVALID_INPUT", "INVALID_CREDENTIALS", "FORBIDDEN")),
    )


class Accounts:
    """Serves the operations on accounts, through the functions of schema account."""

    def __init__(self, database: Database, gate: Gate, passwords: Passwords, written: Written) -> None:
        self.database = database
        self.gate = gate
        self.passwords = passwords
        self.written = written

    def create_responder(self, endpoint: Endpoint) -> Responder:
        """Return the Falcon responder for one of the operations."""
        answer: Answer = getattr(self, endpoint.path.rpartition("/")[2])

        async def respond(req: Request, resp: Response) -> None:
            fields: Fields = {}
            refusal = None
            try:
                fields = await read_arguments(endpoint, req, {})
            except Problem as problem:
                refusal = problem
            # Count only an email address as an account: a caller could send another user's id and use up its limit.
            email = fields.get("email", "")
            claims = await self.gate.admit(endpoint, req, resp, email if "@" in email else None)
            if refusal is not None:
                raise refusal
            await answer(req, resp, fields, claims)

        return respond

    async def register(self, req: Request, resp: Response, fields: Fields, claims: Claims | None) -> None:
        """Create an account and sign in. Raises Problem INVALID_INPUT or EMAIL_TAKEN."""
        password_hash = await self.hash_new("password", fields["password"], (fields["email"], fields["name"]))
        created = await self.call(
            req, resp, "register", email=fields["email"], password_hash=password_hash, name=fields["name"]
        )
        session = await self.open_session(req, resp, created["created"], password_hash)
        resp.media = session | {"created": created["created"]}
        resp.status = HTTP_201
        resp.set_header("Location", "/v1/me")

    async def login(self, req: Request, resp: Response, fields: Fields, claims: Claims | None) -> None:
        """Check the password and open a session. Raises Problem INVALID_CREDENTIALS."""
        row = await self.database.fetch("select * from account.get_credentials($1)", [fields["email"]])
        user_id, password_hash = row or (None, None)
        if not await self.passwords.check(password_hash, fields["password"]):
            await self.refuse(req, resp, None if user_id is None else str(user_id), "sign in")
        resp.media = await self.open_session(req, resp, str(user_id), str(password_hash))

    async def refresh(self, req: Request, resp: Response, fields: Fields, claims: Claims | None) -> None:
        """Exchange a refresh token for new tokens. Raises Problem INVALID_TOKEN."""
        token = secrets.token_urlsafe(32)
        hashes = {"token_hash": digest(fields["refresh_token"]), "new_token_hash": digest(token)}
        resp.media = self.session(token, await self.call(req, resp, "rotate_session", **hashes))

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
            await self.refuse(req, resp, claims.user_id, "change password")
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

    async def hash_new(self, field: str, password: str, own_words: tuple[str, ...]) -> str:
        """Return the hash of a new password. Raises Problem INVALID_INPUT when it is too weak."""
        if (wrong := await self.passwords.judge(password, (NAME, *own_words))) is not None:
            raise invalid_input({field: wrong})
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
        self.written.write(resp, answered.written)
        answer: dict[str, Any] = json.loads(answered.body)
        if answered.error is not None:
            raise Problem(answered.error, answer)
        return answer

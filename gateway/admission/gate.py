"""The checks that requests pass before they are served: access token, rate limits, role."""

from dataclasses import dataclass

from falcon.asgi import Request, Response

from gateway.admission.limits import Caller, Limits
from gateway.admission.tokens import Claims, Revocations, Tokens
from gateway.http.address import Network, client_address
from gateway.http.problems import Problem
from gateway.http.tracing import trace_id
from gateway.stores.calls import Database
from gateway.surface.catalog import Endpoint

ADMIN = "ADMIN"
# What an administrator's request counts against instead, whatever others at the same address do.
OF_ADMINS = {"general": "desk"}
# A browser's WebSocket can send a token only as the name of a protocol, next to the one that is spoken.
IN_PROTOCOLS = "bearer."


def authorization(req: Request) -> str | None:
    """Return the header Authorization; of a WebSocket perhaps what its protocols hold."""
    if req.auth is None:
        for protocol in req.scope.get("subprotocols") or ():
            if protocol.startswith(IN_PROTOCOLS):
                return f"Bearer {protocol.removeprefix(IN_PROTOCOLS)}"
    return req.auth


@dataclass(frozen=True)
class Gate:
    """Admits requests. proxies: trusted to name the client's address."""

    database: Database
    tokens: Tokens
    revocations: Revocations
    limits: Limits
    proxies: tuple[Network, ...]

    def address(self, req: Request) -> str:
        """Return the client's address, as rate limits count it."""
        return client_address(req, self.proxies)

    async def admit(
        self,
        endpoint: Endpoint,
        req: Request,
        resp: Response,
        *,
        is_about_account: bool = False,
        account: str | None = None,
    ) -> Claims | None:
        """Return the caller's claims; None for an operation without authentication.

        is_about_account: rate limits may count by an account. account: its name; by default the caller's own id.
        Raises Problem RATE_LIMITED, INVALID_TOKEN or FORBIDDEN, and psycopg.Error. A request with a bad token counts
        against its address too. An operation without authentication ignores a token, but an administrator's one says
        by what it counts.
        """
        claims, refusal = await self.identify(endpoint, req)
        if self.limits.is_on:
            user_id = claims.user_id if claims else None
            admin_id = await self.admin(endpoint, req, claims)
            caller = Caller(self.address(req), admin_id or user_id, (account or user_id) if is_about_account else None)
            rate = endpoint.rate if admin_id is None else tuple(OF_ADMINS.get(name, name) for name in endpoint.rate)
            await self.limits.take(resp, rate, caller)
        if refusal is not None:
            raise refusal
        if endpoint.auth == "admin" and claims is not None and claims.role != ADMIN:
            await self.forbid(req, claims.user_id, endpoint.summary)
        return claims

    async def admin(self, endpoint: Endpoint, req: Request, claims: Claims | None) -> str | None:
        """Return the administrator's id whom a valid token names; None for all others. Raises psycopg.Error."""
        if endpoint.auth == "none" and authorization(req) is not None:
            claims, _ = await self.verify(req)
        return claims.user_id if claims is not None and claims.role == ADMIN else None

    async def forbid(self, req: Request, user_id: str, action: str) -> None:
        """Record a forbidden action. Always raises: Problem FORBIDDEN, or psycopg.Error."""
        arguments = {"user_id": ("uuid", user_id), "action": ("text", action)}
        await self.database.call("core.forbid", arguments, trace_id(req))
        raise Problem("FORBIDDEN")

    async def identify(self, endpoint: Endpoint, req: Request) -> tuple[Claims | None, Problem | None]:
        """Return the token's claims, or the problem with it; neither without authentication. Raises psycopg.Error."""
        if endpoint.auth == "none":
            return None, None
        claims, problem = await self.verify(req)
        if claims is not None:
            req.context.user_id = claims.user_id
        return claims, problem

    async def verify(self, req: Request) -> tuple[Claims | None, Problem | None]:
        """Return the token's claims, or the problem with it. Raises psycopg.Error."""
        try:
            claims = self.tokens.verify(authorization(req))
            await self.revocations.check(claims)
        except Problem as problem:
            return None, problem
        return claims, None

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
        against its address too.
        """
        claims, refusal = await self.identify(endpoint, req)
        if self.limits.is_on:
            user_id = claims.user_id if claims else None
            caller = Caller(self.address(req), user_id, (account or user_id) if is_about_account else None)
            await self.limits.take(resp, endpoint.rate, caller)
        if refusal is not None:
            raise refusal
        if endpoint.auth == "admin" and claims is not None and claims.role != "ADMIN":
            await self.forbid(req, claims.user_id, endpoint.summary)
        return claims

    async def forbid(self, req: Request, user_id: str, action: str) -> None:
        """Record a forbidden action. Always raises: Problem FORBIDDEN, or psycopg.Error."""
        arguments = {"user_id": ("uuid", user_id), "action": ("text", action)}
        await self.database.call("core.forbid", arguments, trace_id(req))
        raise Problem("FORBIDDEN")

    async def identify(self, endpoint: Endpoint, req: Request) -> tuple[Claims | None, Problem | None]:
        """Return the token's claims, or the problem with it; neither without authentication. Raises psycopg.Error."""
        if endpoint.auth == "none":
            return None, None
        try:
            claims = self.tokens.verify(req.auth)
            await self.revocations.check(claims)
        except Problem as problem:
            return None, problem
        req.context.user_id = claims.user_id
        return claims, None

"""Counts every request and measures how long it took, by route, operation and outcome; never by who or what."""

from collections.abc import Callable, Mapping
from time import perf_counter

from falcon.asgi import Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram

from gateway.config import HEALTH_CHECKS
from gateway.http.problems import Problems
from gateway.observe.access import began_at, method_of
from gateway.surface.catalog import Endpoint
from gateway.surface.openapi import codes

BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

Outcome = tuple[str | None, str, int, str]


class RequestMetrics:
    """The middleware after the access log, which notes when a request began.

    operations: by path template and method; none until they are known.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.operations: Mapping[tuple[str, str], Endpoint] = {}
        self.failures = Counter(
            "medbook_failures", "Requests answered with 5xx, without health checks", registry=registry
        )
        self.calls = Counter(
            "medbook_calls",
            "Requests of an operation by their outcome: the code of the refusal, OK, or none without an answer",
            ["operation", "code"],
            registry=registry,
        )
        self.durations = Histogram(
            "medbook_request_duration_seconds",
            "From the request's headers to the response's headers; streams go on after that",
            ["route", "method", "status"],
            registry=registry,
            buckets=BUCKETS,
        )
        # There are as many as routes, methods and codes: clients cannot make more.
        self.known: dict[Outcome, Callable[[float], None]] = {}

    async def process_response(self, req: Request, resp: Response, resource: object, succeeded: bool) -> None:
        """Count a request that is answered."""
        self.count(req, resp.status_code, getattr(resp.context, "code", "OK"))

    def expect(self, operations: Mapping[tuple[str, str], Endpoint], problems: Problems) -> None:
        """Begin to count, from 0, how often each operation succeeds, fails, and asks to be called again.

        The first of what alerts are built on would go unseen otherwise: a rate needs two values.
        """
        self.operations = operations
        for endpoint in operations.values():
            kinds = {code: problems.kinds[code] for code in codes(endpoint)}
            for code in ("OK", *(c for c, kind in kinds.items() if kind.status >= 500 or kind.retry_after is not None)):
                self.calls.labels(endpoint.function, code)

    def count(self, req: Request, status: int, code: str | None) -> None:
        """Count a request that has ended. code: None if its client went away before it was answered."""
        seconds = perf_counter() - began_at(req)
        outcome = (req.uri_template, method_of(req), status, code or "none")
        note = self.known.get(outcome)
        if note is None:
            note = self.known[outcome] = self.create_note(*outcome)
        note(seconds)

    def create_note(self, route: str | None, method: str, status: int, code: str) -> Callable[[float], None]:
        """Return a function that notes a request with this outcome. route: None for an unknown path."""
        observe = self.durations.labels(route or "none", method, str(status)).observe
        counts = []
        operation = self.operations.get((route or "", method))
        if operation is not None:
            counts.append(self.calls.labels(operation.function, code).inc)
        if status >= 500 and route not in HEALTH_CHECKS:
            counts.append(self.failures.inc)

        def note(seconds: float) -> None:
            observe(seconds)
            for count in counts:
                count()

        return note

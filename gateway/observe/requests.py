"""Counts every request and measures how long it took, by route, operation and outcome; never by who or what."""

from collections.abc import Callable, Mapping
from time import perf_counter

from falcon import COMBINED_METHODS
from falcon.asgi import Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram

from gateway.observe.access import began_at

BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

Outcome = tuple[str | None, str, int, str]


class RequestMetrics:
    """The middleware after the access log, which notes when a request began.

    operations: functions by path template and method, which are added when they are known.
    """

    def __init__(self, registry: CollectorRegistry, operations: Mapping[tuple[str, str], str]) -> None:
        self.operations = operations
        self.calls = Counter(
            "medbook_calls",
            "Requests of an operation by their outcome: the code of the refusal, or OK",
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
        # There are as many as routes, methods and codes; clients cannot make more.
        self.known: dict[Outcome, Callable[[float], None]] = {}

    async def process_response(self, req: Request, resp: Response, resource: object, succeeded: bool) -> None:
        """Count the request."""
        seconds = perf_counter() - began_at(req)
        method = req.method if req.method in COMBINED_METHODS else "other"
        outcome = (req.uri_template, method, resp.status_code, getattr(resp.context, "code", "OK"))
        note = self.known.get(outcome)
        if note is None:
            note = self.known[outcome] = self.create_note(*outcome)
        note(seconds)

    def create_note(self, route: str | None, method: str, status: int, code: str) -> Callable[[float], None]:
        """Return a function that notes a request with this outcome. route: None for an unknown path."""
        observe = self.durations.labels(route or "none", method, str(status)).observe
        operation = self.operations.get((route or "", method))
        if operation is None:
            return observe
        count = self.calls.labels(operation, code).inc

        def note(seconds: float) -> None:
            observe(seconds)
            count()

        return note

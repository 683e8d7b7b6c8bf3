"""Traces for OpenTelemetry: a span for each request and for each of its statements, sent over OTLP by a thread.

Only imported when an OTLP endpoint is set. The SDK reads its own variables: endpoint, headers, sampler, batches.
"""

import asyncio
import concurrent.futures
import logging
import threading
import time

from falcon import COMBINED_METHODS
from falcon.asgi import Request
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import NoOpTracer, SpanKind, Status, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from gateway.config import HEALTH_CHECKS, version
from gateway.http.tracing import TRACEPARENT, trace_id
from gateway.observe.timing import NotedStatement, Timing

# The SDK's loggers that speak whenever a batch cannot be sent, or a span is dropped for that.
LOGGERS = ("opentelemetry.exporter.otlp.proto.http.trace_exporter", "opentelemetry.sdk._shared_internal")
SILENCE_SECONDS = 60.0
FLUSH_SECONDS = 2.0


class Seldom(logging.Filter):
    """Lets one line through, and then none for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.silent_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line may be written."""
        now = time.monotonic()
        if now < self.silent_until:
            return False
        self.silent_until = now + SILENCE_SECONDS
        return True


class RequestIds(RandomIdGenerator):
    """Gives a trace the id that the request has already. trace_id: the next one's."""

    trace_id = 0

    def generate_trace_id(self) -> int:
        """Return the id of the request's trace."""
        return self.trace_id


def resource() -> Resource:
    """Return what the traces are of: the name and more as OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have it."""
    own = {SERVICE_NAME: "medbook", SERVICE_VERSION: version()}
    return Resource.create({**own, **OTELResourceDetector().detect().attributes})


class Traces:
    """Makes spans of requests. Nothing in them tells who or which: no ids but the trace's, no addresses, no query."""

    def __init__(self) -> None:
        self.resource = resource()
        self.exporter = OTLPSpanExporter()
        self.ids = RequestIds()
        self.propagator = TraceContextTextMapPropagator()
        self.tracer: Tracer = NoOpTracer()
        self.provider: TracerProvider | None = None
        seldom = Seldom()
        for name in LOGGERS:
            logging.getLogger(name).addFilter(seldom)

    def open(self) -> None:
        """Start the thread that sends: in the worker, since a thread does not survive the fork."""
        provider = TracerProvider(resource=self.resource, id_generator=self.ids, shutdown_on_exit=False)
        provider.add_span_processor(BatchSpanProcessor(self.exporter))
        self.provider = provider
        self.tracer = provider.get_tracer("medbook", version())

    async def close(self) -> None:
        """Send what is left, for FLUSH_SECONDS at most: the thread ends with the process."""
        provider = self.provider
        if provider is None:
            return
        ended: concurrent.futures.Future[None] = concurrent.futures.Future()

        def flush() -> None:
            provider.shutdown()
            ended.set_result(None)

        threading.Thread(target=flush, daemon=True).start()
        try:
            await asyncio.wait_for(asyncio.wrap_future(ended), FLUSH_SECONDS)
        except TimeoutError:
            logging.getLogger("gateway").warning("the last traces could not be sent in %g seconds", FLUSH_SECONDS)

    def context(self, req: Request) -> Context:
        """Return the context in which a request came: the caller's span, or none."""
        self.ids.trace_id = int(trace_id(req), 16)
        traceparent = req.get_header("traceparent") or ""
        if TRACEPARENT.fullmatch(traceparent) is None:
            return Context()
        carrier = {"traceparent": traceparent, "tracestate": req.get_header("tracestate") or ""}
        return self.propagator.extract(carrier, Context())

    def record(self, req: Request, timing: Timing, ended: float, status: int, code: str | None) -> None:
        """Make the spans of a request that has ended; of health checks none."""
        if req.path in HEALTH_CHECKS:
            return
        is_known = req.method in COMBINED_METHODS
        attributes: dict[str, AttributeValue] = {
            "http.request.method": req.method if is_known else "_OTHER",
            "http.response.status_code": status,
        }
        name = req.method if is_known else "HTTP"
        if req.uri_template is not None:
            attributes["http.route"] = req.uri_template
            name = f"{name} {req.uri_template}"
        if code is not None:
            attributes["medbook.code"] = code
        if status >= 500:
            attributes["error.type"] = str(status)
        context = self.context(req)
        span = self.tracer.start_span(name, context, SpanKind.SERVER, attributes, start_time=timing.began_at)
        if span.is_recording():
            if status >= 500:
                span.set_status(Status(StatusCode.ERROR))
            within = set_span_in_context(span, context)
            for statement in timing.statements:
                self.record_statement(within, timing, statement)
        span.end(timing.at(ended))

    def record_statement(self, context: Context, timing: Timing, statement: NotedStatement) -> None:
        """Make the span of a statement."""
        attributes: dict[str, AttributeValue] = {
            "db.system.name": "postgresql",
            "db.stored_procedure.name": statement.function,
            "medbook.server": "replica" if statement.is_on_replica else "primary",
        }
        if statement.error is not None:
            attributes["error.type"] = statement.error
        if statement.sqlstate is not None:
            attributes["db.response.status_code"] = statement.sqlstate
        span = self.tracer.start_span(
            statement.function, context, SpanKind.CLIENT, attributes, start_time=timing.at(statement.began)
        )
        if statement.error is not None:
            span.set_status(Status(StatusCode.ERROR))
        span.end(timing.at(statement.ended))

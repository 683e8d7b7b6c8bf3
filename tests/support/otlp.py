"""A receiver of traces: OTLP over HTTP, decoded."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as Encoded

from tests.support.gateway import wait_for


def values(attributes: Any) -> dict[str, Any]:
    """Return attributes by name."""
    return {one.key: getattr(one.value, str(one.value.WhichOneof("value"))) for one in list[KeyValue](attributes)}


@dataclass(frozen=True)
class Span:
    """A span as it came. resource: the attributes of what it is of."""

    encoded: Encoded
    resource: dict[str, Any]

    @property
    def name(self) -> str:
        return self.encoded.name

    @property
    def kind(self) -> str:
        return str(Encoded.SpanKind.Name(self.encoded.kind)).removeprefix("SPAN_KIND_")

    @property
    def is_error(self) -> bool:
        return self.encoded.status.code == self.encoded.status.STATUS_CODE_ERROR

    @property
    def trace_id(self) -> str:
        return self.encoded.trace_id.hex()

    @property
    def id(self) -> str:
        return self.encoded.span_id.hex()

    @property
    def parent_id(self) -> str:
        return self.encoded.parent_span_id.hex()

    @property
    def attributes(self) -> dict[str, Any]:
        return values(self.encoded.attributes)


@dataclass
class Receiver:
    """What has come, in the order in which it came.

    headers: of the last batch. has_begun: one has come, whether it was taken or not. is_open: while it is not set,
    batches are not answered.
    """

    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    batches: list[bytes] = field(default_factory=list)
    is_open: threading.Event = field(default_factory=threading.Event)
    has_begun: threading.Event = field(default_factory=threading.Event)

    def take(self, body: bytes) -> None:
        """Decode a batch."""
        self.batches.append(body)
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            resource = values(group.resource.attributes)
            self.spans += [Span(span, resource) for scope in group.scope_spans for span in scope.spans]

    def of_trace(self, trace_id: str) -> list[Span]:
        """Return what has come of one trace."""
        return [span for span in self.spans if span.trace_id == trace_id]

    def request(self, trace_id: str) -> tuple[Span, list[Span]]:
        """Return a request's span as soon as it has come, with those below it in the order of their beginnings."""
        wait_for(lambda: any(span.kind == "SERVER" for span in self.of_trace(trace_id)))
        (server,) = [span for span in self.of_trace(trace_id) if span.kind == "SERVER"]
        below = [span for span in self.of_trace(trace_id) if span.parent_id == server.id]
        return server, sorted(below, key=lambda span: span.encoded.start_time_unix_nano)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a receiver until the block ends."""
    receiving = Receiver()
    receiving.is_open.set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiving.headers = dict(self.headers)
            receiving.has_begun.set()
            receiving.is_open.wait()
            receiving.take(body)
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            return

    class Listener(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            return

    with Listener(("127.0.0.1", 0), Handler) as server:
        receiving.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield receiving
        finally:
            receiving.is_open.set()
            server.shutdown()
            thread.join()

"""Stands in for Grafana and Jaeger, whose images no test can pull: takes all that is sent to it, and gives it back."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

# Grafana's, OTLP's and Jaeger's.
PORTS = (3000, 4318, 16686)
received: list[tuple[str, str]] = []


class Handler(BaseHTTPRequestHandler):
    """Answers everything."""

    def do_GET(self) -> None:
        """Give back what was sent: the path and the bytes, in hexadecimal, of each request."""
        self.answer(json.dumps(received).encode())

    def do_POST(self) -> None:
        """Take what is sent."""
        received.append((self.path, self.rfile.read(int(self.headers["Content-Length"])).hex()))
        self.answer(b"")

    def answer(self, body: bytes) -> None:
        """Answer that all is well."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    for port in PORTS:
        Thread(target=ThreadingHTTPServer(("", port), Handler).serve_forever).start()

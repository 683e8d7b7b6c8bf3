"""Stands in for Grafana, Jaeger and receivers of webhooks: takes all that is sent to it, and gives it back."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

# Grafana's, OTLP's and Jaeger's.
PORTS = (3000, 4318, 16686)
received: list[tuple[str, str, dict[str, str]]] = []


class Handler(BaseHTTPRequestHandler):
    """Answers everything."""

    def do_GET(self) -> None:
        """Give back what was sent: the path, the bytes, in hexadecimal, and the headers of each request."""
        self.answer(json.dumps(received).encode())

    def do_POST(self) -> None:
        """Take what is sent."""
        body = self.rfile.read(int(self.headers["Content-Length"])).hex()
        received.append((self.path, body, {name.lower(): value for name, value in self.headers.items()}))
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

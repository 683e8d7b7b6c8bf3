"""nginx in front of a gateway, with the configuration of docker/nginx, on ports and with a certificate of its own."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support import ROOT
from tests.support.gateway import free_port, wait_for

CONFIGURATION = (ROOT / "docker/nginx/medbook.conf").read_text()
PROXY = (ROOT / "docker/nginx/medbook-proxy.conf").read_text()

# The user counts only when root starts it. It compresses, as nginx of many clinics do for all they serve.
MAIN = """
user root;
daemon off;
pid {home}/pid;
events {{}}
http {{
  gzip on;
  gzip_types application/json;
  client_body_temp_path {home}/body;
  proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi;
  scgi_temp_path {home}/scgi;
  include {home}/medbook.conf;
}}
"""


@dataclass(frozen=True)
class Nginx:
    """A running nginx. port, redirecting: where it speaks HTTPS, and HTTP. trust: knows its certificate."""

    port: int
    redirecting: int
    trust: ssl.SSLContext

    def client(self, address: str = "127.0.0.1") -> httpx.Client:
        """Return a client that comes from an address of this machine."""
        transport = httpx.HTTPTransport(local_address=address, verify=self.trust)
        return httpx.Client(base_url=f"https://127.0.0.1:{self.port}", transport=transport, timeout=60)


def make_certificate(home: Path) -> None:
    """Make a certificate for this machine that signs itself, and its key."""
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(home / "medbook.key"), "-out", str(home / "medbook.pem")]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
    subprocess.run(["openssl", "req", *kind, *names, *files], check=True, capture_output=True)


def configuration(home: Path, upstream: str, ports: dict[str, int]) -> str:
    """Return the configuration as a reader of it changes it, with shorter timeouts. There may be no IPv6 here."""
    text = CONFIGURATION.replace("  include medbook-proxy.conf;", PROXY)
    lines = [line for line in text.splitlines() if "listen [::]:" not in line]
    text = "\n".join(lines)
    changes = {f"listen {port}": f"listen 127.0.0.1:{free}" for port, free in ports.items()} | {
        "127.0.0.1:8000": upstream,
        "/etc/ssl/certs": str(home),
        "/etc/ssl/private": str(home),
        "client_header_timeout 10s": "client_header_timeout 1s",
        "client_body_timeout 10s": "client_body_timeout 1s",
    }
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(home: Path, upstream: str) -> Iterator[Nginx]:
    """Run nginx before a gateway at this address until the block ends; its files are in home."""
    made = Nginx(free_port(), free_port(), ssl.create_default_context())
    make_certificate(home)
    made.trust.load_verify_locations(home / "medbook.pem")
    (home / "nginx.conf").write_text(MAIN.format(home=home))
    (home / "medbook.conf").write_text(configuration(home, upstream, {"80": made.redirecting, "443": made.port}))
    command = ["/usr/sbin/nginx", "-p", str(home), "-e", str(home / "log"), "-c", str(home / "nginx.conf")]
    with subprocess.Popen(command) as process:
        try:
            wait_for(lambda: (home / "pid").exists() and (home / "pid").read_text(), process)
            yield made
        finally:
            process.terminate()

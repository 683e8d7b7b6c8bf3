"""`make run`, once the database is up and migrated: the demo clinic, a key for tokens, and the gateway."""

import os
import secrets
import socket
import sys
from pathlib import Path

import psycopg

from gateway import cluster
from gateway.config import ConfigError, from_environment

ROOT = Path(__file__).resolve().parent.parent

TRY = """
MedBook is at http://127.0.0.1:{port}  (the API's pages: /docs)

  curl -s http://127.0.0.1:{port}/v1/doctors
  curl -s http://127.0.0.1:{port}/v1/auth/login -H 'Content-Type: application/json' \\
       -d '{{"email": "patient@example.com", "password": "medbook-demo-patient"}}'
  make psql                    the same functions, in SQL
  make stop                    stop PostgreSQL too (Ctrl-C stops the gateway alone)
"""


def jwt_keys() -> str:
    """Return the keys of MEDBOOK_JWT_KEYS, or the one in MEDBOOK_HOME, made when it is missing."""
    if keys := os.environ.get("MEDBOOK_JWT_KEYS"):
        return keys
    path = cluster.from_environment().home / "jwt.key"
    if not path.exists() or not path.read_text():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text().strip()


def free_port() -> int:
    """Return MEDBOOK_PORT. Ends with one line when it is no port, or when another process listens on it."""
    text = os.environ.get("MEDBOOK_PORT") or "8000"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except (OSError, OverflowError, ValueError) as error:
            sys.exit(f"Port {text}: {error}. Is MedBook running already? Else: make run MEDBOOK_PORT=8001")
        return int(text)


def main() -> None:
    """Load the demo clinic, then become gunicorn."""
    port = free_port()
    url = cluster.administrator_url()
    with psycopg.connect(url) as connection:
        connection.execute((ROOT / "sql/demo.sql").read_bytes())
    os.environ.update(MEDBOOK_DATABASE_URL=url, MEDBOOK_JWT_KEYS=jwt_keys(), MEDBOOK_BIND=f"127.0.0.1:{port}")
    try:
        from_environment()
    except ConfigError as error:
        sys.exit(str(error))
    print(TRY.format(port=port), flush=True)
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    os.chdir(ROOT)
    os.execv(gunicorn, [gunicorn, "--config", "gateway/gunicorn.conf.py", "gateway.app:application()"])


if __name__ == "__main__":
    main()

"""`make run`: cluster, migrations, demo clinic and gateway, each made or started only where it is missing."""

import os
import secrets
import socket
import sys
from pathlib import Path

import psycopg

from gateway import cluster as private
from gateway.migrate import migrate

ROOT = Path(__file__).resolve().parent.parent

TRY = """
MedBook is at http://127.0.0.1:{port}  (the API's pages: /docs)

  curl -s http://127.0.0.1:{port}/v1/doctors
  curl -s http://127.0.0.1:{port}/v1/auth/login -H 'Content-Type: application/json' \\
       -d '{{"email": "patient@example.com", "password": "medbook-demo-patient"}}'
  make psql                    the same functions, in SQL
  make stop                    stop PostgreSQL too (Ctrl-C stops the gateway alone)
"""


def database() -> str:
    """Return the administrator's URL: of MEDBOOK_DATABASE_URL, or of the private cluster, started."""
    if url := os.environ.get("MEDBOOK_DATABASE_URL"):
        return url
    cluster = private.from_environment()
    private.start(cluster)
    private.create_database(cluster)
    return cluster.url()


def jwt_keys() -> str:
    """Return the keys of MEDBOOK_JWT_KEYS, or the one in MEDBOOK_HOME, made when it is missing."""
    if keys := os.environ.get("MEDBOOK_JWT_KEYS"):
        return keys
    path = private.from_environment().home / "jwt.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text().strip()


def refuse_taken_port(port: int) -> None:
    """End with one line when another process listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            sys.exit(f"Port {port} is taken ({error.strerror}). MedBook may be running already; else: make run MEDBOOK_PORT=8001")


def main() -> None:
    """Prepare everything, then become gunicorn."""
    port = int(os.environ.get("MEDBOOK_PORT", "8000"))
    refuse_taken_port(port)
    try:
        url = database()
    except private.ClusterError as error:
        sys.exit(str(error))
    migrate(url)
    with psycopg.connect(url) as connection:
        connection.execute((ROOT / "sql/demo.sql").read_bytes())
    print(TRY.format(port=port), flush=True)
    os.environ.update(MEDBOOK_DATABASE_URL=url, MEDBOOK_JWT_KEYS=jwt_keys())
    os.environ.setdefault("MEDBOOK_BIND", f"127.0.0.1:{port}")
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    os.chdir(ROOT)
    os.execv(gunicorn, [gunicorn, "--config", "gateway/gunicorn.conf.py", "gateway.app:application()"])


if __name__ == "__main__":
    main()

"""`make run`, once the database is up and migrated: the demo data, a key for tokens, and the gateway."""

import os
import secrets
import socket
import sys
from pathlib import Path

import psycopg

from gateway.commands import cluster
from gateway.config import ConfigError, from_environment

ROOT = Path(__file__).resolve().parents[2]


def jwt_keys() -> str:
    """Return the keys of MEDBOOK_JWT_KEYS, or the one in MEDBOOK_HOME, which is created if it is missing."""
    if keys := os.environ.get("MEDBOOK_JWT_KEYS"):
        return keys
    path = cluster.from_environment().home / "jwt.key"
    if not path.exists() or not path.read_text():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text().strip()


def free_port() -> int:
    """Return MEDBOOK_PORT. Ends with one line if it is not a port, or if another process listens on it."""
    text = os.environ.get("MEDBOOK_PORT") or "8000"
    if not (text.isdecimal() and 0 < int(text) < 65536):
        sys.exit(f"MEDBOOK_PORT must be from 1 to 65535, not {text!r}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            sys.exit(f"Port {text}: {error.strerror}. Is MedBook running already? Else: make run MEDBOOK_PORT=8001")
    return int(text)


def load_demo(url: str) -> str:
    """Load sql/demo.sql; return the text of its last statement: commands to try. Raises psycopg.Error."""
    with psycopg.connect(url) as connection:
        cursor = connection.execute((ROOT / "sql/demo.sql").read_bytes())
        while cursor.nextset():
            pass
        (text,) = cursor.fetchone() or ("",)
        return str(text)


def main() -> None:
    """Load the demo data, then become gunicorn."""
    port = free_port()
    url = cluster.administrator_url()
    what_to_try = load_demo(url)
    os.environ.update(MEDBOOK_DATABASE_URL=url, MEDBOOK_JWT_KEYS=jwt_keys(), MEDBOOK_BIND=f"127.0.0.1:{port}")
    try:
        from_environment()
    except ConfigError as error:
        sys.exit(str(error))
    base = f"http://127.0.0.1:{port}"
    print(f"Serving {base}, with its documentation at {base}/docs\n{what_to_try.replace('BASE', base)}", flush=True)
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    os.chdir(ROOT)
    os.execv(gunicorn, [gunicorn, "--config", "gateway/gunicorn.conf.py", "gateway.app:application()"])


if __name__ == "__main__":
    main()

"""Configuration from the environment. The README has the table of variables."""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from gateway.http.address import Network

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = ROOT / "migrations"

# medbook.settings lets no session end after less idle time than this.
LONGEST_ACCESS = 3600
# Paths that others ask all the time whether the gateway is well: they are no requests of clients.
HEALTH_CHECKS = {"/livez", "/healthz", "/readyz"}

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](:[0-9]{1,5})?")


@cache
def version() -> str:
    """Return this release's version: nothing is installed from the folder, so only pyproject.toml knows it."""
    project: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project["version"]


def latest_migration() -> str:
    """Return the id of this release's newest migration."""
    return max(path.stem for path in MIGRATIONS.glob("*.sql") if not path.stem.endswith(".rollback"))


class ConfigError(Exception):
    """A variable is missing or not valid; the message names it."""


@dataclass(frozen=True)
class Config:
    """The gateway's configuration. Durations are in seconds."""

    database_url: str
    jwt_keys: tuple[str, ...]
    pool_size: int = 4
    pool_timeout: float = 2.0
    pool_max_waiting: int = 200
    statement_timeout: float = 3.0
    lock_timeout: float = 1.0
    access_lifetime: int = 600
    rate_limits: bool = True
    trusted_proxies: tuple[Network, ...] = ()
    cors_origins: frozenset[str] = frozenset()
    streams: int = 5000
    cache: bool = True
    redis_url: str | None = None
    replica_urls: tuple[str, ...] = ()
    replica_lag: float = 10.0
    pgbouncer: bool = False
    workers: int = os.cpu_count() or 1
    metrics_bind: tuple[str, int] | None = ("127.0.0.1", 9464)
    logs: str = "text"
    logs_successes: float = 1.0
    server_timing: bool = False
    traces: bool = False

    def settings(self, is_read_only: bool) -> dict[str, str]:
        """Return PostgreSQL's settings for a session, or behind pgbouncer for each transaction.

        They include the gateway's role, even if the URL signs in as one with more rights.
        """
        settings = {
            "role": "medbook_gateway",
            "statement_timeout": f"{self.statement_timeout * 1000:.0f}",
            "lock_timeout": f"{self.lock_timeout * 1000:.0f}",
            # To compile the query of the catalog takes PostgreSQL seconds, to run it milliseconds.
            "jit": "off",
        }
        if is_read_only:
            settings["transaction_read_only" if self.pgbouncer else "default_transaction_read_only"] = "on"
        return settings

    def conninfo(self, replica_url: str | None = None) -> str:
        """Return the connection string of the primary, or of a replica. Without pgbouncer it includes the settings."""
        url = writable(self.database_url) if replica_url is None else replica_url
        parameters = {"client_encoding": "UTF8", "application_name": "medbook-gateway", "connect_timeout": "5"}
        if not self.pgbouncer:
            settings = self.settings(replica_url is not None) | {"idle_in_transaction_session_timeout": "5000"}
            options = [f"-c {name}={value}" for name, value in settings.items()]
            parameters["options"] = " ".join([str(conninfo_to_dict(url).get("options") or ""), *options]).strip()
        return make_conninfo(url, **parameters)


def writable(url: str) -> str:
    """Return a URL of several hosts as a connection string for the one that accepts writes; others unchanged."""
    parameters = conninfo_to_dict(url)
    if "," in f"{parameters.get('host')}{parameters.get('hostaddr')}":
        return make_conninfo(url, target_session_attrs=parameters.get("target_session_attrs") or "read-write")
    return url


def each_host(url: str) -> tuple[str, ...]:
    """Return a connection string for each host of a URL. Raises ValueError if there are not as many ports."""
    parameters = conninfo_to_dict(url)
    lists = {name: str(parameters[name]).split(",") for name in ("host", "hostaddr", "port") if parameters.get(name)}
    most = max((len(values) for values in lists.values()), default=1)
    every = {name: values * most if len(values) == 1 else values for name, values in lists.items()}
    hosts = [dict(zip(every, values, strict=True)) for values in zip(*every.values(), strict=True)] or [{}]
    return tuple(make_conninfo(url, **host) for host in hosts)


def keys(text: str) -> tuple[str, ...]:
    """Read keys for signing."""
    found = tuple(text.split())
    if not found or any(len(key.encode()) < 32 for key in found):
        raise ValueError("must hold one or more keys of at least 32 bytes, separated by spaces")
    return found


def seconds(text: str) -> float:
    """Read a duration. At least a millisecond: PostgreSQL would take 0 for no limit."""
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", text) or float(text) < 0.001:
        raise ValueError(f"must be a number of seconds from 0.001 on, not {text!r}")
    return float(text)


def count(text: str, most: int = 999_999_999) -> int:
    """Read a whole number."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
        raise ValueError(f"must be a whole number from 1 to {most}, not {text!r}")
    return int(text)


def switch(text: str) -> bool:
    """Read on or off."""
    if text not in {"on", "off"}:
        raise ValueError(f"must be on or off, not {text!r}")
    return text == "on"


def urls(text: str) -> tuple[str, ...]:
    """Read a database's URL: one connection string for each of its hosts."""
    try:
        return each_host(text) if text else ()
    except (ProgrammingError, ValueError) as error:
        raise ValueError(f"must hold a database's URL: {error}") from error


def primary_url(text: str) -> str:
    """Read the URL of the database."""
    if not urls(text):
        raise ValueError("must hold the database's URL")
    return text


def redis_url(text: str) -> str | None:
    """Read the URL of a Redis, or nothing."""
    if not text:
        return None
    # It takes a third of a command's start, and few have a Redis.
    from redis.asyncio.connection import parse_url  # noqa: PLC0415

    try:
        parse_url(text)
    except ValueError as error:
        raise ValueError(f"must hold a URL such as redis://127.0.0.1:6379/0: {error}") from error
    return text


def networks(text: str) -> tuple[Network, ...]:
    """Read networks of proxies."""
    try:
        return tuple(ip_network(part) for part in text.split())
    except ValueError as error:
        raise ValueError(f"must hold networks such as 10.0.0.0/8, separated by spaces: {error}") from error


def origins(text: str) -> frozenset[str]:
    """Read origins of pages."""
    if wrong := [part for part in text.split() if not ORIGIN.fullmatch(part)]:
        raise ValueError(f"must hold origins such as https://www.example.com, not {wrong[0]!r}")
    return frozenset(text.split())


def metrics_bind(text: str) -> tuple[str, int] | None:
    """Read a host and a port, or nothing."""
    found = re.fullmatch(r"([\w.-]+|\[[0-9a-f:]+\]):([0-9]{1,5})", text)
    if text and (found is None or not 0 < int(found[2]) < 65536):
        raise ValueError(f"must be empty, or a host and a port such as 127.0.0.1:9464, not {text!r}")
    return (found[1].strip("[]"), int(found[2])) if found else None


def log_form(text: str) -> str:
    """Read the form of the logs."""
    if text not in {"text", "json"}:
        raise ValueError(f"must be text or json, not {text!r}")
    return text


def share(text: str) -> float:
    """Read a part of a whole."""
    if not re.fullmatch(r"[01](\.[0-9]+)?", text) or float(text) > 1:
        raise ValueError(f"must be a number from 0 to 1, not {text!r}")
    return float(text)


VARIABLES: dict[str, tuple[str, Callable[[str], object]]] = {
    "database_url": ("MEDBOOK_DATABASE_URL", primary_url),
    "jwt_keys": ("MEDBOOK_JWT_KEYS", keys),
    "pool_size": ("MEDBOOK_POOL_SIZE", count),
    "pool_timeout": ("MEDBOOK_POOL_TIMEOUT", seconds),
    "pool_max_waiting": ("MEDBOOK_POOL_MAX_WAITING", count),
    "statement_timeout": ("MEDBOOK_STATEMENT_TIMEOUT", seconds),
    "lock_timeout": ("MEDBOOK_LOCK_TIMEOUT", seconds),
    "access_lifetime": ("MEDBOOK_ACCESS_LIFETIME", partial(count, most=LONGEST_ACCESS)),
    "rate_limits": ("MEDBOOK_RATE_LIMITS", switch),
    "trusted_proxies": ("MEDBOOK_TRUSTED_PROXIES", networks),
    "cors_origins": ("MEDBOOK_CORS_ORIGINS", origins),
    "streams": ("MEDBOOK_STREAMS", count),
    "cache": ("MEDBOOK_CACHE", switch),
    "redis_url": ("MEDBOOK_REDIS_URL", redis_url),
    "replica_urls": ("MEDBOOK_REPLICA_URL", urls),
    "replica_lag": ("MEDBOOK_REPLICA_LAG", seconds),
    "pgbouncer": ("MEDBOOK_PGBOUNCER", switch),
    "workers": ("MEDBOOK_WORKERS", count),
    "metrics_bind": ("MEDBOOK_METRICS_BIND", metrics_bind),
    "logs": ("MEDBOOK_LOGS", log_form),
    "logs_successes": ("MEDBOOK_LOGS_SUCCESSES", share),
    "server_timing": ("MEDBOOK_SERVER_TIMING", switch),
}
REQUIRED = {"database_url", "jwt_keys"}

# Of the extra medbook[otel].
TRACES_LIBRARY = "opentelemetry.exporter.otlp.proto.http.trace_exporter"


def otlp(environment: Mapping[str, str], name: str) -> tuple[str, str]:
    """Return the variable of OTLP that is set, the one for traces or the one for everything, and its value."""
    variables = (f"OTEL_EXPORTER_OTLP_TRACES_{name}", f"OTEL_EXPORTER_OTLP_{name}")
    return next(((variable, environment[variable]) for variable in variables if environment.get(variable)), ("", ""))


def is_traced(environment: Mapping[str, str]) -> bool:
    """Tell whether OpenTelemetry's own variables ask for traces, over the protocol that the extra speaks.

    Raises ConfigError if they ask for another one, or if the extra is missing.
    """
    variable, endpoint = otlp(environment, "ENDPOINT")
    is_disabled = environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    if not endpoint or is_disabled or environment.get("OTEL_TRACES_EXPORTER") == "none":
        return False
    if not re.match(r"https?://[^/]", endpoint):
        raise ConfigError(f"{variable} must hold a URL such as http://127.0.0.1:4318, not {endpoint!r}")
    variable, protocol = otlp(environment, "PROTOCOL")
    if protocol not in {"", "http/protobuf"}:
        raise ConfigError(f"{variable} must be http/protobuf, not {protocol!r}")
    try:
        is_installed = find_spec(TRACES_LIBRARY) is not None
    except ModuleNotFoundError:
        is_installed = False
    if not is_installed:
        raise ConfigError(
            "traces need OpenTelemetry, the extra medbook[otel]:"
            " .venv/bin/pip install --require-hashes -r docker/requirements.lock"
        )
    return True


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration from the environment.

    Raises ConfigError, which names the variable, when a value is missing or out of its range.
    """
    values: dict[str, Any] = {}
    for field, (variable, parse) in VARIABLES.items():
        if variable in environment or field in REQUIRED:
            try:
                values[field] = parse(environment.get(variable, ""))
            except ValueError as error:
                raise ConfigError(f"{variable} {error}") from error
    config = Config(**values, traces=is_traced(environment))
    named = [("MEDBOOK_DATABASE_URL", config.database_url)]
    named += [("MEDBOOK_REPLICA_URL", url) for url in config.replica_urls]
    for variable, url in named:
        if config.pgbouncer and "options" in conninfo_to_dict(url):
            raise ConfigError(f"{variable} must have no options with MEDBOOK_PGBOUNCER=on: pgbouncer refuses them")
    return config

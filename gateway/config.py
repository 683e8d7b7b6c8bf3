"""Configuration from the environment, each value with a safe default; the README has the table."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from redis.asyncio.connection import parse_url

from gateway.http.address import Network

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

# No session is idle for less before it ends: medbook.settings.
LONGEST_ACCESS = 3600

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](:[0-9]{1,5})?")


def latest_migration() -> str:
    """Return the id of the newest migration that this release came with."""
    return max(path.stem for path in MIGRATIONS.glob("*.sql") if not path.stem.endswith(".rollback"))


class ConfigError(Exception):
    """A setting is missing or cannot be used; the message names it."""


@dataclass(frozen=True)
class Config:
    """What the gateway needs to know. Durations are in seconds."""

    database_url: str
    jwt_keys: tuple[str, ...]
    pool_size: int = 8
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

    def settings(self, is_read_only: bool) -> dict[str, str]:
        """Return PostgreSQL's settings for a session, or with pgbouncer, which knows none, for a transaction.

        The gateway's role is taken even where the URL signs in as a mightier one.
        """
        settings = {
            "role": "medbook_gateway",
            "statement_timeout": f"{self.statement_timeout * 1000:.0f}",
            "lock_timeout": f"{self.lock_timeout * 1000:.0f}",
        }
        if is_read_only:
            settings["transaction_read_only" if self.pgbouncer else "default_transaction_read_only"] = "on"
        return settings

    def conninfo(self, replica_url: str | None = None) -> str:
        """Return the connection string of the primary, or of a replica; without pgbouncer it brings the settings."""
        url = writable(self.database_url) if replica_url is None else replica_url
        parameters = {"client_encoding": "UTF8", "application_name": "medbook-gateway", "connect_timeout": "5"}
        if not self.pgbouncer:
            settings = self.settings(replica_url is not None) | {"idle_in_transaction_session_timeout": "5000"}
            options = [f"-c {name}={value}" for name, value in settings.items()]
            parameters["options"] = " ".join([str(conninfo_to_dict(url).get("options") or ""), *options]).strip()
        return make_conninfo(url, **parameters)


def writable(url: str) -> str:
    """Return a URL of several hosts as a connection string for the one that takes writes; any other URL as it is."""
    parameters = conninfo_to_dict(url)
    if "," in f"{parameters.get('host')}{parameters.get('hostaddr')}":
        return make_conninfo(url, target_session_attrs=parameters.get("target_session_attrs") or "read-write")
    return url


def each_host(url: str) -> tuple[str, ...]:
    """Return one connection string for each host of a URL. Raises ValueError when it has not as many ports as hosts."""
    parameters = conninfo_to_dict(url)
    lists = {name: str(parameters[name]).split(",") for name in ("host", "hostaddr", "port") if parameters.get(name)}
    most = max((len(values) for values in lists.values()), default=1)
    every = {name: values * most if len(values) == 1 else values for name, values in lists.items()}
    hosts = [dict(zip(every, values, strict=True)) for values in zip(*every.values(), strict=True)] or [{}]
    return tuple(make_conninfo(url, **host) for host in hosts)


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration from variables named MEDBOOK_….

    Raises ConfigError when a value is missing or out of its range.
    """
    keys = tuple(environment.get("MEDBOOK_JWT_KEYS", "").split())
    if not keys or any(len(key.encode()) < 32 for key in keys):
        raise ConfigError("MEDBOOK_JWT_KEYS must hold one or more keys of at least 32 bytes, separated by spaces")
    if not environment.get("MEDBOOK_DATABASE_URL"):
        raise ConfigError("MEDBOOK_DATABASE_URL must hold the database's URL")

    def seconds(name: str, default: float) -> float:
        text = environment.get(name, str(default))
        # PostgreSQL reads 0 as no limit, so less than a millisecond must not become that.
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", text) or float(text) < 0.001:
            raise ConfigError(f"{name} must be a number of seconds from 0.001 on, not {text!r}")
        return float(text)

    def count(name: str, default: int, most: int = 999_999_999) -> int:
        text = environment.get(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
            raise ConfigError(f"{name} must be a whole number from 1 to {most}, not {text!r}")
        return int(text)

    def switch(name: str, default: str) -> bool:
        text = environment.get(name, default)
        if text not in {"on", "off"}:
            raise ConfigError(f"{name} must be on or off, not {text!r}")
        return text == "on"

    pgbouncer = switch("MEDBOOK_PGBOUNCER", "off")

    def urls(name: str) -> tuple[str, ...]:
        url = environment.get(name, "")
        try:
            has_options = "options" in conninfo_to_dict(url)
            hosts = each_host(url) if url else ()
        except (ProgrammingError, ValueError) as error:
            raise ConfigError(f"{name} must hold a database's URL: {error}") from error
        if pgbouncer and has_options:
            raise ConfigError(f"{name} must have no options with MEDBOOK_PGBOUNCER=on: pgbouncer refuses them")
        return hosts

    def redis_url(name: str) -> str | None:
        url = environment.get(name)
        try:
            parse_url(url or "redis://")
        except ValueError as error:
            raise ConfigError(f"{name} must hold a URL such as redis://127.0.0.1:6379/0: {error}") from error
        return url or None

    def networks(name: str) -> tuple[Network, ...]:
        try:
            return tuple(ip_network(text) for text in environment.get(name, "").split())
        except ValueError as error:
            raise ConfigError(f"{name} must hold networks such as 10.0.0.0/8, separated by spaces: {error}") from error

    def origins(name: str) -> frozenset[str]:
        listed = environment.get(name, "").split()
        if wrong := [text for text in listed if not ORIGIN.fullmatch(text)]:
            raise ConfigError(f"{name} must hold origins such as https://www.example.com, not {wrong[0]!r}")
        return frozenset(listed)

    urls("MEDBOOK_DATABASE_URL")
    return Config(
        database_url=environment["MEDBOOK_DATABASE_URL"],
        jwt_keys=keys,
        pool_size=count("MEDBOOK_POOL_SIZE", Config.pool_size),
        pool_timeout=seconds("MEDBOOK_POOL_TIMEOUT", Config.pool_timeout),
        pool_max_waiting=count("MEDBOOK_POOL_MAX_WAITING", Config.pool_max_waiting),
        statement_timeout=seconds("MEDBOOK_STATEMENT_TIMEOUT", Config.statement_timeout),
        lock_timeout=seconds("MEDBOOK_LOCK_TIMEOUT", Config.lock_timeout),
        access_lifetime=count("MEDBOOK_ACCESS_LIFETIME", Config.access_lifetime, most=LONGEST_ACCESS),
        rate_limits=switch("MEDBOOK_RATE_LIMITS", "on"),
        trusted_proxies=networks("MEDBOOK_TRUSTED_PROXIES"),
        cors_origins=origins("MEDBOOK_CORS_ORIGINS"),
        streams=count("MEDBOOK_STREAMS", Config.streams),
        cache=switch("MEDBOOK_CACHE", "on"),
        redis_url=redis_url("MEDBOOK_REDIS_URL"),
        replica_urls=urls("MEDBOOK_REPLICA_URL"),
        replica_lag=seconds("MEDBOOK_REPLICA_LAG", Config.replica_lag),
        pgbouncer=pgbouncer,
    )

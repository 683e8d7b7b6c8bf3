"""The application: makes its objects and hands them to each other."""

from dataclasses import replace
from typing import Any

from falcon.asgi import App
from prometheus_client import CollectorRegistry

from gateway.accounts.accounts import Accounts
from gateway.accounts.passwords import Passwords
from gateway.admission.gate import Gate
from gateway.admission.limits import Limits
from gateway.admission.tokens import Revocations, Tokens
from gateway.cache.write_marker import WriteMarker
from gateway.config import Config, from_environment
from gateway.http.problems import ProblemHandlers
from gateway.lifecycle import Lifecycle
from gateway.live.hub import Hub
from gateway.observe.access import AccessLog, LoggedApp
from gateway.observe.requests import RequestMetrics
from gateway.observe.sampler import Sampler, Sources
from gateway.observe.timing import TimedGate, TimedPool, Timings
from gateway.operations.pages import Pages
from gateway.routes import Services
from gateway.stores.calls import Database
from gateway.stores.feed import Feed
from gateway.stores.outage import Outage
from gateway.stores.pool import Pool
from gateway.stores.redis import RedisStore
from gateway.stores.replicas import Replicas


def create_app(config: Config) -> App[Any, Any]:
    """Return the application. It opens no connection before the server starts it."""
    access = AccessLog(config.logs == "json", config.logs_successes)
    app = LoggedApp(access)
    app.resp_options.xml_error_serialization = False
    outage = Outage()
    problems = ProblemHandlers(outage.note_failure)
    problems.install(app)
    timings = create_timings(config)
    create_pool = Pool if timings is None else TimedPool
    create_gate = Gate if timings is None else TimedGate
    pool = create_pool(config, outage=outage)
    # A connection of its own: the feed must not wait when requests do.
    feed_pool = Pool(replace(config, pool_size=1), outage=outage)
    database = Database(pool, Replicas(config, pool, create_pool))
    redis = RedisStore(config.redis_url, config.jwt_keys[0]) if config.redis_url is not None else None
    limits = Limits(database, config.rate_limits, config.pool_max_waiting)
    gate = create_gate(
        database,
        Tokens(config.jwt_keys, config.access_lifetime),
        Revocations(database, config.access_lifetime, redis),
        limits,
        config.trusted_proxies,
    )
    feed = Feed(feed_pool.fetch)
    feed.listeners.append(lambda _: outage.note_success())
    hub = Hub(feed, config.streams)
    feed.listeners.append(hub.broadcast)
    marker = WriteMarker(config, feed.latest_time)
    accounts = Accounts(database, gate, Passwords(), marker)
    registry = CollectorRegistry()
    metrics = RequestMetrics(registry) if config.metrics_bind is not None else None
    services = Services(config, (pool, feed_pool), database, gate, feed, hub, marker, redis, accounts, {}, metrics)
    pages = Pages(database, feed)
    pages.add_to(app)
    app.add_middleware(access)
    if timings is not None:
        app.add_middleware(timings)
        app.listeners.append(timings.end)
    sampler = None
    if metrics is not None:
        pools = {"requests": pool, "feed": feed_pool}
        sampler = Sampler(registry, Sources(pools, database.replicas, hub, limits, services.caches))
        app.add_middleware(metrics)
        app.listeners.append(metrics.count)
    app.add_middleware(Lifecycle(app, services, problems, pages, sampler))
    return app


def create_timings(config: Config) -> Timings | None:
    """Return what measures the parts of each request; None if nobody wants to know."""
    if config.traces:
        # OpenTelemetry is an extra.
        from gateway.observe.traces import Traces  # noqa: PLC0415

        return Timings(config.server_timing, Traces())
    return Timings(config.server_timing, None) if config.server_timing else None


def application() -> App[Any, Any]:
    """Return the application that the environment configures. Raises ConfigError."""
    return create_app(from_environment())

"""What a worker's own objects know, written once a second into the worker's files of metrics."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge

from gateway.admission.limits import Limits
from gateway.cache.responses import ClassCache
from gateway.live.hub import Hub
from gateway.stores.pool import Pool
from gateway.stores.replicas import Replicas

SECONDS = 1.0


class Totals:
    """A counter that follows totals, which the objects keep as plain numbers: to count them costs a request nothing."""

    def __init__(self, registry: CollectorRegistry, name: str, what: str, labels: tuple[str, ...]) -> None:
        self.counter = Counter(name, what, labels, registry=registry)
        self.counted: dict[tuple[str, ...], float] = {}

    def follow(self, total: float, *labels: str) -> None:
        """Count what a total has grown by since the last time."""
        self.counter.labels(*labels).inc(total - self.counted.get(labels, 0))
        self.counted[labels] = total


def gauge(registry: CollectorRegistry, name: str, what: str, *labels: str) -> Gauge:
    """Return a gauge whose value is the sum of all workers that live."""
    return Gauge(name, what, labels, registry=registry, multiprocess_mode="livesum")


def slowest(registry: CollectorRegistry, name: str, what: str, *labels: str) -> Gauge:
    """Return a gauge whose value is the greatest of all workers that live."""
    return Gauge(name, what, labels, registry=registry, multiprocess_mode="livemax")


@dataclass(frozen=True)
class Sources:
    """The objects of a worker that are looked at. caches: added when their classes are known."""

    pools: Mapping[str, Pool]
    replicas: Replicas
    hub: Hub
    limits: Limits
    caches: Mapping[str, ClassCache]


class Sampler:
    """Looks at the worker's objects once a second. Gauges of a worker end with it; its counters stay."""

    def __init__(self, registry: CollectorRegistry, sources: Sources) -> None:
        self.sources = sources
        self.workers = gauge(registry, "medbook_workers", "Workers that serve")
        self.size = gauge(registry, "medbook_pool_size", "Connections that a pool should have", "pool")
        self.connections = gauge(registry, "medbook_pool_connections", "Connections that a pool has", "pool")
        self.used = gauge(registry, "medbook_pool_in_use", "Connections that run a statement", "pool")
        self.waiting = gauge(registry, "medbook_pool_waiting", "Statements that wait for a connection", "pool")
        self.waits = Totals(registry, "medbook_pool_waits", "Statements that had to wait for a connection", ("pool",))
        self.wait_seconds = Totals(
            registry, "medbook_pool_wait_seconds", "How long statements waited for a connection", ("pool",)
        )
        self.errors = Totals(
            registry,
            "medbook_pool_errors",
            "Statements that got no connection, and failures to connect",
            ("pool", "kind"),
        )
        self.lag = slowest(registry, "medbook_replica_lag_seconds", "Age of a replica's data", "replica")
        self.in_use = gauge(registry, "medbook_replica_in_use", "Workers that read from a replica", "replica")
        self.silence = slowest(registry, "medbook_feed_lag_seconds", "Time since the feed of changes was last polled")
        self.subscribers = gauge(registry, "medbook_subscribers", "Open streams and WebSockets")
        self.refusals = Totals(
            registry, "medbook_rate_limit_refusals", "Requests over the quota of a rate limit", ("policy",)
        )
        self.lookups = Totals(
            registry,
            "medbook_cache_lookups",
            "Where responses that may be cached came from; joined: from another request's query",
            ("class", "level"),
        )

    async def run(self) -> None:
        """Sample for ever."""
        while True:
            self.sample()
            await asyncio.sleep(SECONDS)

    def sample(self) -> None:
        """Write down what is now."""
        self.workers.set(1)
        for name, pool in self.sources.pools.items():
            self.sample_pool(name, pool)
        for replica in self.sources.replicas.replicas:
            self.lag.labels(replica.name).set(replica.lag)
            self.in_use.labels(replica.name).set(replica.pool is not None)
        if self.sources.hub.feed.last is not None:
            self.silence.set(time.monotonic() - self.sources.hub.feed.polled_at)
        self.subscribers.set(len(self.sources.hub.topics))
        for policy, refused in self.sources.limits.refused.items():
            self.refusals.follow(refused, policy)
        for class_, cache in self.sources.caches.items():
            for level, found in cache.lookups.items():
                self.lookups.follow(found, class_, level)

    def sample_pool(self, name: str, pool: Pool) -> None:
        """Write down how a pool is."""
        self.size.labels(name).set(pool.config.pool_size)
        self.connections.labels(name).set(len(pool.connections))
        self.used.labels(name).set(len(pool.connections) - len(pool.free))
        self.waiting.labels(name).set(len(pool.waiting))
        self.waits.follow(pool.waits, name)
        self.wait_seconds.follow(pool.wait_seconds, name)
        self.errors.follow(pool.refusals, name, "busy")
        self.errors.follow(pool.failures, name, "connect")

"""What two looks at a gateway's metrics tell: how it is, and what has happened between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from prometheus_client.parser import text_string_to_metric_families

from gateway.config import HEALTH_CHECKS

PREFIX = "medbook_"
QUANTILES = (0.5, 0.95, 0.99)

Labels = frozenset[tuple[str, str]]
Series = Mapping[Labels, float]


@dataclass(frozen=True)
class Look:
    """All samples of a moment, by name without its prefix, then by labels. at: in Unix time."""

    at: float
    samples: Mapping[str, Series]


@dataclass(frozen=True)
class Operation:
    """An operation. rate: calls per second. ok: the share that was not refused; None without calls."""

    name: str
    rate: float
    ok: float | None
    refusals: Mapping[str, float]


@dataclass(frozen=True)
class Pool:
    """A pool of connections. waits, errors: per second. wait: the mean in seconds; None if nothing had to wait."""

    name: str
    in_use: float
    size: float
    waiting: float
    waits: float
    wait: float | None
    errors: float


@dataclass(frozen=True)
class Replica:
    """A replica. lag: in seconds, infinite if unknown. workers: how many read from it."""

    name: str
    lag: float
    workers: float


@dataclass(frozen=True)
class Job:
    """A scheduled job. age: seconds since it last ended well; None if it never has."""

    name: str
    age: float | None
    is_failing: bool


@dataclass(frozen=True)
class Figures:
    """What is shown. Rates are per second, times in seconds; None is what is not known, or has not happened.

    migration, schema: the migration that the gateway needs, and the database's last one. quantiles: of the responses'
    times, as QUANTILES has them; infinite above longest, the greatest time that is told apart. caches: the share of
    hits by class. unwell: names of checks that are not ok.
    """

    version: str
    migration: str
    schema: str | None
    is_database_up: bool
    workers: float
    requests: float
    failures: float | None
    quantiles: tuple[float | None, ...]
    longest: float
    operations: tuple[Operation, ...]
    refusals: Mapping[str, float]
    limits: Mapping[str, float]
    pools: tuple[Pool, ...]
    feed_lag: float | None
    subscribers: float
    replicas: tuple[Replica, ...]
    caches: Mapping[str, float | None]
    holds: float | None
    lapsed: float | None
    jobs: tuple[Job, ...]
    unwell: tuple[str, ...]


def read(text: str, at: float) -> Look:
    """Read the text of metrics. Raises ValueError if it is something else."""
    samples: dict[str, dict[Labels, float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            samples.setdefault(sample.name.removeprefix(PREFIX), {})[frozenset(sample.labels.items())] = sample.value
    if "build_info" not in samples:
        raise ValueError("these are no metrics of a gateway")
    return Look(at, samples)


def label(labels: Labels, name: str) -> str:
    """Return the value of a label; empty if there is none."""
    return dict(labels).get(name, "")


def has_restarted(before: Look, after: Look) -> bool:
    """Tell whether the gateway has begun to count anew: then some requests of before are gone."""
    name = "request_duration_seconds_count"
    now = after.samples.get(name, {})
    return any(now.get(labels, 0) < count for labels, count in before.samples.get(name, {}).items())


class Between:
    """What was counted between two looks. seconds: the time between them."""

    def __init__(self, before: Look, after: Look) -> None:
        self.before: Mapping[str, Series] = {} if has_restarted(before, after) else before.samples
        self.after = after.samples
        # The machine's clock may have been set back.
        self.seconds = max(after.at - before.at, 0.001)

    def grown(self, name: str) -> dict[Labels, float]:
        """Return by how much each counter of a name has grown. Sums of workers' fractions may differ by a rounding."""
        before = self.before.get(name, {})
        return {labels: max(0.0, now - before.get(labels, 0)) for labels, now in self.after.get(name, {}).items()}

    def rates(self, name: str, *by: str) -> dict[tuple[str, ...], float]:
        """Return the growth per second, added up by the values of labels."""
        sums: dict[tuple[str, ...], float] = {}
        for labels, number in self.grown(name).items():
            values = tuple(label(labels, each) for each in by)
            sums[values] = sums.get(values, 0) + number / self.seconds
        return sums


def ratio(part: float, whole: float) -> float | None:
    """Return a share or a mean; None if there is nothing of which it could be."""
    return part / whole if whole else None


def quantile(buckets: Mapping[float, float], share: float) -> float | None:
    """Estimate a quantile as Prometheus does: evenly spread in its bucket. Infinite if it is in the last one.

    buckets: by their bound, how many were not above it.
    """
    bounds = sorted(buckets)
    if not bounds or not buckets[bounds[-1]]:
        return None
    rank = share * buckets[bounds[-1]]
    low, below = 0.0, 0.0
    for bound in bounds:
        if buckets[bound] >= rank:
            if bound == inf:
                return inf
            return low + (bound - low) * (rank - below) / (buckets[bound] - below)
        low, below = bound, buckets[bound]
    return inf


def gauges(look: Look, name: str, by: str) -> dict[str, float]:
    """Return the values of a gauge by a label, in the label's order."""
    values = look.samples.get(name, {})
    return {label(labels, by): values[labels] for labels in sorted(values, key=lambda each: label(each, by))}


def gauge(look: Look, name: str) -> float | None:
    """Return the value of a gauge without labels; None if it is not told."""
    return look.samples.get(name, {}).get(frozenset())


def positive(rates: Mapping[tuple[str, ...], float]) -> dict[str, float]:
    """Return what has happened, the most frequent first, by the last of its labels."""
    happened = {by[-1]: rate for by, rate in rates.items() if rate}
    return dict(sorted(happened.items(), key=lambda item: (-item[1], item[0])))


def operations(between: Between) -> tuple[Operation, ...]:
    """Return the operations, the busiest first, then those that were the busiest before."""
    rates = between.rates("calls_total", "operation", "code")
    totals: dict[str, float] = {}
    for labels, number in between.after.get("calls_total", {}).items():
        name = label(labels, "operation")
        totals[name] = totals.get(name, 0) + number
    found = []
    for name in (name for name, total in totals.items() if total):
        own = {by: rate for by, rate in rates.items() if by[0] == name}
        rate = sum(own.values())
        refusals = positive({by: rate for by, rate in own.items() if by[1] != "OK"})
        found.append(Operation(name, rate, ratio(own.get((name, "OK"), 0), rate), refusals))
    return tuple(sorted(found, key=lambda each: (-each.rate, -totals[each.name], each.name)))


def pools(between: Between, after: Look) -> tuple[Pool, ...]:
    """Return the pools."""
    used, waiting = gauges(after, "pool_in_use", "pool"), gauges(after, "pool_waiting", "pool")
    waits, seconds = between.rates("pool_waits_total", "pool"), between.rates("pool_wait_seconds_total", "pool")
    errors = between.rates("pool_errors_total", "pool")
    return tuple(
        Pool(
            name,
            used.get(name, 0),
            size,
            waiting.get(name, 0),
            waits.get((name,), 0),
            ratio(seconds.get((name,), 0), waits.get((name,), 0)),
            errors.get((name,), 0),
        )
        for name, size in gauges(after, "pool_size", "pool").items()
    )


def caches(between: Between) -> dict[str, float | None]:
    """Return the share of lookups by class that needed no query of their own."""
    rates = between.rates("cache_lookups_total", "class", "level")
    found = {}
    for class_ in sorted({by[0] for by in rates}):
        own = {by[1]: rate for by, rate in rates.items() if by[0] == class_}
        all_ = sum(own.values())
        found[class_] = ratio(all_ - own.get("database", 0), all_)
    return found


def jobs(after: Look) -> tuple[Job, ...]:
    """Return the jobs: those that fail first."""
    ended = gauges(after, "job_last_success_seconds", "cron_job")
    ages = {name: max(0.0, after.at - time) for name, time in ended.items()}
    found = [
        Job(name, ages.get(name), bool(failing)) for name, failing in gauges(after, "job_failing", "cron_job").items()
    ]
    return tuple(sorted(found, key=lambda job: (not job.is_failing, job.name)))


def compare(before: Look, after: Look) -> Figures:
    """Return what two looks at one gateway tell, the later one last."""
    between = Between(before, after)
    by_route = between.rates("request_duration_seconds_count", "route", "status")
    # Health checks are many and quick: with them the quantiles would say little about requests.
    by_status = [(by[1], rate) for by, rate in by_route.items() if by[0] not in HEALTH_CHECKS]
    requests = sum(rate for _, rate in by_status)
    buckets: dict[float, float] = {}
    for by, rate in between.rates("request_duration_seconds_bucket", "route", "le").items():
        if by[0] not in HEALTH_CHECKS:
            buckets[float(by[1])] = buckets.get(float(by[1]), 0) + rate
    codes = between.rates("calls_total", "code")
    lags, readers = gauges(after, "replica_lag_seconds", "replica"), gauges(after, "replica_in_use", "replica")
    build = next(iter(after.samples["build_info"]))
    schema = next(iter(after.samples.get("schema_info", {})), None)
    return Figures(
        version=label(build, "version"),
        migration=label(build, "migration"),
        schema=None if schema is None else label(schema, "migration"),
        is_database_up=gauge(after, "database_up") == 1,
        workers=gauge(after, "workers") or 0,
        requests=requests,
        failures=ratio(sum(rate for status, rate in by_status if status.startswith("5")), requests),
        quantiles=tuple(quantile(buckets, share) for share in QUANTILES),
        longest=max((bound for bound in buckets if bound != inf), default=0),
        operations=operations(between),
        refusals=positive({by: rate for by, rate in codes.items() if by != ("OK",)}),
        limits=positive(between.rates("rate_limit_refusals_total", "policy")),
        pools=pools(between, after),
        feed_lag=gauge(after, "feed_lag_seconds"),
        subscribers=gauge(after, "subscribers") or 0,
        replicas=tuple(Replica(name, lag, readers.get(name, 0)) for name, lag in lags.items()),
        caches=caches(between),
        holds=gauge(after, "holds_live"),
        lapsed=gauge(after, "holds_lapsed"),
        jobs=jobs(after),
        unwell=tuple(name for name, is_ok in gauges(after, "check_ok", "check").items() if not is_ok),
    )

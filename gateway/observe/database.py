"""What the database alone knows, by its function health.metrics."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import psycopg
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from psycopg.conninfo import make_conninfo

from gateway.config import Config

# The database is asked no more often than this, and no answer is waited for longer than that.
FRESH_SECONDS = 5.0
PATIENCE_SECONDS = 2.0

# A connection whose server has vanished is dead after so long, in seconds, and in milliseconds.
DEAD = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
SET = "select set_config(name, value, true) from unnest(%s::text[], %s::text[]) as setting (name, value)"
FACTS = "select name, help, labels, value from health.metrics()"

Fact = tuple[str, str, Mapping[str, str], float]


def ask(config: Config) -> Sequence[Fact]:
    """Ask the primary, on a connection for this alone. Raises psycopg.Error."""
    settings = config.settings(is_read_only=False) | {"statement_timeout": f"{PATIENCE_SECONDS * 1000:.0f}"}
    url = make_conninfo(config.conninfo(), **DEAD)
    with psycopg.connect(url, prepare_threshold=None) as connection:
        connection.execute(SET, [[*settings], [*settings.values()]])
        return connection.execute(FACTS).fetchall()


class Question:
    """One question to the database. facts: None until it is answered, and if it cannot be."""

    def __init__(self, answer: Callable[[], Sequence[Fact]], asked_at: float) -> None:
        self.answer = answer
        self.asked_at = asked_at
        self.facts: Sequence[Fact] | None = None
        self.is_over = threading.Event()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        """Be the thread that waits for the answer."""
        try:
            self.facts = self.answer()
        except psycopg.Error:
            pass
        finally:
            self.is_over.set()


class DatabaseMetrics(Collector):
    """Asks at most every FRESH_SECONDS, and waits PATIENCE_SECONDS: a database that is down or hangs is told so."""

    def __init__(self, config: Config, clock: Callable[[], float] = time.monotonic) -> None:
        self.answer: Callable[[], Sequence[Fact]] = partial(ask, config)
        self.clock = clock
        self.lock = threading.Lock()
        self.last: Question | None = None

    def facts(self) -> Sequence[Fact] | None:
        """Return what the database answers, or has answered a moment ago; None if it does not."""
        with self.lock:
            now = self.clock()
            last = self.last
            if last is None or (last.is_over.is_set() and now - last.asked_at >= FRESH_SECONDS):
                last = self.last = Question(self.answer, now)
        last.is_over.wait(PATIENCE_SECONDS)
        return last.facts

    def collect(self) -> Iterable[Metric]:
        """Return the facts as gauges, and whether there are any."""
        facts = self.facts()
        yield GaugeMetricFamily("medbook_database_up", "Whether the database answers", int(facts is not None))
        families: dict[str, GaugeMetricFamily] = {}
        for name, what, labels, value in facts or ():
            if name not in families:
                families[name] = GaugeMetricFamily(f"medbook_{name}", what, labels=[*labels])
            families[name].add_metric([*labels.values()], value)
        yield from families.values()

"""/metrics, on an address of its own: gunicorn's master serves what all workers have counted."""

import logging
import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Metric, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from gateway.config import Config, latest_migration, version
from gateway.observe.database import DatabaseMetrics

log = logging.getLogger("gateway")


class Build(Collector):
    """Which release this is."""

    def collect(self) -> Iterable[Metric]:
        """Return the release's version, and the migration that it needs."""
        build = GaugeMetricFamily(
            "medbook_build_info", "The gateway's version, and the migration it needs", labels=["version", "migration"]
        )
        build.add_metric([version(), latest_migration()], 1)
        yield build


def add(own: Path, sums: Path) -> None:
    """Add a worker's counts to sums, in files of prometheus_client."""
    kept = MmapedDict(str(sums))  # type: ignore[no-untyped-call]
    for key, value, *_ in MmapedDict.read_all_values_from_file(own):  # type: ignore[no-untyped-call]
        kept.write_value(key, kept.read_value(key)[0] + value, 0)  # type: ignore[no-untyped-call]
    kept.close()  # type: ignore[no-untyped-call]


class Counts(Collector):
    """What all workers have counted. Those that are gone share a file: else each restart would slow every scrape."""

    def __init__(self) -> None:
        self.folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
        self.files = MultiProcessCollector(None)  # type: ignore[no-untyped-call]
        # Nobody reads while a worker's counts are in both files, or in none.
        self.lock = Lock()

    def collect(self) -> Iterable[Metric]:
        """Return the sums."""
        with self.lock:
            return list(self.files.collect())  # type: ignore[no-untyped-call]

    def bury(self, worker: int) -> None:
        """Forget the gauges of a process that is gone, and keep what it has counted."""
        with self.lock:
            mark_process_dead(worker, str(self.folder))  # type: ignore[no-untyped-call]
            for kind in ("counter", "histogram"):
                own = self.folder / f"{kind}_{worker}.db"
                if own.exists():
                    add(own, self.folder / f"{kind}_gone.db")
                    own.unlink()


def serve(bind: tuple[str, int], config: Config, counts: Counts) -> WSGIServer | None:
    """Serve the metrics in a thread; return the server.

    An address that is taken is told, and stops nobody from being served.
    """
    registry = CollectorRegistry()
    registry.register(counts)
    registry.register(Build())
    registry.register(DatabaseMetrics(config))
    host, port = bind
    try:
        server, _ = start_http_server(port, host, registry)
    except OSError as error:
        log.warning("no metrics are served: MEDBOOK_METRICS_BIND: %s", error.strerror)
        return None
    return server

"""/metrics, on an address of its own: gunicorn's master serves what all workers have counted."""

import logging
from collections.abc import Iterable
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Metric, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
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


def serve(config: Config) -> WSGIServer | None:
    """Serve the metrics in a thread, if the configuration names an address; return the server.

    An address that is taken is told, and stops nobody from being served.
    """
    if config.metrics_bind is None:
        return None
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(Build())
    registry.register(DatabaseMetrics(config))
    host, port = config.metrics_bind
    try:
        server, _ = start_http_server(port, host, registry)
    except OSError as error:
        log.warning("no metrics are served: MEDBOOK_METRICS_BIND: %s", error.strerror)
        return None
    return server

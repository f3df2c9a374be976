"""Exposes the library's `process_*` metrics for each serving process."""

import platform
from collections.abc import Iterator
from functools import partial

from prometheus_client import ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric

from api.telemetry import workers
from api.telemetry.families import gauge, reading
from api.version import product_version
from tools.settings import Settings


def process_families() -> Iterator[Metric]:
    """The processes' metrics. With several workers each series has a `pid` label; empty on systems without /proc."""
    living = workers.living()
    yield reading("workers", "Serving processes", len(living))
    merged: dict[str, Metric] = {}
    for process in living:
        for family in ProcessCollector(pid=partial(int, process), registry=None).collect():
            kept = merged.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            labels = {"pid": str(process)} if workers.are_shared() else {}
            for sample in family.samples:
                kept.add_sample(sample.name, labels, sample.value)
    yield from merged.values()


def build_info(settings: Settings) -> GaugeMetricFamily:
    """The version of this build, and its backends."""
    labels = ("version", "python", "ticket_store", "vector_index", "advisor")
    backends = (settings.store_backend, settings.index_backend, settings.advisor_backend)
    said = (product_version(), platform.python_version(), *(backend.value for backend in backends))
    return gauge("build_info", "Always 1; the labels give this build's versions and backends", labels, {said: 1.0})

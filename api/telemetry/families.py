"""Builds metric families of the library for gauges that are read at each scrape."""

from collections.abc import Iterable, Mapping, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

PREFIX = "incident_responder_"
Samples = Mapping[tuple[str, ...], float]
"""Samples by their label values."""


def gauge(name: str, what: str, labels: Sequence[str], samples: Samples) -> GaugeMetricFamily:
    """A family with labels; without samples only its description is exposed."""
    family = GaugeMetricFamily(PREFIX + name, what, labels=labels)
    for values, value in samples.items():
        family.add_metric(values, value)
    return family


def reading(name: str, what: str, value: float) -> GaugeMetricFamily:
    """A family with one sample and no labels."""
    return GaugeMetricFamily(PREFIX + name, what, value=value)


def written(families: Iterable[Metric]) -> bytes:
    """The families in the exposition format."""
    registry = CollectorRegistry()
    registry.register(_Collected(list(families)))
    return generate_latest(registry)


class _Collected(Collector):
    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        """See `Collector`."""
        return self._families

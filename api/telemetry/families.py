"""Gauges that are read when Prometheus asks, as metric families of the library."""

from collections.abc import Iterable, Mapping, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

PREFIX = "incident_responder_"
Samples = Mapping[tuple[str, ...], float]
"""By the values of the labels."""


def gauge(name: str, what: str, labels: Sequence[str], samples: Samples) -> GaugeMetricFamily:
    """A family with labels; without samples it is only described."""
    family = GaugeMetricFamily(PREFIX + name, what, labels=labels)
    for values, value in samples.items():
        family.add_metric(values, value)
    return family


def reading(name: str, what: str, value: float) -> GaugeMetricFamily:
    """A family of one sample, without labels."""
    return GaugeMetricFamily(PREFIX + name, what, value=value)


def written(families: Iterable[Metric]) -> bytes:
    """The exposition format."""
    registry = CollectorRegistry()
    registry.register(_Collected(list(families)))
    return generate_latest(registry)


class _Collected(Collector):
    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        """See `Collector`."""
        return self._families

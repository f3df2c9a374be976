"""Everything that Prometheus scrapes: counters, and gauges that are read at each scrape."""

from api.telemetry.gauges import gauges
from api.telemetry.metrics import Metrics
from tools.toolbox import Toolbox


async def exposition(metrics: Metrics, toolbox: Toolbox) -> bytes:
    """All metrics in the exposition format."""
    metrics.show_breakers(toolbox.breaker_states())
    return metrics.text() + await gauges(toolbox)

"""Everything that Prometheus reads: counters, and gauges that are read when it asks."""

from api.telemetry.gauges import gauges
from api.telemetry.metrics import Metrics
from tools.toolbox import Toolbox


async def exposition(metrics: Metrics, toolbox: Toolbox) -> bytes:
    """The exposition format."""
    metrics.show_breakers(toolbox.breaker_states())
    return metrics.text() + await gauges(toolbox)

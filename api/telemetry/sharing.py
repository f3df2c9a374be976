"""Publishes each process's breaker states regularly, for the process that answers Prometheus."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from api.telemetry.metrics import Metrics

EVERY_SECONDS = 2.0
"""Prometheus scrapes every ten seconds or less often."""


def sharing_breakers(states: Callable[[], Mapping[str, str]], metrics: Metrics) -> Callable[[], Awaitable[None]]:
    """Start publishing this process's breakers; the returned function stops it."""
    task = asyncio.create_task(_again_and_again(states, metrics), name="breakers")

    async def stop() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return stop


async def _again_and_again(states: Callable[[], Mapping[str, str]], metrics: Metrics) -> None:
    while True:
        metrics.show_breakers(states())
        await asyncio.sleep(EVERY_SECONDS)

"""Shares each process's breakers: every process writes its own regularly, for whichever one Prometheus asks."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from api.telemetry.metrics import Metrics

EVERY_SECONDS = 2.0
"""Prometheus asks every ten seconds or less often."""


def sharing_breakers(states: Callable[[], Mapping[str, str]], metrics: Metrics) -> Callable[[], Awaitable[None]]:
    """Show this process's breakers from now on; what it returns ends that."""
    task = asyncio.create_task(_again_and_again(states, metrics), name="breakers")

    async def stop() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return stop


async def _again_and_again(states: Callable[[], Mapping[str, str]], metrics: Metrics) -> None:
    while True:
        metrics.show_breakers(states())
        await asyncio.sleep(EVERY_SECONDS)

"""SIGTERM under load: every accepted request is answered, nothing acknowledged is lost, the exit is quick."""

import asyncio
import random
import signal
from pathlib import Path

import pytest

from tests.integration.faults.evidence import flaws
from tests.integration.faults.server_load import Outcome, press, stored
from tests.support.servers.product import log_in, serving

EXIT_SECONDS = 10
PER_STOP = 100_000


async def stop_under_load(data_dir: Path, number: int, delay: float, outcome: Outcome) -> int:
    """Start, press, send SIGTERM after a while; returns the exit code."""
    with serving(data_dir, RATE_LIMIT="off", ADVICE_WAIT_SECONDS="0.5") as (address, process):
        with log_in(address) as admin:
            token = admin.headers["authorization"]
        outcome.started.clear()
        numbers = range(number * PER_STOP, (number + 1) * PER_STOP)
        load = asyncio.create_task(press(address, token, numbers, outcome, distinct=50, clients=12))
        await outcome.started.wait()
        await asyncio.sleep(delay)
        process.send_signal(signal.SIGTERM)
        code = await asyncio.to_thread(process.wait, EXIT_SECONDS)
        await load
    return code


@pytest.mark.timeout(900)
@pytest.mark.parametrize("stops", [2, pytest.param(10, marks=pytest.mark.long)])
async def test_a_stop_loses_nothing_and_answers_everyone(served_data: Path, stops: int) -> None:
    rng, outcome = random.Random(21), Outcome()
    for number in range(stops):
        assert await stop_under_load(served_data, number, rng.uniform(0.2, 1.5), outcome) == 0
        there = stored(served_data)
        assert outcome.acknowledged - there == set()
        assert outcome.broken & there == set(), "these were recorded and never answered"
    assert len(outcome.acknowledged) > 10 * stops
    assert outcome.rude == []
    assert flaws(served_data) == []

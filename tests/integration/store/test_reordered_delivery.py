"""However often and in whatever order events are delivered, every lineage and generation ends with the same ones."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.support.clock import START, ManualClock
from tests.support.stores import ProbedStore
from tests.support.story import Story
from tools.nouns.incidents import IncidentQuery, Status
from tools.tickets.embedded import verify

PROBLEMS = 20
PHASES = 4
PHASE = 1000.0

Delivery = tuple[int, int, float]
"""An event's number, its problem and its time."""

Ending = dict[tuple[str, int, str], set[str]]


def timetable(events: int, seed: int) -> list[list[tuple[int, float]]]:
    """Per phase, (problem, event time); after each phase but the last everything live is resolved."""
    dice = random.Random(seed)
    phases: list[list[tuple[int, float]]] = [[] for _ in range(PHASES)]
    for _ in range(events):
        phase = dice.randrange(PHASES)
        phases[phase].append((dice.randrange(PROBLEMS), START + phase * PHASE + dice.uniform(1, PHASE - 1)))
    return [sorted(phase, key=lambda event: event[1]) for phase in phases]


async def play(folder: Path, phases: list[list[tuple[int, float]]], copies: int, seed: int | None) -> Ending:
    """Deliver each phase's events `copies` times, with a seed shuffled and half of them late; then say how it ended."""
    clock = ManualClock()
    clock.now = START + PHASES * PHASE
    store = await ProbedStore.open(folder, clock=clock)
    story = Story(store, clock)
    dice = random.Random(seed)
    waiting: list[Delivery] = []
    for number, phase in enumerate(phases):
        mine = [(number * 10_000 + n, problem, at) for n, (problem, at) in enumerate(phase)]
        now, later = (mine * copies, []) if seed is None else dealt(mine, copies, dice)
        deliveries, waiting = now + waiting, later
        if seed is not None:
            dice.shuffle(deliveries)
        await asyncio.gather(*(deliver(story, *each) for each in deliveries))
        if number < PHASES - 1:
            await resolve_all(story, START + (number + 1) * PHASE)
    await asyncio.gather(*(deliver(story, *each) for each in waiting))
    ending = await how_it_ended(store)
    await store.close()
    assert verify(folder) == []
    return ending


def dealt(events: list[Delivery], copies: int, dice: random.Random) -> tuple[list[Delivery], list[Delivery]]:
    """(delivered in time, delivered after the resolve). Part of every problem comes in time, or nobody closes it."""
    now: list[Delivery] = []
    later: list[Delivery] = []
    for event in events:
        in_time = event[1] not in {problem for _, problem, _ in now}
        now += [event] * in_time
        for _ in range(copies - in_time):
            (later if dice.random() < 0.5 else now).append(event)
    return now, later


async def deliver(story: Story, number: int, problem: int, at: float) -> None:
    await story.report(f"problem {problem}", request_id=f"req_{number}", occurred_at=at)


async def resolve_all(story: Story, at: float) -> None:
    live = await story.store.incidents("default", IncidentQuery(status=Status.OPEN, limit=500))
    for each in live.items:
        await story.resolve(each.incident_id, at=at)


async def how_it_ended(store: ProbedStore) -> Ending:
    """Per problem and generation: its state and the very reports it shows."""
    rows = await store.read(
        lambda sql: sql.execute(
            "SELECT t.title, t.generation, t.status, g.request_id FROM tickets t JOIN grouped g ON g.shown_on = t.id"
        ).fetchall()
    )
    ending: Ending = {}
    for title, generation, status, request_id in rows:
        ending.setdefault((title, generation, status), set()).add(request_id)
    return ending


@pytest.mark.parametrize("events", [150, pytest.param(1000, marks=pytest.mark.long)])
async def test_three_shuffled_deliveries_end_like_one_in_order(tmp_path: Path, events: int):
    phases = timetable(events, seed=3)
    expected = await play(tmp_path / "in-order", phases, 1, None)
    for seed in (1, 2):
        assert await play(tmp_path / f"shuffled-{seed}", phases, 3, seed) == expected

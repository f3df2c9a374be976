"""A whole stream through the express lane and through the graph: the answers are the same."""

import itertools
import json
import random
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from agents.answer import answer
from agents.report import input_of, read_report
from agents.state import Output
from evals.public import evaluation_data
from graph.builder import build_graph, make_agents
from tests.support.clock import ManualClock
from tests.support.evaluation_data import needs_data
from tests.support.lines import LINES, SERVICES
from tools.nouns.incidents import Resolution
from tools.nouns.reports import Report
from tools.settings import Settings
from tools.text.identity.fingerprint import with_profile
from tools.toolbox import open_toolbox

STEPS = 220
STREAM = ("streams", "stream-dev.jsonl")
RESOLVE_EVERY = 25
Door = Callable[[Report], Coroutine[Any, Any, dict[str, Any]]]


@asynccontextmanager
async def product(folder: Path, *, express: bool) -> AsyncIterator[tuple[Door, Any, ManualClock]]:
    """One way in, over a store of its own."""
    clock = ManualClock()
    toolbox = await open_toolbox(Settings(data_dir=folder), clock)
    agents = make_agents(toolbox)
    graph = build_graph(agents.nodes)

    async def enter(report: Report) -> dict[str, Any]:
        known = await agents.analyzer.known(with_profile(report)) if express else None
        if known is not None:
            return dict(answer(known))
        taken: dict[str, Any] = await graph.ainvoke(input_of(report))
        return {name: value for name, value in taken.items() if name in Output.__annotations__}  # Studio sees more

    try:
        yield enter, toolbox, clock
    finally:
        await toolbox.close()


def made_up() -> Iterator[tuple[str, str]]:
    """(service, line)"""
    dice = random.Random(7)
    for _ in range(STEPS):
        yield dice.choice(SERVICES), dice.choice(LINES).format(n=dice.randrange(1, 5_000))


def public() -> Iterator[tuple[str, str]]:
    path = evaluation_data(*STREAM)
    assert path is not None
    with path.open(encoding="utf-8") as lines:
        for event in itertools.islice(map(json.loads, lines), 2 * STEPS):
            if event["type"] == "incident":
                yield event["service"], event["log"]


async def replay(story: Iterable[tuple[str, str]], folder: Path, *, express: bool) -> list[dict[str, Any]]:
    """The same story each time; ids are replaced by the number of the ticket, in the order of opening."""
    numbers: dict[str, int] = {}
    told: list[dict[str, Any]] = []
    async with product(folder, express=express) as (enter, toolbox, clock):
        for step, (service, line) in enumerate(story):
            clock.now += 1
            body: Any = {"log": line, "service": service, "idempotency_key": f"step-{step}"}
            got = await enter(read_report(body, "default", clock()))
            incident_id = got["incident_id"]
            numbers.setdefault(incident_id, len(numbers))
            told.append(_comparable(got, numbers))
            if step % RESOLVE_EVERY == RESOLVE_EVERY - 1:
                resolution = Resolution(f"Fixed in step {step}.", "bob")
                await toolbox.store.resolve("default", incident_id, resolution, "bob")
    return told


def _comparable(got: dict[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    text = re.sub(r"inc_[0-9A-Z]{26}", lambda found: f"inc_{numbers[found[0]]}", json.dumps(got))
    comparable: dict[str, Any] = json.loads(text)
    return comparable


@pytest.mark.parametrize(
    "story",
    [made_up, pytest.param(public, marks=needs_data(*STREAM))],
)
async def test_both_doors_answer_the_same(tmp_path: Path, story: Callable[[], Iterator[tuple[str, str]]]) -> None:
    by_graph = await replay(story(), tmp_path / "graph", express=False)
    by_lane = await replay(story(), tmp_path / "lane", express=True)
    assert {"new", "existing", "regression"} == {each["status"] for each in by_graph}
    for step, (left, right) in enumerate(zip(by_graph, by_lane, strict=True)):
        assert left == right, f"step {step}"

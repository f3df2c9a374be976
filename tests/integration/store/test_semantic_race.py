"""Two near-identical new problems at the same moment are one ticket: the search is outside, the last look inside."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from tests.support.story import Story
from tools.nouns.incidents import IncidentQuery
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates
from tools.tickets.embedded import EmbeddedStore, verify
from tools.vectors.embedded import EmbeddedIndex

DIMENSION = 64


async def pair_storm(story: Story, index: EmbeddedIndex, pairs: int) -> None:
    """Each pair shares a direction; all searches run before any of the pair's records can be seen."""
    rows = np.random.default_rng(11).standard_normal((pairs, DIMENSION)).astype("<f4")
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)

    async def one(pair: int, side: str) -> Recorded:
        report, profile = story.written(f"problem {pair} {side}")
        vector = rows[pair].tobytes()
        upto, found = await index.search("default", "api", vector, 5)
        await asyncio.sleep(0)
        return await story.store.record(report, profile, Candidates(upto, vector, tuple(found)))

    for start in range(0, pairs, 50):
        both = [one(pair, side) for pair in range(start, min(start + 50, pairs)) for side in ("left", "right")]
        await asyncio.gather(*both)
    page = await story.store.incidents("default", IncidentQuery(limit=1))
    assert page.count == pairs


@pytest.mark.parametrize("pairs", [50, pytest.param(300, marks=pytest.mark.long)])
async def test_near_identical_pairs_open_one_ticket_each(
    store: EmbeddedStore, index: EmbeddedIndex, story: Story, tmp_path: Path, pairs: int
):
    await pair_storm(story, index, pairs)
    assert verify(tmp_path / "data") == []

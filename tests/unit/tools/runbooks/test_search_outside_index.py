"""What an outside index of sections may change in the runbook search, and what it cannot."""

from collections.abc import Mapping, Sequence

from tests.support.doubles.embedder import WordEmbedder
from tests.support.doubles.runbooks import MemoryRunbooks
from tools.nouns.knowledge import Question, SectionRow
from tools.ports import SectionIndex
from tools.runbooks.document import make_runbook
from tools.runbooks.rows import rows_of
from tools.runbooks.search import HybridSearch

TEXT = "# Queue full\n\n## Meaning\n\nMessages pile up.\n\n## Mitigation\n\nAdd consumers.\n"
LOG = "messages pile up, the queue is full"


class OneCosine(SectionIndex):
    """One cosine for every row it is asked about, and one for a row of long ago."""

    def __init__(self, cosine: float | None) -> None:
        self.cosine = cosine

    async def cosines(self, tenant: str, rows: Sequence[SectionRow], vector: bytes) -> Mapping[str, float]:
        if self.cosine is None:
            return {"a#b#c": 1.0}
        return {row.id: self.cosine for row in rows}

    async def bring(self, tenant: str, rows: Sequence[SectionRow]) -> None:
        """Nothing is kept."""


async def score(cosine: float | None = None, *, outside: bool = True) -> float:
    store, embedder = MemoryRunbooks(), WordEmbedder()
    runbook = make_runbook("queue", TEXT, "api")
    await store.put_runbook("acme", runbook, await rows_of(runbook, embedder))
    search = HybridSearch(store, embedder, sections=OneCosine(cosine) if outside else None)
    [found] = await search.search(Question("acme", "api", LOG), 1)
    return found.score


async def test_its_cosines_count() -> None:
    assert await score(0.0) < await score(outside=False) < await score(1.0)


async def test_rows_the_index_does_not_know_are_compared_here() -> None:
    assert await score(None) == await score(outside=False)


async def test_a_rows_id_names_runbook_anchor_and_version() -> None:
    rows = await rows_of(make_runbook("queue", TEXT, "api"), WordEmbedder())
    renewed = await rows_of(make_runbook("queue", TEXT.replace("Add", "Remove"), "api"), WordEmbedder())
    before, after = ([row.id.split("#") for row in each] for each in (rows, renewed))
    assert len({name[0] for name in before + after}) == 1
    assert [name[1] for name in before] == [name[1] for name in after]
    assert sum(one[2] != other[2] for one, other in zip(before, after, strict=True)) == 1

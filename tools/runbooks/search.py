"""The RunbookSearch port: adds up word and vector evidence per runbook, and may find that none fits."""

import asyncio
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.cache import BoundedCache
from tools.nouns.knowledge import RESOLUTION, SHIPPED, Match, Question, SectionRow, is_folder
from tools.nouns.redacted import NOTHING, Redacted
from tools.ports import Embedder, RunbookStore, SectionIndex
from tools.runbooks.excerpt import excerpt
from tools.runbooks.resolutions import PREFIX

if TYPE_CHECKING:  # with NumPy and many patterns; the first search loads them
    from tools.runbooks.query import Query
    from tools.runbooks.view import Finding, View

# The evidence (see View) at which a runbook is taken to fit: 1.45 answers .033 of the public texts that no runbook fits
# instead of .022, 1.65 loses a golden case. The score rises as the share of right answers does over the public, unseen
# and shipped libraries (log loss .274; twice as steep it is .377, and a neighbour's runbook has .98).
FITTING_EVIDENCE = 1.55
FITTING_SCORE = 0.7
STEEPNESS = 3.0
# A past resolution says "this fixed it": it must be nearly the same problem, not only the same topic. All evidence from
# similar words and meaning adds up to 4 at most (see View).
RESOLUTION_EVIDENCE = 2.4
# How many tenants' views stay in memory; an evicted one (least recently used) is rebuilt on demand.
CACHED_TENANTS = 64
# Sections of one entry that may become evidence: twice the most that a runbook of the public collections has.
SIBLINGS = 24


def calibrated(evidence: float, fitting: float = FITTING_EVIDENCE) -> float:
    """Map a sum of evidence to a score by a logistic curve that is 0.7 at `fitting`."""
    middle = fitting - math.log(FITTING_SCORE / (1 - FITTING_SCORE)) / STEEPNESS
    return 1 / (1 + math.exp(-STEEPNESS * (evidence - middle)))


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """What a tenant can find, and the store sequence it was built at."""

    sequence: int
    rows: Sequence[SectionRow]
    runbooks: "View"
    resolutions: "View"


class HybridSearch:
    """Searches what the store returns for a tenant; views are cached and rebuilt when the store's sequence moves."""

    def __init__(
        self,
        store: RunbookStore,
        embedder: Embedder,
        threshold: float = FITTING_SCORE,
        shipped: str = "auto",
        sections: SectionIndex | None = None,
        recall: Callable[[Redacted], bytes | None] = lambda _: None,
    ) -> None:
        """`threshold` applies to the calibrated score; `shipped` is auto, always or never (SHIPPED_RUNBOOKS).

        Without `sections`, vectors are compared only here. `recall` is described in `LoadedEmbedder`.
        """
        self._store = store
        self._embedder = embedder
        self._threshold = threshold
        self._shipped = shipped
        self._sections = sections
        self._recall = recall
        self._cache: BoundedCache[str, _Knowledge] = BoundedCache(CACHED_TENANTS, texts=True)
        self._building = asyncio.Lock()

    async def search(self, question: Question, limit: int) -> Sequence[Match]:
        """Return at most `limit` runbooks, then as many past resolutions above their own threshold; each best first.

        A runbook appears once, with the section to read first.
        """
        from tools.runbooks.query import query_of

        known = await self._knowledge(question.tenant)
        if not known.runbooks and not known.resolutions:
            return []
        query = query_of(question)
        vector = self._recall(question.template) or (await self._embedder.embed([query.text]))[0]
        cosines: Mapping[str, float] = {}
        if self._sections:
            cosines = await self._sections.cosines(question.tenant, known.rows, vector)
        runbooks = self._runbooks(known.runbooks, query, vector, cosines)
        resolutions = self._resolutions(known.resolutions, query, vector, cosines, question.regression_of)
        return [*_first(runbooks, limit), *_first(resolutions, limit)]

    async def expand(self, tenant: str, matches: Sequence[Match]) -> Sequence[Match]:
        """Return each matched runbook with the other sections of its entry, in reading order.

        Every added section can be cited; it gets the score of the match that added it.
        """
        if not matches:
            return []
        known = await self._knowledge(tenant)
        found = {match.section.citation: match for match in matches}
        wider: dict[str, Match] = {}
        for match in matches:
            for section in known.runbooks.siblings(match.section.citation)[:SIBLINGS]:
                beside = Match(section, match.score, match.matched, NOTHING)
                wider.setdefault(section.citation, found.get(section.citation, beside))
            wider.setdefault(match.section.citation, match)
        return list(wider.values())

    def _runbooks(self, view: "View", query: "Query", vector: bytes, cosines: Mapping[str, float]) -> Iterator[Match]:
        wanted = view.query_terms(query)
        taken: set[str] = set()
        for finding in view.find(query, wanted, vector, cosines):
            if finding.first.runbook_id not in taken:
                taken.add(finding.first.runbook_id)
                yield self._match(finding, calibrated(finding.evidence), wanted)

    def _resolutions(
        self, view: "View", query: "Query", vector: bytes, cosines: Mapping[str, float], regression_of: str | None
    ) -> Iterator[Match]:
        """Yield past resolutions, best first; for a regression, the one that did not hold precedes all others."""
        if not view:
            return
        wanted = view.query_terms(query)
        own = f"{PREFIX}{regression_of}"
        for finding in sorted(view.find(query, wanted, vector, cosines), key=lambda found: found.first.citation != own):
            sure = finding.first.citation == own
            match = self._match(finding, 1.0 if sure else calibrated(finding.evidence, RESOLUTION_EVIDENCE), wanted)
            if match.matched:
                yield match

    def _match(self, finding: "Finding", score: float, wanted: Sequence[str]) -> Match:
        section, matched = finding.first, score >= self._threshold
        return Match(section, score, matched, excerpt(section.text, wanted) if matched else NOTHING)

    async def _knowledge(self, tenant: str) -> _Knowledge:
        from tools.runbooks.view import View

        async with self._building:
            known = self._cache.pop(tenant, None) or _Knowledge(0, [], View([]), View([]))
            sequence, rows = await self._store.sections(tenant, known.sequence)
            if sequence != known.sequence:
                known = await asyncio.to_thread(self._build, known, sequence, rows)
            self._cache[tenant] = known
            return known

    def _build(self, known: _Knowledge, sequence: int, rows: Sequence[SectionRow]) -> _Knowledge:
        """Keep the view whose rows are unchanged, so that a resolved ticket does not reindex the runbooks."""
        from tools.runbooks.view import View

        resolutions = [row for row in rows if row.section.kind == RESOLUTION]
        runbooks = self._visible([row for row in rows if row.section.kind != RESOLUTION])
        return _Knowledge(
            sequence,
            rows,
            known.runbooks if known.runbooks.rows == runbooks else View(runbooks),
            known.resolutions if known.resolutions.rows == resolutions else View(resolutions),
        )

    def _visible(self, rows: Sequence[SectionRow]) -> Sequence[SectionRow]:
        """With `auto`, leave out shipped runbooks as soon as the tenant has ingested a folder of its own."""
        own_folder = any(is_folder(row.source) for row in rows)
        if self._shipped == "always" or (self._shipped == "auto" and not own_folder):
            return rows
        return [row for row in rows if row.source != SHIPPED]


def _first(matches: Iterator[Match], limit: int) -> list[Match]:
    return [match for match, _ in zip(matches, range(limit), strict=False)]

"""The ask band: one question about the best doubtful candidate, and its ruling decides the verdict."""

from collections.abc import Sequence

import numpy as np
import pytest

from agents.analyzer import Analyzer
from agents.candidates import CandidateSearch
from agents.context import Context
from tests.support.clock import ManualClock
from tests.support.doubles.embedder import WordEmbedder
from tests.support.doubles.ports import Adjudicator, Index, Store, profiled, report
from tools.nouns.decisions import Band, Verdict
from tools.nouns.policy import Policy
from tools.nouns.reports import Candidate, Candidates
from tools.rules.matching import judge
from tools.text.identity.fingerprint import profile_of
from tools.tickets.embedded import EmbeddedStore
from tools.vectors.embedded import EmbeddedIndex

ASKING = profile_of(report("Lambda timeout after 30s"))
DOUBTFUL = profile_of(report("Lambda timed out thirty seconds"))
LESS_DOUBTFUL = profile_of(report("Lambda timeout of the worker"))
SAME = profile_of(report("Lambda timeout after blorq"))


async def found(adjudicator: Adjudicator | None, *items: tuple[object, float]) -> Candidates:
    """What a search brings for ASKING when these profiles are stored and near it."""
    store = Store()
    store.stored = {profile.fingerprint: profile for profile, _ in items}
    index = Index(*(Candidate(profile.fingerprint, cosine) for profile, cosine in items))
    return await CandidateSearch(store, WordEmbedder(), index, adjudicator, Policy()).find(
        "default", "payments", ASKING
    )


def band(other: object, cosine: float) -> Band:
    return judge(ASKING, other, cosine, Policy()).band


@pytest.mark.parametrize("ruling", [True, False, None])
async def test_a_doubtful_candidate_is_asked_about_and_ruled(ruling: bool | None) -> None:
    assert band(DOUBTFUL, 0.9) is Band.ASK
    adjudicator = Adjudicator(ruling)
    [item] = (await found(adjudicator, (DOUBTFUL, 0.9))).items
    assert adjudicator.asked == [(ASKING, DOUBTFUL)]
    assert item == Candidate(DOUBTFUL.fingerprint, 0.9, ruling)


async def test_only_the_best_of_several_is_asked_about() -> None:
    assert {band(DOUBTFUL, 0.8), band(LESS_DOUBTFUL, 0.9)} == {Band.ASK}
    adjudicator = Adjudicator(True)
    items = (await found(adjudicator, (DOUBTFUL, 0.8), (LESS_DOUBTFUL, 0.9))).items
    assert adjudicator.asked == [(ASKING, LESS_DOUBTFUL)]
    assert [item.ruling for item in items] == [None, True]


async def test_nobody_is_asked_when_one_joins_without() -> None:
    assert band(SAME, 0.95) is Band.SAME
    adjudicator = Adjudicator(True)
    items = (await found(adjudicator, (DOUBTFUL, 0.9), (SAME, 0.95))).items
    assert adjudicator.asked == []
    assert [item.ruling for item in items] == [None, None]


async def test_what_is_far_away_is_not_asked_about() -> None:
    other = profile_of(report("certificate of the mail relay expired"))
    adjudicator = Adjudicator(True)
    await found(adjudicator, (other, 0.2))
    assert adjudicator.asked == []


async def test_a_candidate_that_is_not_stored_is_not_asked_about() -> None:
    adjudicator = Adjudicator(True)
    search = CandidateSearch(Store(), WordEmbedder(), Index(Candidate("nobody", 0.9)), adjudicator, Policy())
    await search.find("default", "payments", ASKING)
    assert adjudicator.asked == []


async def test_without_an_adjudicator_nothing_is_ruled() -> None:
    [item] = (await found(None, (DOUBTFUL, 0.9))).items
    assert item.ruling is None


class Near:
    """An embedder to which any two texts are 0.9 alike."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        self._texts += [text for text in texts if text not in self._texts]
        return [self._vector(self._texts.index(text)).tobytes() for text in texts]

    def _vector(self, number: int) -> np.ndarray:
        vector = np.zeros(8, np.float32)
        vector[[0, number + 1]] = 0.9**0.5, 0.1**0.5
        return vector


@pytest.mark.parametrize(("ruling", "verdict"), [(True, Verdict.EXISTING), (False, Verdict.NEW), (None, Verdict.NEW)])
async def test_the_ruling_decides_the_verdict(
    store: EmbeddedStore, index: EmbeddedIndex, clock: ManualClock, ruling: bool | None, verdict: Verdict
) -> None:
    search = CandidateSearch(store, Near(), index, Adjudicator(ruling), Policy())
    analyzer = Analyzer(store, search, Policy(), clock)
    first = await analyzer.verdict(profiled("Lambda timed out thirty seconds", request_id="req_1"), Context())
    second = await analyzer.verdict(profiled("Lambda timeout after 30s", request_id="req_2"), Context())
    assert second.verdict is verdict
    assert (second.incident_id == first.incident_id) is bool(ruling)

"""The semantic search for a new fingerprint: finds near problems, and may ask a model about the best of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tools.nouns.decisions import Band
from tools.nouns.policy import LIVE, Mode, Policy
from tools.nouns.reports import Candidate, Candidates, Profile
from tools.ports import Adjudicator, Embedder, TicketStore, VectorIndex
from tools.rules.matching import judge

LIMIT = 12  # candidates handed to the rules; the right one is nearly always among the first few


class CandidateSearch:
    """Finds stored problems that a new report may belong to. The rules judge; this only gathers the evidence."""

    def __init__(
        self,
        store: TicketStore,
        embedder: Embedder,
        index: VectorIndex,
        adjudicator: Adjudicator | None,
        policy: Policy,
    ) -> None:
        """Without an `adjudicator`, candidates in the ask band get no ruling. `policy`: the configured tunables."""
        self._store = store
        self._embedder = embedder
        self._index = index
        self._adjudicator = adjudicator
        self._policy = policy

    async def find(self, tenant: str, service: str, profile: Profile, mode: Mode = LIVE) -> Candidates:
        """Return near fingerprints, best first by raw cosine of the masked templates, and index this one too.

        Raises Overloaded or Unavailable if the search cannot be made now.
        """
        [vector] = await self._embedder.embed([profile.template])
        upto, found = await self._index.search(tenant, service, vector, LIMIT)
        if not mode.dry_run:
            # Before the verdict: once a report is recorded as searched, the next search must be able to find it.
            await self._index.add(tenant, service, profile.fingerprint, vector)
        candidates = Candidates(upto, vector, tuple(item for item in found if item.fingerprint != profile.fingerprint))
        if self._adjudicator is None or not candidates.items:
            return candidates
        stored = await self._store.profiles(tenant, [item.fingerprint for item in candidates.items])
        ask = best_ask(profile, candidates.items, stored, mode.policy(self._policy))
        if ask is None:
            return candidates
        ruling = await self._adjudicator.same_problem(tenant, service, profile, stored[ask.fingerprint])
        ruled = (replace(item, ruling=ruling) if item is ask else item for item in candidates.items)
        return replace(candidates, items=tuple(ruled))


def best_ask(
    profile: Profile, items: Sequence[Candidate], stored: Mapping[str, Profile], policy: Policy
) -> Candidate | None:
    """The best candidate in the ask band; None if the band is empty or a candidate joins without asking."""
    judged = [
        (judge(profile, stored[item.fingerprint], item.cosine, policy), item)
        for item in items
        if item.fingerprint in stored
    ]
    if any(judgement.band is Band.SAME for judgement, _ in judged):
        return None
    asks = [(judgement.score, item) for judgement, item in judged if judgement.band is Band.ASK]
    return max(asks, key=lambda ask: ask[0])[1] if asks else None

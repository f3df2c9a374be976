"""The semantic half of a decision: the index's candidates plus what S3 lists as new since."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from tools.nouns.decisions import Decision
from tools.nouns.policy import Policy
from tools.nouns.reports import Candidate, Candidates, Profile
from tools.ports import Clock
from tools.rules import decisions
from tools.rules.choosing import Choice, Option, choose
from tools.tickets.s3.problem.aliases import Alias, Aliases
from tools.tickets.s3.problem.heads import Heads
from tools.tickets.s3.problem.lineage import Ticket
from tools.tickets.s3.recording.vectors import BEST, ROUNDING, RecentVectors, cosine, nearest


class Searching:
    """Chooses among stored problems, and says what was refused."""

    def __init__(self, aliases: Aliases, heads: Heads, vectors: RecentVectors, clock: Clock) -> None:
        self._aliases = aliases
        self._heads = heads
        self._vectors = vectors
        self._clock = clock

    async def choose(
        self, tenant: str, service: str, environment: str, profile: Profile, candidates: Candidates, policy: Policy
    ) -> Choice:
        """Judge the candidates searched before and the vectors that came since."""
        recent = await self._vectors.list(tenant, service, self._clock(), candidates.upto)
        found = {each.fingerprint: each for each in nearest(candidates.vector, recent, BEST)}
        found |= {each.fingerprint: each for each in candidates.items}
        found.pop(profile.fingerprint, None)
        best = sorted(found.values(), key=lambda each: -each.cosine)[: max(BEST, len(candidates.items))]
        wanted = [self._option(tenant, service, candidates.vector, each) for each in best]
        options = await asyncio.gather(*wanted)
        return choose(profile, environment, [each for each in options if each is not None], policy)

    async def explained(self, tenant: str, found: Decision, choice: Choice, lineage: str | None) -> Decision:
        """Keep with a decision what was refused and what is offered to people instead."""
        heads = {each: await self._head(tenant, each) for each in decisions.shown(choice, lineage)}
        named = {each: decisions.Head(head.id, head.title) for each, head in heads.items()}
        return decisions.explained(found, choice, lineage, named)

    async def profiles(self, tenant: str, fingerprints: Sequence[str]) -> dict[str, Profile]:
        """Profiles by fingerprint; unknown ones are left out."""
        found = await asyncio.gather(*(self._aliases.load(tenant, each) for each in fingerprints))
        return {each.fingerprint: each.stored_profile() for each in found if each is not None}

    async def _option(self, tenant: str, service: str, mine: bytes, candidate: Candidate) -> Option | None:
        """A cosine from rounded vectors is made exact by the alias's own, so that every backend judges alike."""
        alias: Alias | None = await self._aliases.load(tenant, candidate.fingerprint)
        if alias is None or alias.service != service:
            return None
        exact = cosine(mine, alias.vector_bytes())
        if abs(exact - candidate.cosine) <= ROUNDING:
            candidate = replace(candidate, cosine=exact)
        await self._heads.root(tenant, alias.lineage, alias.born())  # a claim whose process died is helped here
        return Option(candidate, alias.stored_profile(), alias.environment, alias.lineage)

    async def _head(self, tenant: str, lineage: str) -> Ticket:
        return (await self._heads.root(tenant, lineage)).head

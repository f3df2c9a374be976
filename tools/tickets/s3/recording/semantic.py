"""The semantic half of a decision: the index's candidates and the vectors that S3 lists as newer."""

import asyncio
from dataclasses import replace

from tools.nouns.decisions import Decision
from tools.nouns.policy import Policy
from tools.nouns.reports import Candidate
from tools.rules import decisions
from tools.rules.choices import Choice, MatchQuery, Option, choose
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.recording.vectors import BEST, ROUNDING, cosine, nearest, recent_vectors


async def choose_among(parts: Parts, match_query: MatchQuery | None, policy: Policy) -> Choice:
    """Judge the candidates of the earlier search and the newer vectors. None: nothing is chosen."""
    if match_query is None:
        return Choice(None, ())
    searched = match_query.candidates
    recent = await recent_vectors(parts.objects, match_query.tenant, match_query.service, parts.clock(), searched.upto)
    found = sorted(match_query.among(nearest(searched.vector, recent, BEST)), key=lambda each: -each.cosine)
    best = found[: max(BEST, len(searched.items))]
    options = await asyncio.gather(*(_option(parts, match_query, each) for each in best))
    return choose(match_query.profile, match_query.environment, [each for each in options if each is not None], policy)


async def explained(parts: Parts, tenant: str, found: Decision, choice: Choice, lineage: str | None) -> Decision:
    """Add the refused alternatives and the similar tickets to a decision."""
    heads = {each: (await parts.heads.root(tenant, each)).head for each in decisions.shown(choice, lineage)}
    named = {each: decisions.Head(head.id, head.title) for each, head in heads.items()}
    return decisions.explained(found, choice, lineage, named)


async def _option(parts: Parts, match_query: MatchQuery, candidate: Candidate) -> Option | None:
    """Replace a cosine of rounded vectors by that of the alias's vector, so that all backends judge the same."""
    alias = await parts.aliases.load(match_query.tenant, candidate.fingerprint)
    if alias is None or alias.service != match_query.service:
        return None
    exact = cosine(match_query.candidates.vector, alias.vector_bytes())
    if abs(exact - candidate.cosine) <= ROUNDING:
        candidate = replace(candidate, cosine=exact)
    await parts.heads.root(match_query.tenant, alias.lineage, alias.initial_head())  # writes a claimed head
    return Option(candidate, alias.stored_profile(), alias.environment, alias.lineage)

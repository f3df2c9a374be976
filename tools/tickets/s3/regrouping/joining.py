"""A person's merge."""

from tools.errors import Conflict
from tools.nouns.redacted import Redacted
from tools.rules.standing import Standing, check_merge
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.acts import standing
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.regrouping.merging import MUST
from tools.tickets.s3.resolving import merged_root


async def merge(parts: Parts, tenant: str, incident_id: str, into: str, reason: Redacted, actor: str) -> None:
    """Join a head into a live head; the must-link is written first, so that nothing automatic undoes it.

    Raises NotFound, or Conflict naming the head or the state.
    """
    loser, winner = await parts.heads.of(tenant, incident_id), await parts.heads.of(tenant, into)
    check_merge(await _standing(parts, loser, incident_id), await _standing(parts, winner, into))
    await parts.merging.teach(tenant, loser.id, winner.id, MUST, actor)
    if not await parts.merging.take(tenant, loser.id, winner.id, reason, actor, obey=False):
        raise Conflict(f"{incident_id} or {into} is being merged or resolved by someone else: look again")


async def _standing(parts: Parts, lineage: Lineage, incident_id: str) -> Standing:
    return standing(lineage, lineage.one(incident_id), await merged_root(parts, lineage, incident_id))

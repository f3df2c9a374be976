"""The answer to a recorded report, and the totals of a ticket."""

import orjson

from tools.cache import BoundedCache
from tools.nouns.decisions import Decision
from tools.nouns.incidents import Dossier
from tools.nouns.knowledge_json import dossier_from_json
from tools.nouns.pending import pending_words
from tools.nouns.recorded import Recorded
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.problem.flushes import Tally, total
from tools.tickets.s3.problem.heads import Heads
from tools.tickets.s3.problem.lineage import Lineage, Ticket
from tools.tickets.s3.problem.occurrences import Occurrence, Occurrences
from tools.tickets.s3.problem.tallies import Tallies

MAX_KEPT = 1024
EMPTY = Dossier()


class Answers:
    """Reads that complete an answer: counts over merged tickets, and dossiers, which never change once numbered."""

    def __init__(self, objects: Objects, heads: Heads, occurrences: Occurrences) -> None:
        self._objects = objects
        self._heads = heads
        self._tallies = Tallies(occurrences)
        self._dossiers: BoundedCache[str, Dossier] = BoundedCache(MAX_KEPT, texts=True)

    async def stored(self, tenant: str, report: Occurrence, seen: Lineage | None = None) -> Recorded:
        """Answer a report that is already stored. `seen`: a head that was already read, perhaps that of its ticket."""
        if seen is None or seen.ticket(report.ticket) is None or seen.into is not None:
            seen = await self._heads.of(tenant, report.ticket)
        lineage = seen
        ticket = lineage.one(report.ticket)
        tally, dossier = await self.tally(lineage, ticket), await self.dossier(tenant, ticket)
        return answer(report.request_id, lineage, ticket, tally.count, report.decision, dossier, replayed=True)

    async def tally(self, lineage: Lineage, ticket: Ticket) -> Tally:
        """The occurrences of a ticket and of everything merged into it."""
        tallies = [await self._tallies.of(lineage, ticket.number)]
        for name, into in lineage.absorbed.items():
            if into == ticket.id:
                other = await self._heads.need(lineage.tenant, name)
                if other.into == lineage.id:  # a split releases the loser before the winner's list is updated
                    tallies.append(await self.tally(other, other.head))
        return total(tallies)

    def forget(self) -> None:
        """Forget the dossiers, because a text was erased."""
        self._dossiers.clear()

    async def dossier(self, tenant: str, ticket: Ticket) -> Dossier:
        """The advice of a ticket; empty if there is none yet."""
        if not ticket.advice:
            return EMPTY
        key = keys.advice(tenant, ticket.id, ticket.advice)
        if key not in self._dossiers:
            blob = await self._objects.get(key)
            self._dossiers[key] = EMPTY if blob is None else dossier_from_json(orjson.loads(blob.body))
        return self._dossiers[key]


def answer(
    request_id: str,
    lineage: Lineage,
    ticket: Ticket,
    occurrences: int,
    decision: Decision,
    dossier: Dossier,
    *,
    replayed: bool = False,
) -> Recorded:
    """Build the port's answer."""
    return Recorded(
        request_id=request_id,
        verdict=decision.verdict,
        incident_id=ticket.id,
        root_id=lineage.id,
        severity=ticket.worst,
        occurrences=occurrences,
        decision=decision,
        dossier=dossier,
        regression_of=ticket.regression_of,
        pending=pending_words(ticket.pending),
        replayed=replayed,
    )

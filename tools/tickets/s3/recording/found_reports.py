"""A stored report by its id alone: by its claim, or by the journal when the id tells the minute it was made in."""

import orjson

from tools.errors import NotFound
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.occurrences import Occurrence
from tools.tickets.s3.recording.claims import minute_of, stored_by
from tools.tickets.s3.recording.earlier import born_at, look_for


async def find(parts: Parts, tenant: str, request_id: str) -> Occurrence:
    """Raises NotFound."""
    blob = await parts.objects.get(keys.claim(tenant, request_id))
    if blob is not None and (found := await stored_by(parts, tenant, request_id, orjson.loads(blob.body))):
        return found.report
    minute, born = minute_of(request_id), born_at(request_id)
    if minute is not None and born is not None:
        for lineage in await parts.journal.lineages(tenant, minute):
            if (logged := await look_for(parts, tenant, lineage, request_id, born)) is not None:
                return logged
        for each in (minute, minute + 1, minute - 1):
            for flush, lineage in await parts.journal.flushes(tenant, each):
                if written := await parts.occurrences.find(tenant, lineage, flush, request_id):
                    return written[0]
    raise NotFound(f"no report {request_id[:80]!r}")

"""Recent changes on S3: once a second, each process publishes the lineages it wrote to.

An object `touched/{space}/{process}.{milliseconds}` names them. Names of one process ascend whatever its clock does, so
a reader that remembers the last name of each process misses nothing and needs no common clock. The objects are deleted
after KEPT_SECONDS. A process that dies before it publishes loses at most a second of such news, never a report.
"""

import asyncio
import base64
import secrets
from collections import deque

import orjson

from tools.nouns.incidents import Status
from tools.nouns.severity import Severity
from tools.nouns.touches import MOST_TOUCHED, Touched, Touches
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.watched import Watched
from tools.tickets.s3.parts import Parts, PortSlice
from tools.tickets.s3.problem.lineage import Lineage, Ticket

KEPT_SECONDS = 120.0
_SLACK_SECONDS = 30.0
_NEWEST = 3
"""How many of the newest generations of a lineage a touch may be about."""


class TouchLog(PortSlice):
    """`touched` and `tell_touched` of the TicketStore port."""

    def __init__(self, parts: Parts, watched: Watched) -> None:
        PortSlice.__init__(self, parts)
        self._watched = watched
        self._process = secrets.token_hex(4)
        self._told: deque[tuple[float, str]] = deque()
        self._last_ms = 0

    async def tell_touched(self) -> None:
        """See `TicketStore`."""
        now = self._parts.clock()
        for space, lineages in self._watched.taken().items():
            self._last_ms = max(self._last_ms + 1, int(now * 1000))
            name = keys.touched(space) + f"{self._process}.{self._last_ms:015}"
            await self._parts.objects.put(name, orjson.dumps(sorted(lineages)))
            self._told.append((now, name))
        while self._told and now - self._told[0][0] > KEPT_SECONDS:
            await self._parts.objects.delete(self._told.popleft()[1])

    async def touched(self, tenant: str, after: str | None) -> Touches:
        """See `TicketStore`."""
        now, folder = self._parts.clock(), keys.touched(keys.space(tenant))
        names = [each async for each in self._parts.objects.names(folder)]
        seen = _read(after)
        last = dict(seen or {})
        for each in names:
            process, _, ms = each.name.partition(".")
            last[process] = ms
        position = _written(last, now)
        if after is None:
            return Touches(position)
        if seen is None or not 0 <= now - float(seen.get("at", 0)) + _SLACK_SECONDS <= KEPT_SECONDS:
            return Touches(position, too_old=True)
        fresh = [each.name for each in names if each.name.split(".")[1] > seen.get(each.name.split(".")[0], "")]
        bodies = await asyncio.gather(*(self._parts.objects.get(folder + name) for name in fresh))
        lineages = {lineage for body in bodies if body is not None for lineage in orjson.loads(body.body)}
        if len(lineages) > MOST_TOUCHED:
            return Touches(position, too_old=True)
        found = await asyncio.gather(*(self._tickets(tenant, lineage) for lineage in sorted(lineages)))
        return Touches(position, tuple(each for tickets in found for each in tickets))

    async def _tickets(self, tenant: str, lineage: str) -> list[Touched]:
        held = await self._parts.heads.load(tenant, lineage)
        if held is None or held.lineage.became:
            return []
        return [await self._touched(held.lineage, ticket) for ticket in held.lineage.tickets[-_NEWEST:]]

    async def _touched(self, lineage: Lineage, ticket: Ticket) -> Touched:
        tally = await self._parts.answers.tally(lineage, ticket)
        return Touched(
            incident_id=ticket.id,
            status=Status(ticket.status),
            severity=Severity(ticket.worst),
            service=lineage.service,
            environment=lineage.environment,
            title=ticket.title,
            first_seen=ticket.opened_at if tally.first is None else tally.first,
            last_seen=ticket.opened_at if tally.last is None else tally.last,
            occurrences=tally.count,
            merged_into=ticket.merged_into,
            recovering=ticket.recovering_since is not None,
        )


def _written(last: dict[str, str], now: float) -> str:
    """Encode the position. Processes without recent news are left out; `at` limits how long the position is valid."""
    oldest = int((now - 2 * KEPT_SECONDS) * 1000)
    kept = {process: ms for process, ms in last.items() if process != "at" and int(ms) > oldest}
    return base64.urlsafe_b64encode(orjson.dumps(kept | {"at": f"{now:.3f}"})).decode().rstrip("=")


def _read(position: str | None) -> dict[str, str] | None:
    """Parse a position; None if no process of this store has written it."""
    try:
        found = orjson.loads(base64.urlsafe_b64decode((position or "") + "=" * (-len(position or "") % 4)))
        return {str(process): f"{float(ms):.3f}" if process == "at" else str(ms) for process, ms in found.items()}
    except (ValueError, AttributeError, TypeError):
        return None

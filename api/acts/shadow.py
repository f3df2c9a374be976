"""Shadow mode: how many messages people would have received, compared with the number of alerts that came in."""

from collections import Counter
from dataclasses import dataclass

from tools.nouns.callers import Caller, Scope
from tools.nouns.deliveries import OFF, DeliveryRow, DeliveryState
from tools.nouns.incidents import IncidentQuery, Status
from tools.ports import DeliveryStore, TicketStore

PAGE = 200


@dataclass(frozen=True, slots=True)
class ShadowDestination:
    """One destination: how many messages it received or would have received, and of which kinds."""

    name: str
    messages: int
    told: int
    """How many of `messages` were really sent, before or after NOTIFY=off."""

    kept_by_silences: int
    kinds: dict[str, int]


@dataclass(frozen=True, slots=True)
class ShadowReport:
    """The report on a period. `alerts` counts the reports, with repeats, of the incidents that were opened in it."""

    since: float
    incidents: int
    alerts: int
    destinations: tuple[ShadowDestination, ...]

    def fewer(self, destination: ShadowDestination) -> int:
        """Return how many fewer messages than alerts there are."""
        return self.alerts - destination.messages


async def shadow_report(tickets: TicketStore, deliveries: DeliveryStore, caller: Caller, since: float) -> ShadowReport:
    """Count the deliveries made since a time (epoch seconds), sent or not, without those that another one replaced.

    Messages about incidents older than `since` count too, so that no destination looks quieter than it is.
    """
    caller.require(Scope.READ)
    incidents, alerts = await _alerts(tickets, caller.tenant, since)
    rows: dict[str, list[DeliveryRow]] = {}
    async for row in deliveries.since(caller.tenant, since):
        if not row.replaced_by:
            rows.setdefault(row.destination, []).append(row)
    found = tuple(_destination(name, rows[name]) for name in sorted(rows))
    return ShadowReport(since, incidents, alerts, found)


def _destination(name: str, rows: list[DeliveryRow]) -> ShadowDestination:
    kept = [row for row in rows if row.state is DeliveryState.SILENCED and row.silenced_by != OFF]
    messages = [row for row in rows if row not in kept]
    kinds = Counter(row.message.kind.value for row in messages)
    told = sum(row.state is DeliveryState.DELIVERED for row in messages)
    return ShadowDestination(name, len(messages), told, len(kept), dict(kinds.most_common()))


async def _alerts(tickets: TicketStore, tenant: str, since: float) -> tuple[int, int]:
    """Return (incidents, alerts); the alerts of a merged ticket count on the ticket that it was merged into."""
    incidents, alerts, cursor = 0, 0, None
    while True:
        page = await tickets.incidents(tenant, IncidentQuery(limit=PAGE, cursor=cursor))
        for ticket in page.items:
            if ticket.first_seen >= since and ticket.status is not Status.MERGED:
                incidents += 1
                alerts += ticket.occurrences + ticket.reminders
        cursor = page.next_cursor
        if cursor is None or page.items[-1].first_seen < since:
            return incidents, alerts

"""A notice as a message: what it tells, and the ticket as it is stored."""

from tools.nouns.incidents import Incident
from tools.nouns.messages import Message
from tools.nouns.notices import Notice
from tools.nouns.redacted import derived
from tools.ports import TicketStore


class Rendering:
    """Renders notices of a store's tickets."""

    def __init__(self, store: TicketStore) -> None:
        self._store = store

    async def __call__(self, notice: Notice) -> Message:
        """Raises NotFound when the ticket is gone."""
        return message_of(notice, await self._store.incident(notice.tenant, notice.incident_id))


def message_of(notice: Notice, ticket: Incident) -> Message:
    """The notice with what its ticket is now."""
    return Message(
        notice_id=notice.notice_id,
        kind=notice.kind,
        at=notice.at,
        tenant=notice.tenant,
        incident_id=notice.incident_id,
        root_id=notice.root_id,
        regression_of=notice.regression_of,
        status=ticket.status,
        severity=notice.severity,
        service=notice.service,
        environment=notice.environment,
        title=notice.title,
        headline=derived(f"{notice.kind.value}: {notice.title}"),
        summary=derived(f"{notice.service}: {notice.title}"),
        occurrences=ticket.occurrences,
        first_seen=ticket.first_seen,
        last_seen=ticket.last_seen,
    )

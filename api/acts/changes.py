"""Deployments and other changes that are reported to us. Every door uses this act; it needs the scope `report`."""

from dataclasses import replace

from api.acts.texts import named, written
from tools.errors import InvalidRequest
from tools.ids import change_id_of, new_ulid
from tools.nouns.callers import Caller, Scope
from tools.nouns.changes import NEAR_SECONDS, Change
from tools.nouns.events import Changed
from tools.nouns.incidents import Event, Incident
from tools.nouns.redacted import NOTHING
from tools.ports import ChangeLog
from tools.toolbox import Toolbox

_AHEAD_SECONDS = 300.0


async def record_change(
    changes: ChangeLog,
    caller: Caller,
    now: float,
    *,
    text: str,
    service: str = "",
    environment: str = "",
    version: str = "",
    url: str = "",
    at: float | None = None,
    event_id: str = "",
) -> Change:
    """Store a change. The caller's key may force its service and environment. `at` is epoch seconds; None means now.

    `event_id` is the sender's own id; a change that is reported again under it is stored once.

    Raises Forbidden, and InvalidRequest, naming the field, for an invalid value.
    """
    caller.require(Scope.REPORT)
    when = now if at is None else at
    if when > now + _AHEAD_SECONDS:
        raise InvalidRequest("at: must not be in the future: report a change when it is made")
    where = caller.environment or environment
    change = Change(
        change_id=change_id_of(when, caller.tenant, event_id) if event_id else f"chg_{new_ulid(when)}",
        tenant=caller.tenant,
        service=named("service", caller.service or service),
        environment=named("environment", where) if where else NOTHING,
        at=when,
        actor=caller.actor,
        text=written("text", text),
        version=named("version", version) if version else NOTHING,
        url=written("url", url) if url else NOTHING,
    )
    await changes.add(change)
    return change


async def ticket_with_changes(toolbox: Toolbox, tenant: str, incident_id: str) -> Incident:
    """Return a ticket as people see it, with changes on its timeline. Raises NotFound."""
    return await with_changes(toolbox.changes, await toolbox.store.incident(tenant, incident_id))


async def with_changes(changes: ChangeLog, ticket: Incident) -> Incident:
    """Add to the ticket's timeline the changes to its service from an hour before its start until its end."""
    ended = ticket.resolution.at if ticket.resolution else ticket.last_seen + NEAR_SECONDS
    found = await changes.near(ticket.tenant, ticket.service, ticket.first_seen - NEAR_SECONDS, ended)
    events = [_event(change) for change in found if change.concerns(ticket.environment)]
    if not events:
        return ticket
    return replace(ticket, timeline=tuple(sorted((*ticket.timeline, *events), key=lambda event: event.at)))


def _event(change: Change) -> Event:
    data = Changed(change.change_id, change.text, change.version, change.url, change.environment)
    return Event(0, change.at, change.actor, data)

"""What people do with an incident, through any door: check, redact, let the store act, audit.

Each act returns the incident as it is afterwards. Each raises Forbidden without the scope `respond`, InvalidRequest for
an invalid text, NotFound for an incident that this tenant does not have, and Conflict if the incident's state forbids
the act.
"""

import logging
from typing import TYPE_CHECKING

from api.acts.audited import audit
from api.acts.desk import Desk
from api.acts.texts import named, written, written_if_any
from tools.errors import IncidentResponderError
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller, Scope
from tools.nouns.events import Feedback
from tools.nouns.incidents import Incident, Resolution
from tools.nouns.selectors import Selector
from tools.nouns.severity import Severity
from tools.runbooks.resolutions import forget_resolution, remember_resolution
from tools.toolbox import Toolbox

if TYPE_CHECKING:
    from graph.builder import Agents

logger = logging.getLogger(__name__)


async def resolve(
    toolbox: Toolbox,
    caller: Caller,
    incident_id: str,
    *,
    text: str,
    by: str = "",
    at: float | None = None,
    release: str = "",
) -> Incident:
    """Resolve it and say what fixed it. A repeat changes nothing, but a person's resolve confirms a machine's.

    `by` is display text, by default the caller's name. `at` is epoch seconds; None means now. `release` contains the
    fix.
    """
    caller.require(Scope.RESPOND)
    resolution = _resolution(caller, text, by, release, at)
    ticket = await toolbox.store.resolve(caller.tenant, incident_id, resolution, caller.actor)
    await _remember(toolbox, ticket)
    await audit(toolbox.accounts, caller, AuditAction.INCIDENT_RESOLVED, incident_id, by=resolution.by)
    return ticket


async def amend(
    toolbox: Toolbox, caller: Caller, incident_id: str, *, text: str, by: str = "", release: str = ""
) -> Incident:
    """Correct the text that says what fixed it. Later regressions show the new text; the earlier one is kept."""
    caller.require(Scope.RESPOND)
    resolution = _resolution(caller, text, by, release)
    ticket = await toolbox.store.amend(caller.tenant, incident_id, resolution, caller.actor)
    await _remember(toolbox, ticket)
    await audit(toolbox.accounts, caller, AuditAction.INCIDENT_RESOLUTION_AMENDED, incident_id, by=resolution.by)
    return ticket


async def reopen(toolbox: Toolbox, caller: Caller, incident_id: str, reason: str) -> Incident:
    """Undo its resolution: it is OPEN again, and advice no longer cites the resolution."""
    caller.require(Scope.RESPOND)
    ticket = await toolbox.store.reopen(caller.tenant, incident_id, written("reason", reason), caller.actor)
    await _forget(toolbox, ticket)
    await audit(toolbox.accounts, caller, AuditAction.INCIDENT_REOPENED, incident_id)
    return ticket


async def acknowledge(desk: Desk, caller: Caller, incident_id: str) -> Incident:
    """Record that someone is working on it; a repeat changes nothing."""
    caller.require(Scope.RESPOND)
    ticket = await desk.store.acknowledge(caller.tenant, incident_id, caller.actor)
    await audit(desk.accounts, caller, AuditAction.INCIDENT_ACKNOWLEDGED, incident_id)
    return ticket


async def give_back(desk: Desk, caller: Caller, incident_id: str) -> Incident:
    """Undo an acknowledgement: nobody is working on it, and escalation resumes; a repeat changes nothing."""
    caller.require(Scope.RESPOND)
    ticket = await desk.store.give_back(caller.tenant, incident_id, caller.actor)
    await audit(desk.accounts, caller, AuditAction.INCIDENT_GIVEN_BACK, incident_id)
    return ticket


async def set_severity(desk: Desk, caller: Caller, incident_id: str, severity: Severity, reason: str = "") -> Incident:
    """Set its severity. Setting the same one changes nothing. More severe reports still raise it."""
    caller.require(Scope.RESPOND)
    why = written_if_any("reason", reason)
    ticket = await desk.store.set_severity(caller.tenant, incident_id, severity, why, caller.actor)
    await audit(desk.accounts, caller, AuditAction.INCIDENT_SEVERITY_SET, incident_id, severity=severity.name)
    return ticket


async def comment(desk: Desk, caller: Caller, incident_id: str, text: str) -> Incident:
    """Add a comment to the timeline."""
    caller.require(Scope.RESPOND)
    ticket = await desk.store.comment(caller.tenant, incident_id, written("text", text), caller.actor)
    await audit(desk.accounts, caller, AuditAction.INCIDENT_COMMENTED, incident_id)
    return ticket


async def rate_advice(
    desk: Desk, caller: Caller, incident_id: str, *, helpful: bool, step: int | None = None, text: str = ""
) -> Incident:
    """Record whether the advice, or its immediate action number `step`, helped."""
    caller.require(Scope.RESPOND)
    feedback = Feedback(helpful=helpful, step=step, text=written_if_any("text", text))
    ticket = await desk.store.feedback(caller.tenant, incident_id, feedback, caller.actor)
    helped = "yes" if helpful else "no"
    await audit(desk.accounts, caller, AuditAction.INCIDENT_ADVICE_RATED, incident_id, helpful=helped)
    return ticket


async def merge(desk: Desk, caller: Caller, incident_id: str, into: str, reason: str = "") -> Incident:
    """Merge it into another live incident; reports that match it later are counted there too."""
    caller.require(Scope.RESPOND)
    why = written_if_any("reason", reason)
    ticket = await desk.store.merge(caller.tenant, incident_id, into, why, caller.actor)
    await audit(desk.accounts, caller, AuditAction.INCIDENT_MERGED, incident_id, into=into)
    return ticket


async def split(desk: Desk, caller: Caller, incident_id: str, selector: Selector, reason: str = "") -> Incident:
    """Split off part of it; return the new incident."""
    caller.require(Scope.RESPOND)
    why = written_if_any("reason", reason)
    alone = await desk.store.split(caller.tenant, incident_id, selector, why, caller.actor)
    await audit(desk.accounts, caller, AuditAction.INCIDENT_SPLIT, incident_id, split_off=alone.incident_id)
    return alone


async def advise_again(toolbox: Toolbox, caller: Caller, incident_id: str, agents: "Agents") -> Incident:
    """Replace its advice with new advice from the current runbooks and resolutions.

    Raises Overloaded or Unavailable, with nothing changed, if they cannot be searched now.
    """
    from agents.context import Context
    from graph.advice import (  # LangGraph takes a second of CPU, which no other act needs
        advise,
        representative_report,
    )

    caller.require(Scope.RESPOND)
    store, tenant = toolbox.store, caller.tenant
    ticket = await store.incident(tenant, incident_id)
    dossier = await advise(agents, ticket, await representative_report(store, ticket), Context())
    await store.save_advice(tenant, incident_id, dossier, again=True, actor=caller.actor)
    await audit(toolbox.accounts, caller, AuditAction.INCIDENT_ADVISED, incident_id)
    return await store.incident(tenant, incident_id)


def _resolution(caller: Caller, text: str, by: str, release: str, at: float | None = None) -> Resolution:
    """Return the resolution to store. A machine resolves only in its own name, and a person has yet to confirm it."""
    return Resolution(
        text=written("resolution", text),
        by=named("resolved_by", by if by and caller.is_person else caller.actor),
        at=at,
        release=named("release", release) if release else None,
        unconfirmed=not caller.is_person,
    )


async def _forget(toolbox: Toolbox, ticket: Incident) -> None:
    """Remove a resolution from the search. A failure is only logged: `reindex` repairs it."""
    try:
        await forget_resolution(toolbox.runbooks, ticket)
    except IncidentResponderError as error:
        logger.warning("what had resolved %s is still cited: %s", ticket.incident_id, error)


async def _remember(toolbox: Toolbox, ticket: Incident) -> None:
    """Make a resolution searchable once a person has given or confirmed it.

    A failure is only logged: a repeated resolve or `reindex` repairs it.
    """
    if ticket.resolution is None or ticket.resolution.unconfirmed:
        await _forget(toolbox, ticket)  # a machine may have amended a text that is already searchable
        return
    try:
        await remember_resolution(toolbox.runbooks, toolbox.background, ticket)
    except IncidentResponderError as error:
        logger.warning("the resolution of %s is not searchable yet: %s", ticket.incident_id, error)

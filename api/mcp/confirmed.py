"""The tools that first show what they would do: resolve, merge and split."""

from typing import Annotated

from mcp.server.mcpserver import Context
from pydantic import Field

from api.acts import incidents
from api.acts.texts import written
from api.auth.confirmations import Shown
from api.mcp.answers import done, to_confirm
from api.mcp.reading import IncidentId
from api.mcp.shapes import Acted
from api.mcp.workplace import Workplace
from tools.errors import InvalidRequest
from tools.nouns.callers import Caller, Scope
from tools.nouns.events import Cure
from tools.nouns.incidents import Incident, Resolution
from tools.nouns.redacted import NOTHING
from tools.nouns.selectors import ChosenReports, MergedTicket, Selector, WholeFingerprint
from tools.rules.preconditions import TicketState, check_merge, check_split, may_resolve

Confirm = Annotated[str | None, Field(description="If left out, the act is only shown, with a word to confirm it.")]
Reports = Annotated[list[str] | None, Field(description="Request ids of the reports to split off.")]


class Confirmed:
    """These tools need the scope `respond`. They act only with the word that the same call returned before."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    async def resolve(
        self, context: Context, incident_id: IncidentId, resolution: str, release: str = "", confirm: Confirm = None
    ) -> Acted:
        """Close an incident and say what fixed it. A person must confirm the text before it is shown as the fix."""
        caller, ticket = await self._seen(context, incident_id)
        said = Resolution(written("resolution", resolution), NOTHING, unconfirmed=not caller.is_person)
        if not may_resolve(_place_of(ticket), said):
            return done(ticket, f"{incident_id} already has this resolution.")
        arguments = (("incident_id", incident_id), ("resolution", resolution), ("release", release))
        if word := self._unconfirmed(confirm, caller, Shown("resolve", arguments, _state(ticket))):
            waits = "" if caller.is_person else " A person must confirm this text before it is shown as the fix."
            return to_confirm(ticket, f"Resolve {_named(ticket)} as fixed by: {resolution}.{waits}", word)
        ticket = await incidents.resolve(self._place.toolbox, caller, incident_id, text=resolution, release=release)
        return done(ticket, f"{incident_id} is {ticket.status.value}.")

    async def merge(
        self, context: Context, incident_id: IncidentId, into: IncidentId, reason: str = "", confirm: Confirm = None
    ) -> Acted:
        """Merge an incident into another live one; reports that match it later are counted there. A split undoes it."""
        caller, ticket = await self._seen(context, incident_id)
        target = await self._place.toolbox.store.incident(caller.tenant, into)
        check_merge(_place_of(ticket), _place_of(target))
        arguments = (("incident_id", incident_id), ("into", into), ("reason", reason))
        state = f"{_state(ticket)} {_state(target)}"
        if word := self._unconfirmed(confirm, caller, Shown("merge", arguments, state)):
            message = f"Merge {_named(ticket)} into {_named(target)}: later reports of either are counted on {into}."
            return to_confirm(ticket, message, word)
        ticket = await incidents.merge(self._place.toolbox, caller, incident_id, into, reason)
        return done(ticket, f"{incident_id} is {ticket.status.value} into {ticket.merged_into}.")

    async def split(
        self,
        context: Context,
        incident_id: IncidentId,
        merged_incident_id: str | None = None,
        fingerprint: str | None = None,
        occurrence_ids: Reports = None,
        reason: str = "",
        confirm: Confirm = None,
    ) -> Acted:
        """Split off a merged incident, all reports of a fingerprint, or chosen reports, as an incident of their own."""
        caller, ticket = await self._seen(context, incident_id)
        check_split(_place_of(ticket))
        what, selector = _selected(merged_incident_id, fingerprint, occurrence_ids)
        arguments = (("incident_id", incident_id), ("what", what), ("reason", reason))
        if word := self._unconfirmed(confirm, caller, Shown("split", arguments, _state(ticket))):
            return to_confirm(ticket, f"Split {what} off {_named(ticket)}, with all later reports that match it.", word)
        alone = await incidents.split(self._place.toolbox, caller, incident_id, selector, reason)
        return done(alone, f"{alone.incident_id} was split off {incident_id}.")

    async def _seen(self, context: Context, incident_id: str) -> tuple[Caller, Incident]:
        caller = self._place.caller(context, Scope.RESPOND)
        return caller, await self._place.toolbox.store.incident(caller.tenant, incident_id)

    def _unconfirmed(self, confirm: str | None, caller: Caller, shown: Shown) -> str | None:
        """Return the word to offer if none was given, and None if the right one was.

        Raises InvalidRequest for a wrong one.
        """
        if not confirm:
            return self._place.confirmations.offer(caller, shown)
        self._place.confirmations.check(confirm, caller, shown)
        return None


def _place_of(ticket: Incident) -> TicketState:
    """Return what is needed to refuse an act before it is shown.

    Only the store knows whether it is its problem's newest.
    """
    said = ticket.resolution
    return TicketState(
        incident_id=ticket.incident_id,
        status=ticket.status,
        head_id=ticket.incident_id,
        merged_root=ticket.merged_into,
        resolved_as=said.text if said else None,
        recovered=bool(said and said.cure is Cure.RECOVERED),
        unconfirmed=bool(said and said.unconfirmed),
    )


def _state(ticket: Incident) -> str:
    """Return a state that every act changes and a further report does not."""
    last = max((event.seq for event in ticket.timeline), default=0)
    return f"{ticket.incident_id} {ticket.status.value} {len(ticket.timeline)} {last}"


def _named(ticket: Incident) -> str:
    """Describe an incident in a sentence. The title is a text from outside, so it is quoted."""
    return (
        f"{ticket.incident_id} ({ticket.status.value}, {ticket.severity.name}, {ticket.occurrences} reports, "
        f'"{ticket.title}")'
    )


def _selected(merged: str | None, fingerprint: str | None, reports: list[str] | None) -> tuple[str, Selector]:
    """Return what to split off, in words and for the store. Raises InvalidRequest unless exactly one is given."""
    if sum(each is not None for each in (merged, fingerprint, reports)) != 1:
        raise InvalidRequest("give exactly one of merged_incident_id, fingerprint and occurrence_ids")
    if merged is not None:
        return merged, MergedTicket(merged)
    if fingerprint is not None:
        return f"all reports of fingerprint {fingerprint}", WholeFingerprint(fingerprint)
    chosen = sorted(set(reports or ()))
    if not chosen:
        raise InvalidRequest("occurrence_ids: must not be empty")
    return f"{len(chosen)} reports ({', '.join(chosen)})", ChosenReports(frozenset(chosen))

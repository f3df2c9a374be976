"""Carries out requests from Slack, through the same acts as every other interface, and answers in a few lines."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from api.acts import incidents
from api.acts.incident_ids import complete_id
from api.acts.not_the_same import split_last
from api.slack.modal import fix_form
from api.slack.people import SlackPeople
from api.slack.words import HELP, incident_line, incident_text, safe
from tools.errors import Forbidden, IncidentResponderError, InvalidRequest
from tools.inbound.slack_asks import Ask, Verb
from tools.nouns.callers import Caller, Scope
from tools.nouns.incidents import IncidentQuery, Status
from tools.nouns.json_types import Json
from tools.toolbox import Toolbox

MOST_LISTED = 10


class Opener(Protocol):
    """Opens modals for users who just pressed a button."""

    async def open_view(self, trigger_id: str, view: Json) -> None:
        """Open a modal. Raises Unavailable if Slack does not."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of a request."""

    text: str
    """In Slack's markup, with foreign texts escaped."""

    incident_id: str | None = None
    done: bool = True
    """False if nothing was changed; `text` says why."""

    denied: bool = False
    """True if the user lacks permission."""


class SlackDesk:
    """One per process."""

    def __init__(self, toolbox: Toolbox, people: SlackPeople, opener: Callable[[], Opener | None]) -> None:
        """`opener` returns None if there is no bot token, so that no modal can be opened."""
        self._toolbox = toolbox
        self._people = people
        self._opener = opener
        self._verbs: Mapping[Verb, Callable[[Caller, Ask], Awaitable[Reply]]] = {
            Verb.LIST: self._list,
            Verb.SHOW: self._show,
            Verb.ACKNOWLEDGE: self._acknowledge,
            Verb.RESOLVE: self._resolve,
            Verb.COMMENT: self._comment,
            Verb.ASK_FIX: self._ask_fix,
            Verb.SPLIT: self._split,
            Verb.HELPFUL: self._rate,
            Verb.NOT_HELPFUL: self._rate,
        }

    async def answer(self, ask: Ask, tenant: str, *, signed: bool) -> Reply:
        """Carry out a request if the user may. Never raises for a bad request: the reply says what was wrong."""
        if ask.verb is Verb.HELP:
            return Reply(HELP)
        try:
            if not signed:
                raise Forbidden("this needs Slack's signature: set SLACK_SIGNING_SECRET, or the key's signing_secret")
            caller = await self._people.caller(ask.by, tenant)
            return await self._verbs[ask.verb](caller, ask)
        except Forbidden as error:
            return Reply(safe(f"Nothing was done: {error}."), None, done=False, denied=True)
        except IncidentResponderError as error:
            return Reply(safe(f"Nothing was done: {error}."), None, done=False)

    async def _list(self, caller: Caller, ask: Ask) -> Reply:
        """List live incidents; the text after the command limits them to a service."""
        caller.require(Scope.READ)
        found: list[str] = []
        count = 0
        for status in (Status.OPEN, Status.ACKNOWLEDGED):
            query = IncidentQuery(status=status, service=ask.text or None, limit=MOST_LISTED)
            page = await self._toolbox.store.incidents(caller.tenant, query)
            count += page.count
            found += [incident_line(each) for each in page.items]
        where = f" in {safe(ask.text)}" if ask.text else ""
        if not found:
            return Reply(f"No live incidents{where}.")
        return Reply("\n".join([f"{count} live{where}:", *found[:MOST_LISTED]]))

    async def _show(self, caller: Caller, ask: Ask) -> Reply:
        caller.require(Scope.READ)
        ticket = await self._toolbox.store.incident(caller.tenant, await self._id(caller, ask))
        return Reply(incident_text(ticket), ticket.incident_id)

    async def _acknowledge(self, caller: Caller, ask: Ask) -> Reply:
        done = await incidents.acknowledge(self._toolbox, caller, await self._id(caller, ask))
        return Reply(f"{done.incident_id} is acknowledged.", done.incident_id)

    async def _resolve(self, caller: Caller, ask: Ask) -> Reply:
        if not ask.text:
            raise InvalidRequest("say what fixed it, after the id")
        done = await incidents.resolve(self._toolbox, caller, await self._id(caller, ask), text=ask.text)
        return Reply(f"{done.incident_id} is resolved.", done.incident_id)

    async def _comment(self, caller: Caller, ask: Ask) -> Reply:
        done = await incidents.comment(self._toolbox, caller, await self._id(caller, ask), ask.text)
        return Reply(f"{done.incident_id} has your comment.", done.incident_id)

    async def _ask_fix(self, caller: Caller, ask: Ask) -> Reply:
        """Open the modal, or refuse at once if the ticket cannot be resolved."""
        caller.require(Scope.RESPOND)
        ticket = await self._toolbox.store.incident(caller.tenant, await self._id(caller, ask))
        if ticket.status is Status.MERGED:
            raise InvalidRequest(f"{ticket.incident_id} was merged into {ticket.merged_into}: resolve that one")
        opener = self._opener()
        if opener is None or not ask.trigger_id:
            raise InvalidRequest(f"type `/incident resolve {ticket.incident_id} …` with what fixed it")
        await opener.open_view(ask.trigger_id, fix_form(ticket))
        return Reply("", ticket.incident_id)

    async def _split(self, caller: Caller, ask: Ask) -> Reply:
        origin = await self._id(caller, ask)
        alone = await split_last(self._toolbox, caller, origin, "not the same problem (button in Slack)")
        return Reply(f"{alone.incident_id} was split off from {origin}.", alone.incident_id)

    async def _rate(self, caller: Caller, ask: Ask) -> Reply:
        helpful = ask.verb is Verb.HELPFUL
        done = await incidents.rate_advice(self._toolbox, caller, await self._id(caller, ask), helpful=helpful)
        return Reply("Thank you: your rating is stored with the incident.", done.incident_id)

    async def _id(self, caller: Caller, ask: Ask) -> str:
        if not ask.typed_id:
            raise InvalidRequest("which incident? Its id is missing")
        return await complete_id(self._toolbox.store, caller.tenant, ask.typed_id)

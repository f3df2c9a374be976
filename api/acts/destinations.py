"""What people do with destinations: see whether they work, try one, and ask who would be told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from api.acts.audited import audit
from tools.errors import NotFound
from tools.ids import delivery_id_of, new_incident_id
from tools.messages.headlines import who
from tools.messages.samples import Trial, trials
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller, Scope
from tools.nouns.deliveries import Delivery, Outcome, OutcomeKind, Thread
from tools.nouns.messages import Message
from tools.nouns.routes import Route
from tools.ports import AccountStore, Clock, Destination, Directory
from tools.routing.faults import nearest
from tools.rules.routes import Step, recipients, steps

TRY_SECONDS = 30.0
"""What a destination has for its answer."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a destination says of its set-up, or came to when it was tried."""

    name: str
    outcome: Outcome

    @property
    def works(self) -> bool:
        """As far as one can know."""
        return self.outcome.kind is OutcomeKind.DELIVERED


@dataclass(frozen=True, slots=True)
class Explained:
    """Who would be told of a message, and what each route says of it."""

    message: Message
    steps: tuple[Step, ...]
    """Empty without routes: then every destination hears everything."""

    told: tuple[str, ...]
    leave_out: tuple[str, ...] = ()
    """Of those that are named, who has no use for this kind of notice."""


async def check_destinations(directory: Directory, caller: Caller) -> Sequence[Checked]:
    """Ask each whether its set-up works; nobody is told anything."""
    caller.require(Scope.ADMIN)
    places = directory.destinations()
    outcomes = await asyncio.gather(*map(_checked, places))
    return [Checked(place.name, outcome) for place, outcome in zip(places, outcomes, strict=True)]


async def try_destination(
    directory: Directory, accounts: AccountStore, caller: Caller, name: str, clock: Clock
) -> Checked:
    """Tell it of a test, and that the test is over. Raises NotFound for an unknown name."""
    caller.require(Scope.ADMIN)
    place = _named(directory, name)
    now, thread, outcome = clock(), Thread(), Outcome(OutcomeKind.REFUSED, reason="it takes no new tickets")
    for trial in trials(new_incident_id(now), who(caller.actor) or caller.actor, now):
        if not place.takes(trial.message.kind):
            continue
        outcome = await _told(place, trial, thread)
        if outcome.kind is not OutcomeKind.DELIVERED:
            break
        thread = outcome.thread or thread
    await audit(accounts, caller, AuditAction.DESTINATION_TRIED, name, outcome=outcome.kind.value)
    return Checked(name, outcome)


def explain_routes(routes: Sequence[Route], destinations: Sequence[str], message: Message) -> Explained:
    """What the routes say of a message, whatever the destinations themselves leave out."""
    return Explained(message, steps(routes, message), recipients(routes, destinations, message))


def explain_message(directory: Directory, routes: Sequence[Route], message: Message) -> Explained:
    """As `explain_routes`, without those that have no use for this kind of notice."""
    takes = {each.name: each.takes(message.kind) for each in directory.destinations()}
    named = directory.recipients(message)
    told = tuple(name for name in named if takes[name])
    return Explained(message, steps(routes, message), told, tuple(name for name in named if not takes[name]))


def _named(directory: Directory, name: str) -> Destination:
    places = {each.name: each for each in directory.destinations()}
    if name not in places:
        raise NotFound(f"there is no destination {name[:64]!r}{nearest(name, places)}")
    return places[name]


async def _checked(place: Destination) -> Outcome:
    try:
        async with asyncio.timeout(TRY_SECONDS):
            return await place.check()
    except TimeoutError:
        return Outcome(OutcomeKind.LATER, reason=f"no answer within {TRY_SECONDS:.0f} seconds")


async def _told(place: Destination, trial: Trial, thread: Thread) -> Outcome:
    said = trial.message
    delivery = Delivery(delivery_id_of(said.at, said.notice_id, place.name), place.name, said, notice=trial.notice)
    try:
        async with asyncio.timeout(TRY_SECONDS):
            return await place.deliver(delivery, thread)
    except TimeoutError:
        return Outcome(OutcomeKind.LATER, reason=f"no answer within {TRY_SECONDS:.0f} seconds")

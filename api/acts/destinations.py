"""What people do with destinations: check them, send a test to one, and ask who would receive a message."""

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
from tools.nouns.deliveries import Delivery, Lane, Outcome, OutcomeKind, Thread
from tools.nouns.messages import Message
from tools.nouns.routes import Route
from tools.ports import AccountStore, Clock, DeliveryStore, Destination, Directory, LaneStore
from tools.routing.faults import nearest
from tools.rules.routes import Step, recipients, steps

TRY_SECONDS = 30.0
"""A destination that does not answer within this time counts as failed."""


@dataclass(frozen=True, slots=True)
class DestinationCheck:
    """The result of checking a destination's set-up, or of sending it a test."""

    name: str
    outcome: Outcome

    @property
    def works(self) -> bool:
        """True if the check or the test found no fault."""
        return self.outcome.kind is OutcomeKind.DELIVERED


@dataclass(frozen=True, slots=True)
class DestinationNow:
    """A destination as a tenant sees it now: whether it works, and which of the tenant's deliveries wait for it."""

    name: str
    lane: Lane
    waiting: int
    oldest_at: float | None
    """When the oldest waiting delivery was made (epoch seconds); None if none waits."""


@dataclass(frozen=True, slots=True)
class RouteExplanation:
    """Who would receive a message, and which routes take it."""

    message: Message
    steps: tuple[Step, ...]
    """Empty if there are no routes; then every destination receives everything."""

    told: tuple[str, ...]
    leave_out: tuple[str, ...] = ()
    """Destinations that the routes name but that do not take this kind of notice."""


async def destinations_now(
    directory: Directory, lanes: LaneStore, deliveries: DeliveryStore, caller: Caller
) -> Sequence[DestinationNow]:
    """Return the state of the destinations that messages of the caller's tenant may reach; an owner sees all."""
    caller.require(Scope.READ)
    names = [each.name for each in directory.destinations()]
    reached = names if Scope.OWNER in caller.scopes else directory.reachable(caller.tenant)
    found = []
    for name in (name for name in names if name in reached):
        queued = await deliveries.waiting(name, tenant=caller.tenant)
        oldest = min((each.made_at for each in queued), default=None)
        found.append(DestinationNow(name, await lanes.lane(name), len(queued), oldest))
    return found


async def check_destinations(directory: Directory, caller: Caller) -> Sequence[DestinationCheck]:
    """Check the set-up of each destination without sending a message."""
    caller.require(Scope.ADMIN)
    places = directory.destinations()
    outcomes = await asyncio.gather(*map(_checked, places))
    return [DestinationCheck(place.name, outcome) for place, outcome in zip(places, outcomes, strict=True)]


async def try_destination(
    directory: Directory, accounts: AccountStore, caller: Caller, name: str, clock: Clock
) -> DestinationCheck:
    """Send it a test incident and that incident's end. Raises NotFound for an unknown name."""
    caller.require(Scope.ADMIN)
    place = _named(directory, name)
    now, thread, outcome = clock(), Thread(), Outcome(OutcomeKind.REFUSED, reason="it takes no new tickets")
    for trial in trials(new_incident_id(now), who(caller.actor) or caller.actor, now):
        if not place.takes(trial.message.kind):
            continue
        outcome = await _delivered(place, trial, thread)
        if outcome.kind is not OutcomeKind.DELIVERED:
            break
        thread = outcome.thread or thread
    await audit(accounts, caller, AuditAction.DESTINATION_TRIED, name, outcome=outcome.kind.value)
    return DestinationCheck(name, outcome)


def explain_routes(routes: Sequence[Route], destinations: Sequence[str], message: Message) -> RouteExplanation:
    """Apply the routes to a message, ignoring which kinds of notice the destinations take."""
    return RouteExplanation(message, steps(routes, message), recipients(routes, destinations, message))


def explain_message(directory: Directory, routes: Sequence[Route], message: Message) -> RouteExplanation:
    """Like `explain_routes`, but list apart the destinations that do not take this kind of notice."""
    takes = {each.name: each.takes(message.kind) for each in directory.destinations()}
    named = directory.recipients(message)
    told = tuple(name for name in named if takes[name])
    return RouteExplanation(message, steps(routes, message), told, tuple(name for name in named if not takes[name]))


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


async def _delivered(place: Destination, trial: Trial, thread: Thread) -> Outcome:
    test = trial.message
    delivery = Delivery(delivery_id_of(test.at, test.notice_id, place.name), place.name, test, notice=trial.notice)
    try:
        async with asyncio.timeout(TRY_SECONDS):
            return await place.deliver(delivery, thread)
    except TimeoutError:
        return Outcome(OutcomeKind.LATER, reason=f"no answer within {TRY_SECONDS:.0f} seconds")

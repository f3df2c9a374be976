"""Who receives a message: routes are tried in order, and the first match ends the search unless it says otherwise.

Pure. Without routes, every destination receives everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from tools.nouns.events import Escalated
from tools.nouns.messages import Message
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.routes import Globs, Match, Route

BEGINNINGS = frozenset({NoticeKind.OPENED, NoticeKind.REGRESSED, NoticeKind.REOPENED, NoticeKind.SPLIT})
"""After one of these, somebody must acknowledge the ticket."""
STARTS = BEGINNINGS | {NoticeKind.ESCALATED}
"""Kinds that may start a route's wait: a ticket can enter a route by getting worse."""


@dataclass(frozen=True, slots=True)
class Step:
    """One route, and whether it takes a message."""

    route: Route
    differs: str = ""
    """The first field that does not match, such as `severity`; empty if all match."""

    reached: bool = True
    """False if an earlier route ended the search."""

    @property
    def takes(self) -> bool:
        """True if the message goes to this route's destinations."""
        return self.reached and not self.differs


def steps(routes: Sequence[Route], message: Message) -> tuple[Step, ...]:
    """Tell whether each route takes a message, in order."""
    found, reached = [], True
    for route in routes:
        step = Step(route, difference(route.match, message), reached)
        found.append(step)
        reached = reached and (bool(step.differs) or route.goes_on)
    return tuple(found)


def recipients(routes: Sequence[Route], everyone: Sequence[str], message: Message) -> tuple[str, ...]:
    """Return the names of the destinations that receive a message, each once, in the order of the routes."""
    if message.to:
        named = list(message.to)
    elif routes:
        named = [name for step in steps(routes, message) if step.takes for name in step.route.to]
    else:
        named = list(everyone)
    known = set(everyone)
    return tuple(name for name in dict.fromkeys(named) if name in known)


def reachable(routes: Sequence[Route], everyone: Sequence[str], tenant: str) -> tuple[str, ...]:
    """Return the names of the destinations that some message of a tenant may reach, in their order."""
    if not routes:
        return tuple(everyone)
    named: set[str] = set()
    for route in routes:
        if _fits(route.match.tenant, tenant):
            named.update(route.to, route.escalate_to)
            if not route.goes_on and route.match == Match(tenant=route.match.tenant):
                break  # it takes every message of this tenant, so no later route is reached
    return tuple(name for name in everyone if name in named)


def waiting_for(routes: Sequence[Route], message: Message, notice: Notice) -> tuple[Route, ...]:
    """Return the routes that, with this message, begin to wait for somebody to acknowledge its ticket.

    If a ticket got worse, only the routes that it newly enters begin to wait.
    """
    if message.kind not in STARTS:
        return ()
    found = [step.route for step in steps(routes, message) if step.takes and step.route.unacknowledged_after]
    if message.kind is not NoticeKind.ESCALATED or not isinstance(notice.follows, Escalated):
        return tuple(found)
    milder = replace(message, severity=notice.follows.before)
    before = {id(step.route) for kind in BEGINNINGS for step in steps(routes, replace(milder, kind=kind)) if step.takes}
    return tuple(each for each in found if id(each) not in before)


def difference(match: Match, message: Message) -> str:
    """Return the first field in which a message does not match; empty if all match."""
    labels = {str(name): str(value) for name, value in message.labels}
    checks = (
        ("tenant", _fits(match.tenant, message.tenant)),
        ("kind", not match.kinds or message.kind in match.kinds),
        ("severity", not match.severities or message.severity in match.severities),
        ("service", _fits(match.service, message.service)),
        ("environment", _fits(match.environment, message.environment)),
        *((f"labels.{name}", name in labels and _fits(globs, labels[name])) for name, globs in match.labels),
    )
    return next((name for name, fits in checks if not fits), "")


def _fits(globs: Globs, text: str) -> bool:
    return not globs or any(fnmatchcase(text, glob) for glob in globs)

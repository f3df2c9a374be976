"""Who hears a message: the routes in order, and the first one that matches ends the search unless it says otherwise.

Pure. Without any route every destination hears everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from tools.nouns.events import Escalated
from tools.nouns.messages import Message
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.routes import Globs, Match, Route

BEGINNINGS = frozenset({NoticeKind.OPENED, NoticeKind.REGRESSED, NoticeKind.REOPENED, NoticeKind.SPLIT})
"""From these on somebody is waited for."""
STARTS = BEGINNINGS | {NoticeKind.ESCALATED}
"""Kinds by which a route may begin to wait: a ticket may come into it by getting worse."""


@dataclass(frozen=True, slots=True)
class Step:
    """One route, and what it says of a message."""

    route: Route
    differs: str = ""
    """What does not match, such as `severity`; "" if all of it does."""

    reached: bool = True
    """False: an earlier route ended the search."""

    @property
    def takes(self) -> bool:
        """The message goes where this route leads."""
        return self.reached and not self.differs


def steps(routes: Sequence[Route], message: Message) -> tuple[Step, ...]:
    """What each route says of a message, in order."""
    found, reached = [], True
    for route in routes:
        step = Step(route, difference(route.match, message), reached)
        found.append(step)
        reached = reached and (bool(step.differs) or route.goes_on)
    return tuple(found)


def hearers(routes: Sequence[Route], everyone: Sequence[str], message: Message) -> tuple[str, ...]:
    """The names of those that hear a message, each once, in the order of the routes."""
    if message.to:
        named = list(message.to)
    elif routes:
        named = [name for step in steps(routes, message) if step.takes for name in step.route.to]
    else:
        named = list(everyone)
    known = set(everyone)
    return tuple(name for name in dict.fromkeys(named) if name in known)


def waiting_for(routes: Sequence[Route], message: Message, notice: Notice) -> tuple[Route, ...]:
    """The routes that wait from this message on for somebody to acknowledge its ticket.

    A ticket that got worse is waited for by the routes that it came into by that, and no second time by others.
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
    """The first thing in which a message is not what is asked for; "" if it is."""
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

"""The transition that an issue takes when its ticket is acknowledged, resolved or reopened."""

from collections.abc import Sequence

from tools.notify.jira_client import JiraClient, Transition
from tools.notify.specs import JiraSpec
from tools.nouns.notices import CLOSING, NoticeKind

_DEFAULT_CATEGORIES = {"in progress": "indeterminate", "done": "done", "to do": "new"}
"""The category of each of Jira's default status names: a site in another language has the category, not the name."""


async def move(jira: JiraClient, spec: JiraSpec, key: str, kind: NoticeKind) -> str:
    """Make the transition that a kind of notice asks for, if any. Returns why it is impossible, else ""."""
    wanted = _wanted(spec, kind)
    if not wanted:
        return ""
    name, category = await jira.status(key)
    if _is(wanted, name, category):
        return ""
    ways = await jira.transitions(key)
    way = _way(wanted, ways)
    if way is None:
        known = ", ".join(f"{each.name!r}" for each in ways) or "none"
        return f"{key} is {name!r}, and no transition leads to {wanted!r} (available: {known}): configure one of these"
    await jira.move(key, way.transition_id)
    return ""


def _wanted(spec: JiraSpec, kind: NoticeKind) -> str:
    if kind in CLOSING:
        return spec.resolved_transition
    if kind is NoticeKind.ACKNOWLEDGED:
        return spec.acknowledged_transition
    return spec.reopened_transition if kind is NoticeKind.REOPENED else ""


def _is(wanted: str, name: str, category: str) -> bool:
    return name.lower() == wanted.lower() or category == _DEFAULT_CATEGORIES.get(wanted.lower(), "-")


def _way(wanted: str, ways: Sequence[Transition]) -> Transition | None:
    """Match by transition name or target status; for Jira's default names also by the target's category."""
    for each in ways:
        if wanted.lower() in (each.name.lower(), each.status.lower()):
            return each
    category = _DEFAULT_CATEGORIES.get(wanted.lower())
    return next((each for each in ways if category and each.category == category), None)

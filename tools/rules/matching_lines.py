"""Two excerpts of one log or one crash: whoever copied them cut before or after what both hold."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from tools.nouns.reports import Profile
from tools.rules.matching_words import content
from tools.text.identity.entities import entities_of
from tools.text.identity.outline import sentence_pieces
from tools.text.identity.pattern import template_of
from tools.text.identity.template import HASHED_ENTITIES, masked

# With this many content words, a line is no other problem's by chance.
_TELLING_WORDS = 4
# More lines than an excerpt is read by.
_MOST_LINES = 12
# A line that goes on in the other excerpt has said so many before.
_BEGINNING_WORDS = 6
# Layers that stand around lines of a log.
_OF_LOGS = frozenset({"header", "time", "container runtime", "json"})
# A line that goes on in such words tells the end of what its beginning tells.
_ENDS = frozenset(
    ("back", "cleared", "healthy", "ok", "online", "recovered", "resolved", "restored", "succeeded", "up")
)
# What may differ between two excerpts of one problem: how much each tells of it.
_OF_EXCERPTS = frozenset({"negation", "error_code", "exit_code", "exception"})


class _Line(NamedTuple):
    """What one line says, and which things it names."""

    template: str
    things: tuple[tuple[str, frozenset[str]], ...]


def same_crash(left: Profile, right: Profile) -> bool:
    """True if both were raised in one place and one only says more: a root cause, another member of a group."""
    if set(left.entities.get("frame", ())).isdisjoint(right.entities.get("frame", ())):
        return False
    ours, theirs = ({masked(line) for line in each.message.split("\n")} for each in (left, right))
    if ours != theirs and (ours <= theirs or theirs <= ours):
        return True
    one, other = (each.message.split("\n")[-1] for each in (left, right))
    return one != other and (one.startswith(f"{other}: ") or other.startswith(f"{one}: "))


def raised_alike(left: Profile, right: Profile) -> bool:
    """True if both were raised in one place with the same words, however few: only the header is another."""
    if set(left.entities.get("frame", ())).isdisjoint(right.entities.get("frame", ())):
        return False
    return masked(left.message) == masked(right.message)


def share_a_line(left: Profile, right: Profile) -> bool:
    """True if both are lines of a log and one telling line stands in both: it begins one of them, and it ends one.

    What the line names must be the same in both, and no code may stand on each side that the other lacks. What begins
    with one line and goes on in two ways may have two causes.
    """
    if "\n" not in left.message and "\n" not in right.message:
        return False
    if "frame" in left.entities or "frame" in right.entities or not (_is_logged(left) and _is_logged(right)):
        return False
    ours, theirs = _lines(left.message), _lines(right.message)
    shared = [(one, other) for one in ours for other in theirs if _is_one(one, other)]
    if not any(one is ours[0] or other is theirs[0] for one, other in shared) or _crossed(
        left.entities, right.entities
    ):
        return False
    return any(one is ours[-1] or other is theirs[-1] for one, other in shared)


def _is_one(one: _Line, other: _Line) -> bool:
    """True for one telling line, or a longer one of which the other is the beginning, about the same things."""
    if one.template == other.template:
        return one.things == other.things and len(content(one.template)) >= _TELLING_WORDS
    short, long = sorted((one.template, other.template), key=len)
    return (
        long.startswith(f"{short} ")
        and _ENDS.isdisjoint(long[len(short) :].lower().split())
        and len(content(short)) >= _BEGINNING_WORDS
        and all(dict(one.things)[name] == values for name, values in other.things if name in dict(one.things))
    )


def of_excerpts(vetoes: Sequence[str]) -> tuple[str, ...]:
    """The vetoes that forbid to join two excerpts that share a line."""
    return tuple(veto for veto in vetoes if veto not in _OF_EXCERPTS)


def _is_logged(profile: Profile) -> bool:
    return bool(profile.component or profile.level or not _OF_LOGS.isdisjoint(profile.layers)) and not profile.called


def _crossed(ours: Mapping[str, Sequence[str]], theirs: Mapping[str, Sequence[str]]) -> bool:
    """True if each side has a code that the other lacks."""
    return any(
        set(ours.get(name, ())) - set(theirs.get(name, ())) and set(theirs.get(name, ())) - set(ours.get(name, ()))
        for name in ("error_code", "exit_code", "http_status", "exception")
    )


@lru_cache(maxsize=512)
def _lines(message: str) -> tuple[_Line, ...]:
    return tuple(_read(message.split("\n", _MOST_LINES)[:_MOST_LINES])) or (_Line("", ()),)


def _read(lines: Sequence[str]) -> Iterator[_Line]:
    for line in lines:
        pieces = sentence_pieces(line)
        if pieces:
            found = entities_of(pieces)
            named = tuple([(name, frozenset(found[name])) for name in HASHED_ENTITIES if name in found])
            yield _Line(template_of(pieces), named)

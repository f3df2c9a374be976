"""Commands and instructions that deserve a second look before anyone follows them. Pure; every pattern is linear.

A flag is a warning for a person, not a filter: the step is shown with the reasons beside it. The patterns are in
`danger_patterns`, each under the effect it stands for (`# effect`, one pattern a line); they are tried on the text as
it reads and as a shell would read it. `parts.txt` holds what patterns use in angle brackets; lines of one name are
alternatives.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources

from tools.advisors.dangers_spelling import plain, unfolded


@lru_cache(4096)
def dangers(text: str) -> tuple[str, ...]:
    """Why a step needs a second look, in words that complete "this step …"; empty if nothing was recognised."""
    said = plain(text)
    readings = dict.fromkeys((said.lower(), unfolded(said).lower()))
    return tuple(
        reason
        for reason, patterns in checks()
        if any(_is_ordered(pattern, reading) for pattern in patterns for reading in readings)
    )


def _is_ordered(pattern: re.Pattern[str], reading: str) -> bool:
    """True if the text says what is dangerous, and not just that nobody should do it."""
    return any(
        _DENIED.search(reading, max(0, found.start() - _NEAR), found.start()) is None
        for found in pattern.finditer(reading)
    )


def _parts(block: str) -> dict[str, str]:
    """What the patterns may use in angle brackets: `name = pattern` lines, of which later ones may use earlier ones."""
    parts: dict[str, str] = {}
    for line in block.split("\n"):
        name, _, pattern = line.partition(" = ")
        parts[name] = f"{parts[name]}|{_filled(pattern, parts)}" if name in parts else _filled(pattern, parts)
    return parts


def _filled(pattern: str, parts: dict[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda part: f"(?:{parts[part[1]]})", pattern)


def _patterns(lines: Sequence[str]) -> Iterator[re.Pattern[str]]:
    """Those that begin at a word's edge as one, so that most places of a text are left at once; and the others."""
    lowered = [_LETTERS.sub(lambda letter: letter[0].lower(), line) for line in lines]
    edged = [line.removeprefix(_EDGE) for line in lowered if line.startswith(_EDGE)]
    others = [line for line in lowered if not line.startswith(_EDGE)]
    if edged:
        yield re.compile(rf"\b(?:{'|'.join(edged)})")
    if others:
        yield re.compile("|".join(others))


@cache
def checks() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    """Reasons and what speaks of them. They take a fifth of a second, so they are compiled for the first advice."""
    parts, found = _parts(_table("parts")), []
    for group in _GROUPS:
        for block in _table(group).split("\n\n"):
            reason, *lines = block.split("\n")
            found.append((reason.removeprefix("# "), tuple(_patterns([_filled(line, parts) for line in lines]))))
    return tuple(found)


def _table(name: str) -> str:
    return (resources.files("tools.advisors") / "danger_patterns" / f"{name}.txt").read_text("utf-8").strip()


# What is lost, what stops, who may come in, and what nobody should see or trace.
_GROUPS = ("data", "platforms", "access", "secrecy")
_EDGE = r"\b"
# "never run …", right before it and on the same line.
_DENIED = re.compile(
    r"\b(?:do not|don't|dont|never|must not|mustn't|should not|shouldn't|avoid|instead of) (?:ever |just |simply )?"
    r"(?:run(?:ning)? |us(?:e|ing) |execut(?:e|ing) |issu(?:e|ing) )?[`\"'(]?\Z"
)
_NEAR = 48
# All letters but those that a backslash makes a class of.
_LETTERS = re.compile(r"(?<!\\)[A-Z]")

"""Recognises commands and instructions that deserve a second look before anyone follows them.

Pure; patterns are linear.

A flag is a warning for a person, not a filter: the step is shown with the reasons beside it. The patterns are in
`danger_patterns`, grouped by their effect (`# effect`, one pattern per line); they are tried on the text as it reads
and as a shell would read it. `parts.txt` defines what patterns use in angle brackets; lines with the same name are
alternatives.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources

from tools.advisors.dangers_spelling import plain, unfolded


@lru_cache(4096)
def dangers(text: str) -> tuple[str, ...]:
    """Return why a step needs a second look, in words that complete "this step …"; empty if nothing was recognised."""
    said = plain(text)
    readings = dict.fromkeys((said.lower(), unfolded(said).lower()))
    return tuple(
        reason
        for reason, patterns in checks()
        if any(_is_ordered(pattern, reading) for pattern in patterns for reading in readings)
    )


def _is_ordered(pattern: re.Pattern[str], reading: str) -> bool:
    """True if the text orders something dangerous: it neither forbids it nor runs it only as a trial."""
    return any(
        _DENIED.search(reading, max(0, found.start() - _NEAR), found.start()) is None
        and not _is_trial(reading, found.start())
        for found in pattern.finditer(reading)
    )


def _is_trial(reading: str, place: int) -> bool:
    """True if the command at a position only shows what it would do, or searches for a dangerous word."""
    start = max((reading.rfind(sign, 0, place) for sign in _BETWEEN), default=-1) + 1
    ends = [end for sign in _BETWEEN if (end := reading.find(sign, place)) >= 0]
    command = reading[start : min(ends, default=len(reading))].strip()
    return (
        len(command) <= _LONGEST
        and (_TRIAL.search(command) is not None or _SEARCH.match(command) is not None)
        and _WITHIN.search(command) is None
    )


def _parts(block: str) -> dict[str, str]:
    """Return what patterns may use in angle brackets: `name = pattern` lines; later ones may use earlier ones."""
    parts: dict[str, str] = {}
    for line in block.split("\n"):
        name, _, pattern = line.partition(" = ")
        parts[name] = f"{parts[name]}|{_filled(pattern, parts)}" if name in parts else _filled(pattern, parts)
    return parts


def _filled(pattern: str, parts: dict[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda part: f"(?:{parts[part[1]]})", pattern)


def _patterns(lines: Sequence[str]) -> Iterator[re.Pattern[str]]:
    """Yield one pattern for those at a word boundary, so that most positions fail at once, and one for the rest."""
    lowered = [_LETTERS.sub(lambda letter: letter[0].lower(), line) for line in lines]
    edged = [line.removeprefix(_EDGE) for line in lowered if line.startswith(_EDGE)]
    others = [line for line in lowered if not line.startswith(_EDGE)]
    if edged:
        yield re.compile(rf"\b(?:{'|'.join(edged)})")
    if others:
        yield re.compile("|".join(others))


@cache
def checks() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    """Return reasons and their patterns. Compiling takes a fifth of a second, so it waits for the first advice."""
    parts, found = _parts(_table("parts")), []
    for group in _GROUPS:
        for block in _table(group).split("\n\n"):
            reason, *lines = block.split("\n")
            found.append((reason.removeprefix("# "), tuple(_patterns([_filled(line, parts) for line in lines]))))
    return tuple(found)


def _table(name: str) -> str:
    return (resources.files("tools.advisors") / "danger_patterns" / f"{name}.txt").read_text("utf-8").strip()


# What is lost, what stops, who gets access, and what is hidden.
_GROUPS = ("data", "platforms", "access", "secrecy")
_EDGE = r"\b"
# "never run …", directly before it and on the same line.
_DENIED = re.compile(
    r"\b(?:do not|don't|dont|never|must not|mustn't|should not|shouldn't|avoid|instead of) (?:ever |just |simply )?"
    r"(?:run(?:ning)? |us(?:e|ing) |execut(?:e|ing) |issu(?:e|ing) )?[`\"'(]?\Z"
)
_NEAR = 48
# Flags by which a program shows what it would do and does nothing, for programs that have one, or denies access; and
# commands that search for a text, whatever it is. These say nothing about a command that another program or a shell
# runs inside.
_BETWEEN = ("\n", ";", "|", "&", " #")
_LONGEST = 400
_TRIAL = re.compile(
    r"(?<![\w-])--?(?:dry-?run|what-?if)(?![\w-]|[=: ]?\$?(?:false|none|no\b|0))"
    r"|--(?:assume-?no|simulate|just-print|noop|no-?act)\b|--(?:access|action|default-action)[= ](?:deny|block)\b"
    r"|^(?:sudo )?(?:rsync|git (?:clean|push|rm|add)|zfs (?:destroy|rollback)|g?make|fsck|e2fsck|xfs_repair|wipefs)\b"
    r"[^\"']* -(?!-)\w*n|^(?:sudo )?(?:apt|apt-get|aptitude) (?:[^\"']* )?-s\b|^ansible-playbook [^\"']*--check\b"
    r"|^(?:terraform|tofu|terragrunt|pulumi) (?:plan|preview|validate)\b|^(?:kubectl|oc) [^\"']*\bauth can-i\b"
)
_SEARCH = re.compile(
    r"(?:sudo )?(?:[efz]?grep|rg|ag|ack)\b(?! .*(?:passw|secret|token|credential|api[_-]?key|private key))"
    r"|gcloud logging read\b|aws logs (?:filter-log-events|tail|start-query)\b|aws cloudtrail lookup-events\b"
    r"|az monitor (?:activity-log list|log-analytics query)\b|logcli query\b|vssadmin list\b"
)
_WITHIN = re.compile(r"\$\(|`|<\(|\bx?args\b|\beval\b|\b(?:ba|z|da|k)?sh -\w*c\b")
# All letters except those that a backslash makes into a character class.
_LETTERS = re.compile(r"(?<!\\)[A-Z]")

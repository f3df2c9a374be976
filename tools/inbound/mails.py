"""Notifications formatted as a mail: a heading, `Name: value` lines, and text under a name without a value."""

from tools import deferred_re as re

_NAMED = re.compile(r"(?P<name>[A-Z][A-Za-z0-9/ ]{1,40}):(?:[ \t]{1,10}(?P<value>\S.{0,2000}))?")
_HEADING = re.compile(r"\W{3,40}[^\n]{0,200}?\W{3,40}|\W{3,80}")
# Only notifications of monitors name both the checked object and its state.
_WATCHED = frozenset(("host", "hostname", "service", "problem name", "monitor", "check"))
_HOW = frozenset(("state", "status", "notification type", "severity", "info", "problem name"))
_MOST_LINES, _MOST_CHARS = 60, 16_384


def mail_in(text: str) -> dict[str, str]:
    """The fields of a notification formatted as a mail; {} for any other text.

    `Title` is the text before the first name: `disk on web-1 is CRITICAL!`. No name occurs twice, and other text occurs
    only under a name without a value.
    """
    if len(text) > _MOST_CHARS or ":" not in text:
        return {}
    found: dict[str, str] = {}
    waiting, lines = "Title", [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_LINES or not lines:
        return {}
    for line in lines[1:] if _HEADING.fullmatch(lines[0]) else lines:
        pair = _NAMED.fullmatch(line)
        if pair and pair["name"] in found:
            return {}
        if pair:
            waiting = "" if pair["value"] else pair["name"]
            found |= {pair["name"]: pair["value"]} if pair["value"] else {}
        elif not waiting:
            return {}
        else:
            found[waiting] = f"{found[waiting]}\n{line}" if waiting in found else line
    names = {name.lower() for name in found}
    return found if names & _WATCHED and names & _HOW else {}

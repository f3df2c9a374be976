"""What one rule of redaction is."""

import re
from collections.abc import Callable
from dataclasses import dataclass

# Between a key and its value, also inside JSON, JSON that was quoted again, and a URL's encoding.
SEPARATOR = r"\\{0,3}[\"'`]?\s{0,3}(?:=>|:=|==|[:=]|%3[ADad])\s{0,3}"

Replace = Callable[["re.Match[str]"], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` runs when one of `hints` is in the text's view (see `tools.text.redaction.redact`), or its group's gate is open."""

    pattern: "re.Pattern[str]"
    replace: Replace | str
    hints: tuple[str, ...] = ()


def checked(check: Callable[[str], bool], kind: str) -> Replace:
    """Replace the group `value` (the whole match without one), keeping `head`, when it passes the check."""

    def replace(match: "re.Match[str]") -> str:
        groups = match.groupdict()
        if not check(groups.get("value", match[0])):
            return match[0]
        return f"{groups.get('head', '')}[REDACTED:{kind}]"

    return replace

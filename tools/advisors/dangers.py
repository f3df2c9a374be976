"""Commands and instructions that deserve a second look before anyone follows them. Pure; every pattern is linear.

A flag is a warning for a person, not a filter: the step is shown with the reasons beside it. The patterns are in
`dangers.txt`, one per line under the reason they stand for.
"""

import re
from collections.abc import Iterator
from importlib import resources

_JOINED_LINE = re.compile(r"\\\n")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n[ \n]*")
# What the patterns may use in angle brackets.
_PARTS = {
    # Where a command may begin: a line, a separator, a quotation, or after sudo and the like.
    "start": r"(?:^|[\n;&|`$(\"'#>]|\b(?:sudo|run|exec|execute|and|then|nohup|xargs|do|--)\b) ?(?:\$ )?",
    # The options between a command and what makes it dangerous.
    "gap": r"[^\n;|]{0,120}",
    "thing": (
        r"(?:database|table|schema|namespace|project|volume|claim|pvc|bucket|index|indices|cluster|topic|queue|backup"
        r"|snapshot|partition|collection|keyspace|secret|node|instance|stack|resource group|vault|key|data|directory"
        r"|folder|everything)s?"
    ),
    "guard": (
        r"(?:auth|authn|authz|authentication|authori[sz]ation|tls|ssl|https|mtls|firewalls?|iptables|selinux|apparmor"
        r"|mfa|2fa|rbac|encryption|audit(?:ing|d)?|audit log(?:s|ging)?|waf|passwords?"
        r"|cert(?:ificate)? (?:check(?:s|ing)?|verification|validation)"
        r"|signature (?:checks?|verification)|hostname verification|network polic(?:y|ies)"
        r"|admission (?:control|controller|webhooks?)|security|access controls?|permission checks?|verification"
        r"|safety checks?|(?:deletion|termination) protection)"
    ),
}


def dangers(text: str) -> tuple[str, ...]:
    """Why a step needs a second look, in words that complete "this step …"; empty if nothing was recognised."""
    lines = _BLANKS.sub(" ", _JOINED_LINE.sub(" ", text))
    plain = _EMPTY_LINES.sub("\n", lines)
    return tuple(reason for reason, pattern in _CHECKS if pattern.search(plain))


def _checks() -> Iterator[tuple[str, re.Pattern[str]]]:
    table = (resources.files("tools.advisors") / "dangers.txt").read_text("utf-8")
    for block in table.strip().split("\n\n"):
        reason, *patterns = block.split("\n")
        whole = re.sub(r"<(\w+)>", lambda part: _PARTS[part.group(1)], "|".join(patterns))
        yield reason.removeprefix("# "), re.compile(whole, re.IGNORECASE)


_CHECKS = tuple(_checks())

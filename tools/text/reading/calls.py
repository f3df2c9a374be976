"""A monitor's alert prefix, such as "[FIRING:1]", "PROBLEM:", "Recovered:": is it over, and how bad is it?"""

import re
from dataclasses import replace

from tools.text.reading.alerts import fields_in_scope
from tools.text.reading.decoration import is_all_clear, loudness, uncalled
from tools.text.reading.parts import Field, Part, Role

MESSAGE_CHARS = 4_096
# What monitors' calls begin with.
_CALLERS = frozenset("*[")
# `[shop.example.com] [🔴 Down] `: the thing, then how it is.
_THING = re.compile(
    r"\[(?P<thing>[^\]\n]{1,80})\] (?=\[(?:\W{1,3})?(?:Down|DOWN|Up|UP|OK|Critical|CRITICAL|Warning|WARNING)\])"
)
# `[Triggered on {host:web-1,device:/dev/sda1}] `: which of its things a monitor speaks of.
_SCOPED = re.compile(r"(?:\*\* ?)?\[[A-Z][\w -]{1,30} on \{(?P<scope>[^{}\n]{1,300})\}\]")
_CALLS = frozenset(
    [
        "Problem",
        "PROBLEM",
        "FIRING",
        "RESOLVED",
        "Resolved",
        "RECOVERY",
        "Recovery",
        "Recovered",
        "OK",
        "Cleared",
        "CLEARED",
    ]
)


def finished(part: Part) -> Part:
    """Without the monitor's call in front of its text, which says whether it lasts and how bad it is."""
    text = part.text[:MESSAGE_CHARS]
    if text[:1] not in _CALLERS and (text.isascii() or text[:1].isalnum()):
        first = text[: text.find(" ") + 1]
        if (
            first.rstrip(": ") not in _CALLS
            and "CRITICAL" not in text
            and "WARNING" not in text
            and " is " not in text[-24:]
        ):
            return part if text == part.text else replace(part, text=text)
    over = part.recovered or is_all_clear(text)
    thing = _THING.match(text) if text[:1] == "[" else None
    if thing:
        field = Field("monitor", thing["thing"], Role.BROKEN, "target")
        part = replace(part, fields=(*part.fields, field), called=True)
        text = text[thing.end() :]
    scoped = _SCOPED.match(text) if text[:1] in _CALLERS else None
    if scoped:
        part = replace(part, fields=(*part.fields, *fields_in_scope(scoped["scope"])))
    told = uncalled(text)
    return replace(
        part,
        text=told,
        recovered=over,
        severity=part.severity or loudness(text),
        called=part.called or over or told != text,
    )

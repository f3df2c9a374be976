"""A monitor's alert prefix, such as "[FIRING:1]", "PROBLEM:", "Recovered:", and the state and severity it implies."""

from collections.abc import Sequence
from dataclasses import replace

from tools import deferred_re as re
from tools.text.reading.alerts import fields_in_scope, identity_of
from tools.text.reading.decoration import is_all_clear, prefix_severity, strip_alert_prefix
from tools.text.reading.leaves import Leaves, leaf
from tools.text.reading.parts import Field, Part, Role

MESSAGE_CHARS = 4_096
# How monitors' alert prefixes begin.
_CALLERS = frozenset("*[")
# `[shop.example.com] [🔴 Down] `: the thing, then its state.
_THING = re.compile(
    r"\[(?P<thing>[^\]\n]{1,80})\] (?=\[(?:\W{1,3})?(?:Down|DOWN|Up|UP|OK|Critical|CRITICAL|Warning|WARNING)\])"
)
# `[Triggered on {host:web-1,device:/dev/sda1}] `: the thing that a monitor reports on.
_SCOPED = re.compile(r"(?:\*\* ?)?\[[A-Z][\w -]{1,30} on \{(?P<scope>[^{}\n]{1,300})\}\]")
# `system.disk.in_use over host:web-1,device:/dev/sda1 was > 0.9`.
_QUERIED = re.compile(r" over (?:[a-z_]{1,30}:[^\s,]{1,100},){0,5}(?P<device>(?:device|interface|mount):[^\s,]{1,100})")
# `Alertmanager mail: [FIRING:1] …`, `notifier: RECOVERY: …`: the system that forwards the alert.
_ANNOUNCED = re.compile(r"^[A-Za-z][\w .-]{0,40}: (?=\[(?:FIRING|RESOLVED)\b|(?:PROBLEM|RECOVERY|RESOLVED)(?:: | - ))")
_ANNOUNCES = re.compile(r"FIRING|RESOLVED|PROBLEM|RECOVERY")
_REACH = 60
# `KubePodNotReady (namespace=shop pod=cart-0)`: an alert's labels after its name.
_LABELLED = re.compile(
    r"(?P<name>[^\n(){}]{2,120}?) \((?P<pairs>[A-Za-z_]\w{0,40}=[^\s,()=]{1,120}"
    r"(?:,? [A-Za-z_]\w{0,40}=[^\s,()=]{1,120}){0,11})\)"
)
_CALLS = frozenset((
    "Problem", "PROBLEM", "FIRING", "firing", "ALARM", "RESOLVED", "Resolved", "resolved", "RECOVERY", "Recovery",
    "RECOVERED", "Recovered", "OK", "Cleared", "CLEARED",
))  # fmt: skip


def read_alert_prefix(part: Part) -> Part:
    """The part without its alert prefix, and with the state and severity that the prefix states."""
    text = part.text[:MESSAGE_CHARS]
    if part.fields and part.fields[-1].kind == "scoped host":
        part = replace(part, fields=(*part.fields, *_queried(text)))
    if _ANNOUNCES.search(text, 0, _REACH):
        text = _ANNOUNCED.sub("", text)
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
    told = strip_alert_prefix(text)
    if told != text and "=" in told:
        part, told = _labelled(part, told)
    if part.called:
        told = _called_under(told, part.fields)
    return replace(
        part,
        text=told,
        recovered=over,
        severity=part.severity or prefix_severity(text),
        called=part.called or over or told != text,
    )


def _queried(text: str) -> tuple[Field, ...]:
    """The device of a query's scope, `… over host:web-1,device:/dev/sda1 was …`: more than the title's host."""
    found = _QUERIED.search(text)
    return fields_in_scope(found["device"]) if found else ()


def _called_under(text: str, fields: Sequence[Field]) -> str:
    """Remove prefixes that follow the alert's name on a line of their own or after a colon."""
    name = next((each.value for each in fields if each.role is Role.ALERT), "")
    if name and text.startswith(f"{name}: "):
        start = len(name) + 2
        return text[:start] + strip_alert_prefix(text[start:])
    return "\n".join(map(strip_alert_prefix, text.split("\n"))) if "\n" in text else text


def _labelled(part: Part, told: str) -> tuple[Part, str]:
    """Turn labels that name the failing thing into fields, as in the alert's own body; others stay in the text."""
    found = _LABELLED.match(told)
    if found is None:
        return part, told
    pairs = [pair.partition("=") for pair in found["pairs"].replace(",", "").split()]
    fields = identity_of(Leaves([leaf(name, ("labels",), value) for name, _, value in pairs]))
    rest = [f"{name}={value}" for name, _, value in pairs if all(name != field.name for field in fields)]
    named = found["name"] + (f" ({' '.join(sorted(rest))})" if rest else "")
    return replace(part, fields=(*part.fields, *fields)), named + told[found.end() :]

"""What the layers around a part add to it: headers, records, traces, quotations."""

from collections.abc import Sequence
from dataclasses import replace

from tools.text.reading.calls import MESSAGE_CHARS
from tools.text.reading.header import strip_header
from tools.text.reading.header_fields import Headed
from tools.text.reading.parts import Field, Part, Role
from tools.text.reading.traces.trace import Trace
from tools.text.reading.windows_events import WindowsEvent

# Layers of a text that is read line by line all the same.
PLAIN = frozenset({"header", "time", "priority"})


def within(inner: Part, outer: Part) -> Part:
    """The part in the message, with what its record adds."""
    return Part(
        inner.text,
        inner.component or outer.component,
        outer.level if (inner.level, outer.level) == ("error", "fatal") else inner.level or outer.level,
        inner.telling or ("" if "frame" in inner.entities else outer.telling),
        inner.fields,
        {**outer.entities, **inner.entities},
        inner.severity or outer.severity,
        inner.recovered or outer.recovered,
        inner.called or outer.called,
    )


def under(part: Part, headed: Headed) -> Part:
    """The part with what the header before it adds."""
    return replace(part, level=part.level or headed.level, component=part.component or headed.component)


def crash(first: Part, trace: Trace) -> Part:
    """The exception with its root cause and place; the sentence before them only if they say nothing."""
    told = list(trace.headlines)
    if not trace.whole or not told:
        told = [first.text, *told]
    entities = {**first.entities, **({"frame": [trace.frame]} if trace.frame else {})}
    named = first.level and told[0].lower().startswith(first.level) and told[0].endswith(first.text)
    level = "" if named else first.level  # "Error: refused" is a class and its text, not a level
    return Part("\n".join(told)[:MESSAGE_CHARS], first.component, level, entities=entities, severity=first.severity)


def renamed(field: Field, line: str) -> Field:
    """Name an alert whose name is the quoted line after the line's message."""
    return replace(field, value=line.partition("\n")[0]) if field.role is Role.ALERT else field


def numbered(part: Part, event: WindowsEvent) -> Part:
    """The message of a Windows event with its number behind it, as in the event's own XML."""
    return under(replace(part, text=f"{part.text} event id {event.number}"), Headed("", event.provider, event.level))


def is_plain(part: Part) -> bool:
    """Lines of a log and nothing more: no trace, record or alert was found in them."""
    return not (part.entities or part.fields or part.telling or part.called)


def without_headers(lines: Sequence[str], peeled: Sequence[str]) -> list[str]:
    """What each line says: behind a header of its own, or behind what all lines share if that is more."""
    both = zip(lines, peeled, strict=True)
    return [min(strip_header(line.strip()).message, rest.strip(), key=len) for line, rest in both if line.strip()]

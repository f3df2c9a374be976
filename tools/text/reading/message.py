"""From a raw log to the one message that identifies it: header off, structure read, trace boiled down. Bounded work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tools.text.reading.decoration import is_all_clear, uncalled, undressed
from tools.text.reading.header import strip_header
from tools.text.reading.header_fields import Headed
from tools.text.reading.structured import read_structured
from tools.text.reading.trace import Trace, read_trace

# Only the head of a long text takes part: identity is in it, and the work stays bounded. A report is at most 64 KiB.
HEAD_CHARS = 65_536
MESSAGE_CHARS = 4_096
# Lines of a text without a stack trace that are read as one message: an alert's title, summary and first details.
PROSE_LINES = 6


@dataclass(frozen=True, slots=True)
class Message:
    """The header-free text, what the header said, and entities found in structure or trace."""

    text: str
    component: str = ""
    level: str = ""
    entities: Mapping[str, Sequence[str]] = field(default_factory=dict)


def message_of(log: str) -> Message:
    """Never raises: an unreadable structure is taken as plain text."""
    text = undressed(log[:HEAD_CHARS]).strip()
    return _multi_line(text) if "\n" in text else _single(text)


def _single(line: str) -> Message:
    """One line: structured as a whole, or structured behind a header (`2026-01-05 10:00:00 {"msg": …}`), or prose."""
    whole = read_structured(line)
    if whole:
        return _message(whole)
    headed = strip_header(line)
    inner = read_structured(headed.message)
    if inner:
        return _message(
            replace(inner, component=inner.component or headed.component, level=inner.level or headed.level)
        )
    return _message(replace(headed, message=headed.message.strip()))


def _message(headed: Headed) -> Message:
    text = headed.message[:MESSAGE_CHARS]
    entities = {"alarm": ("over",)} if headed.all_clear or is_all_clear(text) else {}
    return Message(uncalled(text), headed.component, headed.level, entities)


def _multi_line(text: str) -> Message:
    whole = read_structured(text)
    if whole:
        return _message(whole)
    lines = [line for line in text.splitlines() if line.strip()]
    trace = read_trace(lines)
    first = _single(lines[0])
    if trace is None:
        rest = [strip_header(line.strip()).message for line in lines[1:PROSE_LINES]]
        return Message(" ".join((first.text, *rest))[:MESSAGE_CHARS], first.component, first.level, first.entities)
    return _with_trace(first, trace)


def _with_trace(first: Message, trace: Trace) -> Message:
    """The sentence before the trace, the raised exception, its root cause; the frame where it happened."""
    parts = [] if trace.starts_log else [first.text]
    parts += [part for part in trace.headlines if part not in parts]
    entities = {**first.entities, **({"frame": [trace.frame]} if trace.frame else {})}
    return Message(" ".join(parts)[:MESSAGE_CHARS], first.component, first.level, entities)

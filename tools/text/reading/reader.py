"""The reader of a report's text: removes layer by layer until only messages are left. Pure and bounded."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from tools.inbound.markup import looks_like_event, looks_like_html, read_event, text_of_html
from tools.inbound.signal import Signal
from tools.inbound.whole_mails import is_mail, notice_in, read_mail
from tools.nouns.severity import LEVELS
from tools.text.reading.calls import MESSAGE_CHARS, read_alert_prefix
from tools.text.reading.chats import quotation
from tools.text.reading.database_csv import read_csvlog, read_export
from tools.text.reading.decoration import strip_decoration
from tools.text.reading.ends import tells_end
from tools.text.reading.event_lines import read_event_line
from tools.text.reading.event_texts import read_event_text
from tools.text.reading.header import strip_header
from tools.text.reading.header_fields import Headed
from tools.text.reading.header_formats import two_line_format
from tools.text.reading.http_answer import read_answer
from tools.text.reading.json_text import parsed
from tools.text.reading.layered import PLAIN, crash, is_plain, numbered, renamed, under, within, without_headers
from tools.text.reading.parts import Part, Reading
from tools.text.reading.prefixes import peel_line, peel_lines
from tools.text.reading.records import parts_of, record_of
from tools.text.reading.senders import part_of_signal, parts_of_sender
from tools.text.reading.structured import read_access, read_logfmt
from tools.text.reading.tables import read_table
from tools.text.reading.traces.behind_message import trace_behind
from tools.text.reading.traces.common_prefix import under_prefix
from tools.text.reading.traces.languages import may_crash, read_trace
from tools.text.reading.windows_events import read_windows_event
from tools.text.reading.wrapped_lines import holds_another, inner_line, paged, priority, quoted_at, report

# Only the head of a long text is read: it has the identity, and the work stays bounded. A report is at most 64 KiB.
HEAD_CHARS = 65_536
# Lines of a text without a stack trace that are read as one message: an alert's title, summary and first details.
PROSE_LINES = 6
# The most layers within layers: nobody nests deeper on purpose.
DEPTH = 8
# The number of cached texts: at most half a megabyte.
REMEMBERED_TEXTS, REMEMBERED_LENGTH = 256, 2_048


def read(log: str) -> Reading:
    """The parts of a text; never empty. A short text is read once for both its verdict and its runbooks."""
    return _remembered(log) if len(log) <= REMEMBERED_LENGTH else _reading(log)


def _reading(log: str) -> Reading:
    layers: list[str] = []
    parts = _read(strip_decoration(log[:HEAD_CHARS]).strip(), layers, 0)
    return Reading(tuple(parts) or (Part(""),), tuple(dict.fromkeys(layers)))


_remembered = lru_cache(maxsize=REMEMBERED_TEXTS)(_reading)


def read_signal(signal: Signal) -> Reading:
    """The parts of an alert that its sender posted, the same as `read` finds in the pasted body."""
    part, layers = part_of_signal(signal), list[str]()
    parts = _deeper(part, layers, 0) if part else [Part("")]
    return Reading(tuple(parts), ("json", *dict.fromkeys(layers)))


def _read(text: str, layers: list[str], depth: int) -> list[Part]:
    first = text[:1]
    if depth < DEPTH:
        if first in ("{", "["):
            found = _json(text, layers, depth)
            if found:
                return found
        elif first == "<" and looks_like_event(text):
            layers.append("event xml")
            message, provider, level = read_event(text)
            return [Part(message[:MESSAGE_CHARS], provider, level)]
        if "\n" in text:
            return _several_lines(text, layers, depth)
    return _line(text, layers, depth)


def _json(text: str, layers: list[str], depth: int) -> list[Part]:
    if text[:2] not in ('{"', "[{", "{ ", "{\n", "[\n", "{\r", "{\t"):
        return []
    value = parsed(text)
    parts = parts_of_sender(value) or parts_of(value)
    if parts:
        layers.append("json")
    return [each for part in parts for each in _deeper(part, layers, depth)]


def _deeper(part: Part, layers: list[str], depth: int) -> list[Part]:
    """Read the message of a record as a text of its own: it may have a header, a prefix, a trace."""
    if not part.text or "frame" in part.entities:
        return [read_alert_prefix(part)]
    if part.fields:
        return [_quoting(read_alert_prefix(part), layers, depth)]
    inner = _read(strip_decoration(part.text).strip(), layers, depth + 1)
    if not (part.component or part.level or part.telling or part.severity or part.recovered):
        return inner
    return [within(each, part) for each in inner]


def _quoting(part: Part, layers: list[str], depth: int) -> Part:
    """An alert that quotes a log line, with its header or trace: the line is read as if it stood alone."""
    at = quoted_at(part.text)
    if at < 0 or depth >= DEPTH:
        return part
    inner = _read(part.text[at:].strip(), layers, depth + 1)[0]
    text, entities = part.text[:at] + inner.text, {**part.entities, **inner.entities}
    fields = part.fields if at else tuple([renamed(each, inner.text) for each in part.fields])
    return replace(part, text=text, telling=part.telling or inner.telling, entities=entities, fields=fields)


def _enveloped(text: str, layers: list[str], depth: int) -> list[Part]:
    """What a mail, an event, a header of lines of its own or markup holds; empty for plain lines."""
    if is_mail(text):
        layers.append("mail")
        told = read_mail(text).strip()
        return parts_of(notice_in(told)) or _read(told, layers, depth + 1)
    event = _event(text, layers, depth)
    if event:
        return event
    headed, told = two_line_format(text)
    if told:
        layers.append("header")
        return [under(part, headed) for part in _read(told.strip(), layers, depth + 1)]
    level, rest = report(text)
    if level:
        layers.append("report")
        headed = Headed("", "", LEVELS.get(level, ""))
        return [under(part, headed) for part in _read(rest.strip(), layers, depth + 1)]
    return _marked_up(text, layers, depth)


def _marked_up(text: str, layers: list[str], depth: int) -> list[Part]:
    """The text of HTML or of an answer over HTTP."""
    if looks_like_html(text) and (plain := text_of_html(text)) != text:
        layers.append("html")
        return _read(plain, layers, depth + 1)
    status, body = read_answer(text)
    if body:
        layers.append("http answer")
        return [replace(part, telling=f"{part.telling} {status}".strip()) for part in _read(body, layers, depth + 1)]
    return []


def _several_lines(text: str, layers: list[str], depth: int) -> list[Part]:
    if enveloped := _enveloped(text, layers, depth):
        return enveloped
    lines = text.splitlines()
    name, rests = peel_lines(lines)
    if name:
        layers.append(name)
        head = strip_header(lines[0]) if name in ("time", "container runtime", "logcat") else Headed("")
        inner = _read("\n".join(rests).strip("\n"), layers, depth + 1)
        if name == "time" and len(inner) == 1 and is_plain(inner[0]) and PLAIN.issuperset(layers):
            told = "\n".join(without_headers(lines, rests)[:PROSE_LINES])
            return [read_alert_prefix(under(replace(inner[0], text=told, component="", level=""), head))]
        return [under(part, head) for part in inner]
    said, quoted = quotation(lines) if ">" in text or "```" in text else ([], [])
    if quoted and depth < DEPTH:
        layers.append("quotation")
        inner = _read("\n".join(quoted).strip("\n"), layers, depth + 1)
        first = inner[0]
        if not said or "frame" in first.entities or first.fields or first.level or first.component:
            return inner  # what somebody says about a line is not the line
        text = "\n".join((*said, *quoted))
        lines = text.splitlines()
    return _lines(text, [line for line in lines if line.strip()], layers, depth)


def _event(text: str, layers: list[str], depth: int) -> list[Part]:
    if told := read_event_text(text):
        layers.append("event")
        return [told]
    if depth >= DEPTH or (event := read_windows_event(text)) is None:
        return []
    layers.append("windows event")
    return [numbered(part, event) for part in _read(event.message, layers, depth + 1)]


def _lines(text: str, lines: Sequence[str], layers: list[str], depth: int) -> list[Part]:
    inner = inner_line(text)
    if inner and depth < DEPTH:
        layers.append("web server")
        return _read(inner.strip(), layers, depth + 1)
    trace = under_prefix(lines) or read_trace(lines)
    if trace is not None:
        layers.append(f"{trace.language} trace")
        return [crash(_line(lines[0], layers, depth)[0], trace)]
    table = read_table(lines)
    if table:
        layers.append("table")
        return [_quoting(read_alert_prefix(part), layers, depth) for part in table]
    first = _line(lines[0], layers, depth)
    if len(first) > 1:
        return first
    rest = [strip_header(line.strip()) for line in lines[1:PROSE_LINES]]
    if any(line.level for line in rest):
        layers.append("header")  # a tool's own output, of which the first line may tell its progress
    return [read_alert_prefix(replace(first[0], text="\n".join((first[0].text, *(line.message for line in rest)))))]


def _line(line: str, layers: list[str], depth: int) -> list[Part]:
    """One line: a prefix, a header, then a record, a crash or prose."""
    name, rest = peel_line(line)
    if name and depth < DEPTH:
        layers.append(name)
        return _read(rest if name != "forwarded" else rest.lstrip(), layers, depth + 1)
    for layer, peel in (("pager", paged), ("priority", priority)):
        word, rest = peel(line)
        if len(rest) < len(line) and depth < DEPTH:
            layers.append(layer)
            called = layer == "pager"
            inner_parts = _read(rest, layers, depth + 1)
            return [replace(each, severity=each.severity or word, called=each.called or called) for each in inner_parts]
    inner = inner_line(line)
    if inner and depth < DEPTH:
        layers.append("web server")
        return _read(inner, layers, depth + 1)
    if '"' in line or " - " in line:
        row = read_access(line) or read_csvlog(line) or read_export(line)
        if row:
            return [read_alert_prefix(under(Part(row.message), row))]
    if "vent" in line[:200] and (told := _event(line, layers, depth)):
        return told
    if event := read_event_line(line) or read_event_text(line):
        layers.append("event line")
        return [read_alert_prefix(event)]
    fields = read_logfmt(line)
    if fields:
        layers.append("logfmt")
        return _deeper(record_of(fields), layers, depth)
    return _prose(line, strip_header(line), layers, depth)


def _prose(line: str, headed: Headed, layers: list[str], depth: int) -> list[Part]:
    message = headed.message.strip()
    if len(message) < len(line) and depth < DEPTH:
        layers.append("header")
        if holds_another(message):
            return [under(part, headed) for part in _read(message, layers, depth + 1)]
    trace = (read_trace([message]) if may_crash(message) and depth <= DEPTH else None) or trace_behind(message)
    if trace is not None:
        return [crash(Part(message, headed.component, headed.level), trace)]
    named = {"device": [f"on {headed.host}"]} if headed.host else {}
    told = Part(message, headed.component, headed.level, entities=named, recovered=tells_end(message))
    return [read_alert_prefix(told)]

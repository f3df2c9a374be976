"""From the bytes of a body to the documents in it: JSON, forms, NDJSON, joined objects, text lines, and what was cut off."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from urllib.parse import parse_qsl

import orjson

from tools.inbound.salvage import completed, loose_pairs
from tools.inbound.signal import Ignored, Reason

# A document is an object, or a text for what is no JSON.
Document = dict[str, object] | str
# So many documents of one body are read; a body of more is a batch that belongs to another route.
MOST_DOCUMENTS = 10_000
MOST_BROKEN = 100
# Templates put line breaks into texts without escaping them.
_DECODER = json.JSONDecoder(strict=False)
_KINDS = {bool: "true or false", int: "a number", float: "a number", type(None): "null"}
_FORM_FIELDS = ("payload", "data", "body", "message")
# A line that continues the one above: indented, a frame, a cause, the last line of a Python traceback.
_CONTINUES = re.compile(
    r"\s|Caused by:|Suppressed:|During handling|The above exception|Traceback \(most|\.\.\. \d+ more|}"
)
_ENDS_TRACEBACK = re.compile(r"[A-Za-z_][\w.]{0,200}(?:: |$)")


@dataclass(slots=True)
class Documents:
    """The documents in body order, and what could not be read. `is_stream` says that they came as a list or as lines."""

    items: list[Document] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    is_stream: bool = False


def documents_in(body: bytes, content_type: str = "") -> Documents:
    """Never raises. Nested lists are flattened by one level; numbers and nulls between objects are named as ignored."""
    found = Documents()
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        _add(found, _form_value(_multipart(body, content_type)))
    elif kind == "application/x-www-form-urlencoded" and body.lstrip()[:1] not in (b"{", b"["):
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=None)
        _add(found, _form_value(dict(pairs[:1000])))
    else:
        _read(found, body)
    if not found.items and not found.ignored:
        found.ignored.append(Ignored(Reason.EMPTY, "the body is empty"))
    return found


def _read(found: Documents, body: bytes) -> None:
    try:
        return _add(found, orjson.loads(body))
    except (orjson.JSONDecodeError, RecursionError):
        pass
    try:
        lines = [orjson.loads(line) for line in body.splitlines() if line.strip()]
    except (orjson.JSONDecodeError, RecursionError):
        lines = []
    if lines:
        return _add(found, lines)
    text = _decoded(body)
    if text is None:
        found.ignored.append(Ignored(Reason.UNREADABLE, f"{len(body)} bytes that are no text"))
    elif text.lstrip()[:1] in ("{", "["):
        _read_json(found, text.lstrip())
    else:
        _read_lines(found, text)


def _decoded(body: bytes) -> str | None:
    """UTF-8 or, by its mark, UTF-16; None for what is no text."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    if b"\0" in body[:4096]:
        return None
    text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return None if text.count("\ufffd") > max(4, len(text) // 10) else text


def _read_json(found: Documents, text: str) -> None:
    """One document after the other, with or without lines between them; the last one may be cut off."""
    position, first, broken = 0, True, 0
    while position < len(text) and len(found.items) < MOST_DOCUMENTS:
        if text[position] in " \t\r\n,\x1e":
            position += 1
            continue
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            broken += 1
            if broken > MOST_BROKEN:
                found.ignored.append(_cut(text[position:]))
                break
            position = _read_broken(found, text, position)
        else:
            found.is_stream = found.is_stream or not first
            _add(found, value)
        first = False


def _read_broken(found: Documents, text: str, position: int) -> int:
    """A line that is no JSON among others, or a document that ends in the middle. Returns where to go on."""
    end = text.find("\n", position)
    following = text[end + 1 :].lstrip() if end >= 0 else ""
    if following[:1] in ("{", "[") and text[position] in "{[" and _starts_document(following):
        found.is_stream = True
        found.ignored.append(_cut(text[position:end]))
        return end + 1
    if text[position] not in "{[":
        stop = end if end >= 0 else len(text)
        _add(found, text[position:stop])
        return stop + 1
    value = completed(text[position:]) or loose_pairs(text[position:])
    if value is not None:
        _add(found, value)
    found.ignored.append(_cut(text[position:]))
    if not found.items:
        _read_lines(found, text[position:])
    return len(text)


def _starts_document(text: str) -> bool:
    try:
        return isinstance(_DECODER.raw_decode(text)[0], dict | list)
    except (ValueError, RecursionError):
        return False


def _cut(text: str) -> Ignored:
    # Without its words: nobody has looked for secrets in them.
    return Ignored(Reason.CUT, f"JSON that ends in the middle or is malformed: {len(text)} characters")


def _add(found: Documents, value: object) -> None:
    if isinstance(value, dict):
        found.items.append(value)
    elif isinstance(value, list):
        found.is_stream = True
        for item in value[:MOST_DOCUMENTS]:
            for inner in item[:MOST_DOCUMENTS] if isinstance(item, list) else (item,):
                _add_one(found, inner)
    else:
        _add_one(found, value)


def _add_one(found: Documents, value: object) -> None:
    if isinstance(value, dict) or isinstance(value, str) and value.strip():
        found.items.append(value)
    else:
        found.ignored.append(
            Ignored(Reason.UNREADABLE, f"{_KINDS.get(type(value), 'an empty text')} between the alerts")
        )


def _read_lines(found: Documents, text: str) -> None:
    """A report for each line; stack traces stay with the line that they belong to."""
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if blocks and _belongs(blocks[-1], line):
            blocks[-1].append(line)
        elif len(blocks) < MOST_DOCUMENTS:
            blocks.append([line])
    found.is_stream = found.is_stream or len(blocks) > 1
    for block in blocks:
        _add_line(found, "\n".join(block))


def _add_line(found: Documents, line: str) -> None:
    if line[:1] == "{":
        try:
            return _add(found, json.loads(line))
        except (ValueError, RecursionError):
            pass
    found.items.append(line)


def _belongs(block: Sequence[str], line: str) -> bool:
    if _CONTINUES.match(line):
        return True
    return "Traceback (most recent call last)" in block[-1] or (
        any("Traceback (most recent call last)" in above for above in block[-200:])
        and block[-1][:1] in " \t"
        and bool(_ENDS_TRACEBACK.match(line))
    )


def _multipart(body: bytes, content_type: str) -> dict[str, str]:
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    try:
        message = BytesParser().parsebytes(head + body)
        parts = message.get_payload() if message.is_multipart() else []
    except (ValueError, LookupError, TypeError):
        return {}
    fields: dict[str, str] = {}
    for part in parts if isinstance(parts, list) else []:
        if not isinstance(part, Message):
            continue
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(content, bytes):
            fields[str(name)] = content.decode("utf-8", "replace")
    return fields


def _form_value(fields: Mapping[str, str]) -> object:
    """The JSON that a form carries in one of its fields, else the fields themselves."""
    for name in _FORM_FIELDS:
        if fields.get(name, "")[:1] in ("{", "["):
            try:
                return json.loads(fields[name])
            except (ValueError, RecursionError):
                continue
    return dict(fields) or ""

"""Turns the bytes of a body into documents: JSON, XML, forms, mails, NDJSON, joined objects, lines, truncated ones."""

import json
from dataclasses import dataclass, field

import orjson

from tools import deferred_re as re
from tools.inbound.elements import object_in
from tools.inbound.forms import MULTIPART, URLENCODED, is_urlencoded, multipart_value, urlencoded_value
from tools.inbound.lines import blocks_of, logfmt_in, record_in
from tools.inbound.mails import mail_in
from tools.inbound.markup import looks_like_event, looks_like_html
from tools.inbound.salvage import completed, loose_pairs, with_quoted_names, without_trailing_commas
from tools.inbound.signal import Ignored, Reason
from tools.inbound.whole_mails import is_mail, read_mail, record_in_mail

# A document is an object, or a text if it is not JSON.
Document = dict[str, object] | str
# The most documents of one body that are read, and malformed ones that are skipped; the rest is counted as ignored.
MOST_DOCUMENTS, MOST_BROKEN = 10_000, 100
# Templates put line breaks into strings without escaping them.
_DECODER = json.JSONDecoder(strict=False)
# `[FIRING:1] …`, `[2026-11-30 10:00:00] …`: words in brackets before a line of text, no array.
_BRACKETED = re.compile(r"\[[^\[\]{}\"\n]{1,200}\][ \t:]{0,8}[^\s,\]}]")
_KINDS = {bool: "true or false", int: "a number", float: "a number", type(None): "null"}


@dataclass(slots=True)
class Documents:
    """The documents in body order, and the unreadable parts. `is_stream`: they came as a list or as lines."""

    items: list[Document] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    is_stream: bool = False
    beyond: int = 0

    def add(self, value: object) -> None:
        """Add a parsed value: an object, a text, or a list of them, which is flattened by one level."""
        if not isinstance(value, list):
            self._add_one(value)
            return
        self.is_stream = True
        for item in value:
            for inner in item if isinstance(item, list) else (item,):
                self._add_one(inner)

    def _add_one(self, value: object) -> None:
        if len(self.items) + len(self.ignored) >= MOST_DOCUMENTS:
            self.beyond += 1
        elif isinstance(value, dict) or (isinstance(value, str) and value.strip()):
            self.items.append(value)
        else:
            what = _KINDS.get(type(value), "a list" if isinstance(value, list) else "an empty text")
            self.ignored.append(Ignored(Reason.UNREADABLE, f"{what} instead of an alert"))

    def add_cut(self, text: str) -> None:
        """Record an unreadable part by its length only, because its text has not been checked for secrets."""
        what = f"JSON that ends in the middle or is malformed: {len(text)} characters"
        self.ignored.append(Ignored(Reason.CUT, what))


def documents_in(body: bytes, content_type: str = "") -> Documents:
    """Split a body into documents. Never raises: unreadable parts, and an empty body, are named among the ignored."""
    found = Documents()
    kind = content_type.partition(";")[0].strip().lower()
    if not body.strip():
        pass
    elif kind == MULTIPART:
        found.add(multipart_value(body, content_type))
    elif kind == URLENCODED and is_urlencoded(body):
        found.add(urlencoded_value(body))
    else:
        _read(found, body)
    if found.beyond:
        found.ignored.append(
            Ignored(Reason.CUT, f"{found.beyond} more than the {MOST_DOCUMENTS} that one body may hold")
        )
    if not found.items and not found.ignored:
        found.ignored.append(Ignored(Reason.EMPTY, "the body is empty"))
    return found


def _read(found: Documents, body: bytes) -> None:
    try:
        return found.add(orjson.loads(body))
    except (orjson.JSONDecodeError, RecursionError):
        pass
    lines = _json_lines(body)
    text = _decoded(body)
    if lines:
        found.add(lines)
    elif text is None:
        found.ignored.append(Ignored(Reason.UNREADABLE, f"{len(body)} bytes of binary data"))
    elif _begins_json(text.lstrip()):
        _read_json(found, text.lstrip())
    else:
        _read_lines(found, text)


def _json_lines(body: bytes) -> list[object]:
    """The lines of well-formed NDJSON; an empty list if any line does not parse."""
    try:
        return [orjson.loads(line) for line in body.splitlines() if line.strip()]
    except (orjson.JSONDecodeError, RecursionError):
        return []


def _decoded(body: bytes) -> str | None:
    """The text in UTF-8, or in UTF-16 if it has a byte order mark; None for binary data."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    if b"\0" in body[:4096]:
        return None
    text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return None if text.count("\ufffd") > max(4, len(text) // 10) else text


def _begins_json(text: str, position: int = 0) -> bool:
    return text[position : position + 1] in ("{", "[") and not _BRACKETED.match(text, position)


def _read_json(found: Documents, text: str) -> None:
    """Read one document after the other, with or without lines between them; the last one may be truncated."""
    position, documents, broken = 0, 0, 0
    while position < len(text):
        if text[position] in " \t\r\n,\x1e":
            position += 1
            continue
        documents += 1
        found.is_stream = found.is_stream or documents > 1
        try:
            value, position = _DECODER.raw_decode(text, position)
            found.add(value)
        except (ValueError, RecursionError):
            broken += 1
            if broken > MOST_BROKEN:
                return found.add_cut(text[position:])
            position = _read_broken(found, text, position)


def _read_broken(found: Documents, text: str, position: int) -> int:
    """Read a malformed line among others, or a truncated document. Returns the position to continue at."""
    end = text.find("\n", position)
    if not _begins_json(text, position):
        stop = end if end >= 0 else len(text)
        found.add(text[position:stop])
        return stop + 1
    if end >= 0 and _starts_document(text, end + 1):
        found.add_cut(text[position:end])
        return end + 1
    rest = text[position:]
    if position == 0 and _repaired(found, rest):
        return len(text)
    value = completed(rest) or loose_pairs(rest)
    found.add(value) if value is not None else _read_lines(found, rest)
    found.add_cut(rest)
    return len(text)


def _repaired(found: Documents, text: str) -> bool:
    for repaired in (without_trailing_commas(text), with_quoted_names(text)):
        try:
            value = json.loads(repaired, strict=False) if repaired != text else None
        except (ValueError, RecursionError):
            continue
        if value is not None:
            found.add(value)
            return True
    return False


def _starts_document(text: str, position: int) -> bool:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    if not _begins_json(text, position):
        return False
    try:
        return isinstance(_DECODER.raw_decode(text, position)[0], dict | list)
    except (ValueError, RecursionError):
        return False


def _read_lines(found: Documents, text: str) -> None:
    """Read a document per line, as JSON if it is JSON, unless all the lines are one document."""
    whole = record_in(text) or mail_in(text) or _mail_or_markup(text.lstrip())
    if whole:
        return found.add(whole)
    blocks = blocks_of(text)
    found.is_stream = found.is_stream or len(blocks) > 1
    found.beyond += max(0, len(blocks) - MOST_DOCUMENTS)
    for block in blocks[:MOST_DOCUMENTS]:
        try:
            found.add(json.loads(block) if block[:1] == "{" else logfmt_in(block) or block)
        except (ValueError, RecursionError):
            found.add(block)


def _mail_or_markup(text: str) -> Document:
    """What a mail with its headers, an XML document, a page or a Windows event says; "" for any other text."""
    if is_mail(text):
        return dict[str, object](record_in_mail(text)) or read_mail(text)
    if text[:1] != "<":
        return ""
    return object_in(text) or (text if looks_like_event(text) or looks_like_html(text) else "")

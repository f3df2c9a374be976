"""The files that stores export: JSON lines between a header that names the format and a line that counts them."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from tools.errors import InvalidRequest
from tools.text.redaction.redact import redact

ROWS = "incident-responder-export"
"""Of the embedded store: one line per row of a table."""

OBJECTS = "incident-responder-objects"
"""Of an S3 store: one line per object."""

VERSIONS = {ROWS: 1, OBJECTS: 1}
"""Of the formats: what is not exported may change without a new one."""

BYTES = "base64:"
"""The key of bytes in a row."""

END = "end"
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{400,}={0,2}")
NOT_AN_EXPORT = "this is not an export of incident-responder: its first line names no format that this store reads"


def new_file(path: Path) -> TextIO:
    """A file for an export, readable by its owner only. Raises InvalidRequest when it exists or cannot be made."""
    try:
        return open(path, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600))
    except OSError as error:
        raise InvalidRequest(f"cannot write {path}: {error.strerror}") from error


def old_file(path: Path) -> TextIO:
    """An export to read. Raises InvalidRequest when it cannot be opened."""
    try:
        # What is no UTF-8 becomes an escape that JSON does not know, so the reader names the damaged line.
        return path.open(encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise InvalidRequest(f"cannot read {path}: {error.strerror}") from error


def header(format_: str) -> str:
    """The first line."""
    return json.dumps({"format": format_, "version": VERSIONS[format_]}) + "\n"


def check_header(line: str, *formats: str) -> str:
    """The format of an export that this store reads. Raises InvalidRequest for another format or version."""
    try:
        said = json.loads(line)
        named, version = str(said["format"]), said["version"]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidRequest(NOT_AN_EXPORT) from error
    if named == OBJECTS and named not in formats:
        raise InvalidRequest("this is an export of an S3 store: import it into a bucket (set S3_BUCKET)")
    if named not in formats:
        raise InvalidRequest(NOT_AN_EXPORT)
    if version != VERSIONS[named]:
        raise InvalidRequest(f"the export is of version {version}; this program reads version {VERSIONS[named]}")
    return named


Redact = Callable[[Any], Any]
"""Every text in a value."""


def pairs(lines: Iterator[str], opened: Callable[[str, Any, Redact], Any] | None = None) -> Iterator[tuple[str, Any]]:
    """The two parts of every line after the header, redacted. Raises InvalidRequest for a damaged one.

    `opened` redacts the second part where texts are packed in it, and raises ValueError if it cannot be unpacked.

    What this product exported stays as it is, because redaction is idempotent; a file that somebody edited, or that an
    older version wrote, brings no secret in. The audit's lines are sealed and are never changed.
    """
    for number, line in enumerate(lines, start=2):
        try:
            name, value = json.loads(line)
        except (ValueError, TypeError) as error:
            raise InvalidRequest(f"line {number} is damaged: it is not JSON. Make the export again") from error
        if str(name).startswith("audit"):
            yield name, value
            continue
        try:
            yield name, _redacted(value) if opened is None else opened(str(name), value, _redacted)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidRequest(f"line {number} is damaged: {error}. Make the export again") from error


def _redacted(value: Any) -> Any:
    """Every text in a value, also in JSON within a text; vectors and other bytes are no text."""
    if isinstance(value, list):
        return [_redacted(each) for each in value]
    if isinstance(value, dict):
        return {name: each if name == BYTES else _redacted(each) for name, each in value.items()}
    if not isinstance(value, str) or _ENCODED.fullmatch(value):
        return value
    if value[:1] in ("{", "["):
        try:
            held = json.loads(value)
        except ValueError:
            return redact(value)
        inside = _redacted(held)
        return value if inside == held else json.dumps(inside)
    return redact(value)

"""Forms that carry an alert: `application/x-www-form-urlencoded` and `multipart/form-data`."""

import json
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesParser
from urllib.parse import parse_qsl

from tools import deferred_re as re

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
# The fields in which senders put their JSON: GitHub and Slack use `payload`, Uptime Kuma uses `data`.
_JSON_FIELDS = ("payload", "data", "body", "message")
_MOST_FIELDS = 1_000
_NAMED = re.compile(rb"(?:[\w.\[\]:-]|%[0-9A-Fa-f]{2}){1,120}=|$")
# `level=error msg="no space"` is a log line.
_SECOND_NAME = re.compile(rb"\s[\w.-]{1,60}=")


def is_urlencoded(body: bytes) -> bool:
    """True if the body is a form; `curl -d` declares every text as one.

    Hand-written forms with macros may contain blanks.
    """
    parts = body.strip().split(b"&")
    if not all(_NAMED.match(part) for part in parts[:_MOST_FIELDS]):
        return False
    return len(parts) > 1 or not _SECOND_NAME.search(parts[0])


def urlencoded_value(body: bytes) -> object:
    """The content of a form: the JSON in one of its fields, else the fields."""
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return _value_of(dict(pairs[:_MOST_FIELDS]))


def multipart_value(body: bytes, content_type: str) -> object:
    """As `urlencoded_value`, for a multipart form."""
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    try:
        message = BytesParser().parsebytes(head + body)
        parts = message.get_payload() if message.is_multipart() else []
    except (ValueError, LookupError, TypeError):
        return ""
    fields: dict[str, str] = {}
    for part in parts[:_MOST_FIELDS] if isinstance(parts, list) else []:
        if not isinstance(part, Message):
            continue
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(content, bytes):
            fields[str(name)] = content.decode("utf-8", "replace")
    return _value_of(fields)


def _value_of(fields: Mapping[str, str]) -> object:
    for name in _JSON_FIELDS:
        if fields.get(name, "").lstrip()[:1] in ("{", "["):
            try:
                found: object = json.loads(fields[name], strict=False)
            except (ValueError, RecursionError):
                continue
            return found
    return dict(fields) or ""

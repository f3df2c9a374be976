"""Cleans, checks and redacts what people write into an act, the same for every door."""

from tools.errors import InvalidRequest
from tools.nouns.redacted import NOTHING, Redacted
from tools.text.hostile_characters import checked_name, clean
from tools.text.redaction.redact import redact

MAX_TEXT = 16_384
"""Characters of a comment, a resolution or a reason."""
MAX_NAME = 200
"""Characters of a name, an id or a release."""


def written(field: str, text: str) -> Redacted:
    """A text that must not be empty. Raises InvalidRequest, naming the field, for an empty or far too long one."""
    cleaned = clean(text).strip()
    if not cleaned:
        raise InvalidRequest(f"{field}: must not be empty")
    if len(cleaned) > MAX_TEXT:
        raise InvalidRequest(f"{field}: has more than {MAX_TEXT} characters: shorten it")
    return redact(cleaned)


def written_if_any(field: str, text: str | None) -> Redacted:
    """The same for a text that may be left out."""
    return written(field, text) if text else NOTHING


def named(field: str, name: str) -> Redacted:
    """A name of one line. Raises InvalidRequest, naming the field, for an empty, hidden or far too long one."""
    try:
        checked = checked_name(name)
    except ValueError as error:
        raise InvalidRequest(f"{field}: {error}") from error
    if not checked:
        raise InvalidRequest(f"{field}: must not be empty")
    if len(checked) > MAX_NAME:
        raise InvalidRequest(f"{field}: has more than {MAX_NAME} characters")
    return redact(checked)

"""Cleans, checks and redacts the texts that people write in an act, through any door."""

from tools.errors import InvalidRequest
from tools.nouns.redacted import NOTHING, Redacted
from tools.text.hostile_characters import checked_name, clean
from tools.text.redaction.redact import redact

MAX_TEXT = 16_384
"""The most characters of a comment, a resolution or a reason."""
MAX_NAME = 200
"""The most characters of a name, an id or a release."""


def written(field: str, text: str) -> Redacted:
    """Return a required text, redacted. Raises InvalidRequest, naming the field, if it is empty or too long."""
    cleaned = clean(text).strip()
    if not cleaned:
        raise InvalidRequest(f"{field}: must not be empty")
    if len(cleaned) > MAX_TEXT:
        raise InvalidRequest(f"{field}: has more than {MAX_TEXT} characters: shorten it")
    return redact(cleaned)


def written_if_any(field: str, text: str | None) -> Redacted:
    """Return an optional text, redacted."""
    return written(field, text) if text else NOTHING


def named(field: str, name: str) -> Redacted:
    """Return a one-line name, redacted. Raises InvalidRequest if it is empty, too long or has hidden characters."""
    try:
        checked = checked_name(name)
    except ValueError as error:
        raise InvalidRequest(f"{field}: {error}") from error
    if not checked:
        raise InvalidRequest(f"{field}: must not be empty")
    if len(checked) > MAX_NAME:
        raise InvalidRequest(f"{field}: has more than {MAX_NAME} characters")
    return redact(checked)

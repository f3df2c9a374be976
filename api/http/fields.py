"""The field types of request bodies: their limits, and how values are cleaned."""

import difflib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from tools.nouns.json_types import Json
from tools.nouns.severity import WORD_PATTERN, Severity
from tools.text.hostile_characters import checked_name, clean

MISSPELT = 0.8
"""How similar an unknown field and a known one must be (difflib's ratio) to count as a misspelling."""
MOST_LOOKED_AT = 20
"""The most unknown fields that are compared with the known ones, which takes 0.1 ms each."""


def _severity(value: Any) -> Severity:
    if not isinstance(value, str):
        raise ValueError("must be a string: LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1–P4")
    return Severity.parse(value)


def _no_bool(value: Any) -> Any:
    """Refuse booleans, since Python treats true as 1."""
    if isinstance(value, bool):
        raise ValueError("must be a number, not true or false")
    return value


def written_time(value: Any) -> Any:
    """Refuse a bare number, which would be read as seconds since 1970."""
    if isinstance(value, str) and value.replace(".", "", 1).lstrip("+-").isdigit():
        raise ValueError("must be a time as in RFC 3339, for example 2026-01-31T12:00:00Z")
    return value


def _utc(moment: datetime) -> datetime:
    """Read a time without offset as UTC.

    Raises ValueError for a year that UTC lacks, which could be stored but not shown.
    """
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("must be in the years 1 to 9999, UTC") from error


def _label_value(value: Any) -> Any:
    """Convert label values to text; numbers and booleans are written as JSON writes them."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _not_blank(text: str) -> str:
    if not (cleaned := clean(text).strip()):
        raise ValueError("must not be empty")
    return cleaned


IDEMPOTENCY_KEY: Json = {"minLength": 1, "maxLength": 255, "pattern": "^[ -~]*[!-~][ -~]*$"}
"""Blanks around a header's value do not belong to it, those inside do."""

SEVERITY_WORD: Json = {
    "type": "string",
    "description": "LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1–P4",
    "pattern": WORD_PATTERN,
}
_CONTROLS = r"\u0000-\u001f\u007f-\u009f"
# Free text that must not be blank.
SAYS_SOMETHING: Json = {"minLength": 1, "pattern": rf"[^\s{_CONTROLS}]"}
# One line. Which other characters are unprintable is decided by Unicode's tables.
ONE_LINE: Json = {"pattern": f"^[^{_CONTROLS}]*$"}
A_NAME: Json = {"pattern": rf"^[^{_CONTROLS}]*[^\s{_CONTROLS}][^{_CONTROLS}]*$"}
Text = Annotated[
    str, StringConstraints(max_length=16_384), AfterValidator(_not_blank), Field(json_schema_extra=SAYS_SOMETHING)
]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    AfterValidator(checked_name),
    Field(json_schema_extra=A_NAME),
]
OptionalName = Annotated[
    str, StringConstraints(max_length=200), AfterValidator(checked_name), Field(json_schema_extra=ONE_LINE)
]
LabelName = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(checked_name)]
LabelValue = Annotated[str, BeforeValidator(_label_value), StringConstraints(max_length=2048), AfterValidator(clean)]
Moment = Annotated[
    datetime,
    AfterValidator(_utc),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date-time", "pattern": "^(?!0000|0001-01-01|9999-12-31)"},
                {
                    "type": "number",
                    "description": "Seconds since 1970; beyond 20 thousand million either way, milliseconds.",
                    "minimum": -62_135_596_800_000,
                    "maximum": 253_402_300_799_999,
                },
            ]
        }
    ),
]
NO_BOOL = BeforeValidator(_no_bool)
"""Put it after the limits of a number: before them, they would be missing in the API's description."""

SeverityWord = Annotated[
    Severity,
    BeforeValidator(_severity),
    WithJsonSchema(SEVERITY_WORD),
]


class Body(BaseModel):
    """Base of every request body.

    Unknown fields are ignored, so that newer clients are served too, except one that looks like a misspelt known field:
    ignoring that would lose information.
    """

    model_config = ConfigDict(extra="allow")

    @model_validator(mode="after")
    def _no_misspelt_field(self) -> Self:
        unknown = self.model_extra or {}
        if len(unknown) > MOST_LOOKED_AT:
            raise ValueError(f"{len(unknown)} fields are unknown: send the documented ones")
        for name in unknown:
            if near := self.meant(name):
                raise ValueError(f"unknown field {name[:64]!r}: did you mean {near!r}?")
        return self

    @classmethod
    def meant(cls, name: str) -> str | None:
        """Return the known field that an unknown one resembles."""
        found = difflib.get_close_matches(name.lower()[:64], cls.model_fields, 1, MISSPELT)
        return found[0] if found else None


class TolerantBody(Body):
    """A body that is never refused for an unknown field; the answer's warnings list what was ignored."""

    @model_validator(mode="after")
    def _no_misspelt_field(self) -> Self:
        return self

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return one for each of the first unknown fields, with the known one that may have been meant."""
        return self.warnings_by(Meanings())

    def warnings_by(self, meanings: "Meanings") -> tuple[str, ...]:
        """Return the same for one of the bodies of a request, which share what their fields may have meant."""
        unknown = list(self.model_extra or ())
        said = [f"unknown field {name[:64]!r} is ignored" for name in unknown[:MOST_LOOKED_AT]]
        meant = [meanings.of(name, self.meant) for name in unknown[:MOST_LOOKED_AT]]
        shown = [f"{text}: did you mean {near!r}?" if near else text for text, near in zip(said, meant, strict=True)]
        more = len(unknown) - MOST_LOOKED_AT
        return (*shown, f"{more} more unknown fields are ignored") if more > 0 else tuple(shown)


class Meanings:
    """What the unknown fields of one request may have meant.

    Only so many different names are compared, however many bodies the request has: others mean nothing.
    """

    def __init__(self) -> None:
        self._found: dict[str, str | None] = {}

    def of(self, name: str, compare: Callable[[str], str | None]) -> str | None:
        """Return the known field that `compare` finds for a name; None for none, and beyond the bound."""
        if name not in self._found and len(self._found) < MOST_LOOKED_AT:
            self._found[name] = compare(name)
        return self._found.get(name)

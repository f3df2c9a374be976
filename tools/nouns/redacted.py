"""`Redacted`: the only type of text that may be stored, embedded, prompted or sent. Only redaction makes it.

The type checker knows it from any other text, so a forgotten redaction is a type error. `tools.text.redaction` makes it
of what came in; the two functions below carry it over a border that types do not cross, and each says which.
"""

from collections.abc import Mapping
from typing import NewType

Redacted = NewType("Redacted", str)
Labels = Mapping[Redacted, Redacted]

NOTHING = Redacted("")


def stored(text: str) -> Redacted:
    """Text read back from where only redacted text is written: a row, an object, the state of a run."""
    return Redacted(text)


def derived(text: str) -> Redacted:
    """Text cut, masked or put together from nothing but redacted text and our own words."""
    return Redacted(text)

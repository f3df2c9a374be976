"""`Redacted`: the only type of text that may be stored, embedded, prompted or sent. Only redaction makes it.

The type checker distinguishes it from other text, so a forgotten redaction is a type error. `tools.text.redaction`
makes it from input; the two functions below restore the type where type information is lost, and each says where.
"""

from collections.abc import Mapping
from typing import NewType

Redacted = NewType("Redacted", str)
Labels = Mapping[Redacted, Redacted]

NOTHING = Redacted("")


def stored(text: str) -> Redacted:
    """Text read from a place that only redacted text is written to: a row, an object, the state of a run."""
    return Redacted(text)


def derived(text: str) -> Redacted:
    """Text cut, masked or assembled only from redacted text and our own words."""
    return Redacted(text)

"""Closes a ticket that was waiting for its match when a ticket of the same problem was resolved."""

from dataclasses import replace

from tools.nouns.events import Resolved
from tools.nouns.redacted import derived


def closed_with(twin_id: str, twin: Resolved) -> Resolved:
    """Return the resolution of a ticket that is the same problem as a resolved one: same time, same person."""
    text = derived(f"The same problem as {twin_id}, which was resolved meanwhile: {twin.text}")
    return replace(twin, text=text, clamped=False)

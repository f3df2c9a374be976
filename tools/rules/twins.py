"""A ticket that waited for its match while its twin was resolved: what closes the one closes the other."""

from dataclasses import replace

from tools.nouns.events import Resolved
from tools.nouns.redacted import derived


def closed_with(twin_id: str, twin: Resolved) -> Resolved:
    """The resolve of a ticket whose every report belongs to a resolved one: as of that resolve, by whoever said it."""
    text = derived(f"The same problem as {twin_id}, which was resolved meanwhile: {twin.text}")
    return replace(twin, text=text, clamped=False)

"""Each event of a timeline as one sentence. Pure."""

from tools.nouns.event_kinds import SENTENCES, EventData
from tools.nouns.events import (
    Absorbed,
    Changed,
    Escalated,
    Feedback,
    Merged,
    Regressed,
    Resolved,
    Split,
    SplitOff,
)


def line_of(event: EventData) -> str:
    """Return the event's sentence. It contains ids and severities, but no text that a person wrote."""
    match event:
        case Regressed():
            return f"{event.regression_of} came back as this incident."
        case Escalated():
            return f"A worse report raised its severity from {event.before.name} to {event.to.name}."
        case Merged():
            return f"It was merged into {event.into}."
        case Absorbed():
            return f"{event.incident_id} was merged into it."
        case Split():
            return f"It was split off {event.origin}."
        case SplitOff():
            return f"{event.incident_id} was split off it{_moved(event.moved)}."
        case Resolved():
            return f"It was resolved{f' with release {event.release}' if event.release else ''}."
        case Feedback():
            about = "The advice" if event.step is None else f"Step {event.step + 1} of the advice"
            return f"{about} {'helped' if event.helpful else 'did not help'}."
        case Changed():
            return f"Its service was changed on purpose{f' to {event.version}' if event.version else ''}."
    return SENTENCES[event.kind]


def _moved(count: int) -> str:
    return f" with {count} report{'' if count == 1 else 's'}" if count else ""


def words_of(event: EventData) -> str:
    """Return what a person wrote with the event; empty if nothing."""
    for name in ("text", "reason"):
        text = getattr(event, name, "")
        if text:
            return str(text)
    return ""

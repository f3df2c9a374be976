"""A timeline's event in one sentence, with what it names. Pure."""

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


def line_of(said: EventData) -> str:
    """The event's sentence; ids and severities stand in it, people's own texts do not."""
    match said:
        case Regressed():
            return f"{said.regression_of} came back as this incident."
        case Escalated():
            return f"A worse report raised its severity from {said.before.name} to {said.to.name}."
        case Merged():
            return f"It was merged into {said.into}."
        case Absorbed():
            return f"{said.incident_id} was merged into it."
        case Split():
            return f"It was split off {said.origin}."
        case SplitOff():
            return f"{said.incident_id} was split off it{_moved(said.moved)}."
        case Resolved():
            return f"It was resolved{f' with release {said.release}' if said.release else ''}."
        case Feedback():
            about = "The advice" if said.step is None else f"Step {said.step + 1} of the advice"
            return f"{about} {'helped' if said.helpful else 'did not help'}."
        case Changed():
            return f"Its service was changed on purpose{f' to {said.version}' if said.version else ''}."
    return SENTENCES[said.kind]


def _moved(count: int) -> str:
    return f" with {count} report{'' if count == 1 else 's'}" if count else ""


def words_of(said: EventData) -> str:
    """What a person wrote with it; "" if nothing."""
    for name in ("text", "reason"):
        text = getattr(said, name, "")
        if text:
            return str(text)
    return ""

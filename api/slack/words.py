"""The texts about incidents in the answers to Slack. Foreign texts can neither ping nor format there."""

from tools.nouns.incidents import Incident
from tools.times import rfc3339

HELP = """`list [service]` live incidents
`show ID` one incident
`ack ID` you are on it
`resolve ID what fixed it`
`comment ID text`
`report text` a problem, as you would paste it
An id may be as short as is unambiguous."""
LONGEST_TITLE, LONGEST_ADVICE = 150, 1500


def safe(text: str) -> str:
    """A text from outside, as Slack shows it without reading anything into it."""
    from tools.notify.slack_blocks import escaped

    return escaped(text)


def line(ticket: Incident) -> str:
    """An incident in one line."""
    state = ticket.status.value.lower()
    what = f"{safe(ticket.service)}: {safe(ticket.title[:LONGEST_TITLE])}"
    return f"`{ticket.incident_id}` {ticket.severity.name} {state} {what} ({ticket.occurrences}×)"


def shown(ticket: Incident) -> str:
    """An incident in a few lines."""
    lines = [line(ticket), f"first {rfc3339(ticket.first_seen)}, last {rfc3339(ticket.last_seen)}"]
    if ticket.merged_into:
        lines.append(f"merged into `{ticket.merged_into}`")
    if ticket.regression_of:
        lines.append(f"came back after `{ticket.regression_of}`")
    if ticket.resolution:
        lines.append(f"resolved by {safe(ticket.resolution.by)}: {safe(ticket.resolution.text[:LONGEST_ADVICE])}")
    advice = ticket.dossier.advice
    if advice and not advice.abstained:
        steps = enumerate(advice.immediate[:3], start=1)
        lines += [f"{number}. {safe(step.text[:LONGEST_ADVICE])}" for number, step in steps]
    return "\n".join(lines)

"""The texts about incidents in answers to Slack. Foreign texts in them can neither mention anybody nor format."""

from tools.nouns.incidents import Incident
from tools.times import rfc3339

HELP = """`list [service]` live incidents
`show ID` one incident
`ack ID` say that you are working on it
`resolve ID what fixed it`
`comment ID text`
`report text` report a problem: paste the log lines or message
An id may be shortened as long as it is unambiguous."""
LONGEST_TITLE, LONGEST_ADVICE = 150, 1500


def safe(text: str) -> str:
    """A foreign text, escaped so that Slack shows it verbatim."""
    from tools.notify.slack_blocks import escaped

    return escaped(text)


def incident_line(ticket: Incident) -> str:
    """One line about an incident."""
    state = ticket.status.value.lower()
    what = f"{safe(ticket.service)}: {safe(ticket.title[:LONGEST_TITLE])}"
    return f"`{ticket.incident_id}` {ticket.severity.name} {state} {what} ({ticket.occurrences}×)"


def incident_text(ticket: Incident) -> str:
    """A few lines about an incident."""
    lines = [incident_line(ticket), f"first {rfc3339(ticket.first_seen)}, last {rfc3339(ticket.last_seen)}"]
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

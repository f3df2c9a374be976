"""Drafts a postmortem in Markdown: what the product knows of an incident, with gaps for what only people know."""

from collections.abc import Iterator, Sequence

from tools.nouns.events import Comment, Feedback, Resolved
from tools.nouns.explanations import DecisionEntry, ExplainEntry
from tools.nouns.incidents import Event, Incident
from tools.rules.explanations import explanation
from tools.rules.timelines import line_of
from tools.text.markdown import inert, quoted, shorten
from tools.times import rfc3339

_LONGEST = 2000
"""Characters of the original text."""
_MOST_DECISIONS = 20


def postmortem(ticket: Incident, entries: Sequence[ExplainEntry], generations: Sequence[Incident] = ()) -> str:
    """Return the draft: summary, effect, timeline, evidence, cause, actions. Texts from outside stay plain text."""
    parts = (
        _summary(ticket),
        _lineage(ticket, generations),
        ["## Effect", "", "_Who noticed what, and for how long? (fill in)_"],
        _timeline(ticket),
        _evidence(entries),
        _cause(ticket),
        _actions(ticket),
    )
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def _summary(ticket: Incident) -> Iterator[str]:
    yield f"# Postmortem: {inert(shorten(_line(ticket.title), 200))}"
    yield ""
    yield f"- Incident: {ticket.incident_id} ({ticket.status.value.lower()}, {ticket.severity.name.lower()})"
    where = f" in {quoted(ticket.environment)}" if ticket.environment else ""
    yield f"- Service: {quoted(ticket.service)}{where}"
    yield f"- First seen {_at(ticket.first_seen)}, last seen {_at(ticket.last_seen)}"
    reminders = f", and {ticket.reminders} repeats of alerts that were counted before" if ticket.reminders else ""
    yield f"- Reports: {ticket.occurrences}{reminders}"
    if ticket.resolution:
        took = max(0.0, ticket.resolution.at - ticket.first_seen)
        how = "its alerts ended" if ticket.resolution.cure == "recovered" else "fixed"
        yield f"- Resolved {_at(ticket.resolution.at)} ({how}), {took / 60:.0f} minutes after it was first seen"


def _lineage(ticket: Incident, generations: Sequence[Incident]) -> Iterator[str]:
    if len(generations) > 1:
        yield "## It came back"
        yield ""
        for each in generations:
            here = " (this one)" if each.incident_id == ticket.incident_id else ""
            fix = f": {inert(_line(each.resolution.text))}" if each.resolution else ""
            yield f"{each.generation}. {each.incident_id}{here}, first seen {_at(each.first_seen)}{fix}"


def _timeline(ticket: Incident) -> Iterator[str]:
    yield "## Timeline"
    yield ""
    yield "| time (UTC) | what | who |"
    yield "|---|---|---|"
    for event in ticket.timeline:
        yield f"| {_at(event.at)} | {_cell(_told(event))} | {_cell(event.actor)} |"


def _evidence(entries: Sequence[ExplainEntry]) -> Iterator[str]:
    decisions = [each for each in entries if isinstance(each, DecisionEntry)]
    if not decisions:
        return
    yield "## Evidence"
    yield ""
    if decisions[0].message:
        yield from ["The first report:", "", *_quotation(decisions[0].message), ""]
    for each in decisions[:_MOST_DECISIONS]:
        yield f"- {each.reports} × {inert(_line(explanation(each).why))}"
    if len(decisions) > _MOST_DECISIONS:
        yield f"- and {len(decisions) - _MOST_DECISIONS} more kinds of reports: `incident-responder explain` shows them"


def _cause(ticket: Incident) -> Iterator[str]:
    advice = ticket.dossier.advice
    yield "## Cause"
    yield ""
    if advice and not advice.abstained and advice.root_cause:
        yield f"The advice's guess: {inert(_line(advice.root_cause))}"
        yield ""
    yield "_What caused it? Why did nobody notice earlier? (fill in)_"


def _actions(ticket: Incident) -> Iterator[str]:
    yield "## Actions"
    yield ""
    for revision in ticket.revisions:
        yield f"- Earlier resolution, by {quoted(revision.by)}: {inert(_line(revision.text))}"
    if isinstance(ticket.resolution, Resolved):
        done = " " if ticket.resolution.unconfirmed else "x"
        yield f"- [{done}] {inert(_line(ticket.resolution.text))} (by {quoted(ticket.resolution.by)})"
    advice = ticket.dossier.advice
    for step in advice.prevention if advice else ():
        yield f"- [ ] {inert(_line(step.text))}"
    yield "- [ ] _What keeps it from happening again? Who does it, and by when? (fill in)_"


def _told(event: Event) -> str:
    said = event.data
    words = line_of(said)
    if isinstance(said, Comment) or (isinstance(said, Feedback) and said.text):
        return f"{words} {said.text}"
    return words


def _quotation(text: str) -> Iterator[str]:
    shown = shorten(text, _LONGEST).replace("\r", "")
    fence = "```"
    yield from (f"{fence}text", shown.replace("```", "'''"), fence)


def _cell(text: str) -> str:
    return inert(_line(text)).replace("|", "\\|")


def _line(text: str) -> str:
    return " ".join(text.split())


def _at(at: float) -> str:
    return rfc3339(at)[:19].replace("T", " ")

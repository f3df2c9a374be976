"""One incident on the console: what it is, and why its reports are on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.markdown import Markdown
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from api.console import console
from api.incident_lines import verdict_line

if TYPE_CHECKING:
    from api.http.answers import IncidentAnswer
    from api.http.knowledge_answers import ExplainedAnswer
    from api.http.report_answers import ReportAnswer

FACTS = (
    "status", "severity", "service", "environment", "release", "occurrences", "reminders", "generation", "first_seen",
    "last_seen", "recovering_since", "regression_of", "merged_into",
)  # fmt: skip


def print_incident(shown: "IncidentAnswer") -> None:
    """Print the incident with its advice and timeline."""
    facts = Table.grid(padding=(0, 2))
    values = dict(shown)
    for name in FACTS:
        if values[name]:
            facts.add_row(name, escape(str(values[name])))
    if fixed := shown["resolution"]:
        facts.add_row("resolution", escape(f"{fixed['text']} ({fixed['by']}, {fixed['at']})"))
    if advice := shown["advice"]:
        facts.add_row("advice by", escape(advice["source"]))
    for section in shown["runbooks"]:
        facts.add_row(
            "runbook", escape(f"{section['citation']} ({section['score']:.2f}) {section.get('url') or ''}".rstrip())
        )
    events = Table("at", "what", "who")
    for line in shown["timeline"]:
        events.add_row(line["at"], line["kind"], escape(line["actor"]))
    parts = Group(facts, Markdown(shown["recommendations"] or "No advice yet."), events)
    title = escape(f"{shown['incident_id']}: {shown['title']}")
    console.print(Panel(parts, title=title, title_align="left"))


def print_decisions(entries: "Sequence[ExplainedAnswer]") -> None:
    """Print two lines per decision, and a third if the text had to be unwrapped."""
    for entry in entries:
        copies = f" · {entry['reports']} reports" if entry.get("reports", 1) > 1 else ""
        console.print(f"[dim]{entry['at']}{copies}[/]  {escape(entry['why'])}", soft_wrap=True)
        console.print(f"    {escape(entry['difference'] or entry.get('message') or '')}", soft_wrap=True)
        if entry["layers"]:
            console.print(f"    [dim]read as {escape(_reading(entry))}[/]", soft_wrap=True)


def show_verdict(answer: "ReportAnswer") -> None:
    """Print the verdict on a report, with its advice."""
    advice = Markdown(answer.get("recommendations") or "No advice.")
    console.print(Panel(advice, title=verdict_line(answer), title_align="left"))
    for each in answer.get("also", ()):
        console.print(f"also {each['status']} · {each.get('incident_id') or 'no live ticket'}")


def _reading(entry: "ExplainedAnswer") -> str:
    """Say how a text was read, for example: json: broken host db-01, where environment prod."""
    roles = ", ".join(f"{each['role']} {each['field']} {each['value']}" for each in entry["roles"])
    layers = " > ".join(entry["layers"])
    return f"{layers}: {roles}" if roles else layers

"""`incident-responder show`: one incident, as `GET /incidents/{id}` shows it."""

from typing import TYPE_CHECKING

from api.console import DEFAULT_TENANT, AsJson, IncidentId, Tenant, console, print_json, with_ticket

if TYPE_CHECKING:
    from api.http.answers import IncidentAnswer

FACTS = (
    "status", "severity", "service", "environment", "release", "occurrences", "reminders", "generation", "first_seen",
    "last_seen", "recovering_since", "regression_of", "merged_into",
)  # fmt: skip


def show(incident_id: IncidentId, tenant: Tenant = DEFAULT_TENANT, as_json: AsJson = False) -> None:
    """Show one incident with its advice and timeline."""
    from api.http.wire import incident

    shown = incident(with_ticket(tenant, incident_id, lambda desk, one: desk.store.incident(tenant, one)))
    if as_json:
        print_json(shown)
    else:
        _show(shown)


def _show(shown: "IncidentAnswer") -> None:
    from rich.console import Group
    from rich.markdown import Markdown
    from rich.markup import escape
    from rich.panel import Panel
    from rich.table import Table

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

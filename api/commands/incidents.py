"""`incident-responder report|resolve|list|show|explain`: the same store and graph as the server's, without one."""

import json
from typing import Annotated, Any

import typer
from rich.console import Group
from rich.markdown import Markdown
from rich.markup import escape
from rich.panel import Panel
from rich.table import Column, Table

from api.acts import incidents as acts
from api.commands.session import DEFAULT_TENANT, AsJson, Tenant, actor, caller_of, console, with_toolbox
from api.http.schemas import ReportBody, ResolveBody
from api.http.wire import explained, incident
from api.intake.intake import Intake, plain
from graph.builder import make_agents
from tools.errors import InvalidRequest
from tools.nouns.incidents import Incident, IncidentQuery, Status
from tools.nouns.severity import Severity
from tools.toolbox import Toolbox

IncidentId = Annotated[str, typer.Argument(help="inc_…")]
ADVICE_SECONDS = 60.0


def report(
    log: Annotated[str, typer.Argument(help="The log line or alert text.")],
    service: Annotated[str, typer.Option(help="The service it came from.")],
    environment: Annotated[str, typer.Option(help="For example production.")] = "",
    severity: Annotated[str | None, typer.Option(help="LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1-P4.")] = None,
    tenant: Tenant = DEFAULT_TENANT,
    as_json: AsJson = False,
) -> None:
    """Report one observation: new, existing or regression."""
    fields = {"log": log, "service": service, "environment": environment, "severity": severity, "source": "cli"}
    body = ReportBody.model_validate(fields)

    async def work(toolbox: Toolbox) -> dict[str, Any]:
        intake = Intake.open(toolbox, make_agents(toolbox))
        submission = intake.submission(caller_of(tenant), body.observation(), through_graph=True)
        return dict(plain(await intake.answer(submission, ADVICE_SECONDS)))

    answer = with_toolbox(work)
    if as_json:
        _print_json(answer)
        return
    head = f"{answer['status']} · {answer['incident_id']} · {answer['severity']} · seen {answer['occurrences']}×"
    console.print(Panel(Markdown(answer["recommendations"] or "No advice."), title=head, title_align="left"))


def resolve(
    incident_id: IncidentId,
    resolution: Annotated[str, typer.Argument(help="What fixed it.")],
    by: Annotated[str | None, typer.Option(help="Who fixed it; empty: you.")] = None,
    tenant: Tenant = DEFAULT_TENANT,
) -> None:
    """Close an incident and remember what fixed it."""
    fields = {"incident_id": incident_id, "resolution": resolution, "resolved_by": by or actor()}
    body = ResolveBody.model_validate(fields)

    async def work(toolbox: Toolbox) -> Incident:
        return await acts.resolve(toolbox, caller_of(tenant), incident_id, text=body.resolution, by=body.resolved_by)

    ticket = with_toolbox(work)
    console.print(f"{ticket.incident_id} is {ticket.status}.")


def list_incidents(
    status: Annotated[str | None, typer.Option(help="OPEN, ACKNOWLEDGED, RESOLVED or MERGED.")] = None,
    service: Annotated[str | None, typer.Option(help="Of one service.")] = None,
    severity: Annotated[str | None, typer.Option(help="Of one severity.")] = None,
    query: Annotated[str | None, typer.Option("--q", help="Words of the title, or an id.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    tenant: Tenant = DEFAULT_TENANT,
    as_json: AsJson = False,
) -> None:
    """Incidents, newest first."""
    chosen = IncidentQuery(_status(status), service, _severity(severity), query, limit)
    page = with_toolbox(lambda toolbox: toolbox.store.incidents(tenant, chosen))
    if as_json:
        _print_json([incident(ticket, timeline=False) for ticket in page.items])
        return
    table = Table(
        Column("incident", no_wrap=True),
        Column("status", no_wrap=True),
        Column("severity", no_wrap=True),
        "seen",
        "service",
        "title",
        caption=f"{page.count} in all",
    )
    for ticket in page.items:
        seen = str(ticket.occurrences)
        table.add_row(
            ticket.incident_id, ticket.status, ticket.severity.name, seen, escape(ticket.service), escape(ticket.title)
        )
    console.print(table)


def show(incident_id: IncidentId, tenant: Tenant = DEFAULT_TENANT, as_json: AsJson = False) -> None:
    """One incident with its advice and timeline."""
    shown = incident(with_toolbox(lambda toolbox: toolbox.store.incident(tenant, incident_id)))
    if as_json:
        _print_json(shown)
        return
    facts = Table.grid(padding=(0, 2))
    for name in (
        "status",
        "severity",
        "service",
        "occurrences",
        "first_seen",
        "last_seen",
        "regression_of",
        "merged_into",
    ):
        if shown[name]:
            facts.add_row(name, escape(str(shown[name])))
    if fixed := shown["resolution"]:
        facts.add_row("resolution", escape(f"{fixed['text']} ({fixed['by']}, {fixed['at']})"))
    events = Table("at", "what", "who")
    for line in shown["timeline"]:
        events.add_row(line["at"], line["kind"], escape(line["actor"]))
    parts = Group(facts, Markdown(shown["recommendations"] or "No advice yet."), events)
    console.print(Panel(parts, title=escape(f"{incident_id}: {shown['title']}"), title_align="left"))


def explain(incident_id: IncidentId, tenant: Tenant = DEFAULT_TENANT, as_json: AsJson = False) -> None:
    """Why this incident holds what it holds."""
    entries = [explained(entry) for entry in with_toolbox(lambda toolbox: toolbox.store.explain(tenant, incident_id))]
    if as_json:
        _print_json(entries)
        return
    for entry in entries:
        copies = f" · {entry['reports']} reports" if entry.get("reports", 1) > 1 else ""
        console.print(f"[dim]{entry['at']}{copies}[/]  {escape(entry['why'])}", soft_wrap=True)
        console.print(f"    {escape(entry['difference'] or entry.get('message', ''))}", soft_wrap=True)


def _print_json(value: Any) -> None:
    console.print_json(json.dumps(value, default=str))


def _status(word: str | None) -> Status | None:
    try:
        return Status(word.upper()) if word else None
    except ValueError as error:
        raise InvalidRequest(f"the status is one of {', '.join(Status)}") from error


def _severity(word: str | None) -> Severity | None:
    try:
        return Severity.parse(word) if word else None
    except ValueError as error:
        raise InvalidRequest(str(error)) from error

"""`incident-responder report`: one observation in, its verdict and advice out."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.console import DEFAULT_TENANT, AsJson, Tenant, caller_of, console, print_json, with_toolbox

if TYPE_CHECKING:
    from tools.toolbox import Toolbox

ADVICE_SECONDS = 60.0
Key = Annotated[str | None, typer.Option("--idempotency-key", help="A repeat with the same key counts once.")]
Labels = Annotated[list[str], typer.Option("--label", help="name=value; may be repeated.")]


def report(
    log: Annotated[str, typer.Argument(help="The log line or alert text; - reads standard input.")],
    service: Annotated[str, typer.Option(help="The service it came from.")],
    environment: Annotated[str, typer.Option(help="For example production.")] = "",
    severity: Annotated[str | None, typer.Option(help="LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1-P4.")] = None,
    labels: Labels = [],  # noqa: B006
    release: Annotated[str | None, typer.Option(help="The version that runs there.")] = None,
    occurred_at: Annotated[str | None, typer.Option(help="When it happened, in RFC 3339.")] = None,
    key: Key = None,
    tenant: Tenant = DEFAULT_TENANT,
    as_json: AsJson = False,
) -> None:
    """Send one report and print its verdict: new, existing, regression, or recovered for what tells an end."""
    from api.http.schemas import ReportBody

    said = sys.stdin.read() if log == "-" else log
    told = dict(label.partition("=")[::2] for label in labels)
    where = {"log": said, "service": service, "environment": environment, "labels": told, "source": "cli"}
    told_more = {"severity": severity, "release": release, "occurred_at": occurred_at}
    observation = ReportBody.model_validate(where | told_more)

    async def work(toolbox: "Toolbox") -> dict[str, Any]:
        from api.http.answer_writer import told_beside
        from api.intake.intake import Intake, plain
        from graph.builder import make_agents

        intake = Intake.open(toolbox, make_agents(toolbox))
        submission = intake.submission(caller_of(tenant), observation, key, through_graph=True)
        found = await intake.answers_to(submission, ADVICE_SECONDS)
        return {**plain(found.worst), "also": told_beside(found.also)}

    (print_json if as_json else _show)(with_toolbox(work))


def _show(answer: dict[str, Any]) -> None:
    from rich.markdown import Markdown
    from rich.panel import Panel

    ticket = answer["incident_id"] or "no live ticket"
    head = f"{answer['status']} · {ticket} · {answer['severity']} · seen {answer['occurrences']}×"
    console.print(Panel(Markdown(answer["recommendations"] or "No advice."), title=head, title_align="left"))
    for each in answer["also"]:
        console.print(f"also {each['status']} · {each.get('incident_id') or 'no live ticket'}")

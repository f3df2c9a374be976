"""`make demo`: plays the life of one problem in the terminal, through the real API on a throw-away store."""

import os
import re
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from api.http.report_answers import ReportAnswer
from api.server_process import SERVE, access_token, free_port, running
from tools.ids import short_ids

SERVICE = "payment-processor"
console = Console(record=True)


def main() -> None:
    """Start a server of its own, tell the story, stop the server. An argument names an SVG file for the picture."""
    with tempfile.TemporaryDirectory() as folder, served(folder) as client:
        tell(client)
    for picture in sys.argv[1:]:
        # Rich names a font on somebody's server; a picture should not call home.
        Path(picture).write_text(
            re.sub(r"@font-face \{.*?\}", "", console.export_svg(title="make demo"), flags=re.DOTALL), encoding="utf-8"
        )


@contextmanager
def served(folder: str) -> Iterator[httpx.Client]:
    """A logged-in client of a server process that lives as long as the block."""
    password, port = secrets.token_urlsafe(16), free_port()
    given = {"DATA_DIR": f"{folder}/data", "PORT": str(port), "HOST": "127.0.0.1", "ADMIN_PASSWORD": password}
    with ExitStack() as stack:
        with console.status("Starting a server and reading the shipped runbooks …"):
            started = running(SERVE, port, env=os.environ | given, log=Path(folder, "server.log"))
            server = stack.enter_context(started)
        headers = {"Authorization": f"Bearer {access_token(server.url, 'admin', password)}"}
        yield stack.enter_context(httpx.Client(base_url=server.url, headers=headers, timeout=30))


def post(client: httpx.Client, path: str, **body: str) -> httpx.Response:
    """POST a body and return the answer; raises httpx.HTTPStatusError for an error status."""
    return client.post(path, json=body).raise_for_status()


def tell(client: httpx.Client) -> None:
    """New, duplicate, a different problem, resolved, regression, and the reasons."""
    chapter("1 · Something breaks", "A log line nobody has seen opens a ticket, with runbooks and cited advice.")
    first = report(client, "Lambda timeout after 30s")
    show_advice(first)
    chapter("2 · It keeps breaking", "Other words and other numbers are still one problem: counted, no second ticket.")
    report(client, "Lambda timeout 30 seconds")
    report(client, "2026-11-20 10:15:02 ERROR Lambda timeout after 45s")
    chapter("3 · Something else breaks", "Nearly the same words, another problem: it is never swallowed.")
    report(client, "Lambda out of memory after 30s")
    chapter("4 · Fixed", "The fix becomes knowledge for the next time.")
    fix = "Raised the timeout to 60s and added an index on orders.created_at"
    post(client, "/resolve", incident_id=str(first["incident_id"]), resolution=fix, resolved_by="ada")
    console.print(f"   resolved [bold]{first['incident_id']}[/]:\n   {fix}")
    chapter("5 · It is back", "A fixed problem that returns is a regression: a new HIGH ticket, linked to the old one.")
    show_first_step(report(client, "Lambda timeout after 31s"))
    chapter("6 · Why?", "Every decision can be explained. A ticket's id may be shortened everywhere.")
    show_tickets(client)
    console.print("\nNow your own: [bold]make run[/], then the curl lines it prints\n")


def chapter(title: str, text: str) -> None:
    """A heading with one line of story."""
    console.print()
    console.print(Panel(text, title=title, title_align="left", border_style="cyan"))


def report(client: httpx.Client, log: str) -> ReportAnswer:
    """Send one report and print the verdict with its reason."""
    answer: ReportAnswer = post(client, "/incident", log=log, service=SERVICE).json()
    colour = {"new": "green", "existing": "yellow", "regression": "red"}[answer["status"]]
    decision = answer["decision"]
    why = decision.get("reason") or decision.get("method", "")
    console.print(
        f"   [dim]{log}[/]\n   → [{colour} bold]{answer['status']}[/] {answer['incident_id']} · {answer['severity']}"
        f" · seen {answer['occurrences']}× · {why} · {answer['response_time_seconds'] * 1000:.0f} ms"
    )
    if answer["regression_of"]:
        console.print(f"   regression of {answer['regression_of']}")
    return answer


def show_advice(answer: ReportAnswer) -> None:
    """The runbook sections that matched and what they lead to."""
    for match in answer["runbooks"]:
        console.print(f"   [blue]{match['runbook_id']}[/] § {match['section']} ({match['score']:.2f})")
    console.print(Panel(Markdown(answer["recommendations"]), border_style="dim"))


def show_first_step(answer: ReportAnswer) -> None:
    """What is to be done first, and where that comes from."""
    if answer["advice"] and (steps := answer["advice"]["immediate"]):
        cited = f"{steps[0]['text']} [{', '.join(steps[0]['citations'])}]"
        console.print(Panel(Markdown(cited), title="do this first", title_align="left", border_style="dim"))


def show_tickets(client: httpx.Client) -> None:
    """All tickets in one table, and the decisions behind the last of them."""
    tickets = client.get("/incidents").raise_for_status().json()["incidents"]
    table = Table("ticket", "status", "severity", "seen", "title", "regression of")
    ids = [ticket["incident_id"] for ticket in tickets]
    short = dict(zip(ids, short_ids(ids), strict=True))
    for ticket in reversed(tickets):
        row = (short[ticket["incident_id"]], ticket["status"], ticket["severity"], str(ticket["occurrences"]))
        table.add_row(*row, ticket["title"], short.get(ticket["regression_of"], ""))
    console.print(table)
    for ticket in reversed(tickets):
        explained = client.get(f"/incidents/{ticket['incident_id']}/explain").raise_for_status().json()
        console.print(f"\n   [bold]{ticket['title']}[/]")
        for decision in explained["decisions"]:
            console.print(f"   {decision['why']}", soft_wrap=True, highlight=False)
            if decision["difference"]:
                console.print(f"   [dim]{escape(decision['difference'])}[/]", soft_wrap=True, highlight=False)


if __name__ == "__main__":
    main()

"""`incident-responder audit list|verify|export`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Tenant, caller_of, console, print_rows, with_store, written

app = typer.Typer(no_args_is_help=True, help="Read and check the audit log: who did what.")
Target = Annotated[Path, typer.Argument(help="A JSON Lines file.")]
Kept = Annotated[list[str] | None, typer.Option("--head", help="A count:digest from a log line or a file.")]


@app.command("list")
def list_lines(
    tenant: Tenant = DEFAULT_TENANT, limit: Annotated[int, typer.Option(min=1, max=500, help="The most lines.")] = 50
) -> None:
    """List the newest lines of the audit log."""
    from rich.markup import escape
    from rich.table import Table

    from api.acts.audit import audit_page
    from tools.times import rfc3339

    table = Table("line", "at", "who", "did", "to", "detail")
    page = with_store(lambda store: audit_page(store, caller_of(tenant), limit, None))
    for line in page.lines:
        texts = (line.actor, line.action, line.subject, line.detail)
        table.add_row(str(line.seq), rfc3339(line.at), *map(escape, texts))
    print_rows(table)


@app.command()
def verify(head: Kept = None) -> None:
    """Check that no line was changed or removed. Exits with 1 if one was."""
    from tools.nouns.accounts import AuditHead
    from tools.settings import Settings
    from tools.tickets.verification import verify_audit

    findings = asyncio.run(verify_audit(Settings(), [AuditHead.parse(each) for each in head or ()]))
    for finding in findings:
        console.print(f"- {finding}", markup=False, highlight=False)
    if not findings:
        from api.acts.audit import erasure_lines

        for told in with_store(lambda store: erasure_lines(store, caller_of(DEFAULT_TENANT))):
            console.print(f"- {told}", markup=False, highlight=False)
    console.print("[red]The audit log was tampered with or damaged.[/]" if findings else "The audit log is whole.")
    raise typer.Exit(bool(findings))


@app.command()
def export(path: Target) -> None:
    """Write all tenants' lines to a new file; - is standard output."""
    from api.acts.audit import export_audit

    caller = caller_of(DEFAULT_TENANT)
    written(path, lambda file: with_store(lambda store: export_audit(store, caller, file), makes=False), "lines")

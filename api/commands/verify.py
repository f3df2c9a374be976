"""`incident-responder verify`: checks the invariants of everything stored."""

import asyncio

import typer

from api.console import console


def verify() -> None:
    """Check every invariant of DATA_DIR or the bucket. Exits with 1 if it finds damage."""
    from tools.settings import Settings
    from tools.tickets.verification import verify_store

    findings = asyncio.run(verify_store(Settings()))
    for finding in findings:
        console.print(f"- {finding}", markup=False, highlight=False)
    console.print("[red]Something is wrong.[/]" if findings else "All is well.")
    raise typer.Exit(bool(findings))

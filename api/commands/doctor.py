"""`incident-responder doctor`: what may keep this machine from serving, and how to fix it."""

import asyncio
from dataclasses import asdict

import typer

from api.console import AsJson, console, print_json

COLOURS = {"well": "green", "doubtful": "yellow", "wrong": "red"}


def doctor(as_json: AsJson = False) -> None:
    """Check settings, folder, disk, model, store, accounts and destinations. Exits with 1 if something is wrong."""
    from api.doctor import State, examine
    from tools.settings import Settings

    found = asyncio.run(examine(Settings()))
    if as_json:
        print_json({"findings": [asdict(each) for each in found]})
    else:
        for each in found:
            console.print(f"[{COLOURS[each.state]}]{each.state.value:9}[/]", f"{each.point:13}", end="")
            console.print(each.text, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(any(each.state is State.WRONG for each in found))

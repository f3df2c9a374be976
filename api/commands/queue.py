"""`incident-responder queue status|redrive`: shows how full the queue is, and returns dead letters to it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import typer

from api.console import AsJson, console, print_json

if TYPE_CHECKING:
    from tools.ports import Queue

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True, help="Look after the queue of reports that are decided later.")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show how many messages wait, are in progress, and are dead letters."""
    from dataclasses import asdict

    state = asdict(_with_queue(lambda queue: queue.state()))
    if as_json:
        print_json(state)
        return
    for name, count in state.items():
        console.print(f"{'-' if count is None else count:>8} {name.replace('_', ' ')}", highlight=False)


@app.command()
def redrive() -> None:
    """Put dead letters back into the queue, for example after an update."""

    async def work(queue: "Queue") -> int:
        moved = 0
        while some := await queue.redrive():
            moved += some
        return moved

    console.print(f"{_with_queue(work)} messages are back in the queue.", highlight=False)


def _with_queue(work: Callable[["Queue"], Awaitable[T]]) -> T:
    async def run() -> T:
        from tools.backends import open_shared_queue
        from tools.settings import Settings

        queue = await open_shared_queue(Settings())
        try:
            return await work(queue)
        finally:
            await queue.close()

    return asyncio.run(run())

"""What commands share: the settings, an opened toolbox, and how to say things."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from api.bootstrap import make_folder
from tools.nouns.callers import EVERYTHING, Caller
from tools.settings import Settings
from tools.text.cleaning import checked_name
from tools.toolbox import Toolbox, open_toolbox

T = TypeVar("T")
console = Console()


def named(word: str) -> str:
    """A name of one line. Raises BadParameter for one that is blank or hides characters."""
    try:
        if name := checked_name(word):
            return name
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    raise typer.BadParameter("must not be empty")


Tenant = Annotated[str, typer.Option(help="The organisation to work for.", callback=named)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
DEFAULT_TENANT = "default"


def with_toolbox(work: Callable[[Toolbox], Awaitable[T]]) -> T:
    """Open the store of DATA_DIR beside a running server or without one, do the work, close."""

    async def run() -> T:
        settings = Settings()
        make_folder(settings)
        toolbox = await open_toolbox(settings)
        try:
            return await work(toolbox)
        finally:
            await toolbox.close()

    return asyncio.run(run())


def caller_of(tenant: str) -> Caller:
    """Whoever may run commands on this machine may do everything for every tenant."""
    return Caller(tenant, actor(), EVERYTHING)


def actor() -> str:
    """Who acts on the command line, for the timeline and the audit log."""
    return f"cli:{getpass.getuser()}"

"""What commands share: their options, how they say things, who acts, and what they work on.

A command imports at its top what is light, and the rest where it is used: each call pays for what it needs.
"""

import json
import sys
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from tools.nouns.accounts import DEFAULT_TENANT
from tools.nouns.callers import EVERYTHING, Caller
from tools.text.hostile_characters import checked_name

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from api.acts.desk import StoreDesk
    from tools.ports import Store, TicketStore
    from tools.toolbox import Toolbox

    console: Console

T = TypeVar("T")


def __getattr__(name: str) -> Any:
    """`console`, for tables and colours, is made when a module first asks for it: it takes 40 ms."""
    if name == "console":
        return _console()
    raise AttributeError(name)


@lru_cache
def _console() -> "Console":
    from rich.console import Console

    return Console()


def say(text: str) -> None:
    """Print one line as it is."""
    typer.echo(text)


def hint(text: str) -> None:
    """Print a hint to standard error, since a program may read the output."""
    typer.echo(f"hint: {text}", err=True)


def shows_tables() -> bool:
    """True if a person reads the output; programs get lines or JSON."""
    return sys.stdout.isatty()


def print_rows(table: "Table") -> None:
    """Print a table for a person; for a program, one line per row with tabs between cells and nothing cut."""
    if shows_tables():
        _console().print(table)
        return
    from rich.text import Text

    for cells in zip(*(column.cells for column in table.columns), strict=True):
        say("\t".join(Text.from_markup(str(cell)).plain.replace("\n", "; ") for cell in cells))


def named(word: str) -> str:
    """Return a name of one line. Raises BadParameter for one that is blank or has hidden characters."""
    try:
        if name := checked_name(word):
            return name
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    raise typer.BadParameter("must not be empty")


Tenant = Annotated[str, typer.Option(help="The tenant (organisation) to work in.", callback=named)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
IncidentId = Annotated[str, typer.Argument(help="An incident's id, or any unambiguous beginning of it.")]
Reason = Annotated[str, typer.Option(help="The reason, which the timeline shows.")]
Api = Annotated[
    str,
    typer.Option(
        "--api",
        envvar="INCIDENT_API_URL",
        help="The address of a server to work on, instead of DATA_DIR. Its key is read from INCIDENT_API_KEY or from "
        "the file that INCIDENT_API_KEY_FILE names.",
    ),
]
__all__ = ["DEFAULT_TENANT", "Api", "AsJson", "IncidentId", "Reason", "Tenant", "console"]


def caller_of(tenant: str) -> Caller:
    """Return a caller with every right in the tenant: whoever can run commands on this machine may do everything."""
    import getpass

    return Caller(tenant, f"cli:{getpass.getuser()}", EVERYTHING)


def print_json(value: Any) -> None:
    """Print JSON, coloured in a terminal."""
    text = json.dumps(value, default=str, indent=2, ensure_ascii=False)
    if shows_tables():
        _console().print_json(text)
    else:
        say(text)


def written(path: Path, write: Callable[[Path], int], what: str) -> None:
    """Write to a new file, or to standard output for `-`; then say how much was written."""
    if str(path) != "-":
        say(f"{write(path)} {what} written to {path}.")
        return
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "export")
        count = write(file)
        with file.open("rb") as made:
            shutil.copyfileobj(made, sys.stdout.buffer)
    typer.echo(f"{count} {what} written.", err=True)


def tell_password(done: str, given: str | None, chosen: str) -> None:
    """Print what was done, and the password if it was generated: it is shown only now."""
    say(done)
    if given is None:
        _console().print(f"The password, shown only now: [bold]{chosen}[/]", highlight=False)


def with_toolbox(work: Callable[["Toolbox"], Awaitable[T]], *, makes: bool = True) -> T:
    """Open everything DATA_DIR needs, beside a running server or without one; do the work, close.

    Unless it `makes` what is not there, a DATA_DIR without a database is NotFound: most likely another one was meant.
    """
    import asyncio

    from api.data_dir import usable_folder
    from tools.settings import Settings
    from tools.toolbox import open_toolbox

    async def run() -> T:
        settings = Settings()
        usable_folder(settings, makes=makes)
        toolbox = await open_toolbox(settings)
        try:
            return await work(toolbox)
        finally:
            await toolbox.close()

    return asyncio.run(run())


def with_store(work: Callable[["Store"], Awaitable[T]], *, makes: bool = True) -> T:
    """Open only the store, with whatever embedder it was filled: for work that compares no vectors, and much faster.

    `makes` is as for `with_toolbox`.
    """
    import asyncio
    import time

    from api.data_dir import usable_folder
    from tools.backends import open_store
    from tools.settings import Settings

    async def run() -> T:
        settings = Settings()
        usable_folder(settings, makes=makes)
        store = await open_store(settings, time.time, "")
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def with_ticket(tenant: str, typed: str, work: Callable[["StoreDesk", str], Awaitable[T]]) -> T:
    """Do the same for one ticket, of whose id only the beginning may have been typed."""
    from api.acts.desk import StoreDesk

    async def found(store: "Store") -> T:
        return await work(StoreDesk(store), await complete_id(store, tenant, typed))

    return with_store(found, makes=False)


async def complete_id(store: "TicketStore", tenant: str, typed: str) -> str:
    """See `api.acts.incident_ids`."""
    from api.acts import incident_ids

    return await incident_ids.complete_id(store, tenant, typed)

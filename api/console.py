"""What commands share: their options, how they say things, who acts, and what they work on.

Every command is imported for `--help`, so a command imports at its top what is light, and the rest where it is used.
"""

import asyncio
import getpass
import json
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.console import Console

from tools.nouns.accounts import DEFAULT_TENANT
from tools.nouns.callers import EVERYTHING, Caller
from tools.text.hostile_characters import checked_name

if TYPE_CHECKING:
    from api.acts.desk import StoreDesk
    from tools.ports import Store, TicketStore
    from tools.toolbox import Toolbox

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


Tenant = Annotated[str, typer.Option(help="The tenant (organisation) to work in.", callback=named)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
IncidentId = Annotated[str, typer.Argument(help="An incident's id, or as much of it as is unambiguous.")]
Reason = Annotated[str, typer.Option(help="Why; it is shown on the timeline.")]
__all__ = ["DEFAULT_TENANT", "AsJson", "IncidentId", "Reason", "Tenant"]


def caller_of(tenant: str) -> Caller:
    """Whoever may run commands on this machine may do everything for every tenant."""
    return Caller(tenant, f"cli:{getpass.getuser()}", EVERYTHING)


def print_json(value: Any) -> None:
    """Plain JSON types, coloured in a terminal."""
    console.print_json(json.dumps(value, default=str))


def tell_password(done: str, given: str | None, chosen: str) -> None:
    """What was done, and the password if it was generated: it is shown only now."""
    console.print(done, markup=False)
    if given is None:
        console.print(f"The password, shown only now: [bold]{chosen}[/]", highlight=False)


def with_toolbox(work: Callable[["Toolbox"], Awaitable[T]]) -> T:
    """Open everything DATA_DIR needs, beside a running server or without one; do the work, close."""
    from api.data_dir import make_folder
    from tools.settings import Settings
    from tools.toolbox import open_toolbox

    async def run() -> T:
        settings = Settings()
        make_folder(settings)
        toolbox = await open_toolbox(settings)
        try:
            return await work(toolbox)
        finally:
            await toolbox.close()

    return asyncio.run(run())


def with_store(work: Callable[["Store"], Awaitable[T]]) -> T:
    """Open only the store, with whatever embedder it was filled: for work that compares no vectors, and much faster."""
    from api.data_dir import make_folder
    from tools.backends import open_store
    from tools.settings import Settings

    async def run() -> T:
        settings = Settings()
        make_folder(settings)
        store = await open_store(settings, time.time, "")
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def with_ticket(tenant: str, typed: str, work: Callable[["StoreDesk", str], Awaitable[T]]) -> T:
    """As `with_store`, for work on one ticket, whose id may have been typed in part."""
    from api.acts.desk import StoreDesk

    async def found(store: "Store") -> T:
        return await work(StoreDesk(store), await whole_id(store, tenant, typed))

    return with_store(found)


async def whole_id(store: "TicketStore", tenant: str, typed: str) -> str:
    """See `api.acts.found`."""
    from api.acts import found

    return await found.whole_id(store, tenant, typed)

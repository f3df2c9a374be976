"""`incident-responder deliveries list|replay`."""

import time
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, AsJson, Tenant, caller_of, console, print_json, with_store

app = typer.Typer(no_args_is_help=True, help="See the notifications on their way to people, and send them again.")
State = Annotated[str | None, typer.Option(help="pending, retrying, blocked, silenced, delivered or dead.")]
Limit = Annotated[int, typer.Option(min=1, max=200)]


@app.command("list")
def list_deliveries(
    state: State = None, limit: Limit = 20, cursor: Annotated[str | None, typer.Option(help="`next_cursor`.")] = None,
    tenant: Tenant = DEFAULT_TENANT, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List deliveries, newest first."""
    from api.acts.deliveries import listed_deliveries
    from api.delivery_lines import print_deliveries
    from api.http.delivery_answers import delivery_answer

    caller = caller_of(tenant)
    page = with_store(lambda store: listed_deliveries(store.deliveries, caller, state, limit, cursor))
    if as_json:
        shown = [delivery_answer(row) for row in page.items]
        print_json({"deliveries": shown, "count": page.count, "next_cursor": page.next_cursor})
    else:
        print_deliveries(page)


@app.command()
def replay(
    delivery_id: Annotated[str, typer.Argument(help="dlv_…; without it, every dead delivery.")] = "",
    destination: Annotated[str, typer.Option(help="Only the dead deliveries of this destination.")] = "",
    tenant: Tenant = DEFAULT_TENANT,
) -> None:
    """Queue dead or silenced deliveries again; a running server sends them."""
    from api.acts.deliveries import replay_dead, replay_delivery

    caller, now = caller_of(tenant), time.time()
    if delivery_id:
        with_store(lambda store: replay_delivery(store.deliveries, store, caller, delivery_id, now))
        console.print(f"{delivery_id} is queued again.", markup=False)
        return
    count = with_store(lambda store: replay_dead(store.deliveries, store, caller, now, destination))
    console.print(f"{count} deliveries are queued again.", markup=False)

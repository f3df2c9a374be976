"""`incident-responder senders list|test`: the supported senders, and a test of each."""

from typing import Annotated

import typer

from api.console import console, print_rows

app = typer.Typer(no_args_is_help=True, help="See and test the systems that post alerts and logs.")
DEFAULT_API = "http://127.0.0.1:8000"


@app.command("list")
def list_senders() -> None:
    """List the senders, and the address that each posts to."""
    from rich.table import Table

    from tools.inbound.registry import SENDERS

    table = Table("sender", "system", "address")
    for sender in SENDERS.values():
        table.add_row(sender.name, sender.title, f"POST {sender.path}")
    print_rows(table)


@app.command("test")
def play_samples(
    name: Annotated[str, typer.Argument(help="A sender's name; see `senders list`.")],
    key: Annotated[str, typer.Option(envvar="RESPONDER_KEY", help="An API key; see `key add`.", show_envvar=True)],
    api: Annotated[str, typer.Option(envvar=["INCIDENT_API_URL", "RESPONDER_API"], help="The server's address.")] = "",
) -> None:
    """Post a sender's sample bodies to a server. They open tickets there, so use a test server or a test key."""
    import httpx

    from api.senders import TIMEOUT_SECONDS, named_sender, play
    from tools.settings import Settings

    api = api or Settings().base_url or DEFAULT_API
    headers, wrong = {"Authorization": f"Bearer {key}"}, 0
    sender = named_sender(name)
    try:
        with httpx.Client(base_url=api, headers=headers, timeout=TIMEOUT_SECONDS) as client:
            for played in play(sender, client):
                wrong += not played.right
                console.print(str(played), markup=False, highlight=False, soft_wrap=True)
    except httpx.TransportError as error:
        raise typer.BadParameter(f"{api} does not answer ({error}); is the server running there?") from error
    raise typer.Exit(1 if wrong else 0)

"""`incident-responder jwt rotate`."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, caller_of, console, with_store

app = typer.Typer(no_args_is_help=True, help="Manage the keys that tokens are signed with.")
EndSessions = Annotated[bool, typer.Option("--end-sessions", help="Drop older keys: everybody must log in again.")]


@app.command()
def rotate(end_sessions: EndSessions = False) -> None:
    """Sign with a new key, starting within ten seconds. Earlier tokens stay valid until they expire."""
    from api.acts.signing_keys import rotate_keys
    from tools.settings import Settings

    settings = Settings()
    kid = with_store(lambda store: rotate_keys(store, caller_of(DEFAULT_TENANT), settings, end_sessions=end_sessions))
    console.print(f"Tokens are signed with the new key {kid} within ten seconds, without a restart.", markup=False)

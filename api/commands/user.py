"""`incident-responder user add|passwd|disable|list`."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Tenant, caller_of, console, named, tell_password, with_store

app = typer.Typer(no_args_is_help=True, help="Manage who may log in.")
Username = Annotated[str, typer.Argument(help="The user's name.", callback=named)]
Password = Annotated[
    str | None, typer.Option(envvar="USER_PASSWORD", help="Empty: a generated one is shown once.", show_envvar=True)
]
RoleWord = Annotated[str, typer.Option(help="viewer, responder or admin.")]
Enable = Annotated[bool, typer.Option("--enable", help="Let the user in again.")]


@app.command()
def add(
    username: Username, role: RoleWord = "responder", tenant: Tenant = DEFAULT_TENANT, password: Password = None
) -> None:
    """Create a user."""
    from api.acts.users import add_user

    chosen = with_store(lambda store: add_user(store, caller_of(tenant), username, role, password))
    tell_password(f"Added {username} ({role} of {tenant}).", password, chosen)


@app.command()
def passwd(username: Username, password: Password = None) -> None:
    """Set a new password; the user's tokens end within seconds."""
    from api.acts.users import change_password

    chosen = with_store(lambda store: change_password(store, caller_of(""), username, password))
    tell_password(f"The password of {username} is changed.", password, chosen)


@app.command()
def disable(username: Username, enable: Enable = False) -> None:
    """Lock a user out; tokens end within seconds."""
    from api.acts.users import set_disabled

    with_store(lambda store: set_disabled(store, caller_of(""), username, not enable))
    console.print(f"{username} is {'enabled' if enable else 'disabled'}.", markup=False)


@app.command("list")
def list_users() -> None:
    """All users."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("user", "tenant", "role", "state")
    for account in with_store(lambda store: store.users()):
        state = "disabled" if account.disabled else "active"
        table.add_row(escape(account.username), escape(account.tenant), account.role.word, state)
    console.print(table)

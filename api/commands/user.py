"""`incident-responder user add|passwd|role|disable|delete|logout|sessions|list`."""

from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Tenant, caller_of, console, named, tell_password, with_store

app = typer.Typer(no_args_is_help=True, help="Manage who may log in.")
Username = Annotated[str, typer.Argument(help="The user's name.", callback=named)]
Password = Annotated[
    str | None, typer.Option(envvar="USER_PASSWORD", help="If left out, one is generated and shown.", show_envvar=True)
]
RoleWord = Annotated[str, typer.Option(help="viewer, responder, admin or owner.")]
Enable = Annotated[bool, typer.Option("--enable", help="Enable the user again.")]
MustChange = Annotated[bool, typer.Option("--must-change", help="The user must choose a new password first.")]


@app.command()
def add(
    username: Username,
    role: RoleWord = "responder",
    tenant: Tenant = DEFAULT_TENANT,
    password: Password = None,
    must_change: MustChange = False,
) -> None:
    """Create a user."""
    from api.acts.users import add_user

    what = (username, role, password)
    chosen = with_store(lambda store: add_user(store, caller_of(tenant), *what, must_change=must_change))
    tell_password(f"Added {username} ({role} of {tenant}).", password, chosen)


@app.command()
def passwd(username: Username, password: Password = None, must_change: MustChange = False) -> None:
    """Set a new password; the user's tokens stop working within seconds."""
    from api.acts.users import change_password

    what = (username, password)
    chosen = with_store(lambda store: change_password(store, caller_of(""), *what, must_change=must_change))
    tell_password(f"The password of {username} is changed.", password, chosen)


@app.command()
def disable(username: Username, enable: Enable = False) -> None:
    """Lock a user out; tokens stop working within seconds."""
    from api.acts.users import set_disabled

    with_store(lambda store: set_disabled(store, caller_of(""), username, not enable))
    console.print(f"{username} is {'enabled' if enable else 'disabled'}.", markup=False)

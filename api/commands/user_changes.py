"""`incident-responder user role|delete|logout|sessions|list`: commands of the group defined in `user`."""

from typing import Annotated

import typer

from api.console import caller_of, console, named, print_rows, with_store

Username = Annotated[str, typer.Argument(help="The user's name.", callback=named)]
RoleWord = Annotated[str, typer.Argument(help="viewer, responder, admin or owner.")]


def role(username: Username, role: RoleWord) -> None:
    """Give a user another role; tokens stop working within seconds."""
    from api.acts.users import change_role

    with_store(lambda store: change_role(store, caller_of(""), username, role))
    console.print(f"{username} is now {role}.", markup=False)


def delete(username: Username) -> None:
    """Delete a user; tokens stop working within seconds."""
    from api.acts.users import delete_user

    with_store(lambda store: delete_user(store, caller_of(""), username))
    console.print(f"{username} is deleted.", markup=False)


def logout(username: Username) -> None:
    """Sign a user out everywhere."""
    from api.acts.sessions import end_all_sessions

    with_store(lambda store: end_all_sessions(store, caller_of(""), username))
    console.print(f"{username} is signed out everywhere.", markup=False)


def sessions(username: Username) -> None:
    """List a user's sessions."""
    from rich.markup import escape
    from rich.table import Table

    from api.acts.sessions import listed_sessions
    from tools.times import rfc3339

    table = Table("session", "since", "until", "address", "program")
    for each in with_store(lambda store: listed_sessions(store, caller_of(""), username)):
        texts = (each.address, each.agent)
        table.add_row(each.session_id, rfc3339(each.at), rfc3339(each.expires_at), *map(escape, texts))
    print_rows(table)


def list_users() -> None:
    """List the users."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("user", "tenant", "role", "state")
    for account in with_store(lambda store: store.users()):
        table.add_row(escape(account.username), escape(account.tenant), account.role.word, account.state)
    print_rows(table)

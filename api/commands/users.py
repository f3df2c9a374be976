"""`incident-responder user add|passwd|disable|list`."""

import secrets
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from api.auth.password_rules import check_password
from api.auth.passwords import PasswordHasher
from api.commands.session import DEFAULT_TENANT, Tenant, actor, console, named, with_toolbox
from tools.errors import Conflict, InvalidRequest
from tools.nouns.accounts import Account, AccountChanges, AuditAction, AuditEntry, Role
from tools.toolbox import Toolbox

app = typer.Typer(no_args_is_help=True, help="Who may log in.")
Username = Annotated[str, typer.Argument(help="The user's name.", callback=named)]
Password = Annotated[
    str | None, typer.Option(envvar="USER_PASSWORD", help="Empty: a generated one is shown once.", show_envvar=True)
]


@app.command()
def add(
    username: Username,
    role: Annotated[str, typer.Option(help="viewer, responder or admin.")] = "responder",
    tenant: Tenant = DEFAULT_TENANT,
    password: Password = None,
) -> None:
    """Create a user."""
    given = _role(role)
    if len(username) > 64:
        raise InvalidRequest("a user name has at most 64 characters")
    chosen = _chosen(password, username)

    async def work(toolbox: Toolbox) -> None:
        account = Account(username=username, tenant=tenant, role=given, password_hash=await _hashed(chosen))
        if not await toolbox.accounts.create_user(account):
            raise Conflict(f"there is a user {username!r} already")
        detail = {"role": given.word}
        await toolbox.accounts.audit(AuditEntry(tenant, actor(), AuditAction.USER_ADDED, username, detail))

    with_toolbox(work)
    console.print(f"Added {username} ({role} of {tenant}).", markup=False)
    _show(password, chosen)


@app.command()
def passwd(username: Username, password: Password = None) -> None:
    """Set a new password; the user's tokens end within seconds."""
    chosen = _chosen(password, username)

    async def work(toolbox: Toolbox) -> None:
        await toolbox.accounts.update_user(username, AccountChanges(password_hash=await _hashed(chosen)))
        await toolbox.accounts.audit(AuditEntry("", actor(), AuditAction.USER_PASSWORD_CHANGED, username))

    with_toolbox(work)
    console.print(f"The password of {username} is changed.", markup=False)
    _show(password, chosen)


@app.command()
def disable(
    username: Username, enable: Annotated[bool, typer.Option("--enable", help="Let the user in again.")] = False
) -> None:
    """Lock a user out; tokens end within seconds."""

    async def work(toolbox: Toolbox) -> None:
        await toolbox.accounts.update_user(username, AccountChanges(disabled=not enable))
        action = AuditAction.USER_ENABLED if enable else AuditAction.USER_DISABLED
        await toolbox.accounts.audit(AuditEntry("", actor(), action, username))

    with_toolbox(work)
    console.print(f"{username} is {'enabled' if enable else 'disabled'}.", markup=False)


@app.command("list")
def list_users() -> None:
    """All users."""
    table = Table("user", "tenant", "role", "state")
    for account in with_toolbox(lambda toolbox: toolbox.accounts.users()):
        state = "disabled" if account.disabled else "active"
        table.add_row(escape(account.username), escape(account.tenant), account.role.word, state)
    console.print(table)


def _role(word: str) -> Role:
    try:
        return Role.parse(word)
    except ValueError as error:
        raise InvalidRequest(str(error)) from error


def _chosen(password: str | None, username: str) -> str:
    if password is None:
        return secrets.token_urlsafe(15)
    check_password(password, username)
    return password


def _show(given: str | None, chosen: str) -> None:
    if given is None:
        console.print(f"The password, shown only now: [bold]{chosen}[/]", highlight=False)


async def _hashed(password: str) -> str:
    hasher = PasswordHasher()
    try:
        return await hasher.hash(password)
    finally:
        hasher.close()

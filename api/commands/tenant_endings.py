"""`incident-responder tenant list|export|delete|restore|erase`: commands of the group defined in `tenant`."""

import time
from pathlib import Path
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, caller_of, console, named, print_rows, with_store, written

Name = Annotated[str, typer.Argument(help="The tenant's name.", callback=named)]
Target = Annotated[Path, typer.Argument(help="A JSON Lines file.")]
OWNER = DEFAULT_TENANT


def list_tenants() -> None:
    """List the tenants."""
    from rich.markup import escape
    from rich.table import Table

    from api.acts.tenants import listed_tenants
    from tools.times import rfc3339

    table = Table("tenant", "state", "deleted", "made by")
    for each in with_store(lambda store: listed_tenants(store, caller_of(OWNER))):
        deleted = rfc3339(each.deleted_at) if each.deleted_at else ""
        table.add_row(escape(each.name), each.state.value, deleted, escape(each.maker))
    print_rows(table)


def export(name: Name, path: Target) -> None:
    """Write all data of a tenant, except accounts and keys, to a new file; - is standard output."""
    from api.acts.tenants import export_tenant

    def write(file: Path) -> int:
        return with_store(lambda store: export_tenant(store, caller_of(OWNER), name, file), makes=False)

    written(path, write, "lines")


def delete(name: Name) -> None:
    """Export a tenant and lock out all its users. It can be restored for seven days, then it is erased."""
    from api.acts.tenants import delete_tenant
    from tools.settings import Settings

    folder = Settings().data_dir / "exports"
    what = (name, folder, time.time())
    _, path = with_store(lambda store: delete_tenant(store, caller_of(OWNER), *what))
    console.print(f"{name} is deleted; its data is in {path}.", markup=False)


def restore(name: Name) -> None:
    """Restore a deleted tenant."""
    from api.acts.tenants import restore_tenant

    with_store(lambda store: restore_tenant(store, caller_of(OWNER), name))
    console.print(f"{name} is restored.", markup=False)

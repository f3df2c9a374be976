"""`incident-responder key secret`."""

import time
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Tenant, caller_of, console, with_store

KeyId = Annotated[str, typer.Argument(help="key_…")]
Secret = Annotated[
    str, typer.Option("--signing-secret", envvar="SIGNING_SECRET", help="The new secret.", show_envvar=True)
]
OldHours = Annotated[float, typer.Option("--old-hours", help="Hours the old secret stays valid.", min=0, max=720)]
Remove = Annotated[bool, typer.Option("--remove", help="Require no signature any more.")]


def secret(
    key_id: KeyId,
    tenant: Tenant = DEFAULT_TENANT,
    signing_secret: Secret = "",
    old_hours: OldHours = 24,
    remove: Remove = False,
) -> None:
    """Set, replace or remove the signing secret of a key."""
    from api.acts.key_secrets import remove_secret, set_secret

    who, now = caller_of(tenant), time.time()
    if remove:
        with_store(lambda store: remove_secret(store.keys, store, who, key_id))
        console.print(f"{key_id} requires no signature any more.", markup=False)
        return
    wanted = (signing_secret, old_hours * 3600)
    key = with_store(lambda store: set_secret(store.keys, store, who, key_id, *wanted, now))
    old = f", and until {old_hours:g} hours from now the one before" if len(key.signing_secrets(now)) > 1 else ""
    console.print(f"{key_id} accepts bodies signed with the new secret{old}.", markup=False)

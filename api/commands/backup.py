"""`incident-responder backup|restore`: the embedded store in a folder or a bucket, copied beside a running server."""

import asyncio
import time
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, caller_of, console, with_store

Place = Annotated[str, typer.Argument(help="The backup's folder, or s3://BUCKET/PREFIX.", metavar="DIR|s3://…")]


def backup(place: Place) -> None:
    """Copy the database of DATA_DIR to a new place while the server runs. The copy has no signing keys."""
    from api.acts.backups import back_up_store
    from tools.settings import Settings

    made = with_store(lambda store: back_up_store(store, Settings(), caller_of(DEFAULT_TENANT), place))
    console.print(f"{made.incidents} incidents are backed up in {place}.", markup=False)
    console.print("Keep AUDIT_KEY and the signing keys of tokens elsewhere: the backup does not contain them.")


def restore(place: Place) -> None:
    """Fill an empty DATA_DIR from a backup. No notifications are sent until `deliveries release`."""
    from api.acts.backups import note_restore
    from tools.settings import Settings
    from tools.tickets.backups import restored

    made = asyncio.run(restored(Settings(), place, time.time()))
    with_store(lambda store: note_restore(store, caller_of(DEFAULT_TENANT), made))
    console.print(f"{made.incidents} incidents are restored. Set the AUDIT_KEY that sealed them, then:")
    console.print("  incident-responder verify               # check that nothing is damaged")
    console.print("  incident-responder deliveries release   # send notifications again, when you are ready")

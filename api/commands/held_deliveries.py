"""`incident-responder deliveries hold|release`."""

import time
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, caller_of, console, with_store


def hold(why: Annotated[str, typer.Option(help="Why; /readyz shows it.")] = "held by hand") -> None:
    """Send no notifications until `deliveries release`."""
    from api.acts.deliveries import hold_deliveries

    caller, now = caller_of(DEFAULT_TENANT), time.time()
    with_store(lambda store: hold_deliveries(store.lanes, store, caller, why, now))
    console.print("All deliveries are held; `incident-responder deliveries release` releases them.", markup=False)


def release() -> None:
    """Send the notifications that are being held, for example after a restore."""
    from api.acts.deliveries import release_deliveries

    done = with_store(lambda store: release_deliveries(store.lanes, store, caller_of(DEFAULT_TENANT)))
    console.print("The deliveries are sent now." if done else "Nothing was held.", markup=False)

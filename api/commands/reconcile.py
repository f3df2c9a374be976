"""`incident-responder reconcile`: the repair that servers on a bucket do by themselves, run now and on all of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from api.console import console, with_store
from tools.errors import Conflict

if TYPE_CHECKING:
    from tools.ports import Store


def reconcile() -> None:
    """Finish work in a bucket that a crash interrupted. Running servers do this on their own."""

    async def work(store: "Store") -> Mapping[str, int] | None:
        from tools.ports import Reconciler

        return await store.reconcile(thorough=True) if isinstance(store, Reconciler) else None

    done = with_store(work)
    if done is None:
        console.print("Nothing to reconcile: the embedded store changes everything in one transaction.")
        return
    if not done:
        raise Conflict("another process is reconciling this bucket: try again in two minutes")
    for kind, count in done.items():
        console.print(f"{count:6} {kind}", highlight=False)
    console.print("Repaired." if any(done.values()) else "Nothing was left half done.")

"""What an operator does with a store as a whole: copies it, and starts again from a copy. Each act is audited."""

import time
from pathlib import Path

from api.acts.audited import audit
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller, Scope
from tools.nouns.deliveries import Hold
from tools.ports import Store
from tools.settings import Settings
from tools.tickets.backups import backed_up
from tools.tickets.embedded.maintenance.backup import Backup
from tools.times import rfc3339


async def back_up_store(store: Store, settings: Settings, caller: Caller, folder: Path) -> Backup:
    """Copy the store into a new folder. Raises Forbidden, InvalidRequest, NotFound, Conflict or StoreUnavailable."""
    caller.require(Scope.ADMIN)
    made = await backed_up(settings, folder, time.time())
    await audit(store, caller, AuditAction.STORE_BACKED_UP, "store", incidents=str(made.incidents), sha256=made.sha256)
    return made


async def hold_after_restore(store: Store, caller: Caller, made: Backup) -> None:
    """Tell nobody anything of what happened since the copy was made, until somebody lets it go. Raises Forbidden."""
    caller.require(Scope.ADMIN)
    await store.lanes.hold(Hold(time.time(), f"restored from a backup of {rfc3339(made.at)}"))
    await audit(store, caller, AuditAction.STORE_RESTORED, "store", incidents=str(made.incidents), sha256=made.sha256)

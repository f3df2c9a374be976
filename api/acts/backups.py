"""Backs up the whole store, and records a restore from a backup. Both acts are audited."""

import time

from api.acts.audited import audit
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller, Scope
from tools.ports import Store
from tools.settings import Settings
from tools.tickets.backups import backed_up
from tools.tickets.embedded.maintenance.backup import Backup


async def back_up_store(store: Store, settings: Settings, caller: Caller, place: str) -> Backup:
    """Copy the store to a new place. Raises Forbidden, and what `backed_up` raises."""
    caller.require(Scope.ADMIN)
    made = await backed_up(settings, place, time.time())
    await audit(store, caller, AuditAction.STORE_BACKED_UP, "store", incidents=str(made.incidents), sha256=made.sha256)
    return made


async def note_restore(store: Store, caller: Caller, made: Backup) -> None:
    """Audit that the store was restored from a backup; its deliveries are already held. Raises Forbidden."""
    caller.require(Scope.ADMIN)
    await audit(store, caller, AuditAction.STORE_RESTORED, "store", incidents=str(made.incidents), sha256=made.sha256)

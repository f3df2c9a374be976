"""Begins the audit log's seal at the first start with a key, and never a second time."""

import logging

from tools.audit_keys import seal_of
from tools.ports import AuditLog
from tools.settings import Settings
from tools.tickets.shared.audit import must_begin
from tools.tickets.verification import kept_heads

logger = logging.getLogger(__name__)


async def begin_seal(settings: Settings, log: AuditLog) -> None:
    """Seal the lines that older versions wrote without a key, once.

    Whoever can rewrite the whole store can make it look as if no key had ever been set. A head that was kept outside
    disproves that: the log then stays without the line that begins a seal, and `verify` says that it was replaced.
    Without such a head only the warning tells. Raises StoreUnavailable.
    """
    if must_begin(await log.audit_head(), seal_of(settings, make=False)) and await kept_heads(settings):
        logger.error(
            "the audit log is not sealed, but AUDIT_ANCHOR_BUCKET holds heads of a sealed one: it was replaced, and is "
            "not sealed again. A new store needs a bucket of its own; `incident-responder audit verify` tells more"
        )
        return
    if older := await log.begin_audit():
        logger.warning(
            "AUDIT_KEY now seals %d audit lines that were written without it. After the first start with a key this "
            "means that the log was replaced: compare it with a head kept elsewhere (`audit verify --head`)",
            older,
        )

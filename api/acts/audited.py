"""Writes the audit line of an act, in the same way whichever door the act came through."""

import logging

from tools.errors import IncidentResponderError
from tools.nouns.accounts import AuditAction, AuditEntry
from tools.nouns.callers import Caller
from tools.ports import AccountStore

logger = logging.getLogger(__name__)


async def audit(accounts: AccountStore, caller: Caller, action: AuditAction, subject: str, **detail: str) -> None:
    """Record an act that has been done. `detail` is stored as given: redacted texts, ids and counts.

    The act is already durable and its timeline names the actor. A line that cannot be written is therefore logged as an
    error and not returned to the client, which would repeat the act.
    """
    try:
        await accounts.audit(AuditEntry(caller.tenant, caller.actor, action, subject, detail))
    except IncidentResponderError as error:
        logger.error("%s of %s by %s is missing in the audit log: %s", action, subject, caller.actor, error)

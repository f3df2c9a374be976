"""Acts on the audit log itself. Reading and exporting it need the scope `admin`."""

import os
from pathlib import Path

import orjson

from api.acts.audited import audit
from tools.errors import InvalidRequest
from tools.nouns.accounts import AuditAction, AuditLine
from tools.nouns.callers import Caller, Scope
from tools.ports import AuditLog, AuditPage, Store
from tools.times import rfc3339

EVERY_TENANT = "*"


async def audit_page(log: AuditLog, caller: Caller, limit: int, cursor: str | None, tenant: str = "") -> AuditPage:
    """Return lines of the caller's tenant, newest first; owners may name another `tenant`, or `*` for all.

    Raises Forbidden, and InvalidRequest for an invalid cursor.
    """
    caller.require(Scope.ADMIN)
    if tenant not in ("", caller.tenant):
        caller.require(Scope.OWNER)
    wanted = None if tenant == EVERY_TENANT else tenant or caller.tenant
    return await log.audit_page(wanted, limit, cursor)


async def erasure_lines(log: AuditLog, caller: Caller) -> list[str]:
    """Return one line per erasure: who erased a text and when, and which audit lines changed; never the text."""
    caller.require(Scope.OWNER)
    found = []
    async for line in log.audit_lines():
        if line.action == AuditAction.STORE_SCRUBBED:
            detail = orjson.loads(line.detail)
            lines = f"; lines {detail['audit_lines']} of this log were changed by it" if "audit_lines" in detail else ""
            found.append(f"scrubbed by {line.actor} at {rfc3339(line.at)}: {detail.get('places', '?')} places{lines}")
    return found


async def export_audit(store: Store, caller: Caller, path: Path) -> int:
    """Write all tenants' lines to a new file, as JSON lines that end with the chain's head; return the number of lines.

    Raises InvalidRequest if the file exists or cannot be created.
    """
    caller.require(Scope.ADMIN)
    count = 0
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise InvalidRequest(f"cannot write {path}: {error.strerror}") from error
    with os.fdopen(handle, "wb") as file:
        async for line in store.audit_lines():
            file.write(orjson.dumps(line_to_json(line)) + b"\n")
            count += 1
        head = await store.audit_head()
        file.write(orjson.dumps({"head": str(head) if head else None, "count": count}) + b"\n")
    await audit(store, caller, AuditAction.AUDIT_EXPORTED, "audit", lines=str(count))
    return count


def line_to_json(line: AuditLine) -> dict[str, str | float]:
    """A line with its digest, as JSON; `detail` is exactly the text that the digest covers."""
    return {
        "seq": line.seq,
        "at": line.at,
        "tenant": line.tenant,
        "actor": line.actor,
        "action": line.action,
        "subject": line.subject,
        "detail": line.detail,
        "digest": line.digest,
    }

"""What an operator does with a whole store, through any door. Each act is audited."""

from pathlib import Path

from api.acts.audited import audit
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller, Scope
from tools.ports import Store
from tools.times import rfc3339


async def export_store(store: Store, caller: Caller, path: Path) -> int:
    """Write everything except accounts to a new file; return the number of lines. Raises Forbidden, InvalidRequest."""
    caller.require(Scope.ADMIN)
    lines = await store.export_jsonl(path)
    await audit(store, caller, AuditAction.STORE_EXPORTED, "store", lines=str(lines))
    return lines


async def import_store(store: Store, caller: Caller, path: Path) -> int:
    """Fill an empty store from an export; return the number of lines. Raises Forbidden, Conflict, InvalidRequest."""
    caller.require(Scope.ADMIN)
    lines = await store.import_jsonl(path)
    await audit(store, caller, AuditAction.STORE_IMPORTED, "store", lines=str(lines))
    return lines


async def prune_store(store: Store, caller: Caller, resolved_before: float) -> int:
    """Drop texts and vectors of problems resolved before a time; return the number of problems. Raises Forbidden."""
    caller.require(Scope.ADMIN)
    problems = await store.prune(resolved_before)
    before = rfc3339(resolved_before)
    await audit(store, caller, AuditAction.STORE_PRUNED, "store", problems=str(problems), resolved_before=before)
    return problems

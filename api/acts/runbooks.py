"""What people do with runbooks, through any door. Changes need the scope `admin`, searches `read`."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from api.acts.audited import audit
from tools.errors import InvalidRequest
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller, Scope
from tools.nouns.knowledge import (
    PAST_TICKETS,
    RESOLUTION,
    SHARED_TENANT,
    SHIPPED,
    Match,
    Question,
    Runbook,
    RunbookSource,
    is_folder,
)
from tools.runbooks.ingest import IngestReport, Progress, ingest_folder, put_document, shipped_count
from tools.text.hostile_characters import clean
from tools.text.redaction.redact import redact
from tools.toolbox import Toolbox


async def put(toolbox: Toolbox, caller: Caller, runbook_id: str, text: str) -> Runbook:
    """Store Markdown under an id, replacing an older runbook of the tenant.

    Raises InvalidRequest, saying what is wrong.
    """
    caller.require(Scope.ADMIN)
    runbook = await put_document(toolbox.runbooks, toolbox.background, caller.tenant, runbook_id, text)
    await audit(toolbox.accounts, caller, AuditAction.RUNBOOK_PUT, runbook_id)
    return runbook


async def delete(toolbox: Toolbox, caller: Caller, runbook_id: str) -> None:
    """Remove a runbook; a shipped one is hidden for this tenant only. Raises NotFound."""
    caller.require(Scope.ADMIN)
    await toolbox.runbooks.delete_runbook(caller.tenant, runbook_id)
    await audit(toolbox.accounts, caller, AuditAction.RUNBOOK_DELETED, runbook_id)


async def ingest(
    toolbox: Toolbox, caller: Caller, directory: Path, source: RunbookSource, progress: Progress | None = None
) -> IngestReport:
    """Make the runbooks of `source` match the folder. See `tools.runbooks.ingest.ingest`."""
    caller.require(Scope.ADMIN)
    before = await toolbox.runbooks.runbooks(caller.tenant)
    done = await ingest_folder(directory, toolbox.runbooks, toolbox.embedder, caller.tenant, source, progress)
    stays = toolbox.settings.shipped_runbooks != "auto" or any(is_folder(each.source) for each in before)
    if done.added and not stays:
        read = await toolbox.runbooks.runbooks(SHARED_TENANT)  # none before the first start of a server
        done.stepped_back = sum(each.source == SHIPPED for each in before) if read else await shipped_count()
    counts = {"added": len(done.added), "updated": len(done.updated), "removed": len(done.removed)}
    words = {name: str(count) for name, count in counts.items()}
    await audit(toolbox.accounts, caller, AuditAction.RUNBOOKS_INGESTED, source, **words)
    return done


async def documents(toolbox: Toolbox, caller: Caller) -> Sequence[Runbook]:
    """Return the runbooks that the tenant sees, by id. Past resolutions are stored with them but are left out here."""
    caller.require(Scope.READ)
    return [each for each in await toolbox.runbooks.runbooks(caller.tenant) if each.source != PAST_TICKETS]


async def search(
    toolbox: Toolbox, caller: Caller, log: str, service: str, labels: Mapping[str, str], limit: int
) -> Sequence[Match]:
    """Return runbook sections for a problem, best first; `matched` says whether one fits.

    Raises InvalidRequest without a log.
    """
    caller.require(Scope.READ)
    text = redact(clean(log).strip())
    if not text:
        raise InvalidRequest("log: must not be empty")
    names = {redact(name): redact(value) for name, value in labels.items()}
    question = Question(caller.tenant, redact(service), text, names)
    return [match for match in await toolbox.search.search(question, limit) if match.section.kind != RESOLUTION]

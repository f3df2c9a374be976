"""The derived side of knowledge: vectors of runbook sections and past resolutions, made again from their texts."""

from tools.errors import InvalidRequest
from tools.knowledge import RESOLUTION
from tools.ports import Embedder
from tools.runbooks.ingest import SHARED_TENANT, SHIPPED
from tools.runbooks.resolutions import remember_resolution
from tools.runbooks.rows import rows_of
from tools.tickets.embedded import EmbeddedStore
from tools.types import Incident, IncidentQuery, Status

_PAGE = 200


async def reindex_runbooks(store: EmbeddedStore, embedder: Embedder) -> int:
    """Embed every document of every tenant again; returns how many."""
    tenants = {SHARED_TENANT} | {user["tenant"] for user in await store.users()}
    return sum([await _tenant(store, embedder, tenant) for tenant in sorted(tenants)])


async def _tenant(store: EmbeddedStore, embedder: Embedder, tenant: str) -> int:
    done = 0
    for runbook in await store.runbooks(tenant):
        if runbook.source == RESOLUTION or (runbook.source == SHIPPED) != (tenant == SHARED_TENANT):
            continue
        try:
            await store.put_runbook(tenant, runbook, await rows_of(runbook, embedder))
        except InvalidRequest:
            continue  # a document that older rules let in: it stays as it was
        done += 1
    for ticket in await _resolved(store, tenant):
        await remember_resolution(store, embedder, ticket)
        done += 1
    return done


async def _resolved(store: EmbeddedStore, tenant: str) -> list[Incident]:
    found: list[Incident] = []
    cursor = None
    while True:
        query = IncidentQuery(status=Status.RESOLVED, limit=_PAGE, cursor=cursor)
        page = await store.incidents(tenant, query)
        found += page.items
        if (cursor := page.next_cursor) is None:
            return found

"""Rebuilds all derived data (vectors, documents) from the store, on the configured backends."""

import time
from contextlib import AsyncExitStack

from api.acts.audited import audit
from api.acts.settings import SERVER
from api.data_dir import make_folder
from tools.backends import open_embedder, open_index, open_store
from tools.errors import InvalidRequest
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller
from tools.nouns.incidents import Incident, IncidentQuery, Status
from tools.nouns.knowledge import PAST_TICKETS, SHARED_TENANT, SHIPPED
from tools.ports import Embedder, SectionIndex, Store
from tools.runbooks.resolutions import remember_resolution
from tools.runbooks.rows import rows_of
from tools.settings import Backend, Settings

_PAGE = 200


async def rebuild(settings: Settings, caller: Caller = SERVER) -> tuple[int, int]:
    """Rebuild for the configured embedder; return the numbers of fingerprints and documents.

    If it is interrupted, no server starts on the store until it has been run again. Raises Misconfigured,
    StoreUnavailable, Unavailable.
    """
    make_folder(settings)
    outside = settings.index_backend is Backend.PINECONE
    async with AsyncExitStack() as opening:
        embedder = await open_embedder(settings)
        opening.push_async_callback(embedder.close)
        store = await open_store(settings, time.time, "")
        opening.push_async_callback(store.close)
        async with store.reindexing(embedder.identity, outside=outside):
            documents = await _documents(store, embedder.background)
            problems = await store.reindex(embedder.background)
            if outside:
                await _fill(settings, store, embedder.identity)
        counts = {"fingerprints": str(problems), "documents": str(documents)}
        await audit(store, caller, AuditAction.STORE_REINDEXED, "store", **counts)
        return problems, documents


async def _fill(settings: Settings, store: Store, embedder_identity: str) -> None:
    """Fill the external index with the contents of the store. Raises Unavailable."""
    async with AsyncExitStack() as opening:
        index, sections = await open_index(settings, store, embedder_identity, opening)
        await index.rebuild()
        if sections:
            await _fill_sections(store, sections)


async def _fill_sections(store: Store, sections: SectionIndex) -> None:
    for tenant in await _tenants(store):
        await sections.bring(tenant, (await store.sections(tenant, 0))[1])


async def _tenants(store: Store) -> list[str]:
    return sorted({SHARED_TENANT} | {account.tenant for account in await store.users()})


async def _documents(store: Store, embedder: Embedder) -> int:
    """Embed all documents of all tenants again; return their number."""
    return sum([await _tenant(store, embedder, tenant) for tenant in await _tenants(store)])


async def _tenant(store: Store, embedder: Embedder, tenant: str) -> int:
    done = 0
    for runbook in await store.runbooks(tenant):
        if runbook.source == PAST_TICKETS or (runbook.source == SHIPPED) != (tenant == SHARED_TENANT):
            continue
        try:
            await store.put_runbook(tenant, runbook, await rows_of(runbook, embedder))
        except InvalidRequest:
            continue  # older rules accepted this document: it stays as it is
        done += 1
    for ticket in await _resolved(store, tenant):
        await remember_resolution(store, embedder, ticket)
        done += 1
    return done


async def _resolved(store: Store, tenant: str) -> list[Incident]:
    found: list[Incident] = []
    cursor = None
    while True:
        query = IncidentQuery(status=Status.RESOLVED, limit=_PAGE, cursor=cursor)
        page = await store.incidents(tenant, query)
        found += page.items
        if (cursor := page.next_cursor) is None:
            return found

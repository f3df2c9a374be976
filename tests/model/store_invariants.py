"""What must be true of a bucket after one reconciler pass: what `verify` checks, and what people and clients see."""

from collections.abc import Iterable

from tools.errors import NotFound
from tools.nouns.incidents import Incident, IncidentQuery, Status
from tools.tickets.s3 import S3Store

ONLY_LISTS = ("is missing: a list", "is listed, but", "its head was never made")
"""Findings that only the sweep repairs: readers see past them."""


async def broken_promises(store: S3Store, acked: Iterable[str], tenant: str = "default") -> list[str]:
    """What a minute's pass may not leave behind."""
    found = [each for each in await store.verify() if not any(words in each for words in ONLY_LISTS)]
    for rid in acked:
        try:
            await store.recorded(tenant, rid)
        except NotFound:
            found.append(f"{rid} was acknowledged and is gone")
    return found


async def broken(store: S3Store, acked: Iterable[str], tenant: str = "default") -> list[str]:
    """What a pass with a sweep may not leave behind: nothing at all."""
    return await store.verify() + await broken_promises(store, acked, tenant) + await _listed(store, tenant)


async def _listed(store: S3Store, tenant: str) -> list[str]:
    """Every status's list and count agree with the tickets themselves."""
    problems, every = [], await _all(store, IncidentQuery(limit=500), tenant)
    for status in Status:
        page = await store.incidents(tenant, IncidentQuery(status=status, limit=500))
        wanted = {each.incident_id for each in every if each.status is status}
        if {each.incident_id for each in page.items} != wanted or page.count != len(wanted):
            problems.append(f"the list of {status.value} tickets is wrong")
    return problems


async def _all(store: S3Store, query: IncidentQuery, tenant: str) -> list[Incident]:
    page = await store.incidents(tenant, query)
    return [await store.incident(tenant, each.incident_id) for each in page.items]

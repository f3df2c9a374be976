"""What must be true of a bucket after one reconciler pass, read from its objects and from the store's own views."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.servers.s3_objects import Objects
from tools.tickets.s3 import S3Store
from tools.tickets.s3.lineage import Lineage
from tools.types import IncidentQuery, Status


def heads_of(objects: Objects) -> dict[str, Lineage]:
    """All heads by lineage."""
    names, _ = objects.names("head/", "", 1_000_000)
    found = [Lineage.from_bytes(stored.body) for _, stored in names]
    return {each.id: each for each in found}


async def broken(store: S3Store, objects: Objects, acked: Iterable[str], tenant: str = "default") -> list[str]:
    """Names every broken invariant; empty when all is well."""
    heads = heads_of(objects)
    found = list(_structure(heads))
    counted: Counter[str] = Counter()
    for head in heads.values():
        if head.into is None:
            for ticket in head.tickets:
                shown = await store._parts.grouping.shown(head, ticket)
                counted.update(each["request_id"] for each in shown)
    found += [f"{rid} is counted {count} times" for rid, count in counted.items() if count != 1]
    found += [f"{rid} was acknowledged and is gone" for rid in acked if rid not in counted]
    for rid in acked:
        await store.recorded(tenant, rid)
    found += await _listed(store, heads, tenant)
    return found


def _structure(heads: dict[str, Lineage]) -> Iterator[str]:
    for head in heads.values():
        live = [each.id for each in head.tickets if each.live]
        if len(live) > 1 or (live and live[0] != head.head.id):
            yield f"{head.id} has live tickets {live}"
        if [each.number for each in head.tickets] != list(range(1, len(head.tickets) + 1)):
            yield f"{head.id} has generations out of order"
        if head.announced or head.moves:
            yield f"{head.id} still has work under way"
        seen = {head.id}
        while head.into is not None:
            if head.into in seen or head.into not in heads:
                yield f"merges of {head.id} lead nowhere"
                break
            seen.add(head.into)
            if head.id not in heads[head.into].absorbed:
                yield f"{head.into} does not know that it holds {head.id}"
            head = heads[head.into]


async def _listed(store: S3Store, heads: dict[str, Lineage], tenant: str) -> list[str]:
    tickets = {each.id: each for head in heads.values() if not head.became for each in head.tickets}
    problems = []
    for status in Status:
        page = await store.incidents(tenant, IncidentQuery(status=status, limit=500))
        wanted = {each.id for each in tickets.values() if each.status == status.value}
        if {each.incident_id for each in page.items} != wanted:
            problems.append(f"the list of {status.value} tickets is wrong")
    return problems

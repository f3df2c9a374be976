"""Erases one text, such as a secret, from the store, from the audit log, and from messages that we posted elsewhere."""

import importlib
import pkgutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache

import tools.nouns
from tools.errors import InvalidRequest
from tools.nouns.accounts import AuditAction, AuditEntry
from tools.nouns.callers import Caller, Scope
from tools.nouns.deliveries import Conversation, Delivery, DeliveryRow, DeliveryState, OutcomeKind
from tools.nouns.delivery_json import row_from_bytes
from tools.nouns.scrubbed import Scrubbed
from tools.ports import DeliveryStore, Directory, Editable, Store
from tools.text.erasing import Erasure

EVERYWHERE = "store"
"""The subject of the audit line if the erasure is not limited to one ticket."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A message that we posted: where, and why it could not be edited (empty if it was)."""

    destination: str
    external_id: str
    fault: str = ""


async def scrub_store(store: Store, caller: Caller, text: str, incident_id: str = "", *, dry_run: bool) -> Scrubbed:
    """Erase a text from all tenants' records, or from one ticket of the caller's tenant, and from the audit log.

    The audit line says who erased it, when, and from how many places, never the text. Raises Forbidden, NotFound, and
    InvalidRequest for a text that cannot be erased: one of the product's own words, or the name of a user or tenant.
    """
    caller.require(Scope.OWNER)
    erasure = Erasure(text)
    await _check(store, erasure)
    ids = await _ids(store, caller.tenant, incident_id)
    scrubbed = await store.scrub(erasure, ids, dry_run=dry_run)
    if dry_run:
        lines = [each async for each in store.audit_lines() if not ids or each.subject in ids]
        held = sum(any(part in erasure for part in (each.actor, each.subject, each.detail)) for each in lines)
    else:
        detail = {"places": str(scrubbed.total)}
        entry = AuditEntry(caller.tenant, caller.actor, AuditAction.STORE_SCRUBBED, incident_id or EVERYWHERE, detail)
        held = await store.scrub_audit(erasure, ids, entry)
        await store.erasure_mark.renew()
    places = {**scrubbed.places, "audit lines": held} if held else scrubbed.places
    return Scrubbed(places, scrubbed.deliveries, scrubbed.rewritten)


async def edit_messages(deliveries: DeliveryStore, directory: Directory, scrubbed: Scrubbed) -> Sequence[Edited]:
    """Overwrite the messages of these deliveries where the destination allows it; for the others, say why not."""
    places = {each.name: each for each in directory.destinations()}
    found = []
    for row in map(row_from_bytes, scrubbed.deliveries):
        if row.state is not DeliveryState.DELIVERED:
            continue
        place = places.get(row.destination)
        conversation = await deliveries.conversation(row.destination, row.ticket) or Conversation()
        if not isinstance(place, Editable):
            fault = "this destination cannot change what it has received"
        else:
            outcome = await place.edit(await _latest(deliveries, row, conversation), conversation.thread)
            fault = "" if outcome.kind is OutcomeKind.DELIVERED else outcome.reason or outcome.kind.value
        found.append(Edited(row.destination, row.external_id or conversation.thread.external_id, fault))
    return found


async def _latest(deliveries: DeliveryStore, row: DeliveryRow, conversation: Conversation) -> Delivery:
    """The delivery whose text the message shows now: a ticket's main message shows the latest one."""
    message = row.message
    if conversation.thread.details.get("delivery") == row.delivery_id:
        async for each in deliveries.since(row.tenant, row.made_at):
            same = (each.destination, each.ticket) == (row.destination, row.ticket)
            if same and each.state is DeliveryState.DELIVERED:
                message = each.message
                break
    return Delivery(row.delivery_id, row.destination, message, tries=1)


async def _ids(store: Store, tenant: str, incident_id: str) -> Collection[str]:
    if not incident_id:
        return ()
    ticket = await store.incident(tenant, incident_id)
    return {ticket.incident_id, ticket.root_id}


async def _check(store: Store, erasure: Erasure) -> None:
    if any(word in erasure for word in _own_words()):
        raise InvalidRequest("the text is one of the product's own words, found in every record: give more of it")
    accounts = await store.users()
    names = {each.username for each in accounts} | {each.tenant for each in accounts}
    names |= {each.name for each in await store.tenants.tenants()}
    if any(name in erasure for name in names):
        raise InvalidRequest("a user or a tenant has this name: add another one, and delete that one first")


@cache
def _own_words() -> frozenset[str]:
    """Values of enumerations and names of fields, as they are stored."""
    found: set[str] = set()
    for each in pkgutil.iter_modules(tools.nouns.__path__, "tools.nouns."):
        for noun in vars(importlib.import_module(each.name)).values():
            if isinstance(noun, type) and issubclass(noun, Enum):
                found |= {str(word.value) for word in noun} | {word.name for word in noun}
            elif isinstance(noun, type) and is_dataclass(noun):
                found |= {field.name for field in fields(noun)}
    return frozenset(found)

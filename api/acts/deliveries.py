"""What people do with deliveries, through any door. Each act is audited."""

from dataclasses import replace

from api.acts.audited import audit
from tools.errors import Conflict, InvalidRequest
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller, Scope
from tools.nouns.deliveries import DeliveryRow, DeliveryState, Hold, StoredDelivery
from tools.nouns.incidents import Page
from tools.ports import AccountStore, DeliveryStore, LaneStore

PAGE = 200
REPLAYABLE = frozenset({DeliveryState.DEAD, DeliveryState.SILENCED})
RACES = 3


async def listed_deliveries(
    deliveries: DeliveryStore, caller: Caller, state: str | None = None, limit: int = 50, cursor: str | None = None
) -> Page[DeliveryRow]:
    """Return deliveries of the caller's tenant, newest first. Raises InvalidRequest for an unknown state or cursor."""
    caller.require(Scope.READ)
    return await deliveries.page(caller.tenant, _state(state), limit, cursor)


async def replay_delivery(
    deliveries: DeliveryStore, accounts: AccountStore, caller: Caller, delivery_id: str, now: float
) -> DeliveryRow:
    """Send a dead or silenced delivery again, even during a silence. It is retried for another 24 hours.

    Raises NotFound, and Conflict, naming the state, if it was delivered or is still waiting.
    """
    caller.require(Scope.RESPOND)
    row = await _replayed(deliveries, await deliveries.find(caller.tenant, delivery_id), now)
    await audit(accounts, caller, AuditAction.DELIVERY_REPLAYED, row.delivery_id, destination=row.destination)
    return row


async def replay_dead(
    deliveries: DeliveryStore, accounts: AccountStore, caller: Caller, now: float, destination: str = ""
) -> int:
    """Send every dead delivery again, or those of one destination; return their number."""
    caller.require(Scope.RESPOND)
    replayed, cursor = 0, None
    while True:
        page = await deliveries.page(caller.tenant, DeliveryState.DEAD, PAGE, cursor)
        for row in page.items:
            if destination in ("", row.destination):
                await _replayed(deliveries, await deliveries.find(caller.tenant, row.delivery_id), now)
                replayed += 1
        cursor = page.next_cursor
        if cursor is None:
            break
    if replayed:
        subject = destination or "all destinations"
        await audit(accounts, caller, AuditAction.DELIVERIES_REPLAYED, subject, count=str(replayed))
    return replayed


async def hold_deliveries(lanes: LaneStore, accounts: AccountStore, caller: Caller, why: str, now: float) -> None:
    """Deliver nothing until `release_deliveries` is called; new deliveries wait."""
    caller.require(Scope.ADMIN)
    await lanes.hold(Hold(now, why))
    await audit(accounts, caller, AuditAction.DELIVERIES_HELD, "all destinations")


async def release_deliveries(lanes: LaneStore, accounts: AccountStore, caller: Caller) -> bool:
    """End the hold; return False if nothing was held."""
    caller.require(Scope.ADMIN)
    if not await lanes.end_hold():
        return False
    await audit(accounts, caller, AuditAction.DELIVERIES_RELEASED, "all destinations")
    return True


def _state(word: str | None) -> DeliveryState | None:
    try:
        return DeliveryState(word) if word else None
    except ValueError as error:
        raise InvalidRequest(f"state: use {', '.join(DeliveryState)}") from error


async def _replayed(deliveries: DeliveryStore, stored: StoredDelivery, now: float) -> DeliveryRow:
    for _ in range(RACES):
        row = stored.row
        if row.state not in REPLAYABLE:
            why = "it will be sent as soon as possible" if row.state.waiting else "there is nothing to send again"
            raise Conflict(f"the delivery {row.delivery_id} is {row.state}: {why}", state=row.state.value)
        again = replace(
            row,
            state=DeliveryState.PENDING,
            replayed=True,
            silenced_by="",
            replaced_by="",
            first_tried_at=None,
            next_at=now,
        )
        if await deliveries.save(stored, again) is not None:
            return again
        stored = await deliveries.find(row.tenant, row.delivery_id)
    raise Conflict(f"the delivery {stored.row.delivery_id} is being changed by somebody else: try again")

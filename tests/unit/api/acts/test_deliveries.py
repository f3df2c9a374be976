"""Deliveries are listed and replayed within the tenant, with the right scope, and audited."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.acts.deliveries import hold_deliveries, listed_deliveries, release_deliveries, replay_dead, replay_delivery
from api.acts.shadow import shadow_report
from tests.support.audit_log import audited
from tests.support.clock import START, ManualClock
from tests.support.deliveries import message, row
from tools.errors import Conflict, Forbidden, InvalidRequest, NotFound
from tools.nouns.callers import EVERYTHING, Caller, Scope
from tools.nouns.deliveries import OFF, DeliveryRow, DeliveryState
from tools.nouns.notices import NoticeKind
from tools.tickets.embedded import EmbeddedStore

ANN = Caller("default", "ann", EVERYTHING)
DEAD, SILENCED, DELIVERED = DeliveryState.DEAD, DeliveryState.SILENCED, DeliveryState.DELIVERED


async def kept(store: EmbeddedStore, *rows: DeliveryRow) -> None:
    for each in rows:
        await store.deliveries.add([each])


async def test_a_dead_one_is_told_again(store: EmbeddedStore, clock: ManualClock, tmp_path: Path) -> None:
    dead = row(state=DEAD, tries=9, first_tried_at=START)
    await kept(store, dead)
    again = await replay_delivery(store.deliveries, store, ANN, dead.delivery_id, clock())
    assert (again.state, again.tries, again.first_tried_at, again.replayed) == (DeliveryState.PENDING, 9, None, True)
    assert [each.delivery_id for each in await store.deliveries.waiting("oncall")] == [dead.delivery_id]
    line = ("default", "ann", "delivery-replayed", dead.delivery_id, '{"destination":"oncall"}')
    assert audited(tmp_path / "data") == [line]


@pytest.mark.parametrize("state", [DELIVERED, DeliveryState.PENDING])
async def test_nothing_else_is(store: EmbeddedStore, clock: ManualClock, state: DeliveryState) -> None:
    await kept(store, row(state=state))
    with pytest.raises(Conflict, match=state.value):
        await replay_delivery(store.deliveries, store, ANN, row().delivery_id, clock())


async def test_only_by_who_may(store: EmbeddedStore, clock: ManualClock) -> None:
    await kept(store, row(state=DEAD))
    viewer, stranger = replace(ANN, scopes=frozenset({Scope.READ})), replace(ANN, tenant="other")
    with pytest.raises(Forbidden):
        await replay_delivery(store.deliveries, store, viewer, row().delivery_id, clock())
    with pytest.raises(NotFound):
        await replay_delivery(store.deliveries, store, stranger, row().delivery_id, clock())
    with pytest.raises(Forbidden):
        await replay_dead(store.deliveries, store, viewer, clock())
    assert await replay_dead(store.deliveries, store, stranger, clock()) == 0
    assert (await listed_deliveries(store.deliveries, stranger)).count == 0
    assert (await listed_deliveries(store.deliveries, viewer, "dead")).count == 1


async def test_all_dead_ones_or_those_of_one_destination(store: EmbeddedStore, clock: ManualClock) -> None:
    made = [row(name, message(number), state=DEAD) for name in ("oncall", "hook") for number in range(3)]
    await kept(store, *made, row("hook", message(9), state=SILENCED, silenced_by=OFF))
    assert await replay_dead(store.deliveries, store, ANN, clock(), "hook") == 3
    assert await replay_dead(store.deliveries, store, ANN, clock()) == 3
    assert await replay_dead(store.deliveries, store, ANN, clock()) == 0
    assert (await listed_deliveries(store.deliveries, ANN, "pending")).count == 6


async def test_an_unknown_state_is_named(store: EmbeddedStore) -> None:
    with pytest.raises(InvalidRequest, match="pending, retrying, blocked, silenced, delivered, dead"):
        await listed_deliveries(store.deliveries, ANN, "lost")


async def test_what_is_held_is_released_once(store: EmbeddedStore, clock: ManualClock) -> None:
    await hold_deliveries(store.lanes, store, ANN, "restored", clock())
    with pytest.raises(Forbidden):
        await release_deliveries(store.lanes, store, replace(ANN, scopes=frozenset({Scope.RESPOND})))
    assert await release_deliveries(store.lanes, store, ANN)
    assert not await release_deliveries(store.lanes, store, ANN)


async def test_the_shadow_report_counts_what_would_have_been_told(store: EmbeddedStore) -> None:
    grown = message(1, kind=NoticeKind.GROWN, notice_id="2", at=START + 2)
    await kept(
        store,
        row(said=message(1), state=SILENCED, silenced_by=OFF),
        row(said=grown, state=SILENCED, silenced_by=OFF),
        row("hook", said=message(1), state=SILENCED, silenced_by="sil_1"),
        row("hook", said=message(2), state=DELIVERED),
        row("hook", said=message(3), state=SILENCED, replaced_by="dlv_1"),
        row("hook", said=message(4, at=START - 999)),
    )
    report = await shadow_report(store, store.deliveries, ANN, START)
    found = {each.name: (each.messages, each.told, each.kept_by_silences, each.kinds) for each in report.destinations}
    assert found == {"hook": (1, 1, 1, {"opened": 1}), "oncall": (2, 0, 0, {"grown": 1, "opened": 1})}
    assert (report.incidents, report.alerts) == (0, 0)

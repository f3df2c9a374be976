"""The activations of an alert, each read from the head that stores it, and the ends that are written there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tools.nouns.activations import Activation, AlertKey, EndKind, Recovery
from tools.nouns.redacted import NOTHING
from tools.rules.activations import end_of, ended
from tools.rules.recovery import Occasion
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.alerts import Alert, Firing
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.recovery import judge, judge_after


@dataclass(frozen=True, slots=True)
class Known:
    """An activation, and the head that stores it."""

    activation: Activation
    firing: Firing
    keeper: Lineage | None
    """None: it was claimed, and is still being counted."""


async def known_of(parts: Parts, key: AlertKey, alert: Alert) -> list[Known]:
    """All firings that an alert remembers, newest first."""
    heads: dict[str, Lineage | None] = {}
    for name in {each.lineage for each in alert.firings if each.lineage}:
        heads[name] = await keeper_of(parts, key.tenant, name)
    found = [_known(key, each, heads.get(each.lineage)) for each in alert.firings]
    return sorted(found, key=lambda each: (each.activation.starts_at, each.activation.received_at), reverse=True)


async def end_and_judge(parts: Parts, keeper: Lineage, request_id: str, recovery: Recovery) -> tuple[bool, bool]:
    """End an activation and judge its ticket. Returns (it was open, all activations have ended now).

    One swap, if the head that stores it is a root. A repeat does the judgement if a crash prevented it.
    """
    if keeper.into is not None:
        changed = await end_in(parts, keeper, request_id, recovery, EndKind.RECOVERED)
        root = await parts.heads.root(keeper.tenant, keeper.id)
        if not changed and root.head.recovering_since is not None:
            return False, True
        return changed, await judge(parts, root, Occasion.ENDED, quiet=recovery.quiet)
    ends = partial(_end, request_id=request_id, recovery=recovery, kind=EndKind.RECOVERED)
    return await judge_after(parts, keeper, ends, Occasion.ENDED, quiet=recovery.quiet)


def _end(head: Lineage, *, request_id: str, recovery: Recovery, kind: EndKind) -> bool:
    kept = head.firing(request_id)
    if kept is None or kept.end is not None:
        return False
    head.keep(ended(kept, recovery, kind))
    return True


async def end_in(parts: Parts, keeper: Lineage, request_id: str, recovery: Recovery, kind: EndKind) -> bool:
    """End an activation in the head that stores it. Returns False if it has already ended."""
    ends = partial(_end, request_id=request_id, recovery=recovery, kind=kind)
    return (await parts.heads.change(keeper.tenant, keeper.id, ends))[1]


async def catch_up(parts: Parts, tenant: str, lineage: str, request_ids: Iterable[str]) -> None:
    """Apply ends that arrived while firings were being counted or moved to another head."""
    keeper = await keeper_of(parts, tenant, lineage)
    wanted = [found for each in request_ids if keeper is not None and (found := keeper.firing(each)) is not None]
    changed = [each for each in wanted if await _heed(parts, lineage, each)]
    if keeper is not None and changed:
        await judge(parts, keeper, Occasion.ENDED)


async def _heed(parts: Parts, lineage: str, activation: Activation) -> bool:
    alert = await parts.alerts.load(activation.alert)
    firing = alert.firing(activation.request_id)
    if firing is None or activation.end is not None:
        return False
    end = end_of(activation, (), alert.told_to(firing, activation.alert))

    def change(head: Lineage) -> bool:
        kept = head.firing(activation.request_id)
        if kept is None or kept.end is not None or end is None:
            return False
        head.keep(replace(kept, end=end))
        return True

    return (await parts.heads.change(activation.alert.tenant, lineage, change))[1]


async def keeper_of(parts: Parts, tenant: str, lineage: str) -> Lineage | None:
    """The head with the activations counted on a lineage: its own, or the one whose generation it became."""
    held = await parts.heads.load(tenant, lineage)
    if held is not None and held.lineage.became and held.lineage.into is not None:
        held = await parts.heads.load(tenant, held.lineage.into)
    return None if held is None else held.lineage


def _known(key: AlertKey, firing: Firing, keeper: Lineage | None) -> Known:
    kept = keeper.firing(firing.request_id) if keeper else None
    if kept is not None:
        return Known(kept, firing, keeper)
    claimed = Activation(
        key, NOTHING, firing.starts_at, firing.stated, firing.fingerprint, firing.request_id, "",
        state_as_of_now=False, received_at=firing.received_at, last_seen=firing.received_at,
    )  # fmt: skip
    return Known(claimed, firing, None)


def of_problems(known: Sequence[Known]) -> set[str]:
    """The heads that store some of these."""
    return {each.keeper.id for each in known if each.keeper is not None}

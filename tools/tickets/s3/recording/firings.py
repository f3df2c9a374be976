"""Records a report with an activation: claimed on its alert, counted once, and a reminder from then on."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from tools.errors import StoreUnavailable
from tools.nouns.activations import Activation, ActivationOf, AlertKey
from tools.nouns.decisions import Verdict
from tools.nouns.incidents import Status
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Profile
from tools.rules.activations import Keyed, forbids, is_remembered, repeated, seconds_of
from tools.rules.recovery import Occasion
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.alerts import Alert, Firing
from tools.tickets.s3.problem.firings import Known, catch_up, keeper_of, known_of
from tools.tickets.s3.problem.recovery import judge
from tools.tickets.s3.recording.placement import RecordRequest
from tools.tickets.s3.recording.reminders import repeat

Record = Callable[[RecordRequest], Awaitable[Recorded]]
MAX_TURNS = 20


async def record_firing(
    parts: Parts, request: RecordRequest, said: ActivationOf, record: Record, repeats: int = 1
) -> Recorded:
    """Record a report of an activation; `record` counts a report like any other.

    `repeats`: how many reminders it stands for, if it turns out to be one; otherwise only it is counted.

    1. Read the alert: the report repeats a known firing, unless its text is of another problem.
    2. If it is new, claim the firing on the alert by a swap; then count the report under the id in the claim.
    3. Read the alert again, and apply an end that was reported in the meantime.
    4. A repeat is a reminder, unless it shows that a resolve was wrong: then it is claimed and counted again.
    """
    key = request.report.alert(said)
    for _ in range(MAX_TURNS):
        alert = await parts.alerts.load(key)
        known = await known_of(parts, key, alert)
        same = await _same(parts, request, known, said)
        if same is None:
            found = await _claim(parts, request, said, known, alert, record)
        elif same.keeper is None:
            found = await _finish(parts, request, same, known, record)
        else:
            again = partial(count_firing, parts, key=key, known=(), record=record)
            found = await repeat(parts, request, said, same, same.keeper, again, repeats)
        if found is not None:
            return found
    raise StoreUnavailable("one alert is delivered too often at once: try again")


async def _same(parts: Parts, request: RecordRequest, known: Sequence[Known], said: ActivationOf) -> Known | None:
    """The firing that the report repeats: of its own fingerprint, else one whose text does not forbid it."""
    by_report = {each.activation.request_id: each for each in known}
    if request.report.request_id in by_report:
        return by_report[request.report.request_id]
    candidates = [by_report[each.request_id] for each in repeated([each.activation for each in known], said)]
    for each in candidates:
        if each.activation.fingerprint == request.fingerprint:
            return each
    for each in candidates:
        profile = await _profile(parts, request, each)
        if profile is not None and not forbids(request.profile, profile):
            return each
    return None


async def _profile(parts: Parts, request: RecordRequest, known: Known) -> Profile | None:
    alias = await parts.aliases.load(request.report.tenant, known.activation.fingerprint)
    return None if alias is None else alias.stored_profile()


async def _claim(
    parts: Parts, request: RecordRequest, said: ActivationOf, known: Sequence[Known], alert: Alert, record: Record
) -> Recorded | None:
    """Claim the firing and count it. None: the alert changed in the meantime."""
    report, seen = request.report, alert.to_bytes()
    firing = Firing(
        report.request_id, seconds_of(said, report.received_at), said.starts_at is not None, request.fingerprint,
        report.received_at,
    )  # fmt: skip

    def change(found: Alert) -> bool:
        if found.to_bytes() != seen:
            return False
        found.claim(firing)
        return True

    if not (await parts.alerts.change(report.alert(said), change))[1]:
        return None
    return await count_firing(parts, request, report.alert(said), known, record)


async def _finish(
    parts: Parts, request: RecordRequest, same: Known, known: Sequence[Known], record: Record
) -> Recorded:
    """Count a firing that another process claimed and is counting, or died counting, under the id in the claim."""
    claimed = same.firing.request_id
    first = request.report.request_id == claimed
    request = replace(request, report=replace(request.report, request_id=claimed))
    recorded = await count_firing(parts, request, same.activation.alert, known, record)
    if first:
        return recorded
    decision = replace(recorded.decision, verdict=Verdict.EXISTING, reminder=True)
    return replace(recorded, verdict=decision.verdict, decision=decision)


async def count_firing(
    parts: Parts, request: RecordRequest, key: AlertKey, known: Sequence[Known], record: Record
) -> Recorded:
    """Count the report of a claimed firing, then apply the ends that were reported in the meantime."""
    alert = await parts.alerts.load(key)
    firing = alert.firing(request.report.request_id)
    told = () if firing is None else tuple(alert.told_to(firing, key))
    keyed = await _keyed(parts, request, known)
    continues = await _continued(parts, key, firing)
    recorded = await record(replace(request, told=told, keyed=keyed, continues=continues))
    if firing is not None and firing.continues is not None and firing.continues[1] != recorded.root_id:
        old, keeper = firing.continues
        await parts.heads.change(key.tenant, keeper, lambda head: head.activations.pop(old, None))
    await parts.alerts.point(key, request.report.request_id, recorded.root_id)
    await catch_up(parts, key.tenant, recorded.root_id, [request.report.request_id])
    root = await parts.heads.root(key.tenant, recorded.root_id)
    if root.absorbed:
        await _drop_claimed(parts, request, recorded.root_id)
    if root.head.live and not any(each.end is None for each in root.firings(root.head.id)):
        await judge(parts, root, Occasion.FIRED, request_id=request.report.request_id)
    return recorded


async def _drop_claimed(parts: Parts, request: RecordRequest, keeper: str) -> None:
    """Delete the firing from a claimed head if it was merged before it was counted, because it is counted elsewhere."""
    tenant, request_id = request.report.tenant, request.report.request_id
    alias = await parts.aliases.load(tenant, request.fingerprint)
    if alias is not None and alias.claimed_by == request_id and alias.home != keeper:
        await parts.heads.change(tenant, alias.home, lambda head: head.activations.pop(request_id, None))


async def _continued(parts: Parts, key: AlertKey, firing: Firing | None) -> Activation | None:
    """The activation that a firing continues on the next generation."""
    if firing is None or firing.continues is None:
        return None
    old, keeper = firing.continues
    head = await keeper_of(parts, key.tenant, keeper)
    return None if head is None else head.firing(old)


async def _keyed(parts: Parts, request: RecordRequest, known: Sequence[Known]) -> Keyed | None:
    """The newest problem of the alert that is live or was lately resolved, and whose text does not forbid it."""
    report = request.report
    for each in known:
        if each.keeper is None:
            continue
        alias = await parts.aliases.load(report.tenant, each.activation.fingerprint)
        if alias is None or (alias.service, alias.environment) != (report.service, report.environment):
            continue
        head = (await parts.heads.root(report.tenant, each.keeper.id)).head
        if forbids(request.profile, alias.stored_profile()):
            continue
        if is_remembered(Status(head.status), head.resolved_at, parts.clock()):
            return Keyed(each.keeper.id, each.activation.fingerprint)
    return None

"""Reads every decision that put a report on a ticket, with both messages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tools.nouns.decision_json import is_plain
from tools.nouns.decisions import Decision
from tools.nouns.events import is_act
from tools.nouns.explanations import ActEntry, DecisionEntry, ExplainEntry
from tools.nouns.redacted import Redacted, stored
from tools.rules.explanations import compared_with
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.occurrences import Occurrence
from tools.tickets.s3.problem.shown_reports import shown
from tools.tickets.s3.views import timeline

MAX_DECISIONS = 1000
Group = tuple[Decision, Sequence[Occurrence]]


async def explain(parts: Parts, tenant: str, incident_id: str) -> list[ExplainEntry]:
    """Decisions and acts, oldest first. Raises NotFound.

    Plain exact hits are summed up per fingerprint.
    """
    lineage = await parts.heads.of(tenant, incident_id)
    groups: dict[str, list[Occurrence]] = {}
    for each in await shown(parts, lineage, lineage.one(incident_id)):
        plain = f"{each.ticket} {each.fingerprint}"
        groups.setdefault(plain if is_plain(each.stored_decision) else each.request_id, []).append(each)
    chosen = [(group[0].decision, group) for group in list(groups.values())[:MAX_DECISIONS]]
    messages = await _messages(parts, tenant, chosen)
    found: list[ExplainEntry] = [_decision(decision, group, messages) for decision, group in chosen]
    found += [ActEntry(event) for event in await timeline(parts, lineage, incident_id) if is_act(event.data)]
    found.sort(key=lambda each: each.at)
    return [replace(each, seq=number) for number, each in enumerate(found, 1)]


async def _messages(parts: Parts, tenant: str, groups: Sequence[Group]) -> dict[str, Redacted]:
    """The messages by fingerprint, for the compared fingerprints and for reports whose text was pruned."""
    compared = (compared_with(decision, group[0].fingerprint) for decision, group in groups)
    wanted = {each for each in compared if each is not None}
    wanted |= {group[0].fingerprint for _, group in groups if not group[0].body}
    loaded = [await parts.aliases.load(tenant, each) for each in sorted(wanted)]
    return {each.fingerprint: stored(each.profile["message"]) for each in loaded if each is not None}


def _decision(decision: Decision, group: Sequence[Occurrence], messages: Mapping[str, Redacted]) -> DecisionEntry:
    first = group[0]
    matched = compared_with(decision, first.fingerprint)
    return DecisionEntry(
        at=first.received_at,
        request_id=first.request_id,
        recorded_on=first.ticket,
        fingerprint=first.fingerprint,
        reports=len(group),
        last_at=max(each.received_at for each in group),
        message=stored(first.body["log"]) if first.body else messages.get(first.fingerprint),
        matched_message=None if matched is None else messages.get(matched),
        decision=decision,
    )

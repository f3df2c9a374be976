"""Why is this in that ticket? Every decision that put something there, with both messages."""

from collections.abc import Mapping
from typing import Any

from tools.nouns.decisions import Verdict
from tools.nouns.event_json import event_to_json
from tools.nouns.events import is_act
from tools.nouns.incidents import Event
from tools.rules import decisions
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.occurrences import Entry
from tools.tickets.s3.views import Views

MAX_DECISIONS = 1000


async def explain(parts: Parts, views: Views, tenant: str, incident_id: str) -> list[dict[str, Any]]:
    """Decisions and acts, oldest first; plain exact hits are summed up per fingerprint. Raises NotFound."""
    lineage = await parts.heads.of(tenant, incident_id)
    shown = await parts.grouping.shown(lineage, lineage.one(incident_id))
    groups: dict[str, list[Entry]] = {}
    for entry in shown:
        plain = f"{entry['ticket']} {entry['fingerprint']}"
        groups.setdefault(plain if _is_plain(entry) else entry["request_id"], []).append(entry)
    chosen = list(groups.values())[:MAX_DECISIONS]
    aliases = await _aliases(parts, tenant, chosen)
    found = [_decision(group, aliases) for group in chosen]
    found += [_act(event) for event in await views.timeline(lineage, incident_id) if is_act(event.data)]
    found.sort(key=lambda each: float(each["at"]))
    return [{"seq": number} | each for number, each in enumerate(found, 1)]


async def _aliases(parts: Parts, tenant: str, groups: list[list[Entry]]) -> dict[str, Alias]:
    """The fingerprints the groups were compared with, and those whose report text was pruned."""
    wanted = {_compared_with(group[0]) for group in groups}
    wanted |= {group[0]["fingerprint"] for group in groups if not group[0]["body"]}
    loaded = [await parts.aliases.load(tenant, each) for each in sorted(wanted) if each]
    return {each.fingerprint: each for each in loaded if each is not None}


def _decision(group: list[Entry], aliases: Mapping[str, Alias]) -> dict[str, Any]:
    first = group[0]
    return {
        "at": first["received_at"],
        "kind": "decision",
        "request_id": first["request_id"],
        "recorded_on": first["ticket"],
        "fingerprint": first["fingerprint"],
        "reports": len(group),
        "last_at": max(each["received_at"] for each in group),
        "message": first["body"]["log"] if first["body"] else _message(aliases.get(first["fingerprint"])),
        "matched_message": _message(aliases.get(_compared_with(first))),
        "decision": first["decision"],
    }


def _message(alias: Alias | None) -> str | None:
    return None if alias is None else str(alias.profile["message"])


def _compared_with(entry: Entry) -> str:
    """The fingerprint it was compared with: the candidate's, its own, or the best one refused; empty for none."""
    decision = entry["decision"]
    if decision["candidate"] is None:
        return decisions.refused_fingerprint(decision) or ""
    return str(decision.get("candidate_fingerprint") or entry["fingerprint"])


def _is_plain(entry: Entry) -> bool:
    decision = entry["decision"]
    return entry["verdict"] == Verdict.EXISTING and decision["method"] == "exact" and not decision["late"]


def _act(event: Event) -> dict[str, Any]:
    return {"at": event.at, "kind": event.kind.value, "actor": event.actor, "decision": event_to_json(event.data)}

"""Explanations as JSON. It is separate from `wire`, because the rules that compare texts are slow to load."""

from dataclasses import asdict
from typing import Any

from api.http.wire import with_times
from tools.nouns.decision_json import decision_to_json
from tools.nouns.event_json import event_to_json
from tools.nouns.explanations import ActEntry, DecisionEntry, ExplainEntry
from tools.rules.explanations import explanation
from tools.times import rfc3339


def explained(entry: ExplainEntry) -> dict[str, Any]:
    """Return one entry of `TicketStore.explain`, with its two lines for people."""
    return asdict(explanation(entry)) | (_act(entry) if isinstance(entry, ActEntry) else _decision(entry))


def _decision(entry: DecisionEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": rfc3339(entry.at),
        "kind": "decision",
        "request_id": entry.request_id,
        "recorded_on": entry.recorded_on,
        "fingerprint": entry.fingerprint,
        "reports": entry.reports,
        "last_at": rfc3339(entry.last_at),
        "message": entry.message,
        "matched_message": entry.matched_message,
        "decision": decision_to_json(entry.decision),
    }


def _act(entry: ActEntry) -> dict[str, Any]:
    said = with_times(event_to_json(entry.event.data))
    kind, actor = entry.kind.value, entry.event.actor
    return {"seq": entry.seq, "at": rfc3339(entry.at), "kind": kind, "actor": actor, "decision": said}

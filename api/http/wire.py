"""Writes the core's types as JSON. Times become RFC 3339 UTC."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from tools.nouns.activations import Activation
from tools.nouns.event_json import event_to_json
from tools.nouns.incidents import Event, Incident
from tools.nouns.json_types import Json
from tools.nouns.keys import ApiKey
from tools.nouns.knowledge import Runbook
from tools.nouns.knowledge_json import dossier_to_json
from tools.times import rfc3339

if TYPE_CHECKING:  # they are described by pydantic, which a command that shows a list does not need
    from api.http.answers import ActivationAnswer, IncidentAnswer, RunbookAnswer, TimelineEvent
    from api.http.knowledge_answers import ResolutionAnswer

_TIMES = frozenset(
    (
        "at",
        "occurred_at",
        "received_at",
        "last_at",
        "resolved_at",
        "event_time",
        "event_at",
        "first_seen",
        "last_seen",
        "said_at",
    )
)


def incident(ticket: Incident, *, timeline: bool = True) -> "IncidentAnswer":
    """Return a ticket as people see it; lists omit the timeline."""
    dossier = dossier_to_json(ticket.dossier)
    shown: IncidentAnswer = {
        "incident_id": ticket.incident_id,
        "status": ticket.status.value,
        "severity": ticket.severity.name,
        "service": ticket.service,
        "environment": ticket.environment,
        "release": ticket.release,
        "title": ticket.title,
        "labels": {str(name): value for name, value in ticket.labels.items()},
        "first_seen": rfc3339(ticket.first_seen),
        "last_seen": rfc3339(ticket.last_seen),
        "occurrences": ticket.occurrences,
        "generation": ticket.generation,
        "regression_of": ticket.regression_of,
        "root_id": ticket.root_id,
        "merged_into": ticket.merged_into,
        "flapping": ticket.flapping,
        "reminders": ticket.reminders,
        "recovering_since": None if ticket.recovering_since is None else rfc3339(ticket.recovering_since),
        "flaps": ticket.flaps,
        "activations": {
            "firing": ticket.activations.firing,
            "ended": ticket.activations.ended,
            "stale": ticket.activations.stale,
        },
        "resolution": _resolution(ticket),
        "runbooks": dossier["runbooks"],
        "recommendations": dossier["recommendations"],
        "advice": dossier["advice"],
        "pending": list(ticket.pending),
    }
    if timeline:
        shown["timeline"] = [event(item) for item in ticket.timeline]
    return shown


def api_key(key: ApiKey, now: float) -> Json:
    """Return a key as people see it, without the key itself or its signing secret."""
    times = {"expires_at": key.expires_at, "revoked_at": key.revoked_at, "last_used_at": key.last_used_at}
    return {
        "key_id": key.key_id,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "sender": key.sender,
        "service": key.service,
        "environment": key.environment,
        "has_signing_secret": bool(key.signing_secret),
        "old_secret_until": rfc3339(key.old_secret_until) if len(key.signing_secrets(now)) > 1 else None,
        "require_signature": key.require_signature,
        "recovery_quiet_seconds": key.recovery_quiet_seconds,
        "mapping": dict(key.mapping),
        "heartbeat": key.heartbeat,
        "topic": key.topic,
        "made_by": key.maker,
        "created_at": rfc3339(key.created_at),
        **{name: rfc3339(at) if at is not None else None for name, at in times.items()},
        "state": key.state(now),
    }


def activation(found: Activation, now: float, stale_after: float) -> "ActivationAnswer":
    """Return one firing of an alert, in its present state."""
    end = found.end
    return {
        "sender": found.alert.sender,
        "environment": found.alert.environment,
        "dedup_key": found.dedup_key,
        "state": found.state(now, stale_after).value,
        "starts_at": rfc3339(found.starts_at),
        "last_seen": rfc3339(found.last_seen),
        "reminders": found.reminders,
        "ended_at": None if end is None else rfc3339(end.at),
        "end": None if end is None else end.kind.value,
        "incident_id": found.incident_id,
        "request_id": found.request_id,
    }


def _resolution(ticket: Incident) -> "ResolutionAnswer | None":
    if ticket.resolution is None:
        return None
    revisions = [with_times(asdict(each)) for each in ticket.revisions]
    return cast("ResolutionAnswer", with_times(event_to_json(ticket.resolution)) | {"revisions": revisions})


def runbook(found: Runbook) -> "RunbookAnswer":
    """Return a runbook as lists show it, without its text."""
    return {
        "runbook_id": found.runbook_id,
        "title": found.title,
        "source": found.source,
        "url": found.url,
    }


def event(item: Event) -> "TimelineEvent":
    """Return one event of a timeline."""
    return {
        "seq": item.seq,
        "at": rfc3339(item.at),
        "kind": item.kind.value,
        "actor": item.actor,
        "data": with_times(event_to_json(item.data)),
    }


def with_times(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored record with its epoch seconds as RFC 3339, also in nested records."""
    return {name: _shown(name, value) for name, value in record.items()}


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return with_times(value)
    if name in _TIMES and isinstance(value, int | float) and not isinstance(value, bool):
        return rfc3339(value)
    return value

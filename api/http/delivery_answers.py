"""Response bodies about deliveries and silences."""

from typing_extensions import TypedDict

from api.http.api_parameters import one_of
from api.http.knowledge_answers import documented
from tools.nouns.deliveries import DeliveryRow, DeliveryState
from tools.nouns.silences import Silence
from tools.times import rfc3339

STATES = one_of(DeliveryState)
"""The states that a list of deliveries can be filtered by."""


@documented
class DeliveryAnswer(TypedDict):
    """One message on its way to one destination."""

    delivery_id: str
    destination: str
    incident_id: str | None
    """None for a digest, which is about many."""

    kind: str
    state: str
    tries: int
    made_at: str
    next_at: str | None
    """When it will be tried again; None unless it waits."""

    last_error: str
    external_id: str
    """The destination's own id for the message."""

    silenced_by: str | None
    """The silence that held it back, or `off` for NOTIFY=off."""

    replaced_by: str | None
    """The later delivery, or the digest, that includes it."""


@documented
class DeliveryList(TypedDict):
    """Deliveries, newest first."""

    deliveries: list[DeliveryAnswer]
    count: int
    next_cursor: str | None


@documented
class ReplayAnswer(TypedDict):
    """How many are sent again."""

    replayed: int


_From = TypedDict("_From", {"from": str})  # `from` is a keyword of the language


@documented
class SilenceAnswer(_From):
    """Notifications that are held back for a while."""

    silence_id: str
    match: dict[str, str | dict[str, str]]
    """Globs by field; fields that match anything are left out."""

    until: str
    reason: str
    by: str
    made_at: str
    ended_at: str | None
    """When somebody ended it early."""

    state: str
    """waiting, active or over."""


@documented
class SilenceList(TypedDict):
    """Silences, newest first."""

    silences: list[SilenceAnswer]
    count: int
    next_cursor: str | None


def delivery_answer(row: DeliveryRow) -> DeliveryAnswer:
    """Return a delivery without its text."""
    return {
        "delivery_id": row.delivery_id,
        "destination": row.destination,
        "incident_id": row.message.incident_id or None,
        "kind": row.message.kind.value,
        "state": row.state.value,
        "tries": row.tries,
        "made_at": rfc3339(row.made_at),
        "next_at": rfc3339(max(row.next_at, row.made_at)) if row.state.waiting else None,
        "last_error": row.last_error,
        "external_id": row.external_id,
        "silenced_by": row.silenced_by or None,
        "replaced_by": row.replaced_by or None,
    }


def silence_answer(silence: Silence, now: float) -> SilenceAnswer:
    """Return a silence as it is now."""
    match, labels = silence.match, silence.match.labels
    globs = {name: getattr(match, name) for name in ("service", "environment", "severity", "incident_id")}
    return {
        "silence_id": silence.silence_id,
        "match": {name: glob for name, glob in globs.items() if glob} | ({"labels": dict(labels)} if labels else {}),
        "from": rfc3339(silence.starts_at),
        "until": rfc3339(silence.until),
        "reason": silence.reason,
        "by": silence.by,
        "made_at": rfc3339(silence.made_at),
        "ended_at": None if silence.ended_at is None else rfc3339(silence.ended_at),
        "state": silence.state(now),
    }

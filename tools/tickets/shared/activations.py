"""Activations and told ends as plain JSON types."""

from tools.nouns.activations import Activation, AlertKey, End, EndKind, Recovery
from tools.nouns.json_types import Json, Stored


def activation_to_json(activation: Activation) -> Json:
    """What is kept of one, field by field."""
    end = activation.end
    return {
        "alert": list(activation.alert),
        "dedup_key": activation.dedup_key,
        "starts_at": activation.starts_at,
        "stated": activation.stated,
        "fingerprint": activation.fingerprint,
        "request_id": activation.request_id,
        "incident_id": activation.incident_id,
        "state_as_of_now": activation.state_as_of_now,
        "received_at": activation.received_at,
        "last_seen": activation.last_seen,
        "reminders": activation.reminders,
        "expires_at": activation.expires_at,
        "end": None if end is None else [end.at, end.received_at, end.kind.value],
        "counted": activation.counted,
    }


def activation_from_json(stored: Stored) -> Activation:
    """The inverse."""
    end = stored["end"]
    return Activation(
        **{name: value for name, value in stored.items() if name not in ("alert", "end")},
        alert=AlertKey(*stored["alert"]),
        end=None if end is None else End(end[0], end[1], EndKind(end[2])),
    )


def recovery_to_json(recovery: Recovery) -> Json:
    """A told end; the alert is known from where it is kept."""
    return {
        "dedup_key": recovery.dedup_key,
        "received_at": recovery.received_at,
        "starts_at": recovery.starts_at,
        "at": recovery.at,
        "service": recovery.service,
        "text": recovery.text,
    }


def recovery_from_json(stored: Stored, alert: AlertKey) -> Recovery:
    """The inverse."""
    return Recovery(alert, **stored)

"""Activations and recoveries in plain JSON types, and recoveries as rows of an embedded store."""

from typing import Any, Protocol

from tools.nouns.activations import Activation, AlertKey, End, EndKind, Recovery
from tools.nouns.json_types import Json, Stored
from tools.nouns.redacted import stored


def activation_to_json(activation: Activation) -> Json:
    """Return what is stored of an activation, field by field."""
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


def activation_from_json(kept: Stored) -> Activation:
    """Do the inverse of `activation_to_json`."""
    end = kept["end"]
    return Activation(
        **{name: value for name, value in kept.items() if name not in ("alert", "end")},
        alert=AlertKey(*kept["alert"]),
        end=None if end is None else End(end[0], end[1], EndKind(end[2])),
    )


def recovery_to_json(recovery: Recovery) -> Json:
    """Return what is stored of a recovery; its alert follows from where it is stored."""
    return {
        "dedup_key": recovery.dedup_key,
        "received_at": recovery.received_at,
        "starts_at": recovery.starts_at,
        "at": recovery.at,
        "service": recovery.service,
        "text": recovery.text,
    }


def recovery_from_json(kept: Stored, alert: AlertKey) -> Recovery:
    """Do the inverse of `recovery_to_json`."""
    return Recovery(alert, **kept)


class Columns(Protocol):
    """A row, as SQLite or an export provides it."""

    def __getitem__(self, name: str, /) -> Any:
        """Return the value of a column."""
        ...


def recovery_from_row(row: Columns, alert: AlertKey) -> Recovery:
    """Return the recovery in a row."""
    return Recovery(
        alert,
        stored(row["dedup_key"]),
        row["received_at"],
        row["starts_at"],
        row["ended_at"],
        service=stored(row["service"]),
        text=stored(row["text"]),
    )

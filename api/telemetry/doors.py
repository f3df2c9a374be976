"""The door that a report came in by, for counting verdicts."""

from contextvars import ContextVar
from enum import StrEnum


class Door(StrEnum):
    """Where reports come in."""

    INCIDENT = "incident"
    BATCH = "batch"
    WEBHOOK = "webhook"
    LOGS = "logs"
    """OpenTelemetry's."""

    ALERTS = "alerts"
    """Alertmanager's own intake."""

    QUEUE = "queue"
    MCP = "mcp"
    HEARTBEAT = "heartbeat"
    """An alert that stays away."""

    OTHER = "other"


came_by: ContextVar[Door] = ContextVar("came_by", default=Door.OTHER)
"""The door of the reports that this task decides."""

HOT = {"/incident": Door.INCIDENT, "/incidents/batch": Door.BATCH}
"""Doors past the router, by path."""

_OF_SENDERS = {"otlp": Door.LOGS, "prometheus": Door.ALERTS}


def door_of(sender: str) -> Door:
    """The door that a sender's bodies come in by."""
    return _OF_SENDERS.get(sender, Door.WEBHOOK)

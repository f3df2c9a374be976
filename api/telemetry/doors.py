"""The door: the interface through which a report arrived, by which verdicts are counted."""

from contextvars import ContextVar
from enum import StrEnum


class Door(StrEnum):
    """The interfaces that accept reports."""

    INCIDENT = "incident"
    BATCH = "batch"
    WEBHOOK = "webhook"
    LOGS = "logs"
    """OpenTelemetry logs."""

    ALERTS = "alerts"
    """The Alertmanager API."""

    QUEUE = "queue"
    MCP = "mcp"
    HEARTBEAT = "heartbeat"
    """A missing heartbeat."""

    OTHER = "other"


current_door: ContextVar[Door] = ContextVar("current_door", default=Door.OTHER)
"""The door of the reports that this task is deciding."""

HOT = {"/incident": Door.INCIDENT, "/incidents/batch": Door.BATCH}
"""The doors that bypass the router, by path."""

_OF_SENDERS = {"otlp": Door.LOGS, "prometheus": Door.ALERTS}


def door_of(sender: str) -> Door:
    """The door through which a sender's bodies arrive."""
    return _OF_SENDERS.get(sender, Door.WEBHOOK)

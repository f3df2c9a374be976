"""The paths that senders post to."""

ALERTS, LOGS, WEBHOOKS = "/api/v2/alerts", "/v1/logs", "/webhooks/"
OTLP, PROMETHEUS = "otlp", "prometheus"
"""Who posts to the two routes that name no sender."""

SLACK = WEBHOOKS + "slack"


def is_intake(path: str) -> bool:
    """True for routes whose senders can often be configured with nothing but an address."""
    return path.startswith(WEBHOOKS) or path == LOGS or path.endswith(ALERTS)


def sender_in(path: str) -> str:
    """The name of the sender in a path that bodies are posted to; "" for any other path."""
    if path.startswith(WEBHOOKS):
        return path[len(WEBHOOKS) :]
    if path == LOGS:
        return OTLP
    return PROMETHEUS if path.endswith(ALERTS) else ""

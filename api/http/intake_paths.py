"""The paths that senders post to."""

ALERTS, LOGS, WEBHOOKS = "/api/v2/alerts", "/v1/logs", "/webhooks/"
SLACK = WEBHOOKS + "slack"


def is_intake(path: str) -> bool:
    """True for the routes whose senders often can be given nothing but an address."""
    return path.startswith(WEBHOOKS) or path == LOGS or path.endswith(ALERTS)

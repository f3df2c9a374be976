"""Describes a destination's target in a few words, without secrets."""

from urllib.parse import urlsplit

from tools.notify.specs import AnySpec, EmailSpec, JiraSpec, PagerDutySpec, SlackSpec, WebhookSpec


def place_of(spec: AnySpec) -> str:
    """The channel, host, project or addresses; a secret target is shown as the name of its variable."""
    match spec:
        case SlackSpec():
            return spec.channel or (f"${spec.url.env}" if spec.url else "")
        case PagerDutySpec():
            return f"{urlsplit(spec.events_url).hostname}, ${spec.routing_key.env}"
        case JiraSpec():
            return f"{urlsplit(spec.url).hostname}, {spec.project}"
        case WebhookSpec():
            return f"${spec.url_secret.env}" if spec.url_secret else str(urlsplit(spec.url).hostname)
        case EmailSpec():
            return ", ".join(spec.to)
        case _:
            return f"${spec.url.env}"

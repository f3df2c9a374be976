"""Sentry: issue alerts, issues, metric alerts, errors, comments; the older service hook and plugin.

https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
"""

from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, service_of
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.sentry_event import error_event
from tools.inbound.sentry_metric import metric_alert
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import text_of
from tools.inbound.words import severity_of

HEADER = "sentry-hook-resource"
_INSTALLING = ("installation", "uninstallation")


def recognise(body: Fields) -> bool:
    """True for `action` with Sentry's `data`, and for the older body, by project, culprit and event."""
    data = body.map("data")
    if "action" in body and data:
        return any(name in data for name in ("metric_alert", "issue_alert", "installation", "triggered_rule")) or (
            "issue" in data and "shortId" in data.map("issue")
        )
    return "project" in body and "culprit" in body and "event" in body


def read(body: Fields, given: Given) -> Signals:
    """A header names the subject; without it, the names inside `data` do."""
    data, action = body.map("data"), body.text("action")
    resource = given.headers.get(HEADER, "") or _resource(data)
    if "project" in body and ("event" in body or "culprit" in body) and not data:
        return (error_event(body.map("event") or body, body, body.text("id")),)
    if not resource:
        return ()
    if resource == "metric_alert" and "metric_alert" in data:
        return (metric_alert(body),)
    if resource == "event_alert" or (resource == "error" and action == "created"):
        event = data.map("event") or data.map("error")
        return (error_event(event, data, event.text("issue_id")),) if event else ()
    if resource in ("issue", "activity_alert") and "issue" in data:
        return (_issue(body, data.map("issue"), "created" if resource == "activity_alert" else action),)
    if resource == "comment":
        return (_comment(body, data),)
    reason = Reason.SUBSCRIPTION if resource in _INSTALLING else Reason.NOT_AN_ALERT
    return (Ignored(reason, f"{resource} {action}".strip()),)


def _resource(data: Fields) -> str:
    for name, resource in (
        ("metric_alert", "metric_alert"),
        ("event", "event_alert"),
        ("issue", "issue"),
        ("error", "error"),
    ):
        if name in data and isinstance(data.at(name), dict):
            return resource
    if "comment" in data:
        return "comment"
    return "installation" if "installation" in data else ""


def _issue(body: Fields, issue: Fields, action: str) -> Signal:
    """`created` and `unresolved` fire. `resolved` by a person is an act, by Sentry an end."""
    key, title = issue.text("id"), issue.text("title") or issue.text("metadata/title", "shortId")
    project = issue.map("project")
    service = project.text("slug", "name") or issue.text("project")
    actor = body.map("actor")
    labels = label_map({"project": service, "platform": issue.text("platform"), "issue": issue.text("shortId")})
    text = text_of(title, issue.text("metadata/value"), issue.text("culprit"))
    if action == "resolved":
        at = issue.time("lastSeen")
        if actor.text("type") == "user":
            return Acted(Action.RESOLVED, key, actor.text("name"), True, "", at, None, title, service)
        return Recovered(key, at, None, text, title, service, labels=labels)
    if action not in ("created", "unresolved", "triggered"):
        return Ignored(Reason.UPDATED if action == "assigned" else Reason.NOT_AN_ALERT, f"issue {action}: {title}")
    host = issue.text("culprit")
    return Fired(
        text=text,
        headline=title,
        service=service_of(labels, service),
        environment=environment_of(labels),
        severity=severity_of(issue.text("level")),
        host=host,
        labels=labels,
        dashboard_url=safe_link(issue.text("web_url", "permalink")),
        starts_at=issue.time("firstSeen") if action != "unresolved" else issue.time("lastSeen"),
        dedup_key=key,
    )


def _comment(body: Fields, data: Fields) -> Signal:
    if body.text("action") != "created":
        return Ignored(Reason.NOT_AN_ALERT, f"comment {body.text('action')}")
    by = body.text("actor/name")
    return Acted(Action.COMMENTED, data.text("issue_id"), by, True, data.text("comment"), data.time("timestamp"))

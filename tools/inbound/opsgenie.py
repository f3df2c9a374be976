"""Opsgenie and Jira Service Management alerts.

https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/
"""

from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, runbook_in, service_of, tag_map, with_host
from tools.inbound.reader import Given
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signals
from tools.inbound.titles import text_of
from tools.inbound.words import our_incident, severity_of

_ACTIONS = {
    "acknowledge": Action.ACKNOWLEDGED,
    "addnote": Action.COMMENTED,
    "close": Action.RESOLVED,
    "resolve": Action.RESOLVED,
}


def recognise(body: Fields) -> bool:
    """True for an `action` and an `alert` with its id."""
    return "action" in body and ("alertId" in body.map("alert") or "tinyId" in body.map("alert"))


def read(body: Fields, _given: Given) -> Signals:
    """Read by the action, because there is no status. `createdAt` is in milliseconds, `updatedAt` in nanoseconds."""
    alert = body.map("alert")
    if "action" not in body or not alert:
        return ()
    action = body.text("action").lower().replace(" ", "")
    fired = _fired(body, alert)
    key, ours = fired.dedup_key, our_incident(alert.text("alias"))
    by, at = alert.text("username"), alert.time("updatedAt")
    if action in _ACTIONS:
        is_person = bool(alert.text("userId")) or "@" in by
        if _ACTIONS[action] is Action.RESOLVED and not is_person:
            return (_over(fired, at),)
        note = alert.text("note", "closeNote")
        return (Acted(_ACTIONS[action], key, by, is_person, note, at, None, fired.headline, fired.service, ours),)
    if ours:
        return (Ignored(Reason.OURS, f"{action} of {ours}"),)
    if action == "create":
        return (fired,)
    if action == "delete":
        return (_over(fired, at),)
    reason = Reason.UPDATED if action.startswith("update") else Reason.NOT_AN_ALERT
    return (Ignored(reason, f"{body.text('action')}: {fired.headline}", fired if reason is Reason.UPDATED else None),)


def _over(fired: Fired, at: float | None) -> Recovered:
    return Recovered(
        fired.dedup_key,
        at,
        None,
        fired.text,
        fired.headline,
        fired.service,
        fired.environment,
        fired.host,
        fired.labels,
    )


def _fired(body: Fields, alert: Fields) -> Fired:
    """The alias is reused when the alert comes back; the alert's id is not."""
    details = alert.map("details")
    tags = tag_map(tag for tag in alert.texts("tags") if ":" in tag)
    labels = label_map(details, tags, {"tags": ",".join(tag for tag in alert.texts("tags") if ":" not in tag)})
    host = alert.text("entity")
    headline = alert.text("message")
    return Fired(
        text=text_of(headline, alert.text("description")),
        headline=headline,
        service=service_of(labels),
        environment=environment_of(labels),
        severity=severity_of(alert.text("priority")),
        host=host,
        labels=with_host(labels, host),
        runbook_url=runbook_in(labels),
        starts_at=alert.time("createdAt"),
        dedup_key=alert.text("alias", "alertId"),
        event_id="@".join(filter(None, (alert.text("alertId"), alert.text("updatedAt"), body.text("action")))),
    )

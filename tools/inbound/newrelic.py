"""New Relic: issues of its workflows, and incidents of its legacy channels.

https://docs.newrelic.com/docs/alerts/get-notified/notification-integrations/#webhook
"""

import json

from tools.inbound.fields import Fields, scalar
from tools.inbound.labels import environment_of, host_of, label_map, runbook_in, service_of, with_host
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signals
from tools.inbound.titles import named, text_of
from tools.inbound.words import State, severity_of, state_of
from tools.nouns.severity import Severity


def recognise(body: Fields) -> bool:
    """True for a legacy incident, by its condition and state, and for an issue, by its link and workflow."""
    if "condition_name" in body and "current_state" in body:
        return True
    return ("issueUrl" in body or "issuePageUrl" in body) and ("state" in body or "priority" in body)


def read(body: Fields, _given: Given) -> Signals:
    """An acknowledged issue still says ACTIVATED; its trigger says USER_ACTION."""
    if "condition_name" in body or "current_state" in body or "incident_id" in body:
        return _legacy(body)
    if any(
        name in body
        for name in ("issueUrl", "issuePageUrl", "issueId", "alertPolicyNames", "workflowName", "impactedEntities")
    ):
        return _issue(body)
    return ()


def _issue(body: Fields) -> Signals:
    title = body.text("title", "issueTitle", "name") or next(iter(_list(body, "alertConditionNames")), "")
    key = body.text("id", "issueId", "nrAccountId")
    entities = _list(body, "impactedEntities") or _list(body, "entitiesData/names")
    host = entities[0] if entities else ""
    conditions, policies = _list(body, "alertConditionNames"), _list(body, "alertPolicyNames")
    tags = body.map("accumulations/tag") or body.map("tags") or body.map("labels")
    labels = label_map(
        {
            name: scalar(value[0]) if isinstance(value, list) and value else scalar(value)
            for name, value in tags.raw.items()
        },
        {"alertname": next(iter(conditions), ""), "policy": next(iter(policies), "")},
    )
    service, environment = service_of(labels, host), environment_of(labels)
    text = text_of(title, *conditions, _said(body), ", ".join(entities[:10]))
    state, trigger = body.text("state", "status").upper(), body.text("trigger", "triggerEvent").upper()
    at = body.time("updatedAt", "closedAt", "timestamp")
    if state_of(state) is State.RESOLVED:
        return (Recovered(key, body.time("closedAt") or at, None, text, title, service, environment, host, labels),)
    if state_of(state) is State.ACKNOWLEDGED or trigger in ("USER_ACTION", "ACKNOWLEDGED"):
        by = body.text("acknowledgedBy", "owner", "userName")
        return (Acted(Action.ACKNOWLEDGED, key, by, True, "", at, None, title, service),)
    is_test = "test notification" in title.lower()
    fired = Fired(
        text=text,
        headline=title,
        service=service,
        environment=environment,
        severity=Severity.LOW if is_test else severity_of(body.text("priority", "severity")),
        host=host,
        labels=with_host(labels, host),
        runbook_url=runbook_in(dict(body.items()), {"runbook": next(iter(_list(body, "runbookUrl")), "")}),
        dashboard_url=safe_link(body.text("issueUrl", "issuePageUrl")),
        starts_at=body.time("createdAt", "activatedAt", "timestamp"),
        dedup_key=key,
        is_test=is_test,
    )
    return (fired,)


def _said(body: Fields) -> str:
    return body.text("description", "details") or next(iter(_list(body, "annotations/description")), "")


def _list(body: Fields, path: str) -> list[str]:
    """A list, or a list that a template wrote as text."""
    value = body.text(path)
    if value[:1] == "[":
        try:
            return Fields({"items": json.loads(value)}).texts("items")
        except (ValueError, RecursionError):
            return [value]
    return body.texts(path)


def _legacy(body: Fields) -> Signals:
    """Incidents of a channel. `severity` stays CRITICAL after their end, and `event_type` is INCIDENT in all states."""
    target = next(iter(body.maps("targets")), Fields(None))
    labels = label_map(
        target.map("labels"),
        {
            "alertname": body.text("condition_name"),
            "policy": body.text("policy_name"),
            "product": target.text("product"),
        },
    )
    host = target.text("name") or host_of(labels)
    headline = named(body.text("condition_name", "policy_name"), body.text("details"))
    text, key = text_of(headline, host), body.text("incident_id", "id")
    service, environment = service_of(labels, host), environment_of(labels)
    state, at = body.text("current_state", "state", "status"), body.time("timestamp", "created_at")
    if not headline and not key:
        return ()
    if state_of(state) is State.RESOLVED:
        return (Recovered(key, at, None, text, headline, service, environment, host, labels),)
    if state_of(state) is State.ACKNOWLEDGED:
        return (Acted(Action.ACKNOWLEDGED, key, body.text("owner"), True, "", at, None, headline, service),)
    if body.text("event_type") not in ("", "INCIDENT", "NOTIFICATION"):
        return (Ignored(Reason.NOT_AN_ALERT, f"{body.text('event_type')}: {headline}"),)
    is_test = "test condition" in headline.lower() or "test policy" in body.text("policy_name").lower()
    fired = Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=Severity.LOW if is_test else severity_of(body.text("severity", "priority")),
        host=host,
        labels=with_host(labels, host),
        runbook_url=safe_link(body.text("runbook_url")),
        dashboard_url=safe_link(body.text("incident_url")),
        starts_at=at,
        dedup_key=key,
        is_test=is_test,
    )
    return (fired,)

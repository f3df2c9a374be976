"""Grafana: unified alerting, legacy alerting (before 9), and a rule in the format of its provisioning API.

https://grafana.com/docs/grafana/latest/alerting/ (contact points, webhook notifier)
"""

from dataclasses import replace

from tools.inbound.alertmanager import envelope_of
from tools.inbound.alertmanager import read as read_group
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, host_of, label_map, runbook_in, service_of, severity_in, with_host
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signals
from tools.inbound.titles import named, text_of
from tools.inbound.words import State, state_of
from tools.nouns.severity import Severity


def recognise(body: Fields) -> bool:
    """True for unified alerting (a group with `orgId` or `state`) and legacy (`ruleName` and `evalMatches`)."""
    if "ruleName" in body or "ruleId" in body:
        return "state" in body
    alerts = body.maps("alerts")
    return bool(alerts and "labels" in alerts[0] and ("orgId" in body or "state" in body))


def read(body: Fields, given: Given) -> Signals:
    """Unified bodies are groups like Alertmanager's; a legacy body is one rule."""
    if "alerts" in body:
        return _known_orgs(read_group(body, given), body)
    if "ruleName" in body or "ruleId" in body or "evalMatches" in body:
        return _legacy(body)
    if body.map("labels") and "title" in body and "startsAt" not in body:
        return _rule(body)
    return read_group(body, given) if body.map("labels") else ()


def _known_orgs(signals: Signals, body: Fields) -> Signals:
    """Use the group's title and message if none of its alerts can be read."""
    if any(not isinstance(signal, Ignored) for signal in signals) or envelope_of(body).status is State.RESOLVED:
        return signals
    title = body.text("title", "message")
    if any(isinstance(signal, Ignored) and signal.reason is not Reason.UNREADABLE for signal in signals) or not title:
        return signals
    return (Fired(text_of(title, body.text("message")), title), *signals)


def _legacy(body: Fields) -> Signals:
    """In state `ok`, the message is still the alarm's, and the title says [OK]."""
    tags = label_map(body.map("tags"))
    matches = body.maps("evalMatches")
    labels = label_map(tags, *(match.map("tags") for match in matches[:1]))
    name, state = body.text("ruleName", "title"), body.text("state").lower()
    headline = named(name + (" (no data)" if state == "no_data" else ""), body.text("message"))
    metrics = ", ".join(dict.fromkeys(match.text("metric") for match in matches[:10] if match.text("metric")))
    text = text_of(headline, metrics)
    key = "/".join(filter(None, (body.text("orgId"), body.text("ruleId", "ruleName"))))
    host = host_of(labels)
    service, environment = service_of(labels), environment_of(labels)
    if state in ("paused", "pending", "unknown"):
        return (Ignored(Reason.NOT_AN_ALERT, f"{headline}: {state}"),)
    if state_of(state) is State.RESOLVED:
        return (Recovered(key, None, None, text, headline, service, environment, host, labels),)
    is_test = name.lower() == "test notification"
    fired = Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=Severity.LOW if is_test else severity_in(labels),
        host=host,
        labels=with_host(labels, host),
        runbook_url=runbook_in(labels),
        dashboard_url=safe_link(body.text("ruleUrl")),
        dedup_key=key,
        is_test=is_test,
    )
    return (fired,)


def _rule(body: Fields) -> Signals:
    """`{title, labels, annotations}`: a rule that is sent as an alert."""
    annotations = dict(body.map("annotations").items())
    labels = label_map(body.map("labels"))
    headline = named(body.text("title"), annotations.get("summary", ""))
    fired = Fired(
        text=text_of(headline, annotations.get("description", "")),
        headline=headline,
        service=service_of(labels, body.text("service")),
        environment=environment_of(labels),
        severity=severity_in(labels),
        host=host_of(labels),
        labels=labels,
        runbook_url=runbook_in(annotations),
    )
    uid = body.text("uid")
    return (replace(fired, dedup_key=uid) if uid else fired,)

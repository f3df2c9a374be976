"""Sentry's metric alerts: critical, warning, resolved."""

from tools.inbound.fields import Fields
from tools.inbound.labels import label_map, service_of
from tools.inbound.links import safe_link
from tools.inbound.signal import Fired, Recovered, Signal
from tools.inbound.titles import text_of
from tools.inbound.words import severity_of


def metric_alert(body: Fields) -> Signal:
    """A metric alert is named after its rule: its incident's title is random. A resolved one has no end date."""
    data = body.map("data")
    alert = data.map("metric_alert")
    rule = alert.map("alert_rule")
    name = rule.text("name") or data.text("description_title").partition(": ")[2] or alert.text("title")
    service = next(iter(alert.texts("projects") or rule.texts("projects")), "")
    environment = rule.text("environment")
    labels = label_map(
        {"project": service, "environment": environment, "metric": rule.text("aggregate"), "alertname": name}
    )
    text = text_of(name, rule.text("aggregate"), rule.text("query"))
    key = alert.text("id", "identifier")
    if body.text("action") == "resolved":
        ended_at = alert.time("date_closed")
        return Recovered(key, ended_at, alert.time("date_started"), text, name, service, environment, labels=labels)
    return Fired(
        text=text_of(text, data.text("description_text").partition("\\n")[0]),
        headline=name,
        service=service_of(labels, service),
        environment=environment,
        severity=severity_of(body.text("action")),
        host=name,
        labels=labels,
        dashboard_url=safe_link(data.text("web_url")),
        starts_at=alert.time("date_started", "date_detected", "date_created"),
        dedup_key=key,
    )

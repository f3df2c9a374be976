"""Events for PagerDuty's Events API v2 (and v1) that a monitor sends to us instead. The routing key is a secret.

https://developer.pagerduty.com/docs/events-api-v2-overview/
"""

from tools.inbound import netdata
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, runbook_in, service_of, with_host
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signals
from tools.inbound.titles import named, text_of
from tools.inbound.words import our_incident, severity_of

_VERBS = ("trigger", "acknowledge", "resolve")
_RUNBOOKS, _DASHBOARDS = ("runbook", "playbook"), ("dashboard", "grafana", "graph")


def recognise(body: Fields) -> bool:
    """True for `event_action` and `payload` or a key (v2), and for `service_key` and `event_type` (v1)."""
    if body.text("event_action") in _VERBS:
        return True
    return "service_key" in body and body.text("event_type") in _VERBS


def read(body: Fields, _given: Given) -> Signals:
    """`trigger` fires, `resolve` ends by `dedup_key`. Change events are ignored."""
    if not recognise(body):
        if "routing_key" in body and "summary" in body.map("payload"):
            return (Ignored(Reason.NOT_AN_ALERT, f"change event: {body.text('payload/summary')}"),)
        return ()
    verb, payload = body.text("event_action", "event_type"), body.map("payload")
    details = payload.map("custom_details") or body.map("details")
    labels = label_map(
        details,
        {name: payload.text(name) for name in ("component", "group", "class") if name in payload},
    )
    headline = payload.text("summary") or body.text("description")
    host = payload.text("source")
    lasting, name = netdata.in_details(details, host)
    key, headline = lasting or body.text("dedup_key", "incident_key"), named(name, headline)
    service = service_of(labels, payload.text("component"), payload.text("group"), body.text("client"))
    environment, at = environment_of(labels), payload.time("timestamp")
    text = text_of(headline, details.text("description", "message", "output", "firing"))
    ours = our_incident(key)
    if verb == "acknowledge":
        return (Acted(Action.ACKNOWLEDGED, key, body.text("client"), False, "", at, None, headline, service, ours),)
    if ours:
        return (Ignored(Reason.OURS, f"{verb} of {ours}"),)
    if verb == "resolve":
        return (Recovered(key, at, None, text, headline, service, environment, host, labels),)
    links = body.maps("links")
    runbook, dashboard = _link_called(_RUNBOOKS, links), _link_called(_DASHBOARDS, links)
    others = [link.text("href") for link in links if link.text("href") != runbook]
    fired = Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=severity_of(payload.text("severity")),
        host=host,
        labels=with_host(labels, host),
        runbook_url=runbook_in(labels, {"runbook": runbook}),
        dashboard_url=safe_link(dashboard or body.text("client_url") or next(iter(others), "")),
        starts_at=at,
        dedup_key=key,
    )
    return (fired,)


def _link_called(names: tuple[str, ...], links: list[Fields]) -> str:
    """The first link whose text or address contains one of the names."""
    named = [(link.text("href"), f"{link.text('text')} {link.text('href')}".lower()) for link in links]
    return next((href for href, words in named if any(name in words for name in names)), "")

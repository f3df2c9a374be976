"""PagerDuty's webhooks before v3: `messages`, several of which may be about one incident.

https://developer.pagerduty.com/docs/webhooks/webhooks-overview/
"""

from tools.inbound.fields import Fields
from tools.inbound.labels import service_of
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import text_of
from tools.inbound.words import our_incident, severity_of

_ACTIONS = {"acknowledge": Action.ACKNOWLEDGED, "annotate": Action.COMMENTED, "resolve": Action.RESOLVED}


def recognise(body: Fields) -> bool:
    """True for `messages` with an incident: v2 has `event`, v1 has `type`."""
    messages = body.maps("messages")
    return bool(messages) and ("incident" in messages[0] or "data/incident" in messages[0])


def read(body: Fields, _given: Given) -> Signals:
    """One signal per message."""
    return tuple(
        _signal(message) for message in body.maps("messages") if "incident" in message or "data/incident" in message
    )


def _signal(message: Fields) -> Signal:
    kind = message.text("event", "type").removeprefix("incident.")
    incident = message.map("incident") or message.map("data/incident")
    headline = incident.text("title", "description", "trigger_summary_data/subject", "trigger_summary_data/description")
    key, event_id = incident.text("id"), message.text("id")
    ours = our_incident(incident.text("incident_key"))
    service = service_of({}, incident.text("service/summary", "service/name"))
    at = message.time("created_on") or incident.time("last_status_change_at", "last_status_change_on")
    entry = next(iter(message.maps("log_entries")), Fields(None))
    actor = incident.map("resolved_by_user") or entry.map("agent") or incident.map("last_status_change_by")
    is_person = bool(actor) and (actor.text("type").startswith("user") or ("type" not in actor and "email" in actor))
    action = _ACTIONS.get(kind)
    if action is Action.RESOLVED and not is_person:
        return Recovered(key, at, None, headline, headline, service, event_id=event_id)
    if action is not None:
        by, words = actor.text("summary", "name"), entry.text("channel/summary", "channel/note", "note")
        return Acted(action, key, by, is_person, words, at, None, headline, service, ours, event_id)
    if ours or kind not in ("trigger", "reopen"):
        return Ignored(Reason.OURS if ours else Reason.NOT_AN_ALERT, f"{kind}: {headline}")
    urgency = {"high": "HIGH", "low": "LOW"}.get(incident.text("urgency"), "")
    return Fired(
        text=text_of(headline, entry.text("channel/details/description", "channel/body")),
        headline=headline,
        service=service,
        severity=severity_of(incident.text("priority/summary", "priority/name"), urgency),
        dashboard_url=safe_link(incident.text("html_url")),
        starts_at=incident.time("created_at", "created_on"),
        dedup_key=key,
        event_id=event_id,
    )

"""Zabbix's connectors: a stream with one line per event.

https://www.zabbix.com/documentation/current/en/manual/appendix/protocols/real_time_export
"""

from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, pair_map, service_of, with_host
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signals
from tools.inbound.titles import text_of
from tools.nouns.severity import Severity

# "Not classified" and "Information" to "Disaster".
NUMBERED = (Severity.LOW, Severity.LOW, Severity.MEDIUM, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


def recognise(body: Fields) -> bool:
    """True for `clock`, `ns` and the event's id."""
    return "clock" in body and "ns" in body and ("eventid" in body or "p_eventid" in body or "itemid" in body)


def read(body: Fields) -> Signals:
    """Lines of a connector; a recovery has only the id of its problem."""
    if "itemid" in body and "eventid" not in body:
        return (Ignored(Reason.NOT_AN_ALERT, "values of an item"),)
    over = body.text("p_eventid")
    at, part = body.time("clock"), body.number("ns") or 0.0
    at = at + part / 1e9 if at is not None and 0 < part < 1e9 else at
    if over:
        return (Recovered(over, at, event_id=body.text("eventid")),)
    host = next((item.text("host", "name") for item in body.maps("hosts")), "")
    labels = pair_map(body.maps("tags"), "tag", "value")
    headline, number = body.text("name"), body.number("severity")
    fired = Fired(
        text=text_of(f"{headline} on {host}" if host else headline),
        headline=headline,
        service=service_of(labels),
        environment=environment_of(labels),
        severity=NUMBERED[int(number)] if number is not None and 0 <= number < len(NUMBERED) else None,
        host=host,
        labels=with_host(labels, host),
        starts_at=at,
        dedup_key=body.text("eventid"),
    )
    return (fired,)

"""Netdata's notifications: every form that it writes them in (Slack, Teams, Alerta, mail …) links to the alarm.

The link's parameters name the alarm, its host and its state; the words around it differ from form to form.
https://github.com/netdata/netdata/blob/v1.37.1/health/notifications/alarm-notify.sh.in
"""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from tools import deferred_re as re
from tools.inbound.fields import Fields, scalar
from tools.inbound.labels import label_map
from tools.inbound.links import safe_link
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import named, text_of
from tools.nouns.severity import Severity

_LINK = re.compile(
    r"https?://[^\s\"'<>|?]{1,300}/(?:goto-host-from-alarm\.html|alarms/redirect)\?(?P<query>[^\s\"'<>|)]{1,4000})"
)
_SEVERITIES = {"CRITICAL": Severity.CRITICAL, "WARNING": Severity.MEDIUM}
_DEPTH, _MOST = 16, 300


def read(body: Fields) -> Signals:
    """One signal for the alarm that the body links to; none for any other body."""
    found = next((link for text in _texts(body.raw, 0) if (link := _LINK.search(text))), None)
    told = dict(parse_qsl(found["query"])) if found else {}
    name, host = told.get("alarm", ""), told.get("host", "")
    return (_signal(body, told, name, host, found[0] if found else ""),) if name and host else ()


def in_mail(told: str) -> dict[str, str]:
    """The fields of the alarm that a mail links to, given its subject and body; {} for any other mail."""
    found = _LINK.search(told) if "/alarms/redirect?" in told or "goto-host-from-alarm" in told else None
    alarm = dict(parse_qsl(found["query"])) if found else {}
    name, host, status = (alarm.get(key, "") for key in ("alarm", "host", "alarm_status"))
    if not (name and host and status):
        return {}
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    chart = alarm.get("chart", "")
    record = {
        "checkname": f"{name} of {chart}" if chart else name,
        "host": host,
        "dedupkey": _key(host, chart, name),
        "message": lines[2] if len(lines) > 2 else lines[0],
    }
    over = status.upper() == "CLEAR"
    return record | ({"status": "resolved"} if over else {"status": "problem", "severity": status.lower()})


def in_details(details: Fields, host: str) -> tuple[str, str]:
    """(key, name) of the alarm in the details of an event for PagerDuty; ("", "") for any other event.

    The event's own `dedup_key` is another one each time, and its summary does not say which of a host's disks it means.
    """
    if not ("alarm_id" in details and "chart" in details and "old_status" in details):
        return "", ""
    name, chart = details.text("name"), details.text("chart")
    return _key(host, chart, name), f"{name} of {chart}"


def _key(host: str, chart: str, name: str) -> str:
    """An alarm is one of its chart; the event's own number is another one each time."""
    return f"{host}/{chart}.{name}" if chart else f"{host}/{name}"


def _texts(value: object, depth: int) -> Iterator[str]:
    """Texts anywhere in the body that have such a link."""
    if isinstance(value, str):
        if "goto-host-from-alarm" in value or "/alarms/redirect?" in value:
            yield value
    elif depth < _DEPTH and isinstance(value, Mapping | list):
        for each in list(value.values() if isinstance(value, Mapping) else value)[:_MOST]:
            yield from _texts(each, depth + 1)


def _signal(body: Fields, told: Mapping[str, str], name: str, host: str, link: str) -> Signal:
    chart, status = told.get("chart", ""), told.get("alarm_status", "").upper()
    key = _key(host, chart, name)
    headline = named(f"{name} of {chart}" if chart else name, _words(body))
    labels = label_map({"host": host, "alert": name, "chart": chart, "family": told.get("family", "")})
    if status == "CLEAR":
        return Recovered(key, text=headline, headline=headline, host=host, labels=labels)
    if status not in _SEVERITIES:
        return Ignored(Reason.NOT_AN_ALERT, f"{headline} is {status or 'in no known state'}")
    return Fired(
        text=text_of(headline),
        headline=headline,
        severity=_SEVERITIES[status],
        host=host,
        labels=labels,
        dashboard_url=safe_link(link),
        dedup_key=key,
    )


def _words(body: Fields) -> str:
    """What the alarm's configuration says about it, where the form tells that apart."""
    attached = next(iter(body.maps("attachments")), Fields(None))
    return scalar(attached.text("text") or (body.text("text") if "event" in body else ""))

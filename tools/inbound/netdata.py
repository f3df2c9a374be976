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

_LINK = re.compile(r"https?://[^\s\"'<>|?]{1,300}/goto-host-from-alarm\.html\?(?P<query>[^\s\"'<>|)]{1,4000})")
_SEVERITIES = {"CRITICAL": Severity.CRITICAL, "WARNING": Severity.MEDIUM}
_DEPTH, _MOST = 16, 300


def read(body: Fields) -> Signals:
    """One signal for the alarm that the body links to; none for any other body."""
    found = next((link for text in _texts(body.raw, 0) if (link := _LINK.search(text))), None)
    told = dict(parse_qsl(found["query"])) if found else {}
    name, host = told.get("alarm", ""), told.get("host", "")
    return (_signal(body, told, name, host, found[0] if found else ""),) if name and host else ()


def in_details(details: Fields, host: str) -> tuple[str, str]:
    """(key, name) of the alarm in the details of an event for PagerDuty; ("", "") for any other event.

    The event's own `dedup_key` is another one each time, and its summary does not say which of a host's disks it means.
    """
    if not ("alarm_id" in details and "chart" in details and "old_status" in details):
        return "", ""
    return f"{host}/{details.text('alarm_id')}", f"{details.text('name')} of {details.text('chart')}"


def _texts(value: object, depth: int) -> Iterator[str]:
    """Texts anywhere in the body that have such a link."""
    if isinstance(value, str):
        if "goto-host-from-alarm" in value:
            yield value
    elif depth < _DEPTH and isinstance(value, Mapping | list):
        for each in list(value.values() if isinstance(value, Mapping) else value)[:_MOST]:
            yield from _texts(each, depth + 1)


def _signal(body: Fields, told: Mapping[str, str], name: str, host: str, link: str) -> Signal:
    chart, status = told.get("chart", ""), told.get("alarm_status", "").upper()
    # The event's own number (`alarm_unique_id`) is another one each time.
    key = f"{host}/{told.get('alarm_id') or f'{chart}.{name}'}"
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

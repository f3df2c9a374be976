"""Uptime Kuma's webhook. Its monitor object has passwords and tokens, so only the fields named here are read.

https://github.com/louislam/uptime-kuma/blob/master/server/notification-providers/webhook.js
"""

from tools import deferred_re as re
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, pair_map, service_of, with_host
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signals
from tools.inbound.times import instant
from tools.inbound.titles import text_of
from tools.inbound.words import tells_recovery
from tools.nouns.severity import Severity

_DOWN, _UP, _PENDING, _MAINTENANCE = 0, 1, 2, 3
# "[shop][https://shop.example.com] server certificate shop.example.com will expire in 7 days".
_EXPIRY = re.compile(
    r"\[(?P<name>[^\]]{1,200})\](?:\[(?P<url>[^\]]{0,500})\])? "
    r"(?P<what>.{1,300}?) will expire in (?P<days>\d{1,5}) days?"
)


def recognise(body: Fields) -> bool:
    """True for `heartbeat`, `monitor` and `msg`, of which the first two may be null."""
    return "heartbeat" in body.raw and "monitor" in body.raw and "msg" in body.raw


def read(body: Fields, _given: Given) -> Signals:
    """Read by the heartbeat's status. Maintenance sends nothing, and an outage that ends in it never sends UP."""
    beat, monitor, said = body.map("heartbeat"), body.map("monitor"), body.text("msg")
    if not beat:
        return _without_beat(said) if "msg" in body.raw else ()
    status = beat.number("status")
    name = monitor.text("pathName", "name") or f"monitor {beat.text('monitorID')}"
    key = monitor.text("id") or beat.text("monitorID")
    tags = pair_map(monitor.maps("tags"), "name", "value")
    url, host = _page(monitor), _watched(monitor) or name
    labels = label_map(tags, {"monitor": name, "type": monitor.text("type"), "url": url})
    labels = with_host(labels, "" if host in (name, url) else host)
    service, environment = service_of(labels, name), environment_of(labels)
    # The time is UTC, written without a zone.
    at = instant(beat.text("time") + "Z") or beat.time("time")
    text = text_of(f"{name} is down: {beat.text('msg') or 'no reason given'}")
    if status == _UP:
        return (
            Recovered(key, at, None, text_of(f"{name} is down"), f"{name} is down", service, environment, host, labels),
        )
    if status in (_PENDING, _MAINTENANCE):
        reason = Reason.MAINTENANCE if status == _MAINTENANCE else Reason.NOT_AN_ALERT
        return (Ignored(reason, said or name),)
    fired = Fired(
        text=text,
        headline=text,
        service=service,
        environment=environment,
        severity=Severity.CRITICAL,
        host=host,
        labels=labels,
        dashboard_url=url,
        # Only the first beat of an outage is marked important; a resent one has its own time.
        starts_at=None if beat.at("important") is False else at,
        dedup_key=key,
    )
    return (fired,)


def _page(monitor: Fields) -> str:
    """The monitor's page; a monitor without one has the form's empty `https://`."""
    url = monitor.text("url")
    return "" if url.rstrip("/") in ("http:", "https:") else safe_link(url)


def _watched(monitor: Fields) -> str:
    """The host, the page, the container or the gRPC server that is checked."""
    return monitor.text("hostname") or _page(monitor) or monitor.text("docker_container", "grpcUrl")


def _without_beat(said: str) -> Signals:
    """A warning of a certificate or domain, or the test button; only the text tells them apart."""
    found = _EXPIRY.search(said)
    if found:
        name, what = found["name"], found["what"].strip()
        headline = f"{name}: {what} will expire in {found['days']} days"
        labels = label_map({"monitor": name, "url": safe_link(found["url"] or ""), "check": "expiry"})
        severity = Severity.HIGH if int(found["days"]) <= 7 else Severity.MEDIUM
        key = f"{name}/{what}"
        host = safe_link(found["url"] or "") or name
        return (Fired(headline, headline, name, severity=severity, host=host, labels=labels, dedup_key=key),)
    if not said or said.rstrip().endswith("Testing"):
        return (Ignored(Reason.TEST if said else Reason.EMPTY, said),)
    return (Recovered("", text=said, headline=said),) if tells_recovery(said) else (Fired(said, said),)

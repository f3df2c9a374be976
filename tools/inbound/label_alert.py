"""One alert of the Prometheus family, in the format of Alertmanager, Grafana and `/api/v2/alerts`."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from tools.inbound.fields import Fields
from tools.inbound.labels import (
    dashboard_in,
    environment_of,
    host_of,
    key_of_labels,
    label_map,
    own_names,
    runbook_in,
    service_of,
    severity_in,
)
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal
from tools.inbound.titles import named, text_of
from tools.inbound.words import HEARTBEATS, INHIBITORS, State, state_of
from tools.nouns.severity import Severity

_SUMMARY = ("summary", "title", "message", "description")
_DETAILS = ("description", "message", "details", "summary", "title")
# Labels that say how an alert is routed, not what it is about.
_ROUTING = frozenset(("severity", "alertname", "team", "receiver", "priority"))
# All that is read of an alert except its status and times.
_TOLD = (
    "labels", "annotations", "fingerprint", "dashboardURL", "panelURL", "generatorURL", "generatorUrl", "name",
    "alertname", "title", "summary", "description", "message",
)  # fmt: skip
# Labels for two members of a highly available pair; `prometheus` alone is the same on both, so the sender's key stands.
_SPLITTING = ("replica", "prometheus_replica", "__replica__")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Values of the body that apply to all of its alerts."""

    status: State | None = None
    labels: Mapping[str, str] | None = None
    annotations: Mapping[str, str] | None = None
    grouped_by: tuple[str, ...] = ()


def is_over(alert: Fields, envelope: Envelope, now: float) -> bool:
    """True by the alert's own status; without one, if its end is set and past; else by the body's status."""
    own = state_of(alert.text("status", "status/state", "state"))
    if own is not None:
        return own is State.RESOLVED
    ends_at = alert.time("endsAt")
    if ends_at is not None:
        return ends_at <= now
    return envelope.status is State.RESOLVED


def read_alert(alert: Fields, envelope: Envelope, given: Given, *, can_expire: bool = False) -> Signal:
    """The signal of one alert; labels are enough. `can_expire`: a future `endsAt` announces the end."""
    over = is_over(alert, envelope, given.now)
    told_by = b"" if over else _told_by(alert, envelope)
    known = given.known.get(told_by)
    if known is None:
        return _read(alert, envelope, told_by, over=over, can_expire=can_expire)
    return known.again(alert.time("startsAt"), alert.time("endsAt") if can_expire else None)


def _read(alert: Fields, envelope: Envelope, told_by: bytes, *, over: bool, can_expire: bool) -> Signal:
    labels = label_map(alert.map("labels")) or dict(envelope.labels or {})
    annotations = {**(envelope.annotations or {}), **dict(alert.map("annotations").items())}
    headline, text = _words(alert, labels, annotations)
    if not text:
        return Ignored(Reason.UNREADABLE, "an alert without labels and text")
    key = _key(alert, labels)
    starts_at, ends_at = alert.time("startsAt"), alert.time("endsAt")
    service = service_of(labels, labels.get("grafana_folder", ""))
    grouped = [name for name in envelope.grouped_by if name in labels]
    grouped_by = tuple(dict.fromkeys((*grouped, *own_names(labels))))
    environment, host = environment_of(labels), host_of(labels)
    if over:
        if _name(labels) in HEARTBEATS:
            return Ignored(Reason.HEARTBEAT_ENDED, headline)
        return Recovered(
            key, ends_at, starts_at, text, headline, service, environment, host, labels, grouped_by=grouped_by
        )
    is_test = labels.get("alertname") == "TestAlert" and labels.get("instance") == "Grafana"
    fired = Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=Severity.LOW if is_test else severity_in(labels),
        host=host,
        labels=labels,
        runbook_url=runbook_in(annotations, labels),
        dashboard_url=dashboard_in({"url": alert.text("dashboardURL")}, annotations, {"url": _source(alert)}),
        starts_at=starts_at,
        expires_at=ends_at if can_expire else None,
        dedup_key=key,
        is_test=is_test,
        grouped_by=grouped_by,
        told_by=told_by,
    )
    if _name(labels) in HEARTBEATS:
        return Ignored(Reason.HEARTBEAT, headline, fired)
    return (
        Ignored(Reason.NOT_AN_ALERT, f"{headline}: it only inhibits others") if _name(labels) in INHIBITORS else fired
    )


def _told_by(alert: Fields, envelope: Envelope) -> bytes:
    """The same bytes for all bodies that say the same about an alert; empty if it cannot be written as JSON again."""
    raw = alert.raw
    told = [raw.get(name) for name in _TOLD]
    common = (None if told[0] else envelope.labels, envelope.annotations, envelope.grouped_by)
    try:
        return hashlib.blake2b(orjson.dumps((told, common)), digest_size=16).digest()
    except TypeError:
        return b""


def _name(labels: Mapping[str, str]) -> str:
    return labels.get("alertname", "").lower().replace("-", "").replace("_", "")


def _key(alert: Fields, labels: Mapping[str, str]) -> str:
    fingerprint = alert.text("fingerprint")
    splits = any(label in labels for label in _SPLITTING)
    return fingerprint if fingerprint and not splits else key_of_labels(labels) if labels else ""


def _source(alert: Fields) -> str:
    return alert.text("panelURL", "generatorURL", "generatorUrl")


def _words(alert: Fields, labels: Mapping[str, str], annotations: Mapping[str, str]) -> tuple[str, str]:
    name = labels.get("alertname") or alert.text("name", "alertname", "title")
    if name in ("DatasourceNoData", "DatasourceError") and labels.get("rulename"):
        trouble = "no data" if name == "DatasourceNoData" else "error of the data source"
        name = f"{labels['rulename']} ({trouble})"
    summary = next((annotations[key] for key in _SUMMARY if annotations.get(key)), "")
    headline = named(name, summary or alert.text("summary", "description", "message"))
    details = [annotations[key] for key in _DETAILS if annotations.get(key)]
    if not headline:
        where = host_of(labels)
        headline = f"Alert on {where}" if where else "Alert without a name" if labels else ""
        details = [f"{key} {value}" for key, value in sorted(labels.items()) if key not in _ROUTING]
    return headline, text_of(headline, *details)

"""Prometheus Alertmanager's webhook (version 4 and other versions), and a single alert without its envelope.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from tools.inbound.fields import Fields
from tools.inbound.label_alert import Envelope, read_alert
from tools.inbound.labels import label_map
from tools.inbound.reader import Given
from tools.inbound.signal import Ignored, Reason, Signal, Signals
from tools.inbound.words import state_of


def recognise(body: Fields) -> bool:
    """True for `alerts` with labels, inside an Alertmanager group."""
    alerts = body.maps("alerts")
    return bool(
        alerts and "labels" in alerts[0] and ("groupLabels" in body or "groupKey" in body or "receiver" in body)
    )


def read(body: Fields, given: Given) -> Signals:
    """One signal per alert, by the alert's own status. An alert that is missing from its group has not recovered."""
    if "alerts" not in body:
        return (read_alert(body, Envelope(), given),) if body.map("labels") else ()
    envelope = envelope_of(body)
    signals: list[Signal] = [
        read_alert(alert, envelope, given) for alert in body.maps("alerts") if alert.map("labels") or len(alert.raw) > 1
    ]
    listed = body.at("alerts")
    if listed == []:
        return (Ignored(Reason.EMPTY, "a group without alerts"),)
    unusable = len(listed) - len(signals) if isinstance(listed, list) else 0
    if unusable or not signals:
        signals.append(Ignored(Reason.UNREADABLE, f"{unusable or 'all'} of the group's alerts have no labels"))
    cut = int(body.number("truncatedAlerts") or 0)
    if cut > 0:
        signals.append(Ignored(Reason.CUT, f"{cut} more alerts were left out by the sender's max_alerts"))
    return tuple(signals)


def envelope_of(body: Fields) -> Envelope:
    """The group's status, labels and annotations, as defaults for alerts that have none of their own."""
    return Envelope(
        status=state_of(body.text("status")),
        labels=label_map(body.map("commonLabels"), body.map("groupLabels")),
        annotations=dict(body.map("commonAnnotations").items()),
        grouped_by=tuple(label_map(body.map("groupLabels"))),
    )

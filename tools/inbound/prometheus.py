"""Alerts posted as to Alertmanager's `POST /api/v2/alerts`: by Prometheus, vmalert, rulers.

https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
"""

from tools.inbound.fields import Fields
from tools.inbound.label_alert import Envelope, read_alert
from tools.inbound.reader import Given
from tools.inbound.signal import Signals


def recognise(body: Fields) -> bool:
    """True for an alert with labels and a time, without a group and without a status of its own."""
    return bool(body.map("labels")) and ("startsAt" in body or "endsAt" in body) and "status" not in body


def read(body: Fields, given: Given) -> Signals:
    """A firing alert announces its end (`expires_at`); one whose `endsAt` is past is over. There is no status."""
    return (read_alert(body, Envelope(), given, can_expire=True),) if body.map("labels") else ()

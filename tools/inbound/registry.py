"""All senders, one line each, and the reading of a body into signals.

A new sender is a file with `read` and `recognise`, a line here and a folder of samples.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tools.inbound import (
    alertmanager,
    argocd,
    azure,
    cloudwatch,
    datadog,
    eventbridge,
    gcp,
    generic,
    github,
    grafana,
    jira,
    kubernetes,
    nagios,
    newrelic,
    opsgenie,
    otlp,
    pagerduty,
    prometheus,
    sentry,
    slack,
    sns,
    uptimekuma,
    zabbix,
)
from tools.inbound.documents import Document, documents_in
from tools.inbound.fields import Fields
from tools.inbound.reader import Given, Reader
from tools.inbound.signal import Fired, Ignored, Reason, Signals

JSON = ("application/json",)
FORM = "application/x-www-form-urlencoded"
# Real senders nest at most two envelopes (SQS around SNS).
_MOST_ENVELOPES = 4


def _never(_: Fields) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Sender:
    """A kind of system that posts to us.

    `state_as_of_now`: its bodies describe the present state, so a firing alert in them is valid when it arrives,
    however long ago it started. `headers` are those with information that the body lacks. `own_path` is an address that
    the senders cannot choose.
    """

    name: str
    title: str
    read: Reader
    recognise: Callable[[Fields], bool] = _never
    state_as_of_now: bool = False
    headers: tuple[str, ...] = ()
    content_types: tuple[str, ...] = JSON
    aliases: tuple[str, ...] = field(default=())
    own_path: str = ""

    @property
    def path(self) -> str:
        """The address that its bodies are posted to."""
        return self.own_path or f"/webhooks/{self.name}"


# In the order in which shapes are recognised: a body that two senders could have sent belongs to the earlier one.
_ALL = (
    Sender("grafana", "Grafana", grafana.read, grafana.recognise, state_as_of_now=True),
    Sender("alertmanager", "Prometheus Alertmanager", alertmanager.read, alertmanager.recognise, state_as_of_now=True),
    Sender("sns", "Amazon SNS", sns.read, sns.recognise, content_types=("text/plain", *JSON)),
    Sender("cloudwatch", "Amazon CloudWatch", cloudwatch.read, cloudwatch.recognise),
    Sender("eventbridge", "Amazon EventBridge", eventbridge.read, eventbridge.recognise),
    Sender("pagerduty", "PagerDuty", pagerduty.read, pagerduty.recognise),
    Sender("opsgenie", "Opsgenie and Jira Service Management", opsgenie.read, opsgenie.recognise, aliases=("jsm",)),
    Sender("datadog", "Datadog", datadog.read, datadog.recognise, content_types=(*JSON, FORM)),
    Sender("sentry", "Sentry", sentry.read, sentry.recognise, headers=(sentry.HEADER,)),
    Sender("newrelic", "New Relic", newrelic.read, newrelic.recognise),
    Sender("azure", "Azure Monitor", azure.read, azure.recognise),
    Sender("gcp", "Google Cloud Monitoring", gcp.read, gcp.recognise),
    Sender("slack", "Slack", slack.read, slack.recognise, content_types=(*JSON, FORM)),
    Sender("jira", "Jira", jira.read, jira.recognise),
    Sender(
        "uptimekuma", "Uptime Kuma", uptimekuma.read, uptimekuma.recognise, content_types=(*JSON, "multipart/form-data")
    ),
    Sender("zabbix", "Zabbix", zabbix.read, zabbix.recognise),
    Sender(
        "nagios", "Nagios and Icinga", nagios.read, nagios.recognise, content_types=(*JSON, FORM), aliases=("icinga",)
    ),
    Sender("kubernetes", "Kubernetes events", kubernetes.read, kubernetes.recognise),
    Sender("github", "GitHub", github.read, github.recognise, headers=(github.HEADER,), content_types=(*JSON, FORM)),
    Sender("argocd", "Argo CD", argocd.read, argocd.recognise),
    Sender(
        "otlp",
        "OpenTelemetry logs",
        otlp.read,
        otlp.recognise,
        own_path="/v1/logs",
        content_types=(*JSON, "application/x-protobuf"),
    ),
    Sender(
        "prometheus",
        "Prometheus, vmalert and rulers",
        prometheus.read,
        prometheus.recognise,
        state_as_of_now=True,
        own_path="/api/v2/alerts",
    ),
    Sender(
        "generic",
        "Anything else",
        generic.read,
        content_types=(*JSON, "application/x-ndjson", "text/plain", FORM, "application/xml", "message/rfc822"),
    ),
)
SENDERS: Mapping[str, Sender] = {sender.name: sender for sender in _ALL}
_ALIASES = {alias: sender.name for sender in _ALL for alias in sender.aliases}


@dataclass(frozen=True, slots=True)
class Reading:
    """The signals of a body, and the sender whose schema it has; for an envelope, that of its content."""

    sender: Sender
    signals: Signals


def sender_named(name: str) -> Sender | None:
    """The sender with that name or alias."""
    return SENDERS.get(_ALIASES.get(name, name))


def recognise(parsed: object) -> str | None:
    """The sender whose shape a pasted document has; None if there is none. A list is judged by its first object."""
    if isinstance(parsed, list):
        parsed = next((item for item in parsed if isinstance(item, dict)), None)
    if not isinstance(parsed, dict) or not parsed:
        return None
    fields = Fields(parsed)
    return next((sender.name for sender in _ALL if sender.recognise(fields)), None)


def read(
    sender: Sender, body: bytes, *, now: float, headers: Mapping[str, str] | None = None, given: Given | None = None
) -> Reading:
    """Read every part of the body. Never raises, whatever the body. Header names may have any case.

    `given` holds the key's settings: a JMESPath mapping, and the minimum severity of log records.
    """
    lowered = {name.lower(): value for name, value in (headers or {}).items()}
    documents = documents_in(body, lowered.get("content-type", ""))
    base = replace(given or Given(now), now=now, headers=lowered, is_stream=documents.is_stream)
    walk = _Walk(sender, base)
    signals = [signal for item in documents.items for signal in walk.document(item)]
    return Reading(walk.found, (*signals, *documents.ignored))


def read_parsed(sender: Sender, parsed: object, given: Given) -> Reading:
    """As `read`, for a document that is already parsed: a pasted text."""
    walk = _Walk(sender, given)
    return Reading(walk.found, walk.value(parsed))


class _Walk:
    """Reads documents, opens envelopes, and remembers whose schema they have."""

    def __init__(self, sender: Sender, given: Given, depth: int = 0) -> None:
        self.sender, self.found, self.depth = sender, sender, depth
        self.given = replace(given, inner=self._inner)

    def document(self, document: Document) -> Signals:
        """Read a document with this sender's reader, that of the sender whose shape it has, or the generic one."""
        if isinstance(document, str):
            return generic.read_text(document, self.given)
        fields = Fields(document)
        if self.sender.name != "generic":
            signals = _guarded(self.sender, fields, self.given)
            if signals:
                return signals
        elif self.given.mapping:
            return _guarded(self.sender, fields, self.given)
        name = None if generic.is_shipped(fields) else recognise(document)
        if name and name != self.sender.name:
            self.found = SENDERS[name]
            signals = _guarded(self.found, fields, self.given)
        return signals if name and signals else generic.read(fields, self.given)

    def value(self, value: object) -> Signals:
        """Read a parsed value: an object, a list of them, or a text."""
        if isinstance(value, list):
            return tuple(signal for item in value[:1000] for signal in self.value(item) if not isinstance(item, list))
        if isinstance(value, dict | str) and value:
            return self.document(value)
        return (Ignored(Reason.EMPTY, "an empty message"),)

    def _inner(self, value: object) -> Signals:
        """Read the content of an envelope, whichever sender's schema it has."""
        if self.depth >= _MOST_ENVELOPES or not isinstance(value, dict | list | str):
            return (Ignored(Reason.UNREADABLE, "an envelope without a message"),)
        inside = _Walk(SENDERS[recognise(value) or "generic"], self.given, self.depth + 1)
        signals = inside.value(value)
        self.found = inside.found if inside.found.name != "generic" else self.found
        return signals


def _guarded(sender: Sender, fields: Fields, given: Given) -> Signals:
    """The signals; none if the reader failed or found no words, so that the generic reader takes the body."""
    try:
        signals = sender.read(fields, given)
    except Exception:
        return ()
    return () if any(isinstance(signal, Fired) and not signal.text for signal in signals) else signals

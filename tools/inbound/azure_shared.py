"""What all of Azure's schemas share: severities, resource names, and the signal of one alert."""

from collections.abc import Mapping

from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, pair_map, runbook_in, service_of, with_host
from tools.inbound.links import safe_link
from tools.inbound.signal import Fired, Recovered, Signal
from tools.inbound.titles import named, text_of
from tools.inbound.words import State, severity_of, state_of
from tools.nouns.severity import Severity

# Azure counts from 0; elsewhere Sev1 is the worst.
_SEVERITIES = {
    "0": Severity.CRITICAL,
    "1": Severity.HIGH,
    "2": Severity.MEDIUM,
    "3": Severity.LOW,
    "4": Severity.LOW,
}  # fmt: skip


def azure_severity(word: str) -> Severity | None:
    """`Sev0` to `Sev4`, the bare numbers of the older schemas, or the level of an activity."""
    lowered = word.lower().removeprefix("sev")
    return _SEVERITIES.get(lowered) or severity_of(word)


def resource_name(resource: str) -> str:
    """The last part of a resource's id."""
    return resource.rstrip("/").rpartition("/")[2]


def context_labels(properties: Fields, context: Fields, essentials: Fields) -> dict[str, str]:
    """Custom properties, the dimensions of the conditions, and the kind of signal."""
    conditions = context.map("condition").maps("allOf")
    dimensions = [pair_map(part.maps("dimensions"), "name", "value") for part in conditions]
    return label_map(
        properties,
        context.map("labels"),  # of a Prometheus rule
        context.map("properties") if "name" not in context.map("properties") else {},
        *dimensions,
        pair_map(context.maps("Dimensions"), "name", "value"),
        {
            "alertname": essentials.text("alertRule"),
            "metric": next((part.text("metricName") for part in conditions), ""),
        },
    )


def said_by_context(context: Fields) -> str:
    """The condition or operation in words, without measured values."""
    lines = []
    for part in context.map("condition").maps("allOf"):
        metric = part.text("metricName", "metricMeasureColumn", "searchQuery")
        words = (part.text("timeAggregation"), metric, part.text("operator"), part.text("threshold"))
        lines.append(" ".join(filter(None, words)))
    lines.append(context.text("SearchQuery"))
    lines.append(" ".join(filter(None, (context.text("operationName"), context.text("status")))))
    lines.append(context.text("properties/title", "properties/statusMessage", "DetectionSummary"))
    lines.append(context.text("annotations/summary", "annotations/description", "annotations/message"))
    return "\n".join(filter(None, lines))


def alert_signal(
    *,
    rule: str,
    description: str,
    said: str,
    state: str,
    severity: str,
    host: str,
    project: str,
    labels: Mapping[str, str],
    link: str,
    starts_at: float | None,
    ended_at: float | None,
    key: str,
) -> Signal:
    """`Recovered` if the alert's condition is resolved, else `Fired`."""
    headline = named(rule, description)
    text = text_of(headline, said)
    service, environment = service_of(labels, project), environment_of(labels)
    if state_of(state) is State.RESOLVED:
        return Recovered(key, ended_at, None, text, headline, service, environment, host, labels)
    return Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=azure_severity(severity),
        host=host,
        labels=with_host(labels, host),
        runbook_url=runbook_in(labels),
        dashboard_url=safe_link(link),
        starts_at=starts_at,
        dedup_key=key,
    )

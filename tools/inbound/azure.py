"""Azure Monitor: the common alert schema, and the older schemas of metric, log and activity log alerts.

https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema
"""

from tools.inbound import azure_older
from tools.inbound.azure_shared import alert_signal, context_labels, resource_name, said_by_context
from tools.inbound.fields import Fields
from tools.inbound.labels import host_of, label_map, pair_map
from tools.inbound.reader import Given
from tools.inbound.signal import Ignored, Reason, Signals

_VALIDATION = "Microsoft.EventGrid.SubscriptionValidationEvent"


def recognise(body: Fields) -> bool:
    """True by `schemaId`; the classic schema is recognised by its status and context."""
    return "schemaId" in body or "essentials" in body.map("data") or azure_older.recognise(body)


def read(body: Fields, given: Given) -> Signals:
    """`essentials` describe the alert; `alertContext` describes its subject."""
    if body.text("eventType") == _VALIDATION:
        return (Ignored(Reason.SUBSCRIPTION, "Event Grid validates the subscription"),)
    data = body.map("data") or body
    essentials, context = data.map("essentials"), data.map("alertContext")
    if not essentials:
        return azure_older.read(body, given)
    labels = context_labels(data.map("customProperties"), context, essentials)
    targets, items = essentials.texts("alertTargetIDs"), essentials.texts("configurationItems")
    named = resource_name(targets[0]) if targets else items[0] if items else ""
    host = labels.get("Computer") or labels.get("computer") or _host(context) or (items[0] if items else named)
    key, state = essentials.text("alertId", "originAlertId"), essentials.text("monitorCondition")
    service = essentials.text("monitoringService")
    told = ""
    if service in ("ServiceHealth", "Resource Health"):
        key, state = _health(essentials, context, key, state)
        told, host = context.text("properties/title"), context.text("properties/service") or host
        labels.pop("stage", None)  # of the problem, not of a release
    signal = alert_signal(
        rule=essentials.text("alertRule"),
        description=essentials.text("description") or told,
        said=said_by_context(context),
        state=state,
        severity=essentials.text("severity"),
        host=host,
        project=_group(targets[0]) if targets else "",
        labels=labels,
        link=essentials.text("investigationLink") or _link(context),
        starts_at=essentials.time("firedDateTime"),
        ended_at=essentials.time("resolvedDateTime"),
        key=key,
    )
    return (signal,)


def _host(context: Fields) -> str:
    """The host named by the alert itself, before the resource that its rule watches."""
    affected = context.texts("AffectedConfigurationItems")
    scope = context.text("authorization/scope")
    dimensions = [pair for part in context.map("condition").maps("allOf") for pair in part.maps("dimensions")]
    # An id says less than the resource's own name.
    known = [pair for pair in dimensions if pair.text("value") not in ("", "*")]
    named = [pair for pair in known if not pair.text("name").endswith("Id")]
    value = host_of(pair_map(named, "name", "value")) or (named[0].text("value") if named else "")
    value = value or host_of(label_map(context.map("labels")))
    return value or (affected[0] if affected else "") or (resource_name(scope) if scope else "")


def _health(essentials: Fields, context: Fields, key: str, state: str) -> tuple[str, str]:
    """The key and state of a health alert.

    A recovery is a new alert that "fired" with another id; only the resource or the tracked event stays the same.
    """
    properties = context.map("properties")
    targets = essentials.texts("alertTargetIDs")
    over = (
        context.text("status") == "Resolved"
        or properties.text("currentHealthStatus") == "Available"
        or properties.text("stage") in ("Resolved", "RCA", "Complete")
    )
    return properties.text("trackingId") or (targets[0] if targets else key), "Resolved" if over else state


def _group(resource: str) -> str:
    parts = resource.split("/")
    lowered = [part.lower() for part in parts]
    position = lowered.index("resourcegroups") if "resourcegroups" in lowered else -1
    return parts[position + 1] if 0 <= position < len(parts) - 1 else ""


def _link(context: Fields) -> str:
    links = [part.text("linkToSearchResultsUI") for part in context.map("condition").maps("allOf")]
    return next(filter(None, links), "") or context.text("LinkToSearchResults", "linkToSearchResultsUI")

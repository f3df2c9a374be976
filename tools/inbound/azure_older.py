"""Azure Monitor's schemas before the common one: metric, log and activity log alerts, budgets."""

from tools.inbound.azure_shared import alert_signal, context_labels, resource_name, said_by_context
from tools.inbound.fields import Fields
from tools.inbound.reader import Given
from tools.inbound.signal import Signal, Signals


def recognise(body: Fields) -> bool:
    """True for an older schema; classic metric alerts have no `schemaId`."""
    return body.text("status") in ("Activated", "Deactivated", "Resolved") and "resourceId" in body.map("context")


def read(body: Fields, _given: Given) -> Signals:
    """`Deactivated` is the end. The status of an activity is the operation's, not the alert's."""
    data = body.map("data")
    activity = data.map("context").map("activityLog") or body.map("context").map("activityLog")
    if activity:
        return (_activity(activity),)
    if "SearchQuery" in data or "AlertRuleName" in data:
        return (_log(data),)
    alert = data if "context" in data else body
    if "context" in alert:
        return (_metric(alert),)
    if "BudgetName" in data:
        return (_budget(data),)
    return ()


def _metric(alert: Fields) -> Signal:
    context = alert.map("context")
    # The newer schema has a list of conditions, the classic one a single condition.
    several = (
        Fields({"condition": {"allOf": [context.at("condition")]}})
        if "allOf" not in context.map("condition")
        else context
    )
    labels = context_labels(alert.map("properties"), several, Fields({"alertRule": context.text("name")}))
    return alert_signal(
        rule=context.text("name"),
        description=context.text("description"),
        said=said_by_context(several),
        state=alert.text("status"),
        severity=context.text("severity"),
        host=context.text("resourceName") or resource_name(context.text("resourceId")),
        project=context.text("resourceGroupName"),
        labels=labels,
        link=context.text("portalLink"),
        starts_at=context.time("timestamp"),
        ended_at=context.time("timestamp"),
        key="#".join(filter(None, (context.text("id"), context.text("resourceId")))),
    )


def _log(data: Fields) -> Signal:
    items = data.texts("AffectedConfigurationItems")
    return alert_signal(
        rule=data.text("AlertRuleName"),
        description=data.text("Description"),
        said=said_by_context(data),
        state=data.text("MonitorCondition"),
        severity=data.text("Severity"),
        host=items[0] if items else "",
        project="",
        labels=context_labels(data.map("customProperties"), data, Fields({"alertRule": data.text("AlertRuleName")})),
        link=data.text("LinkToSearchResults"),
        starts_at=data.time("SearchIntervalEndtimeUtc"),
        ended_at=data.time("SearchIntervalEndtimeUtc"),
        key="",
    )


def _activity(activity: Fields) -> Signal:
    properties = activity.map("properties")
    resource = activity.text("resourceId")
    over = properties.text("currentHealthStatus") == "Available" or activity.text("status") == "Resolved"
    tracked = properties.text("trackingId") or (resource if "currentHealthStatus" in properties else "")
    return alert_signal(
        rule=properties.text("title") or activity.text("operationName"),
        description=activity.text("description"),
        said=said_by_context(activity),
        state="Resolved" if over and tracked else "",
        severity=activity.text("level") if tracked else "4",
        host=resource_name(resource),
        project=activity.text("resourceGroupName"),
        labels={"operation": activity.text("operationName"), "event_type": activity.text("eventSource")},
        link="",
        starts_at=activity.time("eventTimestamp"),
        ended_at=activity.time("eventTimestamp"),
        key=tracked or activity.text("correlationId"),
    )


def _budget(data: Fields) -> Signal:
    return alert_signal(
        rule=f"Budget {data.text('BudgetName')} of {data.text('SubscriptionName')} is spent beyond its threshold",
        description="",
        said="",
        state="",
        severity="3",
        host=data.text("BudgetName"),
        project=data.text("SubscriptionName"),
        labels={},
        link="",
        starts_at=None,
        ended_at=None,
        key=f"budget/{data.text('BudgetId', 'BudgetName')}",
    )

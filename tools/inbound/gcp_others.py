"""Messages of Google Cloud other than Monitoring's: budgets, findings of Security Command Center, Error Reporting.

https://cloud.google.com/billing/docs/how-to/budgets-programmatic-notifications
"""

from tools.inbound.fields import Fields
from tools.inbound.labels import label_map, service_of, severity_in, with_host
from tools.inbound.links import safe_link
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import named, text_of


def recognise(body: Fields) -> bool:
    """True by the names that only these have."""
    if "budgetDisplayName" in body:
        return "costAmount" in body
    return ("finding" in body and "notificationConfigName" in body) or ("group_info" in body and "event_info" in body)


def read(body: Fields) -> Signals:
    """One signal; none for another shape."""
    if not recognise(body):
        return ()
    if "budgetDisplayName" in body:
        return (_budget(body),)
    return (_finding(body, body.map("finding")) if "finding" in body else _error(body),)


def _budget(body: Fields) -> Signal:
    """A budget. It is sent several times a day, and names a threshold only once one is exceeded."""
    name, since = body.text("budgetDisplayName"), body.text("costIntervalStart")
    passed, expected = body.number("alertThresholdExceeded"), body.number("forecastThresholdExceeded")
    if passed is None and expected is None:
        return Ignored(Reason.NO_FAILURE, f"Budget {name} is within its thresholds")
    headline = (
        f"Budget {name} is " + ("spent" if passed is not None else "expected to be spent") + " beyond its threshold"
    )
    amount = " ".join(filter(None, (body.text("budgetAmount"), body.text("currencyCode"))))
    return Fired(
        text=text_of(headline, f"of {amount}" if amount else ""),
        headline=headline,
        host=name,
        labels=with_host(label_map({"currency": body.text("currencyCode")}), name),
        starts_at=body.time("costIntervalStart"),
        dedup_key="/".join(("budget", name, since)),
    )


def _finding(body: Fields, finding: Fields) -> Signal:
    """A finding is active until it is inactive or muted."""
    resource = finding.text("resourceName")
    host = body.text("resource/displayName") or resource.rpartition("/")[2]
    project = body.text("resource/projectDisplayName", "resource/gcpMetadata/projectDisplayName")
    category = finding.text("category").replace("_", " ").lower().capitalize() or "Finding"
    text = text_of(category, finding.text("description"))
    labels = label_map({"project": project, "category": finding.text("category")})
    service, key = service_of(labels, project), finding.text("name")
    if finding.text("state") == "INACTIVE" or finding.text("mute") == "MUTED":
        return Recovered(key, finding.time("eventTime"), None, text, category, service, host=host, labels=labels)
    return Fired(
        text=text,
        headline=category,
        service=service,
        severity=severity_in({}, finding.text("severity")),
        host=host,
        labels=with_host(labels, host),
        dashboard_url=safe_link(finding.text("externalUri")),
        starts_at=finding.time("createTime", "eventTime"),
        dedup_key=key,
    )


def _error(body: Fields) -> Signal:
    """A group of errors that is new or has come back. Its end is not reported."""
    error, event, group = body.map("exception_info"), body.map("event_info"), body.map("group_info")
    headline = named(error.text("type") or body.text("subject"), error.text("message") or event.text("log_message"))
    link = group.text("detail_link")
    labels = label_map({"project": group.text("project_id"), "version": event.text("version")})
    return Fired(
        text=text_of(headline, event.text("log_message")),
        headline=headline,
        service=service_of({}, event.text("service"), group.text("project_id")),
        labels=labels,
        dashboard_url=safe_link(link),
        dedup_key=link.partition("?")[0].rpartition("/")[2],
        release=event.text("version") or None,
    )

"""Findings of AWS itself: Health, GuardDuty, Security Hub, as EventBridge events.

https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
"""

from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, service_of, with_host
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import text_of
from tools.inbound.words import severity_of
from tools.nouns.severity import Severity

_CATEGORIES = {
    "issue": Severity.HIGH,
    "investigation": Severity.HIGH,
    "scheduledChange": Severity.LOW,
    "accountNotification": Severity.LOW,
}
_RESOURCES = (
    "instanceDetails/instanceId", "eksClusterDetails/name", "ecsClusterDetails/name", "lambdaDetails/functionName",
    "rdsDbInstanceDetails/dbInstanceIdentifier", "kubernetesDetails/kubernetesWorkloadDetails/name",
    "accessKeyDetails/userName",
)  # fmt: skip


def health(event: Fields) -> Signal:
    """Read an event by its own ARN and status, because the text of a closed one still begins with the old problem."""
    detail = event.map("detail")
    service, code = detail.text("service"), detail.text("eventTypeCode")
    region = detail.text("eventRegion") or event.text("region")
    kind = code.removeprefix("AWS_").removeprefix(f"{service}_").replace("_", " ").lower()
    headline = f"AWS Health: {service} {kind} in {region}"
    description = next((text.text("latestDescription") for text in detail.maps("eventDescription")), "")
    entities = [entity.text("entityValue") for entity in detail.maps("affectedEntities") if entity.text("entityValue")]
    host = entities[0] if entities else ""
    labels = label_map({"region": region, "account": event.text("account"), "event_type": code})
    text = text_of(headline, ", ".join(entities[:10]), description)
    key, starts_at = detail.text("eventArn"), detail.time("startTime")
    if detail.text("statusCode") == "closed":
        ended_at = detail.time("endTime") or event.time("time")
        return Recovered(
            key, ended_at, None, text, headline, service, host=host, labels=labels, event_id=event.text("id")
        )
    return Fired(
        text=text,
        headline=headline,
        service=service_of(labels, service),
        severity=_CATEGORIES.get(detail.text("eventTypeCategory")),
        host=host,
        labels=with_host(labels, host),
        starts_at=starts_at or event.time("time"),
        dedup_key=key,
        event_id=event.text("id"),
    )


def guardduty(event: Fields) -> Signal:
    """A repeated finding keeps its id and has a higher count; an archived one is ignored."""
    finding = event.map("detail")
    title, kind = finding.text("title"), finding.text("type")
    if finding.map("service").at("archived") is True:
        return Ignored(Reason.MAINTENANCE, f"{title or kind}: archived by a rule")
    resource = finding.map("resource")
    host = resource.text(*_RESOURCES) or next((bucket.text("name") for bucket in resource.maps("s3BucketDetails")), "")
    labels = label_map({"region": finding.text("region"), "account": finding.text("accountId"), "event_type": kind})
    is_test = finding.map("service/additionalInfo").at("sample") is True
    return Fired(
        text=text_of(f"{kind}: {title}", finding.text("description")),
        headline=title or kind,
        service=service_of(labels, "guardduty"),
        severity=Severity.LOW if is_test else _of_number(finding.number("severity")),
        host=host,
        labels=with_host(labels, host),
        starts_at=finding.map("service").time("eventFirstSeen") or finding.time("createdAt") or event.time("time"),
        dedup_key=finding.text("arn", "id"),
        event_id=event.text("id"),
        is_test=is_test,
    )


def _of_number(score: float | None) -> Severity | None:
    """GuardDuty's scale from 1 to 10."""
    if score is None:
        return None
    return (
        Severity.CRITICAL
        if score >= 9
        else Severity.HIGH
        if score >= 7
        else Severity.MEDIUM
        if score >= 4
        else Severity.LOW
    )


def security_hub(event: Fields) -> Signals:
    """One signal per finding; passed, resolved and archived findings recover."""
    signals: list[Signal] = []
    for finding in event.map("detail").maps("findings"):
        title = finding.text("Title") or "Security Hub finding"
        resource = next((item.text("Id") for item in finding.maps("Resources")), "")
        labels = label_map({"region": finding.text("Region"), "account": finding.text("AwsAccountId")})
        key, text = finding.text("Id"), text_of(title, finding.text("Description"))
        over = finding.text("Compliance/Status") == "PASSED" or finding.text("Workflow/Status") in (
            "RESOLVED",
            "SUPPRESSED",
        )
        if over or finding.text("RecordState") == "ARCHIVED":
            at = finding.time("UpdatedAt") or event.time("time")
            signals.append(Recovered(key, at, None, text, title, "securityhub", host=resource, labels=labels))
            continue
        fired = Fired(
            text=text,
            headline=title,
            service=service_of(labels, "securityhub"),
            environment=environment_of(labels),
            severity=severity_of(finding.text("Severity/Label")),
            host=resource,
            labels=with_host(labels, resource),
            starts_at=finding.time("FirstObservedAt", "CreatedAt"),
            dedup_key=key,
        )
        signals.append(fired)
    return tuple(signals) or (Ignored(Reason.EMPTY, "no finding in the event"),)

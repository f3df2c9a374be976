"""Findings of AWS's checks, as EventBridge events.

Inspector, Macie, Access Analyzer, Config, Trusted Advisor, image scans, expiring certificates, unexpected costs.

https://docs.aws.amazon.com/eventbridge/latest/ref/event-aws-service-events.html
"""

from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, pair_map, service_of, with_host
from tools.inbound.links import safe_link
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal
from tools.inbound.titles import text_of
from tools.inbound.words import severity_of
from tools.nouns.severity import Severity

_OVER = frozenset(("CLOSED", "RESOLVED", "COMPLIANT", "OK"))
_SET_ASIDE = frozenset(("SUPPRESSED", "ARCHIVED", "NOT_APPLICABLE", "INSUFFICIENT_DATA"))
_SCANNED = ("CRITICAL", "HIGH", "MEDIUM", "LOW")
_SOON = ((7, Severity.HIGH), (31, Severity.MEDIUM))
"""A certificate's remaining days, and the severity from there on."""


def inspector(event: Fields) -> Signal:
    """A finding keeps its ARN, and is closed when it is fixed. Two findings on one instance are two problems."""
    finding = event.map("detail")
    resource = next(iter(finding.maps("resources")), Fields(None))
    repository = resource.text("details/awsEcrContainerImage/repositoryName")
    return _signal(
        event,
        finding.text("title") or "Inspector finding",
        said=finding.text("description"),
        host=repository or _name(resource.text("id")),
        severity=severity_of(finding.text("severity")),
        status=finding.text("status"),
        key=finding.text("findingArn"),
        tags=resource.map("tags"),
    )


def macie(event: Fields) -> Signal:
    """A finding about sensitive data or an open bucket."""
    finding = event.map("detail")
    bucket = finding.map("resourcesAffected/s3Bucket")
    return _signal(
        event,
        finding.text("title", "type"),
        said=finding.text("description"),
        host=bucket.text("name"),
        severity=severity_of(finding.text("severity/description")),
        status="ARCHIVED" if finding.at("archived") is True else "",
        key=finding.text("id"),
        tags=Fields(pair_map(bucket.maps("tags"), "key", "value")),
        starts_at=finding.time("createdAt"),
    )


def access_analyzer(event: Fields) -> Signal:
    """A resource that others can reach. It is resolved when they no longer can."""
    finding = event.map("detail")
    kind, name = finding.text("resourceType").rpartition("::")[2], _name(finding.text("resource"))
    whom = "everybody" if finding.at("isPublic") is True else "other accounts"
    return _signal(
        event,
        f"{kind or 'Resource'} {name} is open to {whom}",
        host=name,
        status=finding.text("status"),
        key=finding.text("id"),
        starts_at=finding.time("createdAt"),
    )


def config_rule(event: Fields) -> Signal:
    """A rule of AWS Config, and the resource that does not comply with it."""
    change = event.map("detail")
    rule, resource = change.text("configRuleName"), change.text("resourceId")
    status = change.text("newEvaluationResult/complianceType")
    return _signal(
        event,
        f"Config rule {rule}: {resource} does not comply",
        said=change.text("newEvaluationResult/annotation"),
        host=resource,
        status=status,
        key=f"{rule}/{resource}",
    )


def trusted_advisor(event: Fields) -> Signal:
    """A check of Trusted Advisor on one item."""
    check = event.map("detail")
    item = check.map("check-item-detail")
    where = _name(check.text("resource_id")) or item.text("Service", "Resource", "Limit Name")
    name, status = check.text("check-name"), check.text("status").upper()
    severity = Severity.HIGH if status == "ERROR" else Severity.MEDIUM
    said = ", ".join(f"{label} {value}" for label, value in label_map(item).items())
    key = "/".join(filter(None, (name, check.text("resource_id") or said)))
    headline = f"Trusted Advisor: {name}"
    return _signal(event, headline, said=said, host=where, severity=severity, status=status, key=key)


def image_scan(event: Fields) -> Signal:
    """The number of vulnerabilities that a scan found in an image; the worst one sets the severity."""
    scan = event.map("detail")
    repository, counts = _name(scan.text("repository-name")), scan.map("finding-severity-counts")
    found = [level for level in _SCANNED if counts.number(level)]
    if not found:
        return Ignored(Reason.NO_FAILURE, f"scan of {repository}: {scan.text('scan-status').lower()}")
    return _signal(
        event,
        f"Image scan of {repository} found weaknesses",
        said=", ".join(f"{counts.text(level)} {level.lower()}" for level in found),
        host=repository,
        severity=severity_of(found[0]),
        key=f"{event.text('account')}/{event.text('region')}/{repository}",
    )


def certificate(event: Fields) -> Signal:
    """An expiring certificate; one event arrives a day until it is renewed."""
    detail = event.map("detail")
    name, days = detail.text("CommonName"), detail.number("DaysToExpiry")
    is_over = days is not None and days <= 0
    how_bad = next((severity for most, severity in _SOON if days is not None and days <= most), Severity.LOW)
    return _signal(
        event,
        f"Certificate of {name} has expired" if is_over else f"Certificate of {name} expires soon",
        said="" if days is None or is_over else f"{days:g} days are left",
        host=name,
        severity=Severity.CRITICAL if is_over else how_bad,
        key=next(iter(event.texts("resources")), name),
    )


def cost_anomaly(event: Fields) -> Signal:
    """Unexpected costs. The amount changes while the anomaly lasts, but its id stays."""
    anomaly = event.map("detail")
    what, account = anomaly.text("dimensionalValue"), anomaly.text("accountName")
    impact, share = anomaly.number("impact/totalImpact"), anomaly.number("impact/totalImpactPercentage")
    said = f"{impact:.2f} more than expected" if impact is not None else ""
    return _signal(
        event,
        f"Cost anomaly: {what or 'spend'}" + (f" in account {account}" if account else ""),
        said=said + (f" ({share:.0f} %)" if said and share is not None else ""),
        host=what,
        key=anomaly.text("anomalyId"),
        starts_at=anomaly.time("anomalyStartDate"),
        link=anomaly.text("anomalyDetailsLink"),
    )


def _signal(
    event: Fields,
    headline: str,
    *,
    said: str = "",
    host: str = "",
    severity: Severity | None = None,
    status: str = "",
    key: str = "",
    tags: Fields | None = None,
    starts_at: float | None = None,
    link: str = "",
) -> Signal:
    """Fired; recovered, by its status; or ignored, if a rule suppresses it."""
    labels = label_map({"region": event.text("region"), "account": event.text("account")}, tags or Fields(None))
    service, environment = service_of(labels, event.text("source").removeprefix("aws.")), environment_of(labels)
    at, text = event.time("time"), text_of(headline, said)
    if status in _SET_ASIDE:
        return Ignored(Reason.MAINTENANCE, f"{headline}: {status.lower().replace('_', ' ')}")
    if status in _OVER:
        over = (key, at, None, text, headline, service, environment, host, labels, event.text("id"))
        return Recovered(*over)
    return Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=severity,
        host=host,
        labels=with_host(labels, host),
        dashboard_url=safe_link(link),
        starts_at=starts_at or at,
        dedup_key=key,
        event_id=event.text("id"),
    )


def _name(resource: str) -> str:
    """The name in an ARN: `shop` of `arn:aws:s3:::shop` and of `arn:aws:ecr:eu-west-1:1:repository/shop`."""
    return resource.rpartition(":")[2].rpartition("/")[2] if resource.startswith("arn:") else resource

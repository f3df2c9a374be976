"""Amazon EventBridge: alarms, Health, findings, checks, ECS, pipelines and jobs. Any other event is read generically.

https://docs.aws.amazon.com/eventbridge/latest/ref/welcome.html
"""

from collections.abc import Callable
from dataclasses import replace

from tools.inbound import aws_checks
from tools.inbound.aws_containers import deployment, service_action, task
from tools.inbound.aws_findings import guardduty, health, security_hub
from tools.inbound.cloudwatch import alarm_of_detail, signal_of
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, service_of, severity_in, with_host
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import named, text_of
from tools.nouns.severity import Severity

_STATUS = ("state", "status", "build-status", "jobRunState", "result", "outcome", "deployment-status")
_BAD = frozenset(
    (
        "failed",
        "failure",
        "fault",
        "error",
        "timed_out",
        "timeout",
        "timed-out",
        "aborted",
        "abandoned",
        "stopped_failed",
    )
)
_GOOD = frozenset(("succeeded", "success", "complete", "completed"))
_GOING = frozenset((
    "running", "started", "starting", "pending", "in_progress", "in-progress", "runnable", "submitted", "resumed",
    "created", "queued", "superseded", "canceled", "cancelled", "stopping", "active", "ready",
))  # fmt: skip
_TYPES = ("detail-type", "detailType")
# What failed: a name that stays the same, never the id of one execution.
_OBJECTS = (
    "pipeline", "project-name", "jobName", "stateMachineArn", "deploymentGroup", "application", "SourceIdentifier",
    "instance-id", "AutoScalingGroupName", "EC2InstanceId", "resourceArn", "backupVaultName", "databaseName",
    "crawlerName", "name",
)  # fmt: skip
_WORDS = (
    "message", "Message", "errorMessage", "statusReason", "StatusMessage", "statusMessage", "detailMessage", "cause",
    "reason", "description", "Description",
)  # fmt: skip
# The name of an event's kind beside its subject, the outer words first.
_ENDINGS = (
    " State-change Notification", " State Change", " Status Change", " Execution", " Stage", " Action", " Execution",
    " Pipeline",
)  # fmt: skip
# For the events of a database.
_BAD_CATEGORIES = frozenset(("failure", "failover", "low storage", "availability"))
_NOT_ALERTS = ("Scheduled Event", "CloudWatch Alarm Configuration Change")


def recognise(body: Fields) -> bool:
    """True for the envelope: `detail-type`, `source`, `detail`. CodePipeline's notifications spell `detailType`."""
    return bool(body.text(*_TYPES)) and "source" in body and "detail" in body


def read(body: Fields, _given: Given) -> Signals:
    """One signal per event; Security Hub's events hold several findings."""
    kind = body.text(*_TYPES)
    if not kind:
        return ()
    if kind in _NOT_ALERTS or (body.text("source") == "aws.s3" and kind.startswith("Object ")):
        return (Ignored(Reason.NOT_AN_ALERT, kind),)
    if kind.startswith("Security Hub Findings"):
        return security_hub(body)
    reader = _KINDS.get(kind)
    return (reader(body) if reader else _state_change(body),)


def _alarm(event: Fields) -> Signal:
    arns = event.texts("resources")
    return _with_id(signal_of(alarm_of_detail(event.map("detail"), arns[0] if arns else "", event)), event)


def _with_id(signal: Signal, event: Fields) -> Signal:
    return signal if isinstance(signal, Ignored) else replace(signal, event_id=event.text("id"))


_KINDS: dict[str, Callable[[Fields], Signal]] = {
    "CloudWatch Alarm State Change": _alarm,
    "CloudWatch Alarm Contributor State Change": _alarm,
    "AWS Health Event": health,
    "AWS Health Abuse Event": health,
    "GuardDuty Finding": guardduty,
    "ECS Task State Change": task,
    "ECS Service Action": service_action,
    "ECS Deployment State Change": deployment,
    "Inspector2 Finding": aws_checks.inspector,
    "Macie Finding": aws_checks.macie,
    "Access Analyzer Finding": aws_checks.access_analyzer,
    "Config Rules Compliance Change": aws_checks.config_rule,
    "Trusted Advisor Check Item Refresh Notification": aws_checks.trusted_advisor,
    "ECR Image Scan": aws_checks.image_scan,
    "ACM Certificate Approaching Expiration": aws_checks.certificate,
    "ACM Certificate Expired": aws_checks.certificate,
    "Anomaly Detected": aws_checks.cost_anomaly,
}


def _told_by_type(kind: str) -> str:
    """The last word of a database migration's REPLICATION_TASK_FAILED."""
    word = kind.rpartition("_")[2].lower()
    return word if word in _BAD or word in _GOOD else ""


def _state_change(event: Fields) -> Signal:
    """Pipelines, builds, jobs, executions: failed states fire, successful ones recover, other events fire as LOW."""
    detail, kind = event.map("detail"), event.text(*_TYPES)
    status = detail.text(*_STATUS) or _told_by_type(detail.text("eventType"))
    word = status.lower().replace(" ", "_")
    error = detail.text("errorCode")
    name = detail.text(*_OBJECTS).rpartition(":")[2] or next(iter(event.texts("resources")), "")
    is_finding = "severity" in detail and "title" in detail  # its status says whether somebody has looked at it
    if (word in _GOING and not is_finding) or (kind == "AWS API Call via CloudTrail" and not error):
        return Ignored(Reason.NOT_AN_ALERT, f"{kind}: {name} {status}".strip())
    subject = kind
    for ending in _ENDINGS:
        subject = subject.removesuffix(ending)
    labels = label_map(
        {"source": event.text("source"), "region": event.text("region"), "account": event.text("account")},
        {key: detail.text(key) for key in ("stage", "action", "project-name", "pipeline", "phase") if key in detail},
    )
    headline = " ".join(
        filter(None, (subject, name if not name.startswith("arn:") else "", word.replace("_", " "), error))
    )
    words = detail.text("title", *_WORDS) if is_finding else detail.text(*_WORDS)
    if is_finding or (not word and not error):  # not a change of state: only the words describe it
        headline = named(headline, words.partition("\n")[0])
    text = text_of(headline, words)
    key = f"{event.text('source')}/{event.text('account')}/{event.text('region')}/{name}" if name else ""
    service, environment = service_of(labels, event.text("source").removeprefix("aws.")), environment_of(labels)
    at = event.time("time")
    is_bad = word in _BAD or bool(error) or not _BAD_CATEGORIES.isdisjoint(detail.texts("EventCategories"))
    if word in _GOOD:
        whole = kind.endswith(("Pipeline Execution State Change", "Build State Change")) or not kind.startswith(
            "CodePipeline"
        )
        ended = Recovered(key, at, None, text, headline, service, environment, name, labels, event.text("id"))
        return ended if whole and key else Ignored(Reason.NO_FAILURE, headline)
    return Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=severity_in(labels, detail.text("severity")) or (None if is_bad else Severity.LOW),
        host=name,
        labels=with_host(labels, name),
        starts_at=at,
        dedup_key=key,
        event_id=event.text("id"),
    )

"""Amazon CloudWatch alarms, as SNS messages, as Lambda actions and inside EventBridge events.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, runbook_in, service_of, severity_in, with_host
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import named, text_of

# The dimension that names the failing thing comes before those that name what it belongs to.
_OBJECTS = (
    "InstanceId", "FunctionName", "DBInstanceIdentifier", "QueueName", "TableName", "TargetGroup", "LoadBalancer",
    "LoadBalancerName", "ServiceName", "CacheClusterId", "DomainName", "BucketName", "StreamName",
    "DBClusterIdentifier", "ClusterName", "AutoScalingGroupName", "ApiName", "VolumeId", "FileSystemId", "host",
    "Host",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alarm:
    """One state change, whichever way it arrived."""

    name: str
    arn: str
    description: str
    state: str
    at: float | None
    reason: str
    metrics: tuple[str, ...]
    dimensions: dict[str, str]
    region: str
    account: str
    priority: str = ""
    contributor: str = ""


def recognise(body: Fields) -> bool:
    """True for an SNS message with `AlarmName` and a Lambda action with `alarmData`."""
    return ("AlarmName" in body and ("NewStateValue" in body or "Trigger" in body)) or "alarmName" in body.map(
        "alarmData"
    )


def read(body: Fields, _given: Given) -> Signals:
    """ALARM fires, OK recovers by the alarm's ARN, INSUFFICIENT_DATA is ignored."""
    if "alarmData" in body:
        return (signal_of(alarm_of_detail(body.map("alarmData"), body.text("alarmArn"), body)),)
    message = body.map("Message") if "AlarmName" in body.map("Message") else body
    return (signal_of(_alarm_of_message(message)),) if "AlarmName" in message else ()


def signal_of(alarm: Alarm) -> Signal:
    """The signal of one state change."""
    labels = label_map(
        {"alarmname": alarm.name},
        alarm.dimensions,
        {"region": alarm.region, "account": alarm.account, "metric": "/".join(alarm.metrics[:1])},
    )
    host = next((alarm.dimensions[name] for name in _OBJECTS if alarm.dimensions.get(name)), "")
    host = host or next(iter(alarm.dimensions.values()), "") or alarm.name
    headline = named(alarm.name, alarm.description)
    text = text_of(
        headline, _condition(alarm), alarm.contributor, "" if alarm.description or alarm.metrics else alarm.reason
    )
    key = "#".join(
        filter(
            None, (alarm.arn or "/".join(filter(None, (alarm.account, alarm.region, alarm.name))), alarm.contributor)
        )
    )
    service = service_of(labels, alarm.metrics[0].rpartition("/")[0].rpartition("/")[2] if alarm.metrics else "")
    environment = environment_of(labels)
    if alarm.state == "OK":
        return Recovered(key, alarm.at, None, text, headline, service, environment, host, labels)
    if alarm.state == "INSUFFICIENT_DATA":
        return Ignored(Reason.NOT_AN_ALERT, f"{alarm.name} has insufficient data")
    return Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=severity_in(labels, alarm.priority),
        host=host,
        labels=with_host(labels, host),
        runbook_url=runbook_in({"runbook": _first_link(alarm.description)}),
        starts_at=alarm.at,
        dedup_key=key,
    )


def alarm_of_detail(detail: Fields, arn: str, event: Fields) -> Alarm:
    """The alarm of a Lambda action or an EventBridge event; both have the same details."""
    configuration = detail.map("configuration")
    stats = [metric.map("metricStat/metric") for metric in configuration.maps("metrics") if "metricStat" in metric]
    contributor = detail.map("alarmContributor")
    state = detail.map("state") if not contributor.map("state") else contributor.map("state")
    return Alarm(
        name=detail.text("alarmName"),
        arn=arn,
        description=configuration.text("description"),
        state=state.text("value").upper(),
        at=state.time("timestamp") or event.time("time"),
        reason=state.text("reason"),
        metrics=tuple(f"{stat.text('namespace')}/{stat.text('name')}" for stat in stats),
        dimensions=dict(_dimensions(stats)),
        region=event.text("region"),
        account=event.text("account", "accountId"),
        contributor=" ".join(f"{name} {value}" for name, value in contributor.map("attributes").items()),
    )


def _alarm_of_message(message: Fields) -> Alarm:
    """The alarm of an SNS message. Composite alarms have no `Trigger`, and metric math has `Metrics` in it."""
    trigger = message.map("Trigger") or message
    stats = [trigger] if "MetricName" in trigger else []
    stats += [metric.map("MetricStat/Metric") for metric in trigger.maps("Metrics") if "MetricStat" in metric]
    return Alarm(
        name=message.text("AlarmName"),
        arn=message.text("AlarmArn"),
        description=message.text("AlarmDescription"),
        state=message.text("NewStateValue").upper(),
        at=message.time("StateChangeTime"),
        reason=message.text("NewStateReason"),
        metrics=tuple(f"{stat.text('Namespace')}/{stat.text('MetricName')}" for stat in stats),
        dimensions=dict(_dimensions(stats)) | _extra(message),
        region=message.text("Region"),
        account=message.text("AWSAccountId"),
        priority=message.text("Priority", "Severity"),
    )


def _extra(message: Fields) -> dict[str, str]:
    application = message.text("Application")
    return {"application": application} if application else {}


def _dimensions(stats: Iterable[Fields]) -> Iterator[tuple[str, str]]:
    """Dimensions are a list of name and value in messages, and an object in details."""
    for stat in stats:
        for pair in stat.maps("Dimensions"):
            yield pair.text("name", "Name"), pair.text("value", "Value")
        yield from stat.map("dimensions").items()


def _condition(alarm: Alarm) -> str:
    """The metric and its dimensions, without measured values, which differ in every firing."""
    measured = ", ".join(dict.fromkeys(metric.rpartition("/")[2] for metric in alarm.metrics[:5]))
    of = ", ".join(f"{name} {value}" for name, value in list(alarm.dimensions.items())[:8])
    return f"{measured} of {of}" if measured and of else measured or of


def _first_link(text: str) -> str:
    position = text.find("http")
    return text[position:].split()[0].rstrip(".,)") if position >= 0 else ""

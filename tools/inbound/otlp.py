"""OpenTelemetry logs as OTLP/JSON: every record of at least a given severity is a report.

https://opentelemetry.io/docs/specs/otel/logs/data-model/
"""

from collections.abc import Iterator

from tools.inbound.fields import Fields, scalar
from tools.inbound.labels import environment_of, host_of, label_map, service_of
from tools.inbound.lines import level_in
from tools.inbound.otlp_map import fired_of
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Signal, Signals
from tools.inbound.titles import named, text_of
from tools.nouns.severity import LEVELS, Severity

ERROR = 17
_OF_LEVEL = {"debug": 5, "info": 9, "warning": 13, "error": 17, "fatal": 21}
_OF_SEVERITY = {Severity.LOW: 9, Severity.MEDIUM: 13, Severity.HIGH: 17, Severity.CRITICAL: 21}
_ENUM = {"TRACE": 1, "DEBUG": 5, "INFO": 9, "WARN": 13, "ERROR": 17, "FATAL": 21}
_DEPTH = 4
_HOSTS = ("k8s.pod.name", "host.name", "service.instance.id", "container.name", "container.id", "host.id")
_RESOURCE_LABELS = (
    "service.namespace", "k8s.namespace.name", "k8s.deployment.name", "k8s.cluster.name", "k8s.pod.name",
    "host.name", "cloud.region", "deployment.environment.name", "deployment.environment", "service.version",
    "faas.name",
)  # fmt: skip


def recognise(body: Fields) -> bool:
    """True for `resourceLogs`, or `resource_logs` as protobuf's JSON printer may write it."""
    return "resourceLogs" in body or "resource_logs" in body


def read(body: Fields, given: Given) -> Signals:
    """Records below the minimum severity are counted together."""
    if not recognise(body):
        return ()
    signals: list[Signal] = []
    below = 0
    for resource_logs in _either(body, "resourceLogs", "resource_logs"):
        resource = attributes(resource_logs.map("resource"))
        for scope in _either(resource_logs, "scopeLogs", "scope_logs") or resource_logs.maps(
            "instrumentationLibraryLogs"
        ):
            for record in _either(scope, "logRecords", "log_records") or scope.maps("logs"):
                found = record_signal(record, resource, given)
                signals.extend(found)
                below += not found
    if below:
        signals.append(Ignored(Reason.BELOW_SEVERITY, f"{below} records below the minimum severity"))
    return tuple(signals) or (Ignored(Reason.EMPTY, "no log record in the body"),)


def record_signal(record: Fields, resource: dict[str, str], given: Given) -> tuple[Fired, ...]:
    """The report of one record; empty if its severity is too low. A map may say more than the record's resource."""
    own, mapped = attributes(record), fired_of(record.at("body"), given)
    number = severity_number(record, own)
    if not number and mapped and mapped.severity:
        number = _OF_SEVERITY[mapped.severity]
    if number < given.min_severity:
        return ()
    body = mapped.text if mapped else value_text(record.at("body"))
    raised = ": ".join(filter(None, (own.get("exception.type", ""), own.get("exception.message", ""))))
    first = mapped.headline if mapped else body.partition("\n")[0]
    headline = named(first, raised) or own.get("event.name", "") or record.text("eventName", "event_name")
    resource_labels = {name: resource[name] for name in _RESOURCE_LABELS if name in resource}
    labels = label_map(resource_labels, _telling(own), mapped.labels if mapped else {})
    host = next((resource[name] for name in _HOSTS if resource.get(name)), "") or host_of(labels)
    host = host or (mapped.host if mapped else "")
    fired = Fired(
        text=text_of(body or headline, raised, own.get("exception.stacktrace", "")) or "a log record without text",
        headline=headline or "Log record without words",
        service=_service(resource, mapped),
        environment=environment_of(resource) or (mapped.environment if mapped else ""),
        severity=Severity.CRITICAL
        if number >= 21
        else Severity.HIGH
        if number >= 17
        else Severity.MEDIUM
        if number >= 13
        else Severity.LOW,
        host=host,
        labels=labels,
        starts_at=record.time("timeUnixNano", "time_unix_nano", "observedTimeUnixNano", "observed_time_unix_nano"),
        release=resource.get("service.version") or None,
    )
    return (fired,)


def _service(resource: dict[str, str], mapped: Fired | None) -> str:
    """The service. SDKs write "unknown_service:java" by default.

    A shipper has no resource, but its record may name it.
    """
    service = resource.get("service.name", "")
    if service and not service.startswith("unknown_service"):
        return service
    namespace = resource.get("k8s.namespace.name", "")
    return (mapped.service if mapped else "") or service_of({"namespace": namespace}, service)


def severity_number(record: Fields, own: dict[str, str]) -> int:
    """The severity number, else the enum's name, the text, an exception or the body, in this order."""
    number = record.number("severityNumber", "severity_number")
    if number is not None and 0 < number <= 24:
        return int(number)
    name = record.text("severityNumber", "severity_number").removeprefix("SEVERITY_NUMBER_").rstrip("234")
    level = LEVELS.get(record.text("severityText", "severity_text").lower(), "")
    if name in _ENUM:
        return _ENUM[name]
    if level:
        return _OF_LEVEL[level]
    if "exception.type" in own or "exception.stacktrace" in own:
        return ERROR
    return _OF_LEVEL.get(level_in(value_text(record.at("body"))), 0)


def _telling(own: dict[str, str]) -> dict[str, str]:
    names = (
        "exception.type",
        "http.response.status_code",
        "http.route",
        "code.function",
        "code.function.name",
        "log.logger",
        "event.name",
    )
    return {name: own[name] for name in names if name in own}


def attributes(holder: Fields) -> dict[str, str]:
    """A list of keys and values, as texts."""
    pairs = holder.maps("attributes")
    return {pair.text("key"): text for pair in pairs if pair.text("key") and (text := value_text(pair.at("value")))}


def value_text(value: object, depth: int = 0) -> str:
    """An AnyValue as text; a map or a list as its parts in a row."""
    if not isinstance(value, dict):
        return scalar(value)
    fields = Fields(value)
    flat = fields.text(
        "stringValue", "string_value", "intValue", "int_value", "doubleValue", "double_value", "boolValue", "bool_value"
    )
    if flat or depth >= _DEPTH:
        return flat
    return " ".join(_parts(fields, depth))


def _parts(fields: Fields, depth: int) -> Iterator[str]:
    for pair in (fields.map("kvlistValue") or fields.map("kvlist_value")).maps("values"):
        text = value_text(pair.at("value"), depth + 1)
        yield text if pair.text("key") in ("message", "msg", "body") else f"{pair.text('key')}={text}"
    for item in (fields.map("arrayValue") or fields.map("array_value")).maps("values"):
        yield value_text(item.raw, depth + 1)


def _either(fields: Fields, *names: str) -> list[Fields]:
    return next((found for name in names if (found := fields.maps(name))), [])

"""Amazon ECS events: stopped tasks, service actions, deployments.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
"""

from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, service_of, with_host
from tools.inbound.signal import Fired, Ignored, Reason, Signal
from tools.inbound.titles import text_of
from tools.nouns.severity import Severity

# A task that somebody or a rollout stopped has not failed, unless the reason says so.
_WANTED = ("UserInitiated", "ServiceSchedulerInitiated")
_FAILING = ("fail", "unhealthy", "error", "unable", "cannot", "outofmemory")
_FROM_OUTSIDE = ("SpotInterruption", "TerminationNotice")


def task(event: Fields) -> Signal:
    """A stopped task fires, unless that was intended or it ended well: an essential container may exit with 0."""
    detail = event.map("detail")
    service = _service(detail)
    stopped, code = detail.text("lastStatus") == "STOPPED", detail.text("stopCode")
    if not stopped:
        return Ignored(Reason.NOT_AN_ALERT, f"a task of {service} is {detail.text('lastStatus').lower() or 'changing'}")
    reason = detail.text("stoppedReason")
    is_failing = any(word in reason.lower() for word in _FAILING)
    troubles = [_trouble(container) for container in detail.maps("containers")]
    said = [trouble for trouble in troubles if trouble]
    if not is_failing and (code in _WANTED or (code == "EssentialContainerExited" and troubles and not said)):
        return Ignored(Reason.NO_FAILURE, f"a task of {service} ended normally: {reason or code}")
    labels = _labels(event, detail)
    # Only the reason tells why a task never started.
    began = any("exitCode" in container or container.text("reason") for container in detail.maps("containers"))
    why = "; ".join(said) if began or not is_failing else reason
    headline = f"ECS task of {service} stopped: {why or reason or code or 'no reason given'}"
    arn = detail.text("taskArn")
    version = detail.text("version")
    return Fired(
        text=text_of(headline, reason),
        headline=headline,
        service=service_of(labels, service),
        environment=environment_of(labels),
        severity=Severity.LOW if code in _FROM_OUTSIDE else None,
        host=arn,
        labels=with_host(labels, arn),
        starts_at=detail.time("stoppedAt", "executionStoppedAt", "stoppingAt", "updatedAt") or event.time("time"),
        dedup_key=arn,
        release=_last(detail.text("taskDefinitionArn")) or None,
        event_id=f"{arn}@{version}" if version else event.text("id"),
    )


def service_action(event: Fields) -> Signal:
    """Fires for ERROR and WARN events of the service scheduler; INFO events are ignored."""
    detail = event.map("detail")
    name, kind = detail.text("eventName"), detail.text("eventType")
    service = _last(next(iter(event.texts("resources")), "")) or "ECS"
    if kind == "INFO":
        return Ignored(Reason.NO_FAILURE, f"{service}: {name}")
    return _of_service(event, service, name, Severity.HIGH if kind == "ERROR" else Severity.MEDIUM)


def deployment(event: Fields) -> Signal:
    """Fires for a failed deployment; one that is in progress or completed is ignored."""
    detail = event.map("detail")
    name = detail.text("eventName")
    service = _last(next(iter(event.texts("resources")), "")) or "ECS"
    if detail.text("eventType") != "ERROR" and "FAILED" not in name:
        return Ignored(Reason.NO_FAILURE, f"{service}: {name}")
    return _of_service(event, service, name, Severity.HIGH)


def _of_service(event: Fields, service: str, name: str, severity: Severity) -> Fired:
    detail = event.map("detail")
    labels = _labels(event, detail)
    headline = f"ECS service {service}: {name.removeprefix('SERVICE_').replace('_', ' ').lower()}"
    arn = next(iter(event.texts("resources")), "")
    return Fired(
        text=text_of(headline, detail.text("reason")),
        headline=headline,
        service=service,
        environment=environment_of(labels),
        severity=severity,
        host=service,
        labels=with_host(labels, service),
        starts_at=event.time("time"),
        dedup_key=f"{arn}#{name}",
        event_id=event.text("id"),
    )


def _service(detail: Fields) -> str:
    """`service:checkout` as "checkout"; the family of a task that belongs to no service."""
    group = detail.text("group")
    return (
        group.partition(":")[2]
        if group.startswith(("service:", "family:"))
        else _last(detail.text("taskDefinitionArn")).partition(":")[0]
    )


def _labels(event: Fields, detail: Fields) -> dict[str, str]:
    names = sorted(name for container in detail.maps("containers") if (name := container.text("name")))
    return label_map(
        {
            "cluster": _last(detail.text("clusterArn")),
            "container": ",".join(names),
            "region": event.text("region"),
            "account": event.text("account"),
            "launch_type": detail.text("launchType"),
        }
    )


def _trouble(container: Fields) -> str:
    """Why the container counts as failed; "" if it exited with 0."""
    name, reason, code = container.text("name"), container.text("reason"), container.number("exitCode")
    if code is None:
        return f"container {name} {reason}".strip() if reason else f"container {name} gave no exit code"
    if code == 0 and not reason:
        return ""
    return f"container {name} exited with {int(code) if abs(code) < 1e6 else code}" + (f", {reason}" if reason else "")


def _last(arn: str) -> str:
    return arn.rpartition("/")[2] if "/" in arn else arn.rpartition(":")[2]

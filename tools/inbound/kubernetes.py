"""Kubernetes events: core/v1, events.k8s.io/v1, from a watch, a list or an exporter that drops kind and version.

Flux' controllers send similar events, with a severity instead of a type; a success ends their failures.

https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
"""

from tools import deferred_re as re
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, service_of
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import text_of
from tools.inbound.words import severity_of
from tools.nouns.severity import Severity

# Failures that Kubernetes itself calls Normal.
_BAD_NORMALS = frozenset((
    "NodeNotReady", "BackOff", "NodeHasDiskPressure", "NodeHasInsufficientMemory", "NodeHasInsufficientPID",
    "Evicted", "NodeHasMemoryPressure", "NodeHasPIDPressure", "Preempted", "SystemOOM", "TaintManagerEviction",
))  # fmt: skip
_GRAVE = frozenset(("NodeNotReady", "SystemOOM", "OOMKilling", "FailedScheduling", "FailedMount", "FailedAttachVolume"))
# Reasons that end another reason of the same object.
_ENDS = {
    "NodeReady": "NodeNotReady",
    "NodeHasNoDiskPressure": "NodeHasDiskPressure",
    "NodeHasSufficientMemory": "NodeHasInsufficientMemory",
    "NodeHasSufficientPID": "NodeHasInsufficientPID",
}
_UID = re.compile(r"\s?\(?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)?")
_CONTAINER = re.compile(r"\{([^}]{1,100})\}")
# What controllers append to the names of pods: a template's hash and five letters, five letters, an ordinal, a job's
# time.
_GENERATED = re.compile(
    r"(?:-[a-z0-9]{6,10}-[a-z0-9]{5}|-[bcdfghjklmnpqrstvwxz2456789]{5}|-\d{7,12}(?:-[a-z0-9]{5})?|-\d{1,4})$"
)


def recognise(body: Fields) -> bool:
    """True for an event, a list of events, or what an exporter keeps of one."""
    if body.text("kind") in ("Event", "EventList") or body.map("object").text("kind") == "Event":
        return True
    return "reason" in body and ("involvedObject" in body or "regarding" in body)


def read(body: Fields, _given: Given) -> Signals:
    """One signal per event; lists and watches are opened."""
    if body.text("type") in ("ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR") and "object" in body:
        if body.text("type") == "DELETED":
            return (Ignored(Reason.ENDED_EVENT, "the cluster deleted the event, as it does after an hour"),)
        return (
            (_signal(body.map("object")),)
            if recognise(body.map("object"))
            else (Ignored(Reason.NOT_AN_ALERT, body.text("type")),)
        )
    if "items" in body and body.text("kind") in ("EventList", "List"):
        return tuple(map(_signal, body.maps("items"))) or (Ignored(Reason.EMPTY, "no event in the list"),)
    wrapped = body.map("event")
    if recognise(wrapped):
        return (_signal(wrapped),)
    return (_signal(body),) if recognise(body) else ()


def _signal(event: Fields) -> Signal:
    thing = event.map("involvedObject") or event.map("regarding")
    reason, message = event.text("reason"), event.text("message", "note")
    kind, name, namespace = thing.text("kind"), thing.text("name"), thing.text("namespace")
    container = _CONTAINER.search(thing.text("fieldPath"))
    object_labels = thing.map("labels")
    labels = label_map(
        {
            "reason": reason,
            "namespace": namespace,
            kind.lower() or "object": name,
            "cluster": event.text("clusterName", "cluster"),
        },
        {"container": container[1] if container else ""},
        object_labels,
    )
    service = _service(object_labels, kind, name, namespace)
    environment = environment_of(labels)
    identity = thing.text("uid") or "/".join(filter(None, (kind, namespace, name)))
    said = _UID.sub("", message)
    headline = f"{reason}: {said}" if said else reason
    text = text_of(headline, f"{kind} {name}" if name and name not in headline else "")
    at = event.time("lastTimestamp", "deprecatedLastTimestamp", "series/lastObservedTime", "eventTime")
    if reason in _ENDS:
        key = f"{identity}/{_ENDS[reason]}"
        return Recovered(key, at, None, text, headline, service, environment, name, labels)
    controller = event.text("reportingController") if "type" not in event else ""
    if controller and event.text("severity") and reason.endswith("Succeeded"):
        key = f"{identity}/{controller}"
        return Recovered(key, event.time("timestamp"), None, text, headline, service, environment, name, labels)
    is_bad = event.text("type") == "Warning" or (controller and event.text("severity") == "error")
    if not is_bad and reason not in _BAD_NORMALS:
        return Ignored(Reason.NO_FAILURE, headline)
    return Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=Severity.HIGH if reason in _GRAVE else severity_of(event.text("severity")) or Severity.MEDIUM,
        host=name,
        labels=labels,
        starts_at=event.time(
            "firstTimestamp",
            "deprecatedFirstTimestamp",
            "eventTime",
            "metadata/creationTimestamp",
            "lastTimestamp",
            "timestamp",
        ),
        dedup_key="/".join(filter(None, (identity, controller or reason, container[1] if container else ""))),
        event_id=_version(event),
    )


def _version(event: Fields) -> str:
    """The id of this message: a repeat is the same object with a higher count. Exporters may drop its version."""
    uid = event.text("metadata/uid")
    version = event.text("metadata/resourceVersion") or event.text("count", "series/count", "lastTimestamp")
    return f"{uid}@{version}" if uid and version else ""


def _service(labels: Fields, kind: str, name: str, namespace: str) -> str:
    """The app named by the object's labels, else the workload of the pod, else the namespace."""
    told = service_of(label_map(labels))
    if told:
        return told
    if kind in ("Node", "Namespace", "PersistentVolume"):
        return namespace if namespace not in ("", "default") else kind.lower()
    return (workload(name) if kind in ("Pod", "ReplicaSet", "Job") else name) or namespace


def workload(pod: str) -> str:
    """The deployment, set or job that a pod is named after: "checkout" for "checkout-7d9f8b9c5-x2x9q"."""
    return _GENERATED.sub("", pod) or pod

"""Google Cloud Monitoring, directly or through Pub/Sub.

https://cloud.google.com/monitoring/support/notification-options#webhooks
"""

import base64
import binascii
import json

from tools import deferred_re as re
from tools.inbound import gcp_others
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, host_of, label_map, runbook_in, service_of, severity_in, with_host
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Recovered, Signals
from tools.inbound.titles import named, text_of
from tools.inbound.words import State, state_of
from tools.nouns.severity import Severity

_LINK = re.compile(r"https?://[^\s)\]>\"]{1,1000}")
_SERVICES = ("container_name", "service_name", "module_id", "function_name", "job_name", "queue_id", "database_id")
_HOSTS = ("instance_id", "instance_name", "node_name", "function_name", "service_name", "host")
# "… labels {project_id=tf-test} …": the summary repeats what is in the labels.
_BRACES = re.compile(r"\s?(?:with |labels )?\{[^}]{0,500}\}")


def recognise(body: Fields) -> bool:
    """True for an incident with its policy, and for messages of Google's other services."""
    if gcp_others.recognise(body):
        return True
    incident = body.map("incident")
    return "incident_id" in incident and (
        "policy_name" in incident or "condition_name" in incident or "condition" in incident
    )


def read(body: Fields, given: Given) -> Signals:
    """By `state`, because a closed incident of version 1.1 still says "is above the threshold"."""
    incident = body.map("incident")
    if not incident:
        return gcp_others.read(body) or _pushed(body, given)
    resource = incident.map("resource/labels")
    labels = label_map(
        incident.map("policy_user_labels"),
        incident.map("metadata/user_labels"),
        incident.map("metadata/system_labels"),
        resource,
        incident.map("metric/labels"),
    )
    policy, condition = _display(incident.text("policy_name")), incident.text("condition_name", "condition/displayName")
    summary = _BRACES.sub("", incident.text("summary"))
    headline = named(policy or condition, summary)
    content = incident.text("documentation/content", "documentation")
    text = text_of(
        headline, condition, incident.text("metric/displayName", "metric/type"), incident.text("documentation/subject")
    )
    key, started_at = incident.text("incident_id"), incident.time("started_at")
    host = host_of({name: value for name, value in labels.items() if name not in _SERVICES}, resource.text(*_HOSTS))
    name = incident.text("resource_display_name", "resource_name")
    host = host or ("" if " " in name else name) or incident.text("resource_id") or name
    part = resource.text(*_SERVICES)
    project = incident.text("scoping_project_id") or resource.text("project_id")
    service, environment = service_of(labels, part if part != "default" else "", project), environment_of(labels)
    if state_of(incident.text("state")) is State.RESOLVED:
        return (Recovered(key, incident.time("ended_at"), None, text, headline, service, environment, host, labels),)
    is_test = body.text("version") == "test"
    found = _LINK.search(content)
    fired = Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=Severity.LOW if is_test else severity_in({}, incident.text("severity"), labels.get("severity", "")),
        host=host,
        labels=with_host(labels, host),
        runbook_url=runbook_in(labels, {"runbook": found[0] if found else ""}),
        dashboard_url=safe_link(incident.text("url")),
        starts_at=started_at,
        dedup_key=key,
        is_test=is_test,
    )
    return (fired,)


def _display(name: str) -> str:
    """A policy's display name; `projects/…/alertPolicies/…` is its address."""
    return "" if name.startswith("projects/") else name


def _pushed(body: Fields, given: Given) -> Signals:
    """A push of Pub/Sub: the notification is base64 in `message/data`."""
    data = body.at("message/data")
    if not isinstance(data, str) or not data:
        return ()
    try:
        return given.inner(json.loads(base64.b64decode(data, validate=True)))
    except (binascii.Error, ValueError, RecursionError):
        return ()

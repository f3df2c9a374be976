"""Reads service, environment, host, severity and links from labels, in one order of evidence for all senders."""

import hashlib
from collections.abc import Iterable, Mapping

from tools import deferred_re as re
from tools.inbound.fields import Fields, scalar
from tools.inbound.links import safe_link
from tools.inbound.words import REPLICA_LABELS, severity_of
from tools.nouns.severity import Severity

_SERVICE = ("service", "service_name", "service.name", "servicename")
_APP = (
    "app.kubernetes.io/name", "app_kubernetes_io_name", "label_app_kubernetes_io_name", "app", "application",
    "app_name", "k8s-app", "k8s_app", "label_app",
)  # fmt: skip
_SERVICES = (*_SERVICE, *_APP, "job", "namespace")
_ENVIRONMENT = (
    "environment", "env", "stage", "deployment.environment.name", "deployment.environment",
    "deployment_environment", "deployment_environment_name",
)  # fmt: skip
_CLUSTER = ("cluster", "cluster_name", "k8s.cluster.name", "cluster-name", "clustername", "kube_cluster_name")
_HOST = (
    "pod", "pod_name", "kubernetes_pod_name", "host", "hostname", "host_name", "host.name", "instance", "node",
    "nodename", "server", "machine", "computer", "device", "container", "deployment", "statefulset", "daemonset",
    "cronjob", "job_name", "persistentvolumeclaim", "target", "queue", "topic", "function", "functionname",
    "database",
)  # fmt: skip
# Exporters that describe the machine they run on: their own pod is not what fails.
_NODE_JOBS = ("node-exporter", "node", "node_exporter", "kubelet", "windows-exporter")
_SEVERITY = ("severity", "priority", "level", "alert_severity", "severity_level", "urgency", "criticality")
_RUNBOOK = (
    "runbook_url", "runbookurl", "runbook", "runbook_link", "runbookUrl", "playbook", "playbook_url", "sop_url",
)  # fmt: skip
_DASHBOARD = (
    "dashboard_url",
    "dashboardURL",
    "dashboard",
    "dashboardurl",
    "__dashboardurl__",
    "grafana_url",
    "link",
    "url",
)
_SECRET = re.compile(
    r"(?im)(?:^__|(?:^|[_.\W])(?:token|secret|passw(?:or)?d|auth(?:orization)?|credentials?"
    r"|(?:api|routing|service|integration|private|access)[_ -]?key"
    r"|(?:api|auth|access|bearer|refresh|client|user|bot|slack)[_ -]?(?:token|secret)"
    r"|webhook(?:_url)?|cookie|session(?:id)?|signature)$)"
)
# `berlin`, `room-52`, `s-17`: letters, then perhaps a number; no hash, address, time or version.
_OWN_NAME = re.compile(r"[^\W\d_]{1,40}(?:[-_ ][^\W\d_]{1,40}){0,5}(?:[-_ ]?\d{1,5})?")
# How and by whom it was measured, the severity, and who is notified: these may differ between all alerts of a rule.
_CIRCUMSTANCE = re.compile(
    r"(?i)(?:^__|id$|uid$|hash$|_ip$|^ip$|addr(?:ess)?$|version$|image$|tag$|user|owner|team|contact|channel|receiver|url$"
    r"|link$|path$|endpoint$|prom|replica|severity|priority|level|state|status|^le$|quantile|revision|commit|pod|container"
    r"|node$|instance|^type$|^source$|^reason$|^phase$|^mode$|^unit$|^category$|grafana|rule|slo|alert|lab$|tier|^group)"
)
_MOST_LABELS, _NAME_CHARS, _VALUE_CHARS = 64, 120, 1_000


def label_map(*sources: Fields | Mapping[str, str]) -> dict[str, str]:
    """Labels from flat values, earlier sources first, without names of secrets and Grafana's private labels."""
    found: dict[str, str] = {}
    for source in sources:
        for name, text in source.items():
            if len(found) >= _MOST_LABELS:
                break
            if text:
                found.setdefault(name[:_NAME_CHARS], text[:_VALUE_CHARS])
    # One search over all names at once, because secrets are rare.
    if _SECRET.search("\n".join(found)):
        found = {name: text for name, text in found.items() if not _SECRET.search(name)}
    return found


def tag_map(tags: Iterable[str]) -> dict[str, str]:
    """`name:value` tags as labels; a tag without a value becomes a label with the value "true"."""
    pairs = (tag.strip().partition(":") for tag in tags)
    return label_map({name.strip(): value.strip() or "true" for name, _, value in pairs if name.strip()})


def pair_map(pairs: Iterable[Fields], name: str, value: str) -> dict[str, str]:
    """Lists of `{name, value}` objects as labels."""
    return label_map({pair.text(name): pair.text(value) for pair in pairs if pair.text(name)})


def service_of(labels: Mapping[str, str], *vendor: str) -> str:
    """Label `service`, then the app's name, `job`, `namespace`, then what the vendor calls a service or project."""
    return _first(labels, _SERVICES) or next((each for each in vendor if any(map(str.isalnum, each))), "")


def environment_of(labels: Mapping[str, str], *vendor: str) -> str:
    """Label `environment`, `env` or `stage`, then the vendor's name for it, then the cluster."""
    return _first(labels, _ENVIRONMENT) or next(filter(None, vendor), "") or _first(labels, _CLUSTER)


def host_of(labels: Mapping[str, str], *vendor: str) -> str:
    """The host or object that the labels name."""
    if labels.get("job", "") in _NODE_JOBS or labels.get("container", "") in _NODE_JOBS:
        found = _first(labels, ("node", "nodename", "instance"))
        if found:
            return found
    return _first(labels, _HOST) or next(filter(None, vendor), "")


def severity_in(labels: Mapping[str, str], *vendor: str) -> Severity | None:
    """The severity in the labels, else the vendor's word."""
    known = labels if "severity" in labels else _lowered(labels)
    return severity_of(*(known[name] for name in _SEVERITY if name in known), *vendor)


def runbook_in(*sources: Mapping[str, str]) -> str:
    """The first link to a runbook."""
    return _first_link(_RUNBOOK, sources)


def dashboard_in(*sources: Mapping[str, str]) -> str:
    """The first link to a dashboard or a page of the alert."""
    return _first_link(_DASHBOARD, sources)


def key_of_labels(labels: Mapping[str, str]) -> str:
    """Our own key for an alert whose sender gives none; the same for both members of a highly available pair."""
    parts = (f"{name}\x1e{value}" for name, value in sorted(labels.items()) if name not in REPLICA_LABELS)
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()


def with_host(labels: Mapping[str, str], host: str) -> dict[str, str]:
    """The labels, with the host added if no label names it."""
    named = dict(labels)
    if host and host not in named.values():
        named.setdefault("host", scalar(host)[:_VALUE_CHARS])
    return named


def own_names(labels: Mapping[str, str]) -> tuple[str, ...]:
    """Custom labels whose values are names: they distinguish the things that one rule alerts about."""
    return tuple(
        [name for name, value in labels.items() if _OWN_NAME.fullmatch(value) and not _CIRCUMSTANCE.search(name)]
    )


def _lowered(labels: Mapping[str, str]) -> Mapping[str, str]:
    return {name.lower(): value for name, value in labels.items()}


def _first(labels: Mapping[str, str], names: Iterable[str]) -> str:
    """The first label found by exact name, else ignoring case."""
    for name in names:
        if labels.get(name):
            return labels[name]
    lowered = _lowered(labels)
    if lowered.keys() == labels.keys():
        return ""
    return next((lowered[name] for name in names if lowered.get(name)), "")


def _first_link(names: Iterable[str], sources: Iterable[Mapping[str, str]]) -> str:
    for source in sources:
        for name in names:
            if name in source:
                link = safe_link(source[name])
                if link:
                    return link
    return ""

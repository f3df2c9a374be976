"""Whatever else is sent as JSON: the names that most senders use, a mapping of the key's own, or the words alone."""

import re
from collections.abc import Mapping

import jmespath
from jmespath.exceptions import JMESPathError

from tools.inbound.fields import Fields, scalar
from tools.inbound.generic_fields import details_of, flattened, labels_in, level_of, priority_of, state_in
from tools.inbound.generic_names import DEDUP_KEYS, ENDS, HEADLINES, HOSTS, LINKS, MESSAGES, RUNBOOKS, STARTS
from tools.inbound.labels import environment_of, host_of, label_map, service_of, severity_in, with_host
from tools.inbound.lines import is_below, level_in
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.times import instant
from tools.inbound.titles import named, text_of
from tools.inbound.words import HEARTBEATS, State, severity_of, tells_recovery

# The fields that a key's mapping may set, each by a JMESPath expression.
MAPPABLE = (
    "text", "title", "service", "environment", "severity", "host", "status", "dedup_key", "starts_at",
    "runbook_url", "dashboard_url", "release",
)  # fmt: skip
# Keys that only log shippers write: records with them are ignored if their level is below WARNING.
_SHIPPED = frozenset((
    "stream", "kubernetes", "log", "@timestamp", "logtag", "docker", "ecs", "agent", "textPayload", "jsonPayload",
    "logName", "_SYSTEMD_UNIT", "__REALTIME_TIMESTAMP", "short_message",
))  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z]{3}")


def read(body: Fields, given: Given) -> Signals:
    """Exactly one signal per object."""
    mapped = mapped_fields(body, given.mapping)
    known = Fields(flattened(body))
    labels = labels_in(body, known)
    headline, message = known.text(*HEADLINES), known.text(*MESSAGES)
    headline = mapped.get("title") or headline
    message = mapped.get("text") or message
    if not headline and not message:
        return (_without_words(body, labels),)
    details = details_of(known, message)
    name = named(headline, message.partition("\n")[0]) if headline else message.partition("\n")[0]
    text = text_of(
        message if not headline or headline in message else f"{headline}: {message}" if message else headline, *details
    )
    shipped = is_shipped(body)
    level = level_of(known, is_shipped=shipped) or level_in(message)
    if not mapped and (given.is_stream or shipped) and is_below(level):
        return (Ignored(Reason.BELOW_SEVERITY, f"{level}: {name}"[:200]),)
    return (_signal(known, mapped, labels, name, text, level),)


def is_shipped(body: Fields) -> bool:
    """A record of a log shipper, not an alert."""
    return not _SHIPPED.isdisjoint(body.raw)


def _signal(
    known: Fields, mapped: Mapping[str, str], labels: dict[str, str], name: str, text: str, level: str
) -> Signal:
    service = mapped.get("service") or service_of(
        labels, known.text("servicename", "service", "application", "app", "project")
    )
    environment = mapped.get("environment") or environment_of(labels, known.text("environment", "env", "stage"))
    host = mapped.get("host") or host_of(labels, known.text(*HOSTS))
    key = mapped.get("dedup_key") or known.text(*DEDUP_KEYS)
    starts_at = instant(mapped["starts_at"]) if mapped.get("starts_at") else known.time(*STARTS)
    state = state_in(known, mapped.get("status", ""))
    if state is State.RESOLVED or (state is None and tells_recovery(name)):
        return Recovered(key, known.time(*ENDS), None, text, name, service, environment, host, labels)
    if state in (State.MAINTENANCE, State.ACKNOWLEDGED):
        reason = Reason.MAINTENANCE if state is State.MAINTENANCE else Reason.NOT_AN_ALERT
        return Ignored(reason, name)
    fired = Fired(
        text=text,
        headline=name,
        service=service,
        environment=environment,
        severity=severity_of(mapped.get("severity", ""))
        or severity_in(labels, priority_of(known), known.text("criticality").rpartition("_")[2], level),
        host=host,
        labels=with_host(labels, host),
        runbook_url=safe_link(mapped.get("runbook_url") or known.text(*RUNBOOKS)),
        dashboard_url=safe_link(mapped.get("dashboard_url") or known.text(*LINKS)),
        starts_at=starts_at,
        dedup_key=key,
        release=mapped.get("release") or known.text("release", "version", "appversion") or None,
    )
    if re.sub(r"[^a-z]", "", name.lower().partition(":")[0]) in HEARTBEATS:
        return Ignored(Reason.HEARTBEAT, name, fired)
    return fired


def read_text(text: str, given: Given) -> Signals:
    """A log line or stack trace, as it was sent."""
    if not text.strip():
        return (Ignored(Reason.EMPTY, "no words"),)
    headline = text.strip().partition("\n")[0]
    level = level_in(headline)
    if given.is_stream and is_below(level):
        return (Ignored(Reason.BELOW_SEVERITY, f"{level}: {headline}"[:200]),)
    if not _PLAIN.search(text):
        return (Ignored(Reason.UNREADABLE, f"{len(text)} characters without a word"),)
    if tells_recovery(headline):
        return (Recovered("", text=scalar(text), headline=headline[:500]),)
    return (Fired(scalar(text), headline[:500], severity=severity_of(level)),)


def mapped_fields(body: Fields, mapping: Mapping[str, str]) -> dict[str, str]:
    """The values that the key's JMESPath expressions find; invalid expressions and empty results are left out."""
    found: dict[str, str] = {}
    for name in MAPPABLE:
        expression = mapping.get(name)
        if not expression:
            continue
        try:
            value = jmespath.search(expression, dict(body.raw))
        except (JMESPathError, RecursionError, ValueError, TypeError):
            continue
        text = scalar(value)
        if text:
            found[name] = text
    return found


def _without_words(body: Fields, labels: Mapping[str, str]) -> Signal:
    """For an object without any known key: all its texts, so that a person can read them."""
    words = {name: scalar(value) for name, value in flattened(body).items()}
    pairs = [f"{name} {text}" for name, text in label_map(words).items()][:40]
    if not pairs:
        return Ignored(Reason.EMPTY, "an object without any text")
    service, environment, host = service_of(labels), environment_of(labels), host_of(labels)
    what = next((pair for pair in pairs if _PLAIN.search(pair.partition(" ")[2])), pairs[0])
    text = "\n".join(pairs)
    return Fired(
        text, f"Unknown alert: {what}", service, environment, severity_in(labels), host, with_host(labels, host)
    )

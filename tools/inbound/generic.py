"""All other JSON: read by common field names, by the key's own mapping, or only by its text."""

from collections.abc import Mapping
from dataclasses import replace

import jmespath
from jmespath.exceptions import JMESPathError

from tools import deferred_re as re
from tools.inbound import netdata, pipelines
from tools.inbound.cards import messages_in
from tools.inbound.fields import Fields, scalar
from tools.inbound.generic_fields import (
    flattened,
    labels_in,
    level_of,
    names_like,
    severities_of,
    severity_by_state,
    state_in,
    text_like,
)
from tools.inbound.generic_keys import Lasting, key_by_name, lasting
from tools.inbound.generic_lists import alerts_in
from tools.inbound.generic_names import (
    ALERT_LEVELS,
    DEDUP_KEYS,
    ENDS,
    ENVIRONMENT_LIKE,
    HEADLINE_LIKE,
    HEADLINES,
    HOST_LIKE,
    HOSTS,
    LEVEL_NAMES,
    LINKS,
    MESSAGE_LIKE,
    MESSAGES,
    MOMENTS,
    RUNBOOKS,
    START_LIKE,
    STARTS,
)
from tools.inbound.generic_words import details_of, headline_of_a_thing, headline_without_words
from tools.inbound.labels import environment_of, host_of, label_map, service_of, severity_in, with_host
from tools.inbound.lines import is_below, level_in
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.times import instant
from tools.inbound.titles import named, text_of
from tools.inbound.words import HEARTBEATS, State, severity_of, tells_recovery
from tools.nouns.severity import Severity

# The fields that a key's mapping can set, each by a JMESPath expression.
MAPPABLE = (
    "text", "title", "service", "environment", "severity", "host", "status", "dedup_key", "starts_at",
    "runbook_url", "dashboard_url", "release",
)  # fmt: skip
# Keys that only log shippers write. Such records are ignored if their level is below WARNING.
_SHIPPED = frozenset((
    "stream", "kubernetes", "log", "@timestamp", "logtag", "docker", "ecs", "agent", "textPayload", "jsonPayload",
    "logName", "_SYSTEMD_UNIT", "__REALTIME_TIMESTAMP", "short_message",
))  # fmt: skip
# What a record contains beside its message; a truncated record may contain nothing else.
_WITHOUT_WORDS = frozenset(
    (*LEVEL_NAMES, *ALERT_LEVELS, *MOMENTS, *HOSTS, "service", "servicename", "env", "environment")
)
_PLAIN = re.compile(r"[A-Za-z]{3}")
# The words that test buttons send.
_TEST = re.compile(r"(?i)(?:this is )?(?:an? )?test (?:notification|alert|message|event|webhook|incident)\b")


def read(body: Fields, given: Given) -> Signals:
    """One signal per object, or one for each of the alerts that it lists."""
    mapped = mapped_fields(body, given.mapping)
    if not mapped:
        if told := pipelines.read(body) or netdata.read(body):
            return told
        if cards := messages_in(body.raw):
            return tuple(signal for card in cards for signal in _one(Fields(card), given, {}))
        listed, others = alerts_in(body)
        if listed:
            inside = replace(given, is_stream=True)
            found = [signal for alert in listed for signal in _one(alert, inside, {})]
            unusable = Ignored(Reason.UNREADABLE, f"{others} of the listed items are no objects")
            return (*found, unusable) if others else tuple(found)
    return _one(body, given, mapped)


def _one(body: Fields, given: Given, mapped: Mapping[str, str]) -> Signals:
    known = Fields(flattened(body))
    labels = labels_in(body, known)
    headline = mapped.get("title") or text_like(known, HEADLINES, HEADLINE_LIKE)
    message = mapped.get("text") or _message_beside(known, headline)
    if headline and not (message or mapped or known.text(*HEADLINES)):
        headline = headline_of_a_thing(known, headline)
    if headline or message:
        name, said = _named_and_said(headline, message)
        text = text_of(said, *details_of(known, message))
    elif given.is_stream and _WITHOUT_WORDS.issuperset(known.raw):
        return (Ignored(Reason.EMPTY, "a record without text"),)
    else:
        name, text = _all_words(known)
    if not text:
        return (Ignored(Reason.EMPTY, "an object without any text"),)
    shipped = is_shipped(body)
    level = level_of(known, is_shipped=shipped) or level_in(message)
    if not mapped and (given.is_stream or shipped) and is_below(level):
        return (Ignored(Reason.BELOW_SEVERITY, f"{level}: {name}"[:200]),)
    return (_signal(body, known, mapped, labels, name, text, level),)


def _message_beside(known: Fields, headline: str) -> str:
    """The message; one that only repeats the headline counts if there is no other."""
    others = [name for name in MESSAGES if known.text(name) != headline]
    return known.text(*others) or text_like(known, MESSAGES, MESSAGE_LIKE)


def is_shipped(body: Fields) -> bool:
    """True for a record of a log shipper, which is no alert."""
    return not _SHIPPED.isdisjoint(body.raw)


def _signal(
    body: Fields, known: Fields, mapped: Mapping[str, str], labels: dict[str, str], name: str, text: str, level: str
) -> Signal:
    service = mapped.get("service") or service_of(
        labels, known.text("servicename", "service", "application", "app", "project", "projectname")
    )
    stage = text_like(known, ("environment", "env", "stage"), ENVIRONMENT_LIKE)
    environment = mapped.get("environment") or environment_of(labels, stage) or known.text("cluster", "clustername")
    host = mapped.get("host") or host_of(labels, text_like(known, HOSTS, HOST_LIKE))
    state = state_in(known, mapped.get("status", ""))
    own = Lasting() if mapped else lasting(body)
    key = mapped.get("dedup_key") or known.text(*DEDUP_KEYS) or own.key
    is_made = not key and not mapped
    if is_made:
        key = key_by_name(known, service, host, tells_state=state is not None)
    starts_at = instant(mapped["starts_at"]) if mapped.get("starts_at") else own.since or _starts_at(known)
    if state is State.RESOLVED or (state is None and tells_recovery(name)):
        at = known.time(*ENDS)
        return Recovered(key, at, None, text, name, service, environment, host, labels, key_is_made=is_made)
    if state in (State.MAINTENANCE, State.ACKNOWLEDGED):
        reason = Reason.MAINTENANCE if state is State.MAINTENANCE else Reason.NOT_AN_ALERT
        return Ignored(reason, name)
    is_test = known.text("test", "istest") == "true" or bool(_TEST.match(name))
    severity = severity_of(mapped.get("severity", "")) or severity_in(labels, *severities_of(known), level)
    fired = Fired(
        text=text,
        headline=name,
        service=service,
        environment=environment,
        severity=Severity.LOW if is_test else severity or severity_by_state(known),
        host=host,
        labels=with_host(labels, host),
        runbook_url=safe_link(mapped.get("runbook_url") or known.text(*RUNBOOKS)),
        dashboard_url=safe_link(mapped.get("dashboard_url") or known.text(*LINKS)),
        starts_at=starts_at,
        dedup_key=key,
        release=mapped.get("release") or known.text("release", "version", "appversion") or None,
        is_test=is_test,
    )
    if re.sub(r"[^a-z]", "", name.lower().partition(":")[0]) in HEARTBEATS:
        return Ignored(Reason.HEARTBEAT, name, fired)
    return fired


def _starts_at(known: Fields) -> float | None:
    """The start of the alert. A name that mentions a start is better evidence than a mere "time"."""
    found = known.time(*STARTS)
    return known.time(*names_like(known, START_LIKE), *MOMENTS) if found is None else found


def read_text(text: str, given: Given) -> Signals:
    """A log line or stack trace, as it was sent."""
    if not text.strip():
        return (Ignored(Reason.EMPTY, "no words"),)
    headline = text.strip().partition("\n")[0]
    level = level_in(headline)
    if given.is_stream and is_below(level):
        return (Ignored(Reason.BELOW_SEVERITY, f"{level}: {headline}"[:200]),)
    if not _PLAIN.search(text):
        return (Ignored(Reason.UNREADABLE, f"{len(text)} characters without any word"),)
    if tells_recovery(headline):
        return (Recovered("", text=scalar(text), headline=headline[:500]),)
    return (Fired(scalar(text), headline[:500], severity=severity_of(level)),)


def mapped_fields(body: Fields, mapping: Mapping[str, str]) -> dict[str, str]:
    """The values that the key's JMESPath expressions find. Invalid expressions and empty results are left out."""
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


def _named_and_said(headline: str, message: str) -> tuple[str, str]:
    first = message.partition("\n")[0]
    if not headline:
        return first, message
    whole = f"{headline}: {message}" if message else headline
    return named(headline, first), message if headline in message else whole


def _all_words(known: Fields) -> tuple[str, str]:
    """Headline and text for an object without any known key, so that a person can read it; empty if it has no text."""
    words = {name: scalar(value) for name, value in known.raw.items()}
    pairs = [f"{name} {text}" for name, text in label_map(words).items()][:40]
    if not pairs:
        return "", ""
    headline = headline_without_words(known) or f"Unknown alert: {max(pairs, key=_words_in)}"
    return headline, "\n".join((headline, *pairs))


def _words_in(pair: str) -> int:
    """The number of words in a value: the value with the most words says most."""
    return len([word for word in pair.partition(" ")[2].split()[:20] if _PLAIN.search(word) and "://" not in word])

"""Datadog monitors: the default body of its webhooks, and custom bodies with its `$VARIABLES`.

https://docs.datadoghq.com/integrations/webhooks/
"""

from tools import deferred_re as re
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, host_of, label_map, runbook_in, service_of, tag_map, with_host
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signals
from tools.inbound.titles import text_of
from tools.inbound.words import State, severity_of, state_of
from tools.nouns.severity import Severity

# "[Triggered on {host:web-1}] CPU high", "[P2] [Warn] …".
_PREFIX = re.compile(
    r"\s*(?:\[P[1-5]\]\s*)?"
    r"\[(?P<state>[A-Za-z -]{2,24}?)(?: on (?P<scope>\{[^}\]]{0,300}\}|[^\]]{0,300}))?\]\s*"
)
_TEST = re.compile(r"\s*\[TEST\]\s*")
# "Queue depth on {queue:mail}": the group at the end of a monitor's name.
_GROUP = re.compile(r"\{([\w.-]{1,60}:[^{}]{1,300})\}")
_PRIORITY = re.compile(r"\[(P[1-5])\]")
# A variable without a value arrives as it is written: "$HOSTNAME", "{{host.name}}".
_UNKNOWN = re.compile(r"\$[A-Z][A-Z0-9_]{1,40}(?:\[[\w.]{1,40}\])?|\{\{[^}]{1,100}\}\}")
# Lines of a body that differ every time, or that only link and notify.
_NOISE = re.compile(
    r"^(?:%%%|The monitor was last triggered|\[\[|@\S|- - -|\[!\[|\* \* \*|\*\*[^*]{1,300}\*\* (?:over|was|is) )"
)
_MONITORS = ("alertid", "monitorid")
_SEVERITIES = {"error": Severity.HIGH, "warning": Severity.MEDIUM, "info": Severity.LOW, "success": Severity.LOW}


def recognise(body: Fields) -> bool:
    """True for the default body, by its event type, and for custom ones with a transition and another Datadog name."""
    if "last_updated" in body and "event_type" in body and "org" in body:
        return True
    return "alert_transition" in body and ("alert_id" in body or "aggreg_key" in body or "alert_cycle_key" in body)


def read(body: Fields, _given: Given) -> Signals:
    """The state is in the transition, the alert type or, in the default body, only in the title."""
    known = Fields({name: value for name, value in body.lowered().raw.items() if not _is_unknown(value)})
    title = known.text("eventtitle", "title", "alerttitle")
    marked = _TEST.match(title)
    title = title[marked.end() if marked else 0 :]
    found = _PREFIX.match(title)
    state = found["state"] if found and state_of(found["state"]) else ""
    name = title[found.end() :] if found and state else title
    words = known.text("eventmsg", "textonlymsg", "message", "body", "description", "text")
    if not name and not words and not any(key in known for key in _MONITORS):
        return ()
    scope = known.text("alertscope", "scope") or (found["scope"] or "" if found and state else "").strip("{}")
    grouped = _GROUP.search(name)
    labels = _labels(known, ",".join(filter(None, (scope, grouped[1] if grouped else ""))))
    transition = known.text("alerttransition", "transition") or state
    said = _said(words)
    headline = name or known.text("alertmetric") or said.partition("\n")[0]
    headline = headline or "Datadog monitor " + known.text(*_MONITORS)
    if "no data" in transition.lower():
        headline += " (no data)"
    text, key = text_of(headline, said), _key(known, name, scope)
    host, at = known.text("hostname", "host") or host_of(labels), known.time("date", "dateposix", "lastupdated")
    service, environment = service_of(labels), environment_of(labels)
    is_over = state_of(transition) is State.RESOLVED or (not transition and known.text("alerttype") == "success")
    if is_over:
        return (
            Recovered(key, at, None, text, headline, service, environment, host, labels, known.text("id", "eventid")),
        )
    if "snapshot" in transition.lower() or known.text("eventtype") in ("monitor_downtime", "audit"):
        return (Ignored(Reason.NOT_AN_ALERT, headline),)
    is_test = marked is not None or known.text("eventtype") == "test"
    is_repeat = transition.lower().startswith(("re-", "renotify"))
    fired = Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=Severity.LOW if is_test else _severity(known, title, transition),
        host=host,
        labels=with_host(labels, host),
        runbook_url=runbook_in(labels),
        dashboard_url=safe_link(known.text("link", "url", "alertlink")),
        starts_at=None if is_repeat else at,
        dedup_key=key,
        event_id=known.text("eventid", "id"),
        is_test=is_test,
    )
    return (fired,)


def _is_unknown(value: object) -> bool:
    return isinstance(value, str) and bool(_UNKNOWN.fullmatch(value.strip()))


def _labels(known: Fields, scope: str) -> dict[str, str]:
    """Labels from the tags, which are a list or one text with commas."""
    tags = known.at("tags")
    listed = known.texts("tags") if isinstance(tags, list) else known.text("tags").split(",")
    named = {
        "alertname": known.text("alerttitle"),
        "metric": known.text("alertmetric"),
        "org": known.text("org/name", "orgname"),
    }
    return label_map(tag_map(listed), tag_map(scope.split(",")), tag_map(known.texts("scopes")), named)


def _key(known: Fields, name: str, scope: str) -> str:
    """The key of one monitor on one scope.

    The event's `id` differs every time, so the default body's key is its title.
    """
    own = known.text("aggregkey", "alertcyclekey")
    if own:
        return own
    monitor = known.text(*_MONITORS)
    return "|".join(filter(None, (monitor, scope))) if monitor else "|".join(filter(None, (scope, name)))


def _severity(known: Fields, title: str, transition: str) -> Severity | None:
    """The monitor's priority, else the kind of alert. `$PRIORITY` is the event's ("normal", "low"), and no severity."""
    own = known.text("alertpriority", "monitorpriority", "severity")
    if not own and known.text("priority").lower() not in ("normal", "low", "all"):
        own = known.text("priority")
    marked = _PRIORITY.search(title)
    word = f"P{own}" if own.isdigit() else own or (marked[1] if marked else "")
    found = severity_of(word)
    if found is not None:
        return found
    return Severity.MEDIUM if transition.lower() in ("warn", "re-warn") else _SEVERITIES.get(known.text("alerttype"))


def _said(words: str) -> str:
    """A monitor's own message, without notified handles, markup, measured values and links."""
    lines = (line.strip() for line in words.splitlines())
    kept = [
        " ".join(part for part in line.split() if not part.startswith("@"))
        for line in lines
        if line and not _NOISE.match(line)
    ]
    return _UNKNOWN.sub("", "\n".join(line for line in kept if line))

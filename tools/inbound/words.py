"""The words of all senders for states and severities; there is no other list. Names are compared in lower case."""

from enum import Enum

from tools import deferred_re as re
from tools.nouns.severity import LEVELS, Severity


class State(Enum):
    """The state of an alert."""

    FIRING = "firing"
    RESOLVED = "resolved"
    ACKNOWLEDGED = "acknowledged"
    MAINTENANCE = "maintenance"


_STATES = {
    State.FIRING: (
        "firing alerting alert alarm active activated triggered re-triggered retriggered trigger fired open opened"
        " reopened new created create problem down critical warning warn error failed failure failing no-data nodata"
        " no_data pending"
        " renotify unhealthy degraded anomalous outage offline incident start started in_alarm red"
        " alert_failure alert_degraded raised breached violated began re-no-data re-warn danger"
    ),
    State.RESOLVED: (
        "resolved resolve recovered recovery ok okay closed close up normal healthy clear cleared success deactivated"
        " inactive ended end solved fixed green online passing passed operational done completed complete"
        " alert_recovery auto-resolved autoresolved alert.resolved resolution canceled cancelled"
        " restored reconnected remediated mitigated good no-data-recovered warn-recovered"
    ),
    State.ACKNOWLEDGED: "acknowledged acknowledge ack acknowledgement acknowledgment acked unacknowledged",
    State.MAINTENANCE: (
        "maintenance downtime downtimestart downtimeend downtimeremoved downtimecancelled flappingstart flappingend"
        " flappingstop flappingdisabled silenced suppressed muted snoozed paused custom"
    ),
}  # fmt: skip
_STATE_OF = {word: state for state, words in _STATES.items() for word in words.split()}
_NAME_OF_PARTS = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+){0,5}")
_PARTS = re.compile(r"[._-]|(?<=[a-z])(?=[A-Z])")
# Parts that tell a state whatever stands beside them, in order of evidence: `close_critical` is an end.
_TOLD_BY_PART = (
    (
        State.RESOLVED,
        frozenset(("resolved", "resolve", "recovered", "recovery", "closed", "close", "cleared", "clear", "restored")),
    ),
    (State.ACKNOWLEDGED, frozenset(("acknowledged", "ack", "acked"))),
    (
        State.FIRING,
        frozenset(
            ("triggered", "trigger", "fired", "firing", "opened", "open", "started", "alerting", "problem", "active")
        ),
    ),
)
# Parts that tell a state behind the name of a thing: `alarm_ok`, `device.offline`, `STATUS_TYPE_HEALTHY`.
_TOLD_LAST = {
    **dict.fromkeys(
        ("ok", "normal", "healthy", "up", "online", "operational", "connected", "reconnected"), State.RESOLVED
    ),
    **dict.fromkeys(("down", "offline", "unhealthy", "unreachable", "degraded", "disconnected"), State.FIRING),
}
# `APs went down`, `Uplink is back online`.
_TOLD_BEHIND = re.compile(r"[^\n]{1,80} (?:went|came|is|are|now|back) (?P<state>[A-Za-z]{2,12})")
# What people do, not what came back: `scale_up`, `sign_up`.
_BEFORE_UP = frozenset(("back", "clean", "look", "scale", "set", "sign", "start", "warm", "follow", "build", "speed"))
# Of an alert these end it or begin it; of a session, a trial or a job they do not: `ALERT_STATE_EVENT_END`.
_SPANS = {
    **dict.fromkeys(("end", "ended", "over", "off", "finished", "stopped", "canceled", "cancelled"), State.RESOLVED),
    **dict.fromkeys(("start", "begin", "began", "on", "set", "breached"), State.FIRING),
}
_ALERTS = frozenset(["alert", "alarm", "incident", "outage", "attack", "problem", "anomaly", "violation", "fault"])

# In addition to the words and levels of `Severity.parse`.
_RANKS = "p0 p1 p2 p3 p4 p5 sev1 sev2 sev3 sev4 page major minor low medium high critical"
_SEVERITIES = {
    Severity.CRITICAL: "disaster down highest blocker catastrophic sev0 s0 s1 unreachable alarm",
    Severity.HIGH: "failed important s2 danger",
    Severity.MEDIUM: "average moderate s3 degraded",
    Severity.LOW: "low lowest trivial ok none no-severity not-classified notclassified s4 s5 sev5",
}  # fmt: skip
_SEVERITY_OF = {
    **{word: Severity.parse(word) for word in (*LEVELS, *_RANKS.split())},
    **{word: severity for severity, words in _SEVERITIES.items() for word in words.split()},
}
# "P1 - Critical", "SEV-2", "Priority 3", "Sev 1".
_NUMBERED = re.compile(r"(?:p|sev|priority|severity)[ _-]?(?P<number>[0-5])\b")
# First words of a notification that it is over: "[RESOLVED] …", "RECOVERY: …", "OK: …"; Netdata's "CLEAR, cpu = 4%, …".
_TOLD_RESOLVED = re.compile(
    r"(?:[*_:\s]|:\w+:)*(?:\[(?:resolved|recovered|recovery|ok|closed|cleared)\b[^\]\n]{0,200}\]"
    r"|(?-i:CLEAR), \S{1,80} = "
    r"|(?:resolved|recovery|recovered|ok|closed|cleared)(?: (?:service|host) alert| in [\dhms ]{1,20})?(?::| -)(?=\s))",
    re.IGNORECASE,
)
# The marks by which a chat's message says that all is well.
WELL_MARKS = ("✅", "🟢", "✔", "☑", "💚", "🆗")
# Names of alerts that only prove that the pipeline works, and of one that only inhibits others.
HEARTBEATS = frozenset(
    ("watchdog", "deadmansswitch", "deadmanswitch", "deadmanssnitch", "prometheusalertmanagere2edeadmanswitch")
)
INHIBITORS = frozenset(("infoinhibitor",))
# Labels that differ between the members of a highly available pair.
REPLICA_LABELS = frozenset(("replica", "prometheus", "prometheus_replica", "__replica__"))
# The label of the issues that we create in Jira.
OUR_LABEL = "incident-responder"
_OUR_ID = re.compile(r"\binc_[0-9A-HJKMNP-TV-Z]{26}\b")


def state_of(word: str) -> State | None:
    """The state that a sender's word means; None if the word is unknown."""
    return _STATE_OF.get(word.strip().lower().replace(" ", "-")) if word else None


def state_in_name(name: str) -> State | None:
    """The state in a compound name (`resolved_item`, `ALERT.CLOSED`, `checkRecovered`), whichever part says it.

    Of a change (`FIRING_TO_OK`) the state that it led to counts, of a phrase (`APs went down`) the last word.
    """
    if not _NAME_OF_PARTS.fullmatch(name):
        phrase = _TOLD_BEHIND.fullmatch(name)
        return _TOLD_LAST.get(phrase["state"].lower()) if phrase else None
    parts = [part.lower() for part in _PARTS.split(name)]
    last = parts[-1]
    if len(parts) > 2 and parts[-2] == "to":
        return state_of(last)
    if last in _SPANS and not _ALERTS.isdisjoint(parts[:-1]):
        return _SPANS[last]
    told = next((state for state, words in _TOLD_BY_PART if not words.isdisjoint(parts)), None)
    is_done = last == "up" and len(parts) > 1 and parts[-2] in _BEFORE_UP
    return told or (_TOLD_LAST.get(last) if len(parts) > 1 and not is_done else None)


def severity_of(*words: str) -> Severity | None:
    """The severity of the first word that means one ("critical", "P1", "Sev0", "Disaster")."""
    for word in words:
        lowered = word.strip().lower().replace(" ", "-")
        found = _SEVERITY_OF.get(lowered)
        if found is None and lowered:
            numbered = _NUMBERED.match(lowered)
            found = _SEVERITY_OF.get(("sev" if lowered[0] == "s" else "p") + numbered["number"]) if numbered else None
        if found is not None:
            return found
    return None


def tells_recovery(text: str) -> bool:
    """True if a notification's own prefix or mark says that its problem is over; prose never counts."""
    return text.startswith(WELL_MARKS) or bool(_TOLD_RESOLVED.match(text[:300]))


def our_incident(text: str) -> str:
    """The id of one of our tickets in the text; "" if it names none."""
    found = _OUR_ID.search(text) if "inc_" in text else None
    return found[0] if found else ""

"""Log lines in which a device or server reports its own recovery by a change of state."""

from tools import deferred_re as re

# The words for the new state and for the previous one.
_BEFORE = {
    "up": "down", "online": "offline", "ok": "down", "healthy": "unhealthy", "normal": "critical",
    "established": "down", "cleared": "set", "full": "down", "reachable": "unreachable", "available": "unavailable",
}  # fmt: skip
# A monitor's checks are critical rather than down.
_OF_CHECKS = {"ok": "critical"}
_STATE = r"(?P<state>up|Up|UP|online|ONLINE|ok|OK|healthy|HEALTHY|normal|established|Established)\b"
_MONITOR = re.compile(r"^(?:[Mm]onitor|[Cc]heck|[Pp]robe) (?:is|went) (?P<state>UP|up|OK)\b")
# Each with a text that all its lines contain, so that other lines are not searched.
_CHANGES = (
    # Cisco's and others' interfaces: `Line protocol on Interface Gi0/1, changed state to up`.
    (
        "changed ",
        re.compile(rf"\b(?:changed (?:its )?(?:state|status) to|(?:state|status) of .{{1,60}}? changed to) {_STATE}"),
    ),
    # A load balancer's: `Pool /Common/pay member /Common/a:443 monitor status up.`, `Server pay/p1 is UP, reason: …`.
    (" status ", re.compile(rf"\b(?:monitor|health|check) status {_STATE}")),
    ("Server ", re.compile(r"^(?:\[\w{4,7}\]\s+(?:\(\d{1,9}\) : )?)?Server \S{1,200} is (?P<state>UP)\b")),
    # A monitor's own: `Monitor is UP: shop.example.net`.
    ("onitor ", _MONITOR),
    ("heck ", _MONITOR),
    ("robe ", _MONITOR),
    # A routing neighbour's: `neighbor 192.0.2.17 Up`, `Nbr 192.0.2.17 on Gi0/1 from LOADING to FULL`.
    ("neighbor ", re.compile(r"\bneighbor \S{1,60} (?:\([^()\n]{1,60}\) )?(?P<state>Up)\b")),
    ("Nbr ", re.compile(r"\bNbr \S{1,60} on \S{1,60} from [A-Z0-9]{3,10} to (?P<state>FULL)\b")),
    # Alarms and checks of storage and brokers: `Health check cleared: OSD_DOWN`, `memory resource limit alarm cleared`.
    (" cleared", re.compile(r"\b(?:[Hh]ealth check|alarm|fault) (?P<state>cleared)\b")),
    # The kernel's: `nfs: server nas-1 OK`.
    ("server ", re.compile(r"^(?:nfs: )?server \S{1,200} (?P<state>OK)$")),
)
# `Host db-1 is UP`, `checkout came back online`: how the notification of an end puts it, and no line of a log.
_IS_WELL = re.compile(
    r"\b(?:is|are|came|went|back|now) (?P<state>UP|up|OK|ok|online|ONLINE|healthy|HEALTHY|normal|reachable|available)"
    r"(?= again\b| \*\*|[.!]?\s*(?:\n|$))"
)
# In a longer text, only the first sentence can be such a line.
_REACH = 400


def tells_end(message: str) -> bool:
    """True if the line says that something returned to its good state; prose never does."""
    return _change(message) is not None


def as_before(message: str) -> str:
    """The text of an end with the previous state in place of the new one; other texts are unchanged."""
    change = _change(message)
    found = change or _IS_WELL.search(message[:_REACH])
    if found is None:
        return message
    start, end = found.span("state")
    word = (_BEFORE if change else _BEFORE | _OF_CHECKS)[found["state"].lower()]
    return message[:start] + (word.upper() if found["state"].isupper() else word) + message[end:]


def _change(message: str) -> re.Match[str] | None:
    for mark, pattern in _CHANGES:
        if mark in message:
            found = pattern.search(message[:_REACH])
            if found:
                return found
    return None

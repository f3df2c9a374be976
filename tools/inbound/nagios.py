"""Nagios and Icinga: a notification command that posts macros as JSON or a form, and Icinga's event stream.

https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macrolist.html
"""

from dataclasses import dataclass

from tools import deferred_re as re
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, runbook_in, service_of
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signals
from tools.inbound.titles import text_of
from tools.nouns.severity import Severity

_PREFIX = re.compile(r"^(?:nagios|icinga2?|naemon)")
_LITERAL = re.compile(r"\$[A-Z_:]{2,60}\$")
_SEVERITIES = {
    "CRITICAL": Severity.CRITICAL,
    "DOWN": Severity.CRITICAL,
    "UNREACHABLE": Severity.HIGH,
    "WARNING": Severity.MEDIUM,
    "UNKNOWN": Severity.MEDIUM,
}
_WELL = ("OK", "UP")
_TYPES = (
    "PROBLEM", "RECOVERY", "ACKNOWLEDGEMENT", "CUSTOM", "FLAPPINGSTART", "FLAPPINGSTOP", "FLAPPINGEND",
    "FLAPPINGDISABLED", "DOWNTIMESTART", "DOWNTIMEEND", "DOWNTIMECANCELLED", "DOWNTIMEREMOVED",
)  # fmt: skip
# Sent instead of a recovery during a downtime or flapping.
_HIDING = ("DOWNTIMEEND", "FLAPPINGSTART", "FLAPPINGSTOP", "FLAPPINGEND", "DOWNTIMECANCELLED", "DOWNTIMEREMOVED")
_SERVICES = ("servicedescription", "servicedesc", "servicename", "servicedisplayname", "service")
_COMMENTS = ("notificationcomment", "acknowledgementcomment", "serviceackcomment", "hostackcomment", "comment", "text")
_OUTPUTS = (
    "serviceoutput", "pluginoutput", "hostoutput", "output", "checkresult/output", "text", "additionalinfo", "info",
)  # fmt: skip
# The start of Icinga's mails: "disk on web-1 is CRITICAL!"
_SAID = re.compile(r"\bis (?P<state>[A-Z]{2,11})!")
_SERVICE_STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
_HOST_STATES = ("UP", "DOWN", "UNREACHABLE")
_TYPE_NAMES = ("notificationtype", "nagiosnotificationtype", "icinganotificationtype")


def recognise(body: Fields) -> bool:
    """True for a notification type with a host, and for Icinga's own event types."""
    # A name shorter than the shortest of these cannot be one, so most bodies cost nothing here.
    long_names = Fields({name: value for name, value in body.raw.items() if len(name) >= len(_TYPE_NAMES[0])})
    kind = long_names.lowered().text(*_TYPE_NAMES).upper() if long_names else ""
    return kind in _TYPES or ("check_result" in body and "host" in body and "type" in body)


@dataclass(frozen=True, slots=True)
class _Notice:
    """One notification: the check and its host, the kind of notification, the state and the output of the check."""

    kind: str
    host: str
    service: str
    state: str
    output: str
    known: Fields

    @property
    def subject(self) -> str:
        """`HTTP on web-1`, or `Host web-1`."""
        return f"{self.service} on {self.host}" if self.service and self.host else self.service or f"Host {self.host}"

    @property
    def headline(self) -> str:
        """`HTTP on web-1 is CRITICAL: timeout`."""
        return ": ".join(filter(None, (f"{self.subject} is {self.state or 'in trouble'}", self.output)))

    @property
    def key(self) -> str:
        """Host and service, because a notification has no id of its own."""
        return "/".join(filter(None, (self.host, self.service)))

    @property
    def labels(self) -> dict[str, str]:
        """Host, check, their groups, and the environment."""
        known = self.known
        return label_map(
            {"host": self.host, "check": self.service},
            {"hostgroup": known.text("hostgroupname", "hostgroupnames", "hostgroup")},
            {
                "service_group": known.text("servicegroupname"),
                "environment": known.text("hostenv", "environment", "env", "hostvars/env", "hostvars/environment"),
            },
        )


def read(body: Fields, _given: Given) -> Signals:
    """Read by the notification's type: an acknowledgement has state CRITICAL, and a starting downtime may have OK."""
    notice = _notice(body)
    if not notice.host and not notice.service:
        return ()
    if notice.kind.startswith("ACKNOWLEDG") and not notice.kind.endswith("CLEARED"):
        known = notice.known
        author = known.text("notificationauthor", "acknowledgementauthor", "serviceackauthor", "author")
        words, named = known.text(*_COMMENTS), service_of({}, notice.service)
        return (Acted(Action.ACKNOWLEDGED, notice.key, author, True, words, None, None, notice.headline, named),)
    if _is_end(notice):
        return (_recovered(notice),)
    if notice.kind == "PROBLEM":
        return (_fired(notice),)
    reason = Reason.MAINTENANCE if "DOWNTIME" in notice.kind or "FLAPPING" in notice.kind else Reason.NOT_AN_ALERT
    return (Ignored(reason, f"{notice.kind}: {notice.subject} is {notice.state}"),)


def _notice(body: Fields) -> _Notice:
    raw = body.lowered().raw
    known = Fields({_PREFIX.sub("", name): value for name, value in raw.items() if not _is_literal(value)})
    host, service = known.text("hostname", "host", "hostalias", "hostdisplayname"), known.text(*_SERVICES)
    kind, state = known.text("notificationtype", "type").upper(), _state(known, service)
    if kind in ("STATECHANGE", "CHECKRESULT", ""):  # Icinga's stream, and bodies without a type
        is_soft = known.number("statetype") == 0
        kind = "SOFT" if is_soft else "RECOVERY" if state in _WELL else "PROBLEM"
    output = known.text(*_OUTPUTS)
    return _Notice(kind, host, service, state, output.partition("|")[0].strip(), known)


def _is_end(notice: _Notice) -> bool:
    """True for an end.

    A recovery during downtime or flapping has another type; the last problem's id shows that there was one.
    """
    last = notice.known.text("lastserviceproblemid", "lasthostproblemid")
    if notice.kind in _HIDING:
        return notice.state in _WELL and last not in ("", "0")
    return notice.kind == "RECOVERY" or (notice.kind == "PROBLEM" and notice.state in _WELL)


def _recovered(notice: _Notice) -> Recovered:
    labels = notice.labels
    return Recovered(
        dedup_key=notice.key,
        at=notice.known.time("timet", "timestamp"),
        text=text_of(notice.subject, notice.output),
        headline=notice.subject,
        service=service_of({}, notice.service),
        environment=environment_of(labels),
        host=notice.host,
        labels=labels,
    )


def _fired(notice: _Notice) -> Fired:
    known, labels = notice.known, notice.labels
    details = known.text("longserviceoutput", "longpluginoutput", "longhostoutput", "longoutput")
    return Fired(
        text=text_of(notice.headline, details),
        headline=notice.headline,
        service=service_of({}, notice.service),
        environment=environment_of(labels),
        severity=_SEVERITIES.get(notice.state),
        host=notice.host,
        labels=labels,
        runbook_url=runbook_in({"runbook": known.text("servicenotesurl", "hostnotesurl", "notesurl")}),
        dashboard_url=safe_link(known.text("serviceactionurl", "hostactionurl", "url")),
        dedup_key=notice.key,
    )


def _is_literal(value: object) -> bool:
    return isinstance(value, str) and bool(_LITERAL.fullmatch(value.strip()))


def _state(known: Fields, service: str) -> str:
    """The service's own state: a host that is UP says nothing about its services. Icinga's stream has numbers."""
    names = (("servicestate" if service else "hoststate"), "state", "status")  # the last is Checkmk's
    said = _SAID.search(known.text("title"))
    word = known.text(*names) or (said["state"] if said else "")
    number = known.number(*names)
    states = _SERVICE_STATES if service else _HOST_STATES
    if number is not None and 0 <= number < len(states):
        return states[int(number)]
    return word.upper()

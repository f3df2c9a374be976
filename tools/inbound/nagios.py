"""Nagios and Icinga, by a notification command that posts macros as JSON or a form, and Icinga's event stream.

https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macrolist.html
"""

import re

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
# Types that may hide a recovery: inside a downtime and while it flaps none is sent.
_HIDING = ("DOWNTIMEEND", "FLAPPINGSTART", "FLAPPINGSTOP", "FLAPPINGEND", "DOWNTIMECANCELLED", "DOWNTIMEREMOVED")
_SERVICES = ("servicedescription", "servicedesc", "servicename", "servicedisplayname", "service")
_SERVICE_STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
_HOST_STATES = ("UP", "DOWN", "UNREACHABLE")


def recognise(body: Fields) -> bool:
    """A notification's type beside a host; Icinga's stream by its own types."""
    kind = body.lowered().text("notificationtype", "nagiosnotificationtype", "icinganotificationtype").upper()
    return kind in _TYPES or ("check_result" in body and "host" in body and "type" in body)


def read(body: Fields, _given: Given) -> Signals:
    """The notification's type decides: an acknowledgement still has state CRITICAL, a downtime's start may have OK."""
    known = Fields(
        {_PREFIX.sub("", name): value for name, value in body.lowered().raw.items() if not _is_literal(value)}
    )
    host, service = known.text("hostname", "host", "hostalias", "hostdisplayname"), known.text(*_SERVICES)
    kind = known.text("notificationtype", "type").upper()
    if not host and not service:
        return ()
    state = _state(known, service)
    if kind in ("STATECHANGE", "CHECKRESULT", ""):
        kind = "RECOVERY" if state in _WELL else "PROBLEM"
    output = known.text("serviceoutput", "pluginoutput", "hostoutput", "output", "checkresult/output", "text")
    subject = f"{service} on {host}" if service and host else service or f"Host {host}"
    output = output.partition("|")[0].strip()
    headline = f"{subject} is {state or 'in trouble'}: {output}" if output else f"{subject} is {state or 'in trouble'}"
    labels = label_map(
        {"host": host, "check": service, "hostgroup": known.text("hostgroupname", "hostgroupnames", "hostgroup")},
        {"service_group": known.text("servicegroupname"), "environment": known.text("hostenv", "environment", "env")},
    )
    key = "/".join(filter(None, (host, service)))
    named = service_of({}, service)
    author, words = (
        known.text("notificationauthor", "acknowledgementauthor", "serviceackauthor", "author"),
        _comment(known),
    )
    if kind.startswith("ACKNOWLEDG"):
        return (Acted(Action.ACKNOWLEDGED, key, author, True, words, None, None, headline, named),)
    # The problem's own id proves that an end which hides in another type is one.
    hides_end = (
        kind in _HIDING and state in _WELL and known.text("lastserviceproblemid", "lasthostproblemid") not in ("", "0")
    )
    if kind == "RECOVERY" or hides_end or (kind == "PROBLEM" and state in _WELL):
        at = known.time("timet", "timestamp")
        return (
            Recovered(key, at, None, text_of(subject, output), subject, named, environment_of(labels), host, labels),
        )
    if kind != "PROBLEM":
        reason = Reason.NOT_AN_ALERT if kind in ("CUSTOM", "") else Reason.MAINTENANCE
        return (Ignored(reason, f"{kind or 'no type'}: {subject} is {state}"),)
    fired = Fired(
        text=text_of(headline, known.text("longserviceoutput", "longpluginoutput", "longhostoutput", "longoutput")),
        headline=headline,
        service=named,
        environment=environment_of(labels),
        severity=_SEVERITIES.get(state),
        host=host,
        labels=labels,
        runbook_url=runbook_in({"runbook": known.text("servicenotesurl", "hostnotesurl", "notesurl")}),
        dashboard_url=safe_link(known.text("serviceactionurl", "hostactionurl", "url")),
        dedup_key=key,
    )
    return (fired,)


def _is_literal(value: object) -> bool:
    return isinstance(value, str) and bool(_LITERAL.fullmatch(value.strip()))


def _comment(known: Fields) -> str:
    return known.text(
        "notificationcomment", "acknowledgementcomment", "serviceackcomment", "hostackcomment", "comment", "text"
    )


def _state(known: Fields, service: str) -> str:
    """The service's own state: a host that is UP says nothing of its services. Icinga's stream writes numbers."""
    names = ("servicestate", "state") if service else ("hoststate", "state")
    word = known.text(*names)
    number = known.number(*names)
    states = _SERVICE_STATES if service else _HOST_STATES
    if number is not None and 0 <= number < len(states):
        return states[int(number)]
    return word.upper()

"""Zabbix's media types, whose parameters every installation names itself. Connectors are in a file of their own.

https://www.zabbix.com/documentation/current/en/manual/config/notifications/media/webhook
"""

import json

from tools import deferred_re as re
from tools.inbound import zabbix_connector
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, pair_map, service_of, tag_map, with_host
from tools.inbound.links import safe_link
from tools.inbound.mails import mail_in
from tools.inbound.reader import Given
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signals
from tools.inbound.titles import text_of
from tools.inbound.words import State, severity_of, state_of
from tools.inbound.zabbix_connector import NUMBERED
from tools.nouns.severity import Severity

# A macro without a value arrives as it is written; some arrive as *UNKNOWN*.
_LITERAL = re.compile(r"\{\$?[A-Z][A-Z0-9_.:\"]{1,80}\d?\}|\*UNKNOWN\*|\{\?.{1,200}\}")
_IDS = ("eventid", "problemid", "originalproblemid", "id", "triggerid")
_NAMES = (
    "eventname",
    "problemname",
    "triggername",
    "name",
    "problem",
    "alertname",
    "trigger",
    "alertsubject",
    "subject",
    "title",
)
_SAID_IN_LINES = ("host", "severity", "originalproblemid")
# A page of the event, if no parameter has its id.
_EVENT_PAGE = re.compile(r"[?&]eventid=(\d{1,20})")
_SUBJECT = re.compile(r"\s*(?P<word>Problem|Resolved|Updated problem|Update)\b[^:\n]{0,60}:\s*", re.IGNORECASE)


def recognise(body: Fields) -> bool:
    """True for a connector's line, or a flat body with Zabbix's own names."""
    if zabbix_connector.recognise(body):
        return True
    names = {name.lower().replace("_", ".") for name in body.raw}
    return bool(
        names & {"event.update.action", "event.value", "trigger.id", "triggerid", "zabbix.url", "event.nseverity"}
    ) and ("event.id" in names or "triggerid" in names or "eventid" in names)


def read(body: Fields, _given: Given) -> Signals:
    """`{EVENT.ID}` stays the problem's in its recovery; an update has status PROBLEM and value 1."""
    if zabbix_connector.recognise(body):
        return zabbix_connector.read(body)
    known = Fields({name: value for name, value in body.lowered().raw.items() if not _is_literal(value)})
    if not known.text(*_NAMES) and not known.text("message", "alertmessage") and not known.text(*_IDS[:3]):
        return (Ignored(Reason.TEST, "a test: its macros have no values"),) if body and not known else ()
    return _media(_with_message(known))


def _with_message(known: Fields) -> Fields:
    """Add what only the lines of the default message say: `Host: web-1`, `Original problem ID: 7`."""
    lines = Fields(mail_in(known.text("message", "alertmessage"))).lowered()
    return Fields({**{name: lines.at(name) for name in _SAID_IN_LINES if name in lines}, **known.raw})


def _is_literal(value: object) -> bool:
    return isinstance(value, str) and not _LITERAL.sub("", value).strip(" :,-/\r\n\t")


def _media(known: Fields) -> Signals:
    subject = _SUBJECT.match(known.text(*_NAMES))
    name = known.text(*_NAMES)[subject.end() if subject else 0 :]
    message = known.text("message", "alertmessage")
    page = _EVENT_PAGE.search(known.text("link", "url", "eventurl"))
    key, host = known.text(*_IDS[:-1]) or (page[1] if page else "") or known.text(_IDS[-1]), _host(known)
    labels = _labels(known)
    own = known.text("service") if known.text("service") != host else known.text("servicename")
    service, environment = service_of(labels, own), environment_of(labels, known.text("environment", "env"))
    at = known.time("eventtimestamp", "clock", "timestamp")
    headline = name or message.partition("\n")[0] or f"Zabbix problem {key}"
    text = text_of(
        f"{headline} on {host}" if host and host not in headline else headline,
        known.text("triggerdescription", "description"),
    )
    update = known.text("eventupdateaction", "updateaction").lower()
    if update or known.text("eventupdatestatus", "updatestatus") == "1":
        return _update(known, update, key, headline, service)
    if known.text("eventsource", "source") in ("1", "2"):
        return (Ignored(Reason.NOT_AN_ALERT, f"discovery or registration: {headline}"),)
    if _is_over(known, subject["word"].lower() if subject else ""):
        return (
            Recovered(
                key, known.time("eventrecoverytimestamp"), None, text, headline, service, environment, host, labels
            ),
        )
    fired = Fired(
        text=text,
        headline=headline,
        service=service,
        environment=environment,
        severity=_severity(known),
        host=host,
        labels=with_host(labels, host),
        runbook_url=safe_link(known.text("triggerurl", "runbook", "runbookurl")),
        dashboard_url=safe_link(known.text("url", "zabbixurl", "eventurl")),
        starts_at=at,
        dedup_key=key,
    )
    return (fired,)


def _host(known: Fields) -> str:
    """The technical name. Some templates write it as `service`, beside the display name ("web-1", "Web 1")."""
    host, service = known.text("hosthost", "host", "hostname", "hostvisiblename"), known.text("service")
    written_twice = _letters(service) == _letters(host)
    return (service if written_twice or not host else host) or known.text("hostip", "hostdns")


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _is_over(known: Fields, word: str) -> bool:
    value = known.text("eventvalue", "triggervalue", "value")
    status = state_of(known.text("eventstatus", "triggerstatus", "status", "recoverystatus"))
    if status is not None:
        return status is State.RESOLVED
    return value == "0" or (not value and word == "resolved")


def _update(known: Fields, update: str, key: str, headline: str, service: str) -> Signals:
    """Acknowledged, commented, severity changed, or closed by hand."""
    by = known.text("userfullname", "user", "userusername", "eventupdateuser", "updateuser")
    words = known.text("eventupdatemessage", "updatemessage", "message", "alertmessage")
    if "closed" in update and "unclosed" not in update:
        return (Acted(Action.RESOLVED, key, by, True, words, None, None, headline, service),)
    acknowledged = "acknowledged" in update and "unacknowledged" not in update
    if acknowledged or "commented" in update or not update:
        action = Action.ACKNOWLEDGED if acknowledged else Action.COMMENTED
        return (Acted(action, key, by, True, words, None, None, headline, service),)
    return (Ignored(Reason.UPDATED, f"{headline}: {update}"),)


def _severity(known: Fields) -> Severity | None:
    number = known.text("eventnseverity", "nseverity", "triggernseverity")
    if number.isdigit() and int(number) < len(NUMBERED):
        return NUMBERED[int(number)]
    word = known.text("eventseverity", "triggerseverity", "severity", "priority")
    return NUMBERED[int(word)] if word.isdigit() and int(word) < len(NUMBERED) else severity_of(word)


def _labels(known: Fields) -> dict[str, str]:
    """Tags are JSON in a text, or `name:value` with commas."""
    tags = known.at("tags") or known.at("eventtags") or known.at("eventtagsjson")
    parsed: object = tags
    if isinstance(tags, str) and tags[:1] == "[":
        try:
            parsed = json.loads(tags)
        except (ValueError, RecursionError):
            parsed = None
    found = pair_map(Fields({"tags": parsed}).maps("tags"), "tag", "value")
    found = found or (tag_map(tags.split(",")) if isinstance(tags, str) and tags[:1] != "[" else {})
    return label_map(found, {"hostgroup": known.text("hostgroup", "triggerhostgroupname", "hostgroups")})

"""The names that unknown senders usually give to message, title, host, state and the like."""

from tools import deferred_re as re

# Names consist of lower-case letters and digits here: `short_message` is `shortmessage`. In order of precedence.
MESSAGES = (
    "message", "msg", "log", "fullmessage", "shortmessage", "text", "alertmessage", "eventmessage", "body",
    "description", "eventdefinitiondescription", "details", "output", "textpayload", "exceptionmessage",
    "errormessage", "problemdetails", "statemessage", "alertdetails", "summary", "content", "info",
)  # fmt: skip
HEADLINES = (
    "alertname", "alarmname", "eventdefinitiontitle", "rulename", "monitorname", "checkname", "problemtitle",
    "detectorname", "title", "subject", "exceptionclass", "errorclass", "name", "summary", "messagetitle",
)  # fmt: skip
HOSTS = (
    "host", "hostname", "instance", "node", "server", "computer", "device", "resource", "podname", "entity",
    "sourceid", "sourceidentifier", "compromisedentity", "source", "target", "hostip",
)  # fmt: skip
DEDUP_KEYS = (
    "dedupkey", "deduplicationkey", "fingerprint", "alertid", "incidentid", "problemid", "checkid", "monitorid",
    "eventdefinitionid", "ruleid", "alias", "alarmid", "uniqueid", "entityid", "itemid", "faultid", "issueid", "siteid",
    "sensorid", "systemalertid", "dedupekey", "alertcorrelationid", "alertkey", "alertuuid", "incidentkey",
    "problemkey",
)  # fmt: skip
STARTS = (
    "startsat", "startedat", "starttime", "start", "firstseen", "triggeredat", "occurredat", "eventtime",
)  # fmt: skip
MOMENTS = ("timestamp", "time", "date", "ts", "createdat", "datetime", "realtimetimestamp")
ENDS = ("endsat", "endedat", "endtime", "end", "resolvedat", "closedat", "timestamp", "time", "date")
RUNBOOKS = ("runbookurl", "runbook", "playbook", "playbookurl")
LINKS = ("dashboardurl", "alerturl", "detectorurl", "problemurl", "eventurl", "permalink", "link", "url")
STATES = (
    "status", "state", "alertaction", "alertstatus", "alertevent", "notificationtype", "transition", "action",
    "alerttype", "eventtype", "currentstate", "newstate", "severity", "type", "problemstate", "statusextended",
    "messagetype", "alerttypefriendlyname", "alertactiongroup", "eventname", "event", "level",
    "color",
)  # fmt: skip
# Longer names with the same meaning: "entity display name", "problem severity".
HEADLINE_LIKE = re.compile(
    r"(?:alert|alarm|monitor|check|rule|entity|incident|problem|issue|item|sensor|site|test|watch|detector|condition"
    r"|search|trigger|healthrule)(?:display|friendly)?(?:name|title)"
)
MESSAGE_LIKE = re.compile(r".*(?:message|summary|description|reason|details?text)")
HOST_LIKE = re.compile(r".*(?:hostname|agentname|devicename|nodename|resourcename|entityname)")
START_LIKE = re.compile(
    r".*(?:start(?:ed|s)?(?:time|at|date)|changed?(?:utc)?time(?:stamp)?|(?:triggered|fired|opened|down)at"
    r"|(?:incident|outage|alertdate)time)"
)
SEVERITY_LIKE = re.compile(r".*(?:severity|criticality)|impact")
ENVIRONMENT_LIKE = re.compile(r"(?:service|deployment|app)environment(?:name)?|releasestage")
# Names of checks, as opposed to words about the observation. The loggers of log records have a "name" too.
RULES = (
    "alertname", "alarmname", "eventdefinitiontitle", "rulename", "monitorname", "checkname", "detectorname",
    "healthrule", "alert", "alarm", "monitor", "check",
)  # fmt: skip
LEVEL_NAMES = ("level", "lvl", "loglevel", "levelname", "severitytext", "syslogseverity")
STATE_LIKE = re.compile(r"(?!prev|old|last|former|initial).*(?:status|state)")
# What alerts call their severity; records of log shippers mean their level by it.
ALERT_LEVELS = ("severity", "priority", "criticality")
DETAILS = (
    "error", "err", "errormsg", "errormessage", "exception", "exceptiontype", "errortype", "exceptionmessage",
    "errorcode", "statuscode", "httpstatus", "exitcode", "reason", "cause", "stacktrace", "stack",
    "exceptionstacktrace", "errorstacktrace", "errstack", "excinfo", "traceback", "longoutput",
)  # fmt: skip
# The subject of an object without words: what happened, then the names of what it happened to.
HAPPENED = (
    "eventtypename", "alerttypename", "eventtype", "eventname", "messagetype", "alerttype", "event", "action", "reason",
    "category", "kind", "type",
)  # fmt: skip
NAMED_THING = re.compile(
    r"(?!.*(?:user|author|account|organi[sz]ation|org|group|workspace|tenant|team|file|class|logger|thread|display|first"
    r"|last|sender|owner)name).*name(?:andport)?"
)
LEVEL_LIKE = re.compile(r"(?!rule).*level")
# The times of a start and of the last change: an object with both outlives the message about it.
BEGAN = re.compile(
    r"(?:created|opened|started|began|triggered|first)(?:at|on|time|date|utc|seen|timestamp)?|starttime|start"
)
CHANGED = re.compile(
    r"(?:last)?(?:updated|modified|changed|resolved|closed|ended|cleared)(?:at|on|time|date|utc|timestamp)?|endtime|lastseen"
)

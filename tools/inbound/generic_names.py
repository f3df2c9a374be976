"""Keys under which unknown senders usually write message, title, host, state and the like."""

# Names have only small letters and digits here: `short_message` is `shortmessage`. In order of precedence.
MESSAGES = (
    "message", "msg", "log", "fullmessage", "shortmessage", "text", "alertmessage", "eventmessage", "body",
    "description", "eventdefinitiondescription", "details", "output", "textpayload", "exceptionmessage",
    "errormessage", "problemdetails", "summary", "content", "info",
)  # fmt: skip
HEADLINES = (
    "alertname", "alarmname", "eventdefinitiontitle", "rulename", "monitorname", "checkname", "problemtitle",
    "detectorname", "title", "subject", "name", "summary", "messagetitle",
)  # fmt: skip
HOSTS = (
    "host", "hostname", "instance", "node", "server", "computer", "device", "resource", "podname", "entity",
    "sourceid", "sourceidentifier", "source", "target",
)  # fmt: skip
DEDUP_KEYS = (
    "dedupkey", "deduplicationkey", "fingerprint", "alertid", "incidentid", "problemid", "checkid", "monitorid",
    "eventdefinitionid", "ruleid", "alias", "uniqueid",
)  # fmt: skip
STARTS = (
    "startsat", "startedat", "starttime", "start", "firstseen", "triggeredat", "occurredat", "eventtime",
    "timestamp", "time", "date", "ts", "createdat", "datetime", "realtimetimestamp",
)  # fmt: skip
ENDS = ("endsat", "endedat", "endtime", "end", "resolvedat", "closedat", "timestamp", "time", "date")
RUNBOOKS = ("runbookurl", "runbook", "playbook", "playbookurl")
LINKS = ("dashboardurl", "alerturl", "detectorurl", "problemurl", "eventurl", "permalink", "link", "url")
STATES = (
    "status", "state", "alertaction", "alertstatus", "notificationtype", "transition", "action", "alerttype",
    "eventtype", "currentstate", "newstate", "severity", "type", "problemstate", "statusextended",
)  # fmt: skip
LEVEL_NAMES = ("level", "lvl", "loglevel", "levelname", "severitytext", "syslogseverity")
# What an alert calls its severity; records of shippers mean their level by it.
ALERT_LEVELS = ("severity", "priority", "criticality")
DETAILS = (
    "error", "err", "errormsg", "errormessage", "exception", "exceptiontype", "errortype", "exceptionmessage",
    "errorcode", "statuscode", "httpstatus", "exitcode", "reason", "cause", "stacktrace", "stack",
    "exceptionstacktrace", "errorstacktrace", "errstack", "excinfo", "traceback", "longoutput",
)  # fmt: skip

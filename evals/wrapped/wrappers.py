"""What collectors, platforms and people put around a text; each wrapper maps the text to what is reported."""

import json
from collections.abc import Callable

Wrapper = Callable[[str], str]

POD = "outbox-5d8f7c9b64-w8zrk"


def each_line(prefix: str) -> Wrapper:
    """Return a wrapper with the same prefix before every line."""
    return lambda text: "\n".join(f"{prefix}{line}" for line in text.split("\n"))


def _record(**fields: object) -> Callable[[str, str], str]:
    return lambda key, text: json.dumps({key: text, **fields})


LINES: dict[str, Wrapper] = {
    "kubectl": each_line(f"[pod/{POD}/app] "),
    "stern": each_line(f"{POD} app "),
    "pm2": each_line("3|outbox   | "),
    "heroku": each_line("2026-11-29T09:14:02.112233+00:00 app[web.1]: "),
    "compose": each_line("outbox-1  | "),
    "runner": each_line("09:14:02 web.1    | "),
    "container runtime": each_line("2026-11-29T09:14:02.312144359Z stderr F "),
    "page": each_line("Sun, Nov 29 2026 9:14:02 am | "),
    "request tag": each_line("[6f0f9b1e-31d7-4d0a-9c3b-58d1c8a2f001] "),
    "syslog": each_line("Nov 29 09:14:02 pg-07 outbox[2211]: "),
    "cloud foundry": each_line("   2026-11-29T09:14:02.11+0000 [APP/PROC/WEB/0] ERR "),
}
RECORDS: dict[str, Wrapper] = {
    "docker": lambda text: json.dumps({"log": text + "\n", "stream": "stderr", "time": "2026-11-29T09:14:02.3Z"}),
    "fluent": lambda text: json.dumps(
        {
            "log": text,
            "kubernetes": {"pod_name": POD, "namespace_name": "shop", "labels": {"app": "outbox"}, "host": "node-3"},
        }
    ),
    "journal": lambda text: json.dumps(
        {
            "PRIORITY": "3",
            "MESSAGE": text,
            "SYSLOG_IDENTIFIER": "outbox",
            "_HOSTNAME": "pg-07",
            "_PID": "12",
            "_SYSTEMD_UNIT": "outbox.service",
        }
    ),
    "google": lambda text: json.dumps(
        {
            "insertId": "1x",
            "textPayload": text,
            "resource": {"type": "k8s_container", "labels": {"pod_name": POD, "zone": "eu"}},
            "severity": "ERROR",
            "logName": "projects/p/logs/stderr",
        }
    ),
    "google json": lambda text: json.dumps(
        {
            "insertId": "1x",
            "jsonPayload": {"message": text, "pid": 3},
            "resource": {"type": "gce_instance", "labels": {"zone": "eu"}},
            "severity": "ERROR",
            "logName": "projects/p/logs/x",
        }
    ),
    "ecs": lambda text: json.dumps(
        {
            "@timestamp": "2026-11-29T09:14:02Z",
            "log.level": "error",
            "message": text,
            "ecs.version": "8.6.0",
            "service.name": "outbox",
            "host.name": "pg-07",
            "process.pid": 7,
        }
    ),
    "gelf": lambda text: json.dumps(
        {
            "version": "1.1",
            "host": "pg-07",
            "short_message": text,
            "timestamp": 1790000000.1,
            "level": 3,
            "_facility": "outbox",
        }
    ),
    "otlp": lambda text: json.dumps(
        {
            "resourceLogs": [
                {
                    "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "outbox"}}]},
                    "scopeLogs": [
                        {
                            "logRecords": [
                                {
                                    "timeUnixNano": "1",
                                    "severityText": "ERROR",
                                    "severityNumber": 17,
                                    "body": {"stringValue": text},
                                }
                            ]
                        }
                    ],
                }
            ]
        }
    ),
    "logstash": lambda text: json.dumps(
        {
            "@timestamp": "2026-11-29T09:14:02Z",
            "@version": "1",
            "level": "ERROR",
            "thread_name": "main",
            "message": text,
        }
    ),
    "cloudwatch": lambda text: json.dumps(
        {
            "messageType": "DATA_MESSAGE",
            "logGroup": "/outbox",
            "logStream": "pg-07",
            "logEvents": [{"id": "1", "timestamp": 1790000000, "message": text}],
        }
    ),
    "array": lambda text: json.dumps([{"date": 1790000000.1, "log": text, "stream": "stderr"}]),
    "docker in a prefix": lambda text: (
        f"[pod/{POD}/app] " + json.dumps({"log": text + "\n", "stream": "stderr", "time": "2026-11-29T09:14:02.3Z"})
    ),
    "pretty": lambda text: json.dumps({"level": "error", "message": text, "time": "2026-11-29T09:14:02Z"}, indent=2),
}
DRESS: dict[str, Wrapper] = {
    "forwarded": lambda text: f"FW: {text}",
    "quoted": each_line("> "),
    "priority": lambda text: f"P1 CRITICAL - {text}",
    "called": lambda text: f"[FIRING:1] {text}",
    "colours": lambda text: f"\x1b[1;31m{text}\x1b[0m",
    "job log": lambda text: f"##[error]{text}",
    "mail": lambda text: (
        f"From: a@example.net\nTo: b@example.net\nSubject: {text}\nDate: Sun, 29 Nov 2026 09:14:02 +0000\n\n"
    ),
}

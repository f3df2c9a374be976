"""Bodies as monitors, pagers, chats and clouds post them, made of a broken thing, its trouble and whether it lasts."""

import json
from base64 import b64encode
from collections.abc import Callable

Notification = Callable[[str, str, bool], str]

AT = "2026-11-29T09:14:02Z"


def _json(value: object) -> str:
    return json.dumps(value)


def alertmanager(thing: str, trouble: str, lasts: bool) -> str:
    """Prometheus Alertmanager's webhook."""
    status = "firing" if lasts else "resolved"
    labels = {"alertname": "Lab", "instance": f"{thing}:9100", "job": "node", "severity": "critical"}
    alert = {
        "status": status,
        "labels": labels,
        "annotations": {"summary": trouble},
        "startsAt": AT,
        "fingerprint": "c0ffee",
    }
    return _json(
        {
            "version": "4",
            "status": status,
            "receiver": "ops",
            "groupLabels": {},
            "commonLabels": labels,
            "alerts": [alert],
        }
    )


def grafana_legacy(thing: str, trouble: str, lasts: bool) -> str:
    """Grafana's dashboards' alerts."""
    state = "alerting" if lasts else "ok"
    tags = {"host": thing}
    return _json(
        {
            "title": f"[{'Alerting' if lasts else 'OK'}] Lab",
            "ruleId": 7,
            "ruleName": "Lab",
            "state": state,
            "message": trouble,
            "evalMatches": [{"value": 97, "metric": "x", "tags": tags}],
            "tags": tags,
        }
    )


def checkmk(thing: str, trouble: str, lasts: bool) -> str:
    """A host monitor that posts its macros."""
    return _json(
        {
            "HOSTNAME": thing,
            "SERVICEDESC": "Lab",
            "SERVICESTATE": "CRITICAL" if lasts else "OK",
            "SERVICEOUTPUT": trouble,
            "NOTIFICATIONTYPE": "PROBLEM" if lasts else "RECOVERY",
            "message": trouble,
        }
    )


def pagerduty(thing: str, trouble: str, lasts: bool) -> str:
    """PagerDuty's events."""
    return _json(
        {
            "event_action": "trigger" if lasts else "resolve",
            "dedup_key": "d1",
            "payload": {"summary": trouble, "source": thing, "severity": "critical", "timestamp": AT},
        }
    )


def opsgenie(thing: str, trouble: str, lasts: bool) -> str:
    """Opsgenie's outgoing webhook."""
    return _json(
        {
            "action": "Create" if lasts else "Close",
            "alert": {
                "alertId": "a-1",
                "alias": "x",
                "message": trouble,
                "entity": thing,
                "priority": "P1",
                "tags": ["eu"],
                "createdAt": 1790000000000,
            },
        }
    )


def cloud_alarm(thing: str, trouble: str, lasts: bool) -> str:
    """A cloud's alarm in a queue's envelope."""
    inner = {
        "AlarmName": f"{thing}-alarm",
        "AlarmDescription": trouble,
        "NewStateValue": "ALARM" if lasts else "OK",
        "OldStateValue": "OK",
        "NewStateReason": "Threshold Crossed",
        "Region": "EU (Ireland)",
    }
    return _json(
        {
            "Type": "Notification",
            "MessageId": "m-1",
            "TopicArn": "arn:aws:sns:eu-west-1:1:ops",
            "Message": json.dumps(inner),
            "Timestamp": AT,
        }
    )


def azure(thing: str, trouble: str, lasts: bool) -> str:
    """Azure's common schema."""
    target = f"/subscriptions/1/resourcegroups/rg/providers/microsoft.compute/virtualmachines/{thing}"
    essentials = {
        "alertId": "/subscriptions/1/alerts/9",
        "alertRule": "Lab",
        "severity": "Sev1",
        "monitorCondition": "Fired" if lasts else "Resolved",
        "alertTargetIDs": [target],
        "description": trouble,
        "firedDateTime": AT,
    }
    return _json({"schemaId": "azureMonitorCommonAlertSchema", "data": {"essentials": essentials, "alertContext": {}}})


def newrelic(thing: str, trouble: str, lasts: bool) -> str:
    """New Relic's classic webhook."""
    return _json(
        {
            "account_id": 3,
            "condition_name": "Lab",
            "current_state": "open" if lasts else "closed",
            "details": trouble,
            "severity": "CRITICAL",
            "targets": [{"id": "7", "name": thing, "type": "Host"}],
            "incident_id": 9,
            "timestamp": 1790000000,
        }
    )


def datadog(thing: str, trouble: str, lasts: bool) -> str:
    """Datadog's default body."""
    word = "Triggered" if lasts else "Recovered"
    return _json(
        {
            "id": "1",
            "event_type": "metric_alert_monitor",
            "title": f"[{word} on {{host:{thing}}}] Lab",
            "body": f"%%%\n\n{trouble}\n\n%%%",
            "date": "1790000000000",
            "alert_transition": word,
            "hostname": thing,
        }
    )


def kubernetes(thing: str, trouble: str, _: bool) -> str:
    """An event of a cluster, as exporters send it."""
    return _json(
        {
            "reason": "Unhealthy",
            "message": trouble,
            "type": "Warning",
            "involvedObject": {"kind": "Pod", "namespace": "lab", "name": f"{thing}-6c4f9d7b8d-7hx2p"},
            "count": 3,
            "lastTimestamp": AT,
        }
    )


def uptime(thing: str, trouble: str, lasts: bool) -> str:
    """An uptime monitor's heartbeat."""
    words = f"[{thing}] [{'🔴 Down' if lasts else '✅ Up'}] {trouble}"
    return _json(
        {
            "heartbeat": {"monitorID": 1, "status": int(not lasts), "time": AT, "msg": trouble},
            "monitor": {"id": 1, "name": thing, "url": f"https://{thing}.example.net/"},
            "msg": words,
        }
    )


def slack(thing: str, trouble: str, lasts: bool) -> str:
    """A message with an attachment."""
    return _json(
        {
            "channel": "#ops",
            "attachments": [
                {
                    "color": "danger" if lasts else "good",
                    "title": f"[{'FIRING:1' if lasts else 'RESOLVED'}] Lab",
                    "text": f"{thing}: {trouble}",
                    "ts": 1790000000,
                }
            ],
        }
    )


def slack_blocks(thing: str, trouble: str, lasts: bool) -> str:
    """A message of blocks."""
    blocks = [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": f"{'[FIRING] ' if lasts else '[RESOLVED] '}{trouble}"},
        },
        {"type": "section", "fields": [{"type": "mrkdwn", "text": f"*Host:*\n{thing}"}]},
    ]
    return _json({"blocks": blocks})


def teams(thing: str, trouble: str, lasts: bool) -> str:
    """A card with facts."""
    word = "FIRING" if lasts else "RESOLVED"
    facts = [{"name": "Host", "value": thing}, {"name": "Severity", "value": "critical"}]
    return _json(
        {
            "@type": "MessageCard",
            "summary": f"[{word}] {trouble}",
            "title": f"[{word}] {trouble}",
            "sections": [{"activityTitle": trouble, "facts": facts}],
        }
    )


def sensu(thing: str, trouble: str, lasts: bool) -> str:
    """An event with an entity and a check."""
    return _json(
        {
            "entity": {"metadata": {"name": thing, "namespace": "default"}},
            "check": {
                "metadata": {"name": "lab"},
                "state": "failing" if lasts else "passing",
                "status": 2 if lasts else 0,
                "output": trouble,
            },
            "timestamp": 1790000000,
        }
    )


def gcp(thing: str, trouble: str, lasts: bool) -> str:
    """Google's incident."""
    incident = {
        "incident_id": "0.abc",
        "policy_name": "Lab",
        "resource_name": thing,
        "state": "open" if lasts else "closed",
        "summary": trouble,
        "started_at": 1790000000,
    }
    return _json({"version": "1.2", "incident": incident})


def splunk(thing: str, trouble: str, lasts: bool) -> str:
    """A saved search's result."""
    return _json(
        {
            "search_name": "Lab",
            "alert_name": "Lab",
            "state": "triggered" if lasts else "resolved",
            "result": {"host": thing, "message": trouble, "count": "3"},
        }
    )


def mail(thing: str, trouble: str, lasts: bool) -> str:
    """A host monitor's mail."""
    kind = "PROBLEM" if lasts else "RECOVERY"
    state = "CRITICAL" if lasts else "OK"
    return (
        "From: monitor@example.net\nTo: ops@example.net\n"
        f"Subject: ** {kind} Service Alert: {thing}/Lab is {state} **\nDate: Sun, 29 Nov 2026 09:14:02 +0000\n\n"
        f"Notification Type: {kind}\nService: Lab\nHost: {thing}\nState: {state}\nAdditional Info: {trouble}\n"
    )


def coded_mail(thing: str, trouble: str, lasts: bool) -> str:
    """The same words in base64, subject and body."""
    word = "[FIRING:1]" if lasts else "[RESOLVED]"
    subject = b64encode(f"{word} {trouble}".encode()).decode()
    body = b64encode(f"{trouble}\nHost: {thing}\nSeverity: critical\n".encode()).decode()
    return (
        f"From: monitor@example.net\nSubject: =?utf-8?B?{subject}?=\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}\n"
    )


def html_mail(thing: str, trouble: str, lasts: bool) -> str:
    """A table in HTML."""
    word = "[FIRING:1]" if lasts else "[RESOLVED]"
    rows = "".join(
        f"<tr><th>{name}</th><td>{value}</td></tr>"
        for name, value in (("alertname", "Lab"), ("host", thing), ("severity", "critical"), ("summary", trouble))
    )
    return (
        f"From: monitor@example.net\nSubject: {word} Lab\nContent-Type: text/html; charset=utf-8\n\n"
        f"<html><head><style>td{{color:red}}</style></head><body><table>{rows}</table></body></html>\n"
    )


def zabbix(thing: str, trouble: str, lasts: bool) -> str:
    """A plain mail's body."""
    word = "Problem" if lasts else "Resolved in 5m 2s"
    return f"{word}: {trouble}\nProblem name: {trouble}\nHost: {thing}\nSeverity: High\nOriginal problem ID: 4711\n"


def incident(thing: str, trouble: str, lasts: bool) -> str:
    """A pager's own webhook about its incident."""
    word = "triggered" if lasts else "resolved"
    data = {
        "id": "Q1",
        "type": "incident",
        "status": word,
        "title": trouble,
        "urgency": "high",
        "service": {"id": "P1", "summary": thing, "name": thing},
    }
    return _json(
        {
            "event": {
                "id": "e1",
                "event_type": f"incident.{word}",
                "resource_type": "incident",
                "occurred_at": AT,
                "data": data,
            }
        }
    )


def on_call(thing: str, trouble: str, lasts: bool) -> str:
    """A timeline's entry."""
    return _json(
        {
            "message_type": "CRITICAL" if lasts else "RECOVERY",
            "entity_id": f"{thing}/lab",
            "state_message": trouble,
            "monitoring_tool": "x",
        }
    )


def problem(thing: str, trouble: str, lasts: bool) -> str:
    """A performance monitor's problem."""
    return _json(
        {
            "State": "OPEN" if lasts else "RESOLVED",
            "ProblemID": "P-1",
            "ProblemTitle": trouble,
            "ImpactedEntity": thing,
            "ProblemSeverity": "AVAILABILITY",
        }
    )


def ping(thing: str, trouble: str, lasts: bool) -> str:
    """A site check."""
    now, before = ("DOWN", "UP") if lasts else ("UP", "DOWN")
    return _json(
        {
            "check_id": 7,
            "check_name": "Lab",
            "current_state": now,
            "previous_state": before,
            "check_params": {"hostname": f"{thing}.example.net"},
            "long_description": trouble,
        }
    )


def kibana(thing: str, trouble: str, lasts: bool) -> str:
    """A rule's action."""
    return _json(
        {
            "rule": {"id": "r1", "name": "Lab"},
            "alert": {"id": "a"},
            "status": "active" if lasts else "recovered",
            "context": {"host": {"name": thing}, "reason": trouble},
            "message": trouble,
        }
    )


def zabbix_json(thing: str, trouble: str, lasts: bool) -> str:
    """A media type's parameters."""
    return _json(
        {
            "event_name": trouble,
            "event_value": "1" if lasts else "0",
            "host_name": thing,
            "trigger_severity": "Disaster",
            "event_id": "4711",
        }
    )


def discord(thing: str, trouble: str, lasts: bool) -> str:
    """A message with an embed."""
    return _json(
        {
            "content": f"{'[FIRING:1]' if lasts else '[RESOLVED]'} {trouble}",
            "embeds": [{"title": trouble, "color": 1, "fields": [{"name": "Host", "value": thing, "inline": True}]}],
        }
    )


def adaptive_card(thing: str, trouble: str, lasts: bool) -> str:
    """A chat's newer card."""
    body = [
        {"type": "TextBlock", "text": f"{'[FIRING:1]' if lasts else '[RESOLVED]'} {trouble}"},
        {"type": "FactSet", "facts": [{"title": "Host", "value": thing}]},
    ]
    return _json(
        {
            "type": "message",
            "attachments": [
                {
                    "contentType": "application/vnd.microsoft.card.adaptive",
                    "content": {"type": "AdaptiveCard", "body": body},
                }
            ],
        }
    )


def bus_event(thing: str, trouble: str, lasts: bool) -> str:
    """An alarm's change of state on an event bus."""
    detail = {
        "alarmName": f"{thing}-alarm",
        "state": {"value": "ALARM" if lasts else "OK", "reason": "Threshold Crossed"},
        "previousState": {"value": "OK"},
        "configuration": {"description": trouble},
    }
    return _json(
        {
            "version": "0",
            "detail-type": "CloudWatch Alarm State Change",
            "source": "aws.cloudwatch",
            "account": "1",
            "region": "eu-west-1",
            "detail": detail,
        }
    )


def cluster_event(thing: str, trouble: str, lasts: bool) -> str:
    """An event in the newer API's words."""
    del lasts
    return _json(
        {
            "apiVersion": "events.k8s.io/v1",
            "kind": "Event",
            "note": trouble,
            "reason": "Failed",
            "type": "Warning",
            "regarding": {"kind": "Pod", "namespace": "lab", "name": f"{thing}-7f9c6d5b48-k2v8x"},
            "eventTime": AT,
        }
    )


WITH_STATE: tuple[Notification, ...] = (
    alertmanager, grafana_legacy, checkmk, pagerduty, opsgenie, cloud_alarm, azure, newrelic, datadog, uptime, slack,
    slack_blocks, teams, sensu, gcp, splunk, mail, coded_mail, html_mail, zabbix, incident, on_call, problem, ping,
    kibana, zabbix_json, discord, adaptive_card,
    bus_event,
)  # fmt: skip
ALL: tuple[Notification, ...] = (*WITH_STATE, kubernetes, cluster_event)

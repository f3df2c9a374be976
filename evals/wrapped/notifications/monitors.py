"""Notifications that monitoring systems post to a webhook."""

import json

from evals.wrapped.notifications.moment import AT


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
    return json.dumps(
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
    """An alert of Grafana's dashboards."""
    state = "alerting" if lasts else "ok"
    tags = {"host": thing}
    return json.dumps(
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
    return json.dumps(
        {
            "HOSTNAME": thing,
            "SERVICEDESC": "Lab",
            "SERVICESTATE": "CRITICAL" if lasts else "OK",
            "SERVICEOUTPUT": trouble,
            "NOTIFICATIONTYPE": "PROBLEM" if lasts else "RECOVERY",
            "message": trouble,
        }
    )


def sensu(thing: str, trouble: str, lasts: bool) -> str:
    """An event with an entity and a check."""
    return json.dumps(
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


def zabbix(thing: str, trouble: str, lasts: bool) -> str:
    """A plain mail's body."""
    word = "Problem" if lasts else "Resolved in 5m 2s"
    return f"{word}: {trouble}\nProblem name: {trouble}\nHost: {thing}\nSeverity: High\nOriginal problem ID: 4711\n"


def zabbix_json(thing: str, trouble: str, lasts: bool) -> str:
    """A media type's parameters."""
    return json.dumps(
        {
            "event_name": trouble,
            "event_value": "1" if lasts else "0",
            "host_name": thing,
            "trigger_severity": "Disaster",
            "event_id": "4711",
        }
    )


def uptime(thing: str, trouble: str, lasts: bool) -> str:
    """An uptime monitor's heartbeat."""
    words = f"[{thing}] [{'🔴 Down' if lasts else '✅ Up'}] {trouble}"
    return json.dumps(
        {
            "heartbeat": {"monitorID": 1, "status": int(not lasts), "time": AT, "msg": trouble},
            "monitor": {"id": 1, "name": thing, "url": f"https://{thing}.example.net/"},
            "msg": words,
        }
    )


def ping(thing: str, trouble: str, lasts: bool) -> str:
    """A site check."""
    now, before = ("DOWN", "UP") if lasts else ("UP", "DOWN")
    return json.dumps(
        {
            "check_id": 7,
            "check_name": "Lab",
            "current_state": now,
            "previous_state": before,
            "check_params": {"hostname": f"{thing}.example.net"},
            "long_description": trouble,
        }
    )


def splunk(thing: str, trouble: str, lasts: bool) -> str:
    """A saved search's result."""
    return json.dumps(
        {
            "search_name": "Lab",
            "alert_name": "Lab",
            "state": "triggered" if lasts else "resolved",
            "result": {"host": thing, "message": trouble, "count": "3"},
        }
    )


def kibana(thing: str, trouble: str, lasts: bool) -> str:
    """A rule's action."""
    return json.dumps(
        {
            "rule": {"id": "r1", "name": "Lab"},
            "alert": {"id": "a"},
            "status": "active" if lasts else "recovered",
            "context": {"host": {"name": thing}, "reason": trouble},
            "message": trouble,
        }
    )


def datadog(thing: str, trouble: str, lasts: bool) -> str:
    """Datadog's default body."""
    word = "Triggered" if lasts else "Recovered"
    return json.dumps(
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


def newrelic(thing: str, trouble: str, lasts: bool) -> str:
    """New Relic's classic webhook."""
    return json.dumps(
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

"""Notifications from clouds and clusters: alarms, and events on their buses."""

import json

from evals.wrapped.notifications.moment import AT


def cloud_alarm(thing: str, trouble: str, lasts: bool) -> str:
    """An alarm of a cloud, in a queue's envelope."""
    inner = {
        "AlarmName": f"{thing}-alarm",
        "AlarmDescription": trouble,
        "NewStateValue": "ALARM" if lasts else "OK",
        "OldStateValue": "OK",
        "NewStateReason": "Threshold Crossed",
        "Region": "EU (Ireland)",
    }
    return json.dumps(
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
    return json.dumps(
        {"schemaId": "azureMonitorCommonAlertSchema", "data": {"essentials": essentials, "alertContext": {}}}
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
    return json.dumps({"version": "1.2", "incident": incident})


def bus_event(thing: str, trouble: str, lasts: bool) -> str:
    """An alarm's change of state on an event bus."""
    detail = {
        "alarmName": f"{thing}-alarm",
        "state": {"value": "ALARM" if lasts else "OK", "reason": "Threshold Crossed"},
        "previousState": {"value": "OK"},
        "configuration": {"description": trouble},
    }
    return json.dumps(
        {
            "version": "0",
            "detail-type": "CloudWatch Alarm State Change",
            "source": "aws.cloudwatch",
            "account": "1",
            "region": "eu-west-1",
            "detail": detail,
        }
    )


def kubernetes(thing: str, trouble: str, _: bool) -> str:
    """An event of a cluster, as exporters send it."""
    return json.dumps(
        {
            "reason": "Unhealthy",
            "message": trouble,
            "type": "Warning",
            "involvedObject": {"kind": "Pod", "namespace": "lab", "name": f"{thing}-6c4f9d7b8d-7hx2p"},
            "count": 3,
            "lastTimestamp": AT,
        }
    )


def cluster_event(thing: str, trouble: str, lasts: bool) -> str:
    """An event in the newer API's words."""
    del lasts
    return json.dumps(
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

"""Events as AWS's services hand them to a function."""

import base64
import json
from typing import Any


def http_event(method: str, path: str, body: str = "", query: str = "", **headers: str) -> dict[str, Any]:
    """A request by an HTTP API or a function URL (payload version 2.0)."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": "api.example.com", "content-type": "application/json"} | headers,
        "requestContext": {
            "accountId": "123456789012",
            "domainName": "api.example.com",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9"},
            "requestId": "r",
            "stage": "$default",
        },
        "body": base64.b64encode(body.encode()).decode(),
        "isBase64Encoded": True,
    }


def queue_event(*bodies: str) -> dict[str, Any]:
    """A batch of SQS messages `m0`, `m1`, …"""
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "receiptHandle": "h",
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1700000000000"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:reports",
                "awsRegion": "eu-west-1",
            }
            for number, body in enumerate(bodies)
        ]
    }


def alarm_event(name: str, state: str = "ALARM", at: str = "2026-11-29T10:00:00.000+0000") -> dict[str, Any]:
    """A CloudWatch alarm by way of a topic."""
    alarm = {
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:{name}",
        "AWSAccountId": "123456789012",
        "NewStateValue": state,
        "OldStateValue": "OK" if state == "ALARM" else "ALARM",
        "NewStateReason": "Threshold Crossed: 1 datapoint [9.0] was greater than the threshold (5.0).",
        "StateChangeTime": at,
        "Region": "EU (Ireland)",
        "Trigger": {"MetricName": "Errors", "Namespace": "AWS/Lambda", "Dimensions": []},
    }
    envelope = {
        "Type": "Notification",
        "MessageId": f"id-{name}-{state}-{at}",
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:alarms",
        "Subject": f"{state}: {name}",
        "Message": json.dumps(alarm),
        "Timestamp": "2026-11-29T10:00:01.000Z",
    }
    record = {"EventVersion": "1.0", "EventSource": "aws:sns", "EventSubscriptionArn": "arn:…", "Sns": envelope}
    return {"Records": [record]}


def schedule_event() -> dict[str, Any]:
    """A rule of EventBridge that comes round."""
    return {
        "version": "0",
        "id": "e",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-11-29T10:00:00Z",
        "region": "eu-west-1",
        "resources": ["arn:aws:events:eu-west-1:123456789012:rule/sweep"],
        "detail": {},
    }

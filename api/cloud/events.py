"""Recognises by the event's shape what invoked a function, before anything reads its contents."""

from enum import StrEnum

from tools.errors import InvalidRequest
from tools.nouns.json_types import Stored

SET_UP = "set-up"
OWN_FIELD = "incident-responder"
"""The only field of an event that people send by hand; it says what to do."""


class Shape(StrEnum):
    """What invoked the function."""

    HTTP = "http"
    """API Gateway, a function URL or a load balancer passes on a request."""

    QUEUE = "queue"
    """SQS delivers queued reports."""

    TOPIC = "topic"
    """SNS delivers messages of a topic: alarms."""

    SCHEDULE = "schedule"
    """EventBridge invokes on a schedule, to do deferred work."""

    EVENT = "event"
    """EventBridge passes on an event."""

    SET_UP = "set-up"
    """A person or a deployment, once per version, sends `{"incident-responder": "set-up"}`."""


def shape_of(event: object) -> Shape:
    """Return the shape of an event. Raises InvalidRequest, naming the event's fields, if it has none of them."""
    if not isinstance(event, dict):
        raise InvalidRequest(f"the event is not a JSON object but {type(event).__name__}")
    found = _by_records(event) or _by_fields(event)
    if found is None:
        names = ", ".join(sorted(str(name)[:40] for name in event)[:10])
        raise InvalidRequest(
            f"the event has no known shape (its fields: {names or 'none'}): connect an HTTP API, an SQS "
            f'queue, an SNS topic or an EventBridge rule, or send {{"{OWN_FIELD}": "{SET_UP}"}}'
        )
    return found


def _by_records(event: Stored) -> Shape | None:
    records = event.get("Records")
    if not isinstance(records, list) or not records or not isinstance(records[0], dict):
        return None
    source = records[0].get("eventSource") or records[0].get("EventSource")
    return {"aws:sqs": Shape.QUEUE, "aws:sns": Shape.TOPIC}.get(str(source))


def _by_fields(event: Stored) -> Shape | None:
    if event.get(OWN_FIELD) == SET_UP:
        return Shape.SET_UP
    if "requestContext" in event and ("httpMethod" in event or "routeKey" in event or "rawPath" in event):
        return Shape.HTTP
    if isinstance(event.get("source"), str) and isinstance(event.get("detail-type"), str):
        scheduled = event["source"] == "aws.events" and event["detail-type"] == "Scheduled Event"
        return Shape.SCHEDULE if scheduled else Shape.EVENT
    return None

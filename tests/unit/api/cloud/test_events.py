"""Events are told apart by their shape alone."""

from typing import Any

import pytest

from api.cloud.events import Shape, shape_of
from tools.errors import InvalidRequest

SCHEDULED = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}, "resources": ["arn:…"]}


@pytest.mark.parametrize(
    ("event", "shape"),
    [
        ({"version": "2.0", "routeKey": "$default", "rawPath": "/", "requestContext": {"http": {}}}, Shape.HTTP),
        ({"httpMethod": "GET", "path": "/", "requestContext": {"elb": {}}}, Shape.HTTP),
        ({"resource": "/{proxy+}", "httpMethod": "POST", "requestContext": {"stage": "prod"}}, Shape.HTTP),
        ({"Records": [{"eventSource": "aws:sqs", "messageId": "1", "body": "{}"}]}, Shape.QUEUE),
        ({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": "{}"}}]}, Shape.TOPIC),
        (SCHEDULED, Shape.SCHEDULE),
        ({"source": "aws.health", "detail-type": "AWS Health Event", "detail": {}}, Shape.EVENT),
        ({"source": "aws.events", "detail-type": "something else", "detail": {}}, Shape.EVENT),
        ({"incident-responder": "set-up"}, Shape.SET_UP),
    ],
)
def test_the_shape_says_who_invokes(event: dict[str, Any], shape: Shape) -> None:
    assert shape_of(event) is shape


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        "text",
        {},
        {"Records": []},
        {"Records": None},
        {"Records": ["a"]},
        {"Records": [{"eventSource": "aws:s3"}]},
        {"Records": [{"eventSource": 7}]},
        {"incident-responder": "delete everything"},
        {"source": 1, "detail-type": "x"},
        {"requestContext": {}},
        {"a": 1, "b": 2},
    ],
)
def test_any_other_event_is_refused(event: object) -> None:
    with pytest.raises(InvalidRequest, match="the event"):
        shape_of(event)


def test_a_refusal_names_the_fields_and_no_value() -> None:
    with pytest.raises(InvalidRequest) as refused:
        shape_of({"password": "hunter2", "user": "ann"})
    assert "password, user" in str(refused.value)
    assert "hunter2" not in str(refused.value)

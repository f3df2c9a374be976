"""Which messages of a queue a topic or a rule put there: everything else is no business of theirs."""

import json

import pytest

from api.intake.aws_events import caller_of, sender_of
from tests.support.cloud_events import alarm_event
from tools.nouns.callers import Scope

ENVELOPE = alarm_event("errors")["Records"][0]["Sns"]
EVENT = {"version": "0", "detail-type": "AWS Health Event", "source": "aws.health", "detail": {}}


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        (json.dumps(ENVELOPE), "sns"),
        (ENVELOPE["Message"], "cloudwatch"),
        (json.dumps(EVENT), "eventbridge"),
        ('{"kind": "report/1", "log": "disk full"}', None),
        ('{"alerts": [], "groupKey": "{}:{}", "version": "4"}', None),
        ('"text"', None),
        ("7", None),
        ("{", None),
        ("", None),
    ],
)
def test_the_sender_of_a_queues_message(text: str, sender: str | None) -> None:
    assert sender_of(text) == sender


def test_it_may_report_and_act_on_nothing() -> None:
    assert caller_of("sns").scopes == {Scope.REPORT}

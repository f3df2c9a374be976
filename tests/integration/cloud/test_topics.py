"""An alarm by way of a real topic into the queue of reports: moto, or the server that TOPIC_DOUBLE names.

Only the latter sends an alarm of CloudWatch to its topic by itself; on moto the test publishes what CloudWatch would.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import boto3
import pytest

from api.intake.aws_events import AwsEvents
from api.intake.intake import Intake
from api.intake.signals import SignalIntake
from api.worker.queued import QueuedIntake
from graph.builder import make_agents
from tests.support.application import open_test_toolbox, settings_of
from tests.support.servers.moto_server import moto
from tests.support.servers.queues import make_queue
from tests.support.servers.s3_store import credentials
from tools.inbound.sample import samples_of
from tools.nouns.incidents import Incident, IncidentQuery
from tools.queue.sqs import SqsQueue
from tools.settings import Settings
from tools.toolbox import Toolbox

REGION = "us-east-1"


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    credentials(monkeypatch)
    if address := os.environ.get("TOPIC_DOUBLE"):
        yield address
        return
    with moto() as address:
        yield address


class Alarm:
    """An alarm whose topic has the queue among its subscribers."""

    def __init__(self, address: str, queue_url: str, *, raw: bool) -> None:
        self._sns = boto3.client("sns", endpoint_url=address, region_name=REGION)
        self._cloudwatch = boto3.client("cloudwatch", endpoint_url=address, region_name=REGION)
        self._name = f"errors-{uuid4().hex[:8]}"
        self._topic = self._sns.create_topic(Name=self._name)["TopicArn"]
        sqs = boto3.client("sqs", endpoint_url=address, region_name=REGION)
        told = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
        arn = told["Attributes"]["QueueArn"]
        wanted = {"RawMessageDelivery": "true"} if raw else {}
        self._sns.subscribe(TopicArn=self._topic, Protocol="sqs", Endpoint=arn, Attributes=wanted)

    def becomes(self, state: str) -> None:
        """CloudWatch puts it into that state."""
        if "TOPIC_DOUBLE" not in os.environ:
            self._sns.publish(TopicArn=self._topic, Subject=f"{state}: {self._name}", Message=self._message(state))
            return
        self._cloudwatch.put_metric_alarm(
            AlarmName=self._name, MetricName="Errors", Namespace="AWS/Lambda", Statistic="Sum", Period=60,
            EvaluationPeriods=1, Threshold=5, ComparisonOperator="GreaterThanThreshold",
            AlarmActions=[self._topic], OKActions=[self._topic],
        )  # fmt: skip
        self._cloudwatch.set_alarm_state(AlarmName=self._name, StateValue=state, StateReason=f"now {state}")

    def _message(self, state: str) -> str:
        body = next(each.body for each in samples_of("sns") if each.name == "alarm")
        told = json.loads(json.loads(body)["Message"])
        other = "OK" if state == "ALARM" else "ALARM"
        return json.dumps(told | {"NewStateValue": state, "OldStateValue": other})


async def decided(queue: SqsQueue, intake: QueuedIntake) -> None:
    """Takes what came into the queue."""
    handed = await queue.receive(10)
    assert handed
    assert await intake.take([each.text for each in handed]) == [None] * len(handed)
    await queue.done(handed)


async def the_ticket(toolbox: Toolbox) -> Incident:
    [found] = (await toolbox.store.incidents("default", IncidentQuery())).items
    return found


@pytest.mark.parametrize("raw", [False, True])
async def test_an_alarm_by_a_topic_into_the_queue(double: str, tmp_path: Path, raw: bool) -> None:
    url = make_queue(double)
    alarm = Alarm(double, url, raw=raw)
    toolbox = await open_test_toolbox(settings_of(tmp_path))
    queue = await SqsQueue.open(Settings(), url)
    intake = Intake.open(toolbox, make_agents(toolbox))
    aws_events = AwsEvents(SignalIntake(toolbox, intake), toolbox.clock, 17)
    try:
        alarm.becomes("ALARM")
        await decided(queue, QueuedIntake(intake, aws_events=aws_events))
        ticket = await the_ticket(toolbox)
        assert (ticket.occurrences, ticket.recovering_since) == (1, None)
        alarm.becomes("OK")
        await decided(queue, QueuedIntake(intake, aws_events=aws_events))
        assert (await the_ticket(toolbox)).recovering_since is not None
    finally:
        await intake.drain()
        await queue.close()
        await toolbox.close()

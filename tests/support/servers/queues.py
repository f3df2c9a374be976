"""Makes SQS queues with a dead-letter queue, at whatever answers for SQS."""

import json
from uuid import uuid4

import boto3

VISIBLE_AGAIN_SECONDS = 1
TRIES = 3


def make_queue(address: str, *, tries: int = TRIES) -> str:
    """The address of a new queue, whose messages are put aside after so many tries."""
    client = boto3.client("sqs", endpoint_url=address, region_name="us-east-1")
    name = f"reports-{uuid4().hex[:12]}"
    dead = client.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": tries})
    url = client.create_queue(
        QueueName=name, Attributes={"VisibilityTimeout": str(VISIBLE_AGAIN_SECONDS), "RedrivePolicy": redrive}
    )["QueueUrl"]
    client.close()
    return f"{address}/{url.partition('//')[2].partition('/')[2]}"

"""SQS keeps the contract of every queue: against moto, or against the server that SQS_DOUBLE names."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import boto3
import pytest

from tests.contract.queue import HeldTooLong, QueueContract
from tests.support.servers.moto_server import moto
from tests.support.servers.queues import TRIES, VISIBLE_AGAIN_SECONDS, make_queue
from tests.support.servers.s3_store import credentials
from tools.errors import Misconfigured, TooLarge
from tools.nouns.redacted import stored
from tools.queue.sqs import SqsQueue
from tools.settings import Settings


@pytest.fixture(scope="module")
def sqs() -> Iterator[str]:
    if address := os.environ.get("SQS_DOUBLE"):
        yield address
        return
    with moto() as address:
        yield address


@pytest.fixture(autouse=True)
def signing(monkeypatch: pytest.MonkeyPatch) -> None:
    credentials(monkeypatch)


@pytest.fixture
def url(sqs: str, signing: None) -> str:
    return make_queue(sqs)


class TestSqsQueue(QueueContract):
    @pytest.fixture
    async def queue(self, url: str) -> AsyncIterator[SqsQueue]:
        opened = await SqsQueue.open(Settings(), url)
        yield opened
        await opened.close()

    @pytest.fixture
    def held_too_long(self) -> HeldTooLong:
        async def wait() -> None:
            await asyncio.sleep(VISIBLE_AGAIN_SECONDS + 0.2)

        return wait

    @pytest.fixture
    def tries(self) -> int:
        return TRIES

    async def test_what_waits_for_a_request_goes_together(self, queue: SqsQueue, monkeypatch) -> None:
        await asyncio.gather(*(queue.send(stored(f"report {number}"), "acme") for number in range(200)))
        assert (await queue.state()).waiting == 200

    async def test_a_message_longer_than_sqs_takes_is_refused(self, queue: SqsQueue) -> None:
        with pytest.raises(TooLarge):
            await queue.send(stored("x" * (1 << 20) + "x"), "acme")
        await queue.send(stored("x" * (1 << 20)), "acme")

    async def test_each_tenant_is_a_group_of_its_own(self, queue: SqsQueue, url: str) -> None:
        for tenant in ("acme", "umbrella", "acme"):
            await queue.send(stored(f"of {tenant}"), tenant)
        groups: dict[str, set[str]] = {}
        while handed := await queue.receive(0):
            for each in handed:
                groups.setdefault(each.text, set()).add(each.group)
        assert all(len(found) == 1 for found in groups.values())
        assert len(set.union(*groups.values())) == 2
        assert not any("acme" in name for found in groups.values() for name in found)


@pytest.mark.parametrize("end", ["", "/", ".fifo"])
async def test_what_cannot_be_a_queue_is_named(sqs: str, end: str) -> None:
    with pytest.raises(Misconfigured, match="QUEUE_URL"):
        await SqsQueue.open(Settings(), f"{sqs}/1/a{end}" if end == ".fifo" else f"{sqs}{end}")


async def test_a_queue_that_is_not_there_is_named(sqs: str) -> None:
    with pytest.raises(Misconfigured, match="QUEUE_URL"):
        await SqsQueue.open(Settings(), f"{sqs}/123456789012/nowhere")


async def test_without_a_dead_letter_queue_the_start_warns(sqs: str, caplog: pytest.LogCaptureFixture) -> None:
    client = boto3.client("sqs", endpoint_url=sqs, region_name="us-east-1")
    path = client.create_queue(QueueName="alone")["QueueUrl"].partition("//")[2].partition("/")[2]
    client.close()
    queue = await SqsQueue.open(Settings(), f"{sqs}/{path}")
    assert "redrive policy" in caplog.text
    assert (await queue.state()).dead is None
    with pytest.raises(Misconfigured, match="redrive policy"):
        await queue.redrive()
    await queue.close()

"""A standard Amazon SQS queue, with the dead-letter queue that its redrive policy names."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from tools.errors import Misconfigured
from tools.nouns.queued import QueueState, ReceivedMessage
from tools.nouns.redacted import Redacted, stored
from tools.ports.queue import Queue
from tools.queue.sqs_client import LONGEST_POLL_SECONDS, ask, make_client
from tools.queue.sqs_sending import Outgoing, Sending
from tools.resilience import Guard
from tools.settings import Settings

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.literals import QueueAttributeFilterType
    from types_boto3_sqs.type_defs import MessageTypeDef

T = TypeVar("T")
logger = logging.getLogger(__name__)
THREADS = 32
MOST_AT_ONCE = 10  # messages per request, a limit of SQS
LONGEST_PUT_BACK_SECONDS = 43_200
_STATE: "Sequence[QueueAttributeFilterType]" = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "RedrivePolicy",
)


class SqsQueue(Queue):
    """See `Queue`. The visibility timeout and the number of tries are set on the queue itself."""

    def __init__(self, client: "SQSClient", url: str, guard: Guard) -> None:
        self.guard = guard
        self._client = client
        self._url = url
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="sqs")
        self._sending = Sending(lambda batch: self._ask(lambda: batch.send(client, url)))

    @classmethod
    async def open(cls, settings: Settings, url: str) -> "SqsQueue":
        """Open the queue at this URL. Raises Misconfigured if it is invalid or SQS refuses to describe the queue."""
        queue = cls(make_client(url, settings.aws_profile, THREADS), url, Guard("sqs"))
        try:
            _, dead = await queue._described()
        except BaseException:
            await queue.close()
            raise
        if not dead:
            logger.warning("QUEUE_URL has no redrive policy: unreadable messages are received again until they expire")
        return queue

    async def send(self, text: Redacted, group: str) -> None:
        """See `Queue`. Messages that arrive while a request is under way are batched into the next one."""
        await self._sending.put(Outgoing(text, hashlib.sha256(group.encode()).hexdigest()[:32]))

    async def receive(self, wait: float) -> Sequence[ReceivedMessage]:
        """See `Queue`; `wait` is truncated to whole seconds, at most 20."""
        return await self._received(self._url, min(LONGEST_POLL_SECONDS, int(wait)))

    async def done(self, received: Sequence[ReceivedMessage]) -> None:
        """See `Queue`. A message that SQS fails to delete is received again and then recognised as a duplicate."""
        for some in _tens(received):
            entries = [{"Id": str(number), "ReceiptHandle": each.receipt} for number, each in enumerate(some)]
            reply = await self._ask(
                lambda entries=entries: self._client.delete_message_batch(QueueUrl=self._url, Entries=entries)  # type: ignore[misc]
            )
            _warn_failed("deleted", reply.get("Failed", []))

    async def put_back(self, received: Sequence[ReceivedMessage], seconds: float) -> None:
        """See `Queue`."""
        hidden = min(LONGEST_PUT_BACK_SECONDS, max(0, int(seconds)))
        for some in _tens(received):
            entries = [
                {"Id": str(number), "ReceiptHandle": each.receipt, "VisibilityTimeout": hidden}
                for number, each in enumerate(some)
            ]
            reply = await self._ask(
                lambda entries=entries: self._client.change_message_visibility_batch(  # type: ignore[misc]
                    QueueUrl=self._url, Entries=entries
                )
            )
            _warn_failed("put back", reply.get("Failed", []))

    async def state(self) -> QueueState:
        """See `Queue`; the counts are SQS's approximations."""
        counts, dead = await self._described()
        if not dead:
            return QueueState(*counts, None)
        (waiting, in_hand), _ = await self._described(dead)
        return QueueState(*counts, waiting + in_hand)

    async def redrive(self) -> int:
        """See `Queue`. A crash between the two steps leaves a message in both queues; it is decided only once."""
        _, dead = await self._described()
        if not dead:
            raise Misconfigured("QUEUE_URL has no redrive policy, so it has no dead letters: give the queue one")
        found = await self._received(dead, 0)
        for each in found:
            await self.send(stored(each.text), each.group or each.message_id)
            await self._ask(
                lambda each=each: self._client.delete_message(QueueUrl=dead, ReceiptHandle=each.receipt)  # type: ignore[misc]
            )
        return len(found)

    async def close(self) -> None:
        """See `Queue`."""
        await self._sending.drain()
        await asyncio.to_thread(self._threads.shutdown)
        self._client.close()

    async def _received(self, url: str, wait: int) -> list[ReceivedMessage]:
        reply = await self._ask(
            lambda: self._client.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=MOST_AT_ONCE,
                WaitTimeSeconds=wait,
                MessageSystemAttributeNames=["ApproximateReceiveCount", "MessageGroupId"],
            )
        )
        return [_received_message(each) for each in reply.get("Messages", [])]

    async def _described(self, url: str = "") -> tuple[tuple[int, int], str]:
        """((waiting, in flight), the URL of the dead-letter queue or "")."""
        reply = await self._ask(
            lambda: self._client.get_queue_attributes(QueueUrl=url or self._url, AttributeNames=_STATE)
        )
        told = reply["Attributes"]
        waiting = int(told.get("ApproximateNumberOfMessages", 0)) + int(
            told.get("ApproximateNumberOfMessagesDelayed", 0)
        )
        hidden = int(told.get("ApproximateNumberOfMessagesNotVisible", 0))
        arn = json.loads(told.get("RedrivePolicy", "{}")).get("deadLetterTargetArn", "")
        return (waiting, hidden), f"{self._url.rpartition('/')[0]}/{arn.rpartition(':')[2]}" if arn else ""

    async def _ask(self, call: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await self.guard.call(lambda: loop.run_in_executor(self._threads, ask, call))


def _received_message(message: "MessageTypeDef") -> ReceivedMessage:
    told = message.get("Attributes", {})
    tries, group = int(told.get("ApproximateReceiveCount", 1)), told.get("MessageGroupId", "")
    return ReceivedMessage(message["MessageId"], message["Body"], message["ReceiptHandle"], tries, group)


def _tens(received: Sequence[ReceivedMessage]) -> list[Sequence[ReceivedMessage]]:
    return [received[start : start + MOST_AT_ONCE] for start in range(0, len(received), MOST_AT_ONCE)]


def _warn_failed(what: str, failed: "Sequence[object]") -> None:
    if failed:
        logger.warning("%d messages could not be %s: SQS will deliver them again", len(failed), what)

"""The consumer of the queue: turns messages into verdicts; messages that cannot be decided now are received again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from api.intake.aws_events import AwsEvents, sender_of
from api.intake.intake import Intake
from api.intake.outcomes import Outcome
from api.intake.submission import Submission
from api.telemetry.doors import Door, current_door
from tools.errors import IncidentResponderError, InvalidRequest, Overloaded, Unavailable
from tools.nouns.queued import QueuedReport, ReceivedMessage
from tools.nouns.queued_json import queued_from_text
from tools.ports import Queue
from tools.telemetry.spans import Kind
from tools.telemetry.tracing import UNTRACED, Tracing

logger = logging.getLogger(__name__)
COUNT = "messaging.batch.message_count"
POLL_SECONDS = 5.0  # a stopping server waits for it
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 5.0, 900.0


class QueuedIntake:
    """Decides queued reports. Idempotent by request id: a message may arrive twice, and at two processes at once.

    With `aws_events` it also accepts messages from an SNS topic or EventBridge rule; otherwise it refuses them.
    """

    def __init__(self, intake: Intake, tracing: Tracing = UNTRACED, aws_events: AwsEvents | None = None) -> None:
        self._intake = intake
        self._tracing = tracing
        self._aws_events = aws_events

    async def take(self, texts: Sequence[str]) -> list[IncidentResponderError | None]:
        """Decide each message. Returns None for each that is durable, else the reason why it must be retried.

        The messages of one call share a span, in the first recorded trace that one of them carries.
        """
        current_door.set(Door.QUEUE)
        read = [_read(text) for text in texts]
        queued = {position: each for position, each in enumerate(read) if isinstance(each, QueuedReport)}
        outcomes: list[IncidentResponderError | None]
        outcomes = [each if isinstance(each, InvalidRequest) else None for each in read]
        traceparents = [each.traceparent for each in queued.values()]
        with self._tracing.root("queue process", Kind.CONSUMER, {COUNT: len(texts)}, traceparents):
            outcomes = await self._taken(queued, outcomes)
            for position, each in enumerate(read):
                if isinstance(each, InvalidRequest) and self._aws_events and (sender := sender_of(texts[position])):
                    outcomes[position] = await self._signalled(self._aws_events, texts[position], sender)
            return outcomes

    @staticmethod
    async def _signalled(aws_events: AwsEvents, text: str, sender: str) -> IncidentResponderError | None:
        try:
            await aws_events.take(text.encode(), sender)
        except IncidentResponderError as error:
            return error
        return None

    async def _taken(
        self, queued: Mapping[int, QueuedReport], outcomes: list[IncidentResponderError | None]
    ) -> list[IncidentResponderError | None]:
        """Decide the readable messages; `outcomes` says why the others could not be read."""
        submissions, owners = [], []
        for position, each in queued.items():
            submission = self._intake.reception.queued(each)
            alerts = [submission, *submission.others]
            submissions += alerts
            owners += [position] * len(alerts)
        for position, outcome in zip(owners, await self._decided(submissions), strict=True):
            if isinstance(outcome, IncidentResponderError):
                outcomes[position] = outcomes[position] or outcome
        return outcomes

    async def drain(self) -> None:
        """Wait for runs that continue after their verdicts."""
        await self._intake.drain()

    async def _decided(self, submissions: Sequence[Submission]) -> Sequence[Outcome]:
        try:
            return await self._intake.answers(submissions) if submissions else []
        except IncidentResponderError as error:
            return [error] * len(submissions)


def _read(text: str) -> QueuedReport | InvalidRequest:
    try:
        return queued_from_text(text)
    except InvalidRequest as error:
        return error


class Consumer:
    """Takes messages out of a queue until `stop`."""

    def __init__(self, queue: Queue, intake: QueuedIntake) -> None:
        self._queue = queue
        self._intake = intake
        self._stopping = asyncio.Event()

    async def run(self, loops: int) -> None:
        """Run this many loops, each with up to ten messages in flight, until `stop`; those are then finished."""
        await asyncio.gather(*(self._work_again_and_again() for _ in range(loops)))
        await self._intake.drain()

    def stop(self) -> None:
        """Receive no further messages."""
        self._stopping.set()

    async def empty(self) -> None:
        """Decide all waiting messages: an in-memory queue ends with its process, so nobody else would."""
        while received := await self._queue.receive(0):
            await self._decide(received)

    async def _work_again_and_again(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            try:
                healthy = await self._work()
            except IncidentResponderError as error:
                logger.warning("the queue is not polled for a while: %s", error)
                healthy = False
            except Exception:
                logger.exception("messages could not be decided; they will be retried")
                healthy = False
            if healthy:
                pause = FIRST_PAUSE_SECONDS
                continue
            # Taking more during an outage would only use up the attempts of good messages.
            await self._wait(pause)
            pause = min(LONGEST_PAUSE_SECONDS, 2 * pause)

    async def _work(self) -> bool:
        """Receive and decide one batch. False if the backend failed for all of it."""
        receiving = asyncio.ensure_future(self._queue.receive(POLL_SECONDS))
        stopping = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait([receiving, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        return await self._decide(await receiving)

    async def _decide(self, received: Sequence[ReceivedMessage]) -> bool:
        if not received:
            return True
        outcomes = await self._intake.take([each.text for each in received])
        failed = [(each, error) for each, error in zip(received, outcomes, strict=True) if error is not None]
        await self._queue.done([each for each, error in zip(received, outcomes, strict=True) if error is None])
        for each, error in failed:
            again = min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** min(each.tries - 1, 10))
            logger.warning("message %s is retried in %.0f s: %s", each.message_id, again, error)
            await self._queue.put_back([each], again)
        return len(failed) < len(received) or not all(
            isinstance(error, Unavailable | Overloaded) for _, error in failed
        )

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


def consuming(queue: Queue, intake: Intake, tracing: Tracing = UNTRACED) -> Callable[[], Awaitable[None]]:
    """Start consuming this process's own queue; the returned function decides the remaining messages and stops it."""
    consumer = Consumer(queue, QueuedIntake(intake, tracing))
    task = asyncio.create_task(consumer.run(1), name="queue")

    async def stop() -> None:
        consumer.stop()
        await task
        await consumer.empty()
        await intake.drain()

    return stop

"""Sends one delivery to one destination: checks that it is due and not replaced, tries it, and records the outcome."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from api.worker.lane_digests import LaneDigests, Silences
from api.worker.lane_health import LaneHealth
from api.worker.lane_lease import LEASE_SECONDS, LaneLease
from api.worker.lane_queue import LaneQueue
from tools.nouns.deliveries import (
    Conversation,
    Delivery,
    DeliveryRow,
    DeliveryState,
    Outcome,
    OutcomeKind,
    Queued,
    StoredDelivery,
    Thread,
)
from tools.nouns.notices import NoticeKind
from tools.ports import Clock, DeliveryStore, Destination, LaneStore
from tools.rules.delivering import OPENING, REPLACEABLE, covering_silence, replacement, tried
from tools.telemetry.spans import Attributes, Kind
from tools.telemetry.tracing import UNTRACED, Tracing

logger = logging.getLogger(__name__)

TRY_SECONDS = 30.0
"""A destination that has not answered after this time is tried again later."""
TRY_LEASE_SECONDS = 35.0
FAULT_WAIT_SECONDS = 5.0
ORPHAN_SECONDS = 3600.0
"""After this time, a queue entry without a delivery is a digest that was never made."""


@dataclass(frozen=True, slots=True)
class LaneParts:
    """The objects that all lanes share."""

    deliveries: DeliveryStore
    lanes: LaneStore
    silences: Silences

    clock: Clock
    holder: str
    """The name of this process's engine."""

    give_way: Callable[[], Awaitable[None]]
    """Gives reports priority."""

    count: Callable[[str, str], None]
    """Called for each attempt, with destination and outcome."""

    tracing: Tracing = UNTRACED


class Deliverer:
    """Moves a delivery from its place in the queue to its next state."""

    def __init__(
        self,
        destination: Destination,
        parts: LaneParts,
        queue: LaneQueue,
        health: LaneHealth,
        digests: LaneDigests,
        lease: LaneLease,
    ) -> None:
        self._destination = destination
        self._name = destination.name
        self._parts = parts
        self._deliveries = parts.deliveries
        self._queue = queue
        self._health = health
        self._digests = digests
        self._lease = lease
        self.tries = 0
        """The number of tries since the start."""

    async def deliver(self, head: Queued) -> None:
        """Send it, if it is due and nothing replaces it or holds it back. Raises StoreUnavailable."""
        stored, now = await self._deliveries.queued(head), self._parts.clock()
        if stored is None and now - head.made_at < ORPHAN_SECONDS:
            self._queue.put_off(head, now + FAULT_WAIT_SECONDS)  # a digest that is being made
        elif stored is None or not stored.row.state.waiting:
            await self._deliveries.leave(self._name, head)
            self._queue.done(head)
        elif (due := self._due(stored.row, now)) > now:
            self._queue.put_off(head, due)
        else:
            # What was said before holds no opening message back, so for those it is read only if they are sent.
            opens = stored.row.message.kind in OPENING
            conversation = None if opens else await self._deliveries.conversation(self._name, stored.row.ticket)
            if not await self._is_kept_back(head, stored, conversation):
                await self._parts.give_way()
                if opens:
                    conversation = await self._deliveries.conversation(self._name, stored.row.ticket)
                await self._try(head, stored, conversation or Conversation())

    def _due(self, row: DeliveryRow, now: float) -> float:
        """When it may be tried: not while another process may be trying it, and not before it is due."""
        if now < row.tried_at - LEASE_SECONDS:  # a clock was set back
            return now
        if row.leased_by not in ("", self._parts.holder):
            return row.leased_until
        return now if row.tried_at < self._health.restored_at else row.next_at

    async def _is_kept_back(self, head: Queued, stored: StoredDelivery, conversation: Conversation | None) -> bool:
        """True if it is not sent now, because of a silence, a later message or a digest."""
        row, now = stored.row, self._parts.clock()
        silence = covering_silence(await self._parts.silences(row.tenant), row, now, was_told=conversation is not None)
        if silence is not None:
            ended = replace(row, state=DeliveryState.SILENCED, silenced_by=silence.silence_id)
        elif later := await self._replacement(head, row, conversation):
            ended = replace(row, state=DeliveryState.SILENCED, replaced_by=later)
        elif (due := self._digests.wait_for(head, row)) is not None:
            self._queue.put_off(head, due)
            return True
        else:
            return False
        if await self._deliveries.save(stored, ended) is not None:
            self._queue.done(head)
        return True

    async def _replacement(self, head: Queued, row: DeliveryRow, conversation: Conversation | None) -> str:
        """The id of the delivery that replaces this one, if there is one."""
        if row.message.kind is NoticeKind.ADVICE_READY and conversation is not None and conversation.digest:
            return conversation.digest
        if row.tries or row.message.kind not in REPLACEABLE:
            return ""
        behind = await asyncio.gather(*map(self._deliveries.queued, self._queue.behind(head)))
        found = replacement(row, [stored.row for stored in behind if stored is not None and stored.row.state.waiting])
        return found.delivery_id if found else ""

    async def _try(self, head: Queued, stored: StoredDelivery, conversation: Conversation) -> None:
        row, now = stored.row, self._parts.clock()
        if row.members:
            await self._digests.absorb(row)
        begun = replace(
            row,
            state=DeliveryState.RETRYING,
            tries=row.tries + 1,
            first_tried_at=now if row.first_tried_at is None else row.first_tried_at,
            tried_at=now,
            leased_by=self._parts.holder,
            leased_until=now + TRY_LEASE_SECONDS,
        )
        trying = await self._deliveries.save(stored, begun)
        if trying is None:  # another process was faster
            return
        self.tries += 1
        outcome = await self._recorded(row, conversation.thread)
        self._parts.count(self._name, outcome.kind.value)
        await self._learn(outcome)
        await self._end(head, trying, outcome, conversation)

    async def _recorded(self, row: DeliveryRow, thread: Thread) -> Outcome:
        """Deliver it in a separate trace, since this may be hours after the report."""
        about: Attributes = {
            "incident_responder.destination": self._name,
            "incident_responder.delivery_id": row.delivery_id,
            "incident_responder.incident_id": row.message.incident_id or "",
            "incident_responder.tries": row.tries + 1,
        }
        with self._parts.tracing.root(f"deliver {row.message.kind.value}", Kind.CLIENT, about) as span:
            outcome = await self._deliver(row, thread)
            if span is not None and outcome.kind is not OutcomeKind.DELIVERED:
                span.fail(outcome.kind.value)
            return outcome

    async def _deliver(self, row: DeliveryRow, thread: Thread) -> Outcome:
        delivery = Delivery(row.delivery_id, self._name, row.message, row.tries, row.notice)
        try:
            async with asyncio.timeout(TRY_SECONDS):
                return await self._destination.deliver(delivery, thread)
        except TimeoutError:
            return Outcome(OutcomeKind.LATER, reason=f"no answer within {TRY_SECONDS:.0f} seconds")
        except Exception as error:
            logger.exception("the destination %s raised", self._name)
            return Outcome(OutcomeKind.LATER, reason=f"the product failed: {type(error).__name__}")

    async def _learn(self, outcome: Outcome) -> None:
        """Update the destination's health; whether it works is stored for every process."""
        now, before = self._parts.clock(), self._health.blocked
        restored = self._health.restored_at
        self._health.learn(outcome, now)
        if self._health.restored_at > restored:
            self._queue.all_due()
        if self._health.blocked and not before:
            await self._lease.block(outcome.reason)
        elif before and not self._health.blocked:
            await self._lease.unblock()
        elif outcome.kind is OutcomeKind.DELIVERED:
            await self._lease.succeeded()
        else:
            await self._lease.failed(outcome.reason)

    async def _end(self, head: Queued, trying: StoredDelivery, outcome: Outcome, conversation: Conversation) -> None:
        now, said = self._parts.clock(), None
        if outcome.kind is OutcomeKind.DELIVERED and trying.row.message.incident_id:
            said = Conversation(outcome.thread or conversation.thread, now)
        unblocked_at, chance = self._lease.unblocked_at, random.random()
        row = tried(trying.row, outcome, now, unblocked_at=unblocked_at, chance=chance)
        if await self._deliveries.save(trying, row, said) is None:
            return
        if row.state is DeliveryState.BLOCKED:
            self._queue.as_before(head)
        elif row.state.waiting:
            self._queue.put_off(head, row.next_at)
        else:
            self._queue.done(head)
        if row.state is DeliveryState.DEAD:
            logger.warning("delivery %s to %s is given up: %s", row.delivery_id, self._name, row.last_error)

"""Steps 3 to 5 of recording, for reports of a known problem: claim clients' keys, place, swap, repeat if it is lost."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from tools.errors import StoreUnavailable, Unavailable
from tools.nouns.recorded import Recorded
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.heads import FIRST_RETRY_WAIT_SECONDS, LONGEST_RETRY_WAIT_SECONDS, MAX_SWAPS, Held
from tools.tickets.s3.recording.adopting import adopt
from tools.tickets.s3.recording.appending import append
from tools.tickets.s3.recording.client_keys import births_of
from tools.tickets.s3.recording.commits import commit
from tools.tickets.s3.recording.placement import RecordRequest

Answer = Recorded | Unavailable
Joining = Callable[[], Sequence[RecordRequest]]
"""Returns further reports of the same problem, with other ids, that are to be counted as well."""


def nobody() -> Sequence[RecordRequest]:
    """No further reports."""
    return ()


async def count(
    parts: Parts, alias: Alias, requests: Sequence[RecordRequest], more: Joining = nobody
) -> dict[str, Answer]:
    """Count reports of the problem that a freshly read alias leads to. Redeliveries get their first answer.

    Returns answers by request id; the ids are distinct.
    """
    joined = list(requests)

    def joining() -> Sequence[RecordRequest]:
        found = more()
        joined.extend(found)
        return found

    answered = await count_in_log(parts, alias, requests, joining)
    left = [each for each in joined if each.report.request_id not in answered]
    if left:
        held = await parts.heads.recall(alias.tenant, alias.lineage, alias.initial_head())
        answered |= await append(parts, alias, held.lineage, left)
    return answered


async def count_in_log(
    parts: Parts, alias: Alias, requests: Sequence[RecordRequest], more: Joining = nobody
) -> dict[str, Answer]:
    """Count them while the log is open. Those without an answer must be appended, if the alias still leads there."""
    held = await _held(parts, alias)
    if held.lineage.id != alias.lineage or held.lineage.counting is None:
        parts.aliases.forget(alias)
    if held.lineage.counting is None:
        return {}
    flush = _Flush(parts, alias)
    await flush.take(requests, held)
    await flush.swap(held, more)
    return flush.answered


class _Flush:
    """The reports that are counted together, until a swap has counted the last of them or the log is closed."""

    def __init__(self, parts: Parts, alias: Alias) -> None:
        self._parts = parts
        self._alias = alias
        self._births: dict[str, int] = {}
        self._left: list[RecordRequest] = []
        self.answered: dict[str, Answer] = {}

    async def take(self, requests: Sequence[RecordRequest], held: Held) -> None:
        """Claim the clients' keys among them for this head, and answer what was counted elsewhere."""
        births = await births_of(self._parts, requests, held.lineage.id)
        self._births |= births.of
        self._left += [each for each in requests if each.report.request_id in births.of]
        for request_id, earlier in births.earlier.items():
            self.answered[request_id] = (
                earlier
                if isinstance(earlier, Unavailable)
                else await self._parts.answers.stored(self._alias.tenant, earlier.report)
            )

    async def swap(self, held: Held, more: Joining) -> None:
        """Repeat the swap while it is lost or reports remain. Whoever waits by then joins a repeated one.

        The reports of a lost swap wait for another round; those behind them would wait for that one and for their own.
        """
        own, lost = set[str](), 0
        while self._left and held.lineage.counting is not None:
            began = time.monotonic()
            tried = await commit(self._parts, self._alias, held, self._left, self._births, own)
            self.answered |= tried.answers
            self._left = [each for each in self._left if each.report.request_id not in self.answered]
            if tried.lost:
                lost += 1
                if lost == MAX_SWAPS:
                    raise StoreUnavailable(f"{self._alias.lineage} is changed by too many requests at once: try again")
                await asyncio.sleep(random.uniform(0, longest_wait(lost, time.monotonic() - began)))
            if self._left:
                held = await _held(self._parts, self._alias)
            if tried.lost and held.lineage.counting is not None:
                await self.take(more(), held)


def longest_wait(lost: int, took: float) -> float:
    """The longest wait after a lost swap that took so many seconds: shorter for whoever has lost more of them."""
    return min(LONGEST_RETRY_WAIT_SECONDS, max(2 * FIRST_RETRY_WAIT_SECONDS, took / 2)) / lost


async def _held(parts: Parts, alias: Alias) -> Held:
    return await adopt(parts, await parts.heads.recall(alias.tenant, alias.lineage, alias.initial_head()))


def in_turn(asked: Sequence[str], answered: dict[str, Answer]) -> list[Answer]:
    """Answers in the order of the reports; an id that occurs twice is a replay the second time."""
    results, before = list[Answer](), set[str]()
    for request_id in asked:
        found = answered[request_id]
        again = isinstance(found, Recorded) and request_id in before
        results.append(replace(found, replayed=True) if isinstance(found, Recorded) and again else found)
        before.add(request_id)
    return results

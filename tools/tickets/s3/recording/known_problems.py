"""Steps 3 to 5 of recording, for reports of a known problem: claim clients' keys, place, swap, repeat if it is lost."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace

from tools.errors import StoreUnavailable, Unavailable
from tools.nouns.recorded import Recorded
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.heads import FIRST_RETRY_WAIT_SECONDS, LONGEST_RETRY_WAIT_SECONDS, MAX_SWAPS, Held
from tools.tickets.s3.recording.adopting import adopt
from tools.tickets.s3.recording.appending import append
from tools.tickets.s3.recording.client_keys import Births, births_of
from tools.tickets.s3.recording.commits import commit
from tools.tickets.s3.recording.placement import RecordRequest

Answer = Recorded | Unavailable


async def count(parts: Parts, alias: Alias, requests: Sequence[RecordRequest]) -> dict[str, Answer]:
    """Count reports of the problem that a freshly read alias leads to. Redeliveries get their first answer.

    Returns answers by request id; the ids are distinct.
    """
    answered = await count_in_log(parts, alias, requests)
    left = [each for each in requests if each.report.request_id not in answered]
    if left:
        held = await parts.heads.recall(alias.tenant, alias.lineage, alias.initial_head())
        answered |= await append(parts, alias, held.lineage, left)
    return answered


async def count_in_log(parts: Parts, alias: Alias, requests: Sequence[RecordRequest]) -> dict[str, Answer]:
    """Count them while the log is open. Those without an answer must be appended, if the alias still leads there."""
    held = await adopt(parts, await parts.heads.recall(alias.tenant, alias.lineage, alias.initial_head()))
    if held.lineage.id != alias.lineage or held.lineage.counting is None:
        parts.aliases.forget(alias)
    if held.lineage.counting is None:
        return {}
    births = await births_of(parts, requests, held.lineage.id)
    answered: dict[str, Answer] = {}
    for request_id, earlier in births.earlier.items():
        if isinstance(earlier, Unavailable):
            answered[request_id] = earlier
        else:
            answered[request_id] = await parts.answers.stored(alias.tenant, earlier.report)
    return answered | await _swap(parts, alias, held, requests, births)


async def _swap(
    parts: Parts, alias: Alias, held: Held, requests: Sequence[RecordRequest], births: Births
) -> dict[str, Answer]:
    """Repeat the swap while it is lost or reports remain."""
    own, answered, lost = set[str](), dict[str, Answer](), 0
    left = [each for each in requests if each.report.request_id in births.of]
    while left and held.lineage.counting is not None:
        tried = await commit(parts, alias, held, left, births.of, own)
        answered |= tried.answers
        left = [each for each in left if each.report.request_id not in answered]
        if tried.lost:
            lost += 1
            if lost == MAX_SWAPS:
                raise StoreUnavailable(f"{alias.lineage} is changed by too many requests at once: try again")
            await asyncio.sleep(random.uniform(0, min(LONGEST_RETRY_WAIT_SECONDS, FIRST_RETRY_WAIT_SECONDS * 2**lost)))
        if left:
            held = await adopt(parts, await parts.heads.recall(alias.tenant, alias.lineage, alias.initial_head()))
    return answered


def in_turn(asked: Sequence[str], answered: dict[str, Answer]) -> list[Answer]:
    """Answers in the order of the reports; an id that occurs twice is a replay the second time."""
    results, before = list[Answer](), set[str]()
    for request_id in asked:
        found = answered[request_id]
        again = isinstance(found, Recorded) and request_id in before
        results.append(replace(found, replayed=True) if isinstance(found, Recorded) and again else found)
        before.add(request_id)
    return results

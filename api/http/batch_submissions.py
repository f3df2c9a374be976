"""Turns the items of a batch into submissions; a text is redacted and read once, however often the batch repeats it."""

from collections.abc import Sequence
from functools import cache
from typing import TypeAlias

from api.http.problems import ProblemError
from api.http.schemas import BatchItem
from api.http.turns import Turns
from api.intake.intake import Intake
from api.intake.submission import Submission
from tools.errors import IncidentResponderError
from tools.nouns.callers import Caller
from tools.text.redaction.redact import redact

Submitted: TypeAlias = Submission | ProblemError | IncidentResponderError
"""An item that can be decided, or the reason why it cannot."""


async def submissions_of(
    items: Sequence[BatchItem | ProblemError], batch_key: str | None, intake: Intake, caller: Caller, turns: Turns
) -> list[Submitted]:
    """Return one per item, in order. `batch_key` replaces missing keys of items.

    Equal items are one object. The cache of redacted texts lives only as long as the request.
    """
    redaction, read, submitted = cache(redact), dict[int, Submission](), list[Submitted]()
    for position, item in enumerate(items):
        await turns.next()
        if isinstance(item, ProblemError):
            submitted.append(item)
            continue
        key = item.idempotency_key or (f"{batch_key}:{position}" if batch_key else None)
        earlier = read.get(id(item))
        if earlier is not None and not earlier.others:
            submitted.append(intake.reception.once_more(earlier, key))
            continue
        try:
            read[id(item)] = intake.reception.submission(caller, item, key, redaction=redaction)
            submitted.append(read[id(item)])
        except IncidentResponderError as error:
            submitted.append(error)
    return submitted

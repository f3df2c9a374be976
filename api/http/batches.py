"""A batch of reports as JSON: reads its items and writes one result for each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from api.http.answer_writer import AnswerWriter, for_reporter, other_outcomes
from api.http.fields import Meanings
from api.http.problems import ProblemError, problem_document
from api.http.schemas import MAX_BATCH, BatchItem
from api.http.strict_json import read_strictly
from api.http.turns import Turns
from api.http.validation import invalid
from api.intake.outcomes import Answered, Outcome, worst_of
from api.intake.submission import Submission
from tools.errors import IncidentResponderError
from tools.nouns.callers import Caller

_CHECKED_TOGETHER = 50
_FAILURES = (ProblemError, IncidentResponderError)
_ITEMS = TypeAdapter(list[BatchItem])

Result = Mapping[str, Any] | orjson.Fragment
"""What stands for one report in the answer: JSON to write, or JSON already written."""


async def items_of(body: bytes, turns: Turns) -> list[BatchItem | ProblemError]:
    """Return the items in order, each validated separately; equal ones are one object. Others are served meanwhile.

    Raises ProblemError 400 for bad JSON, 422 for a bad or long list.
    """
    parsed = read_strictly(body)
    items = parsed.get("reports") if isinstance(parsed, dict) else None
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_BATCH:
        raise ProblemError(422, f"reports: must be a list of 1 to {MAX_BATCH} reports")
    different, places = await _each_once(items, turns)
    checked: list[BatchItem | ProblemError] = []
    for start in range(0, len(different), _CHECKED_TOGETHER):
        await turns.next()
        checked += _checked_together(different[start : start + _CHECKED_TOGETHER])
    return [checked[place] for place in places]


def _checked_together(items: list[object]) -> list[BatchItem] | list[BatchItem | ProblemError]:
    """Validate in one call if all items are valid, which is a third faster."""
    try:
        return _ITEMS.validate_python(items)
    except ValidationError:
        return [_checked(item) for item in items]


def _written(item: object) -> bytes:
    """Return equal bytes for equal items. orjson writes no integer of more than 64 bits."""
    try:
        return orjson.dumps(item)
    except TypeError:
        return repr(item).encode()


async def _each_once(items: Sequence[object], turns: Turns) -> tuple[list[object], list[int]]:
    """Return the distinct items, and for each item its position among them, so that a repeat is read only once."""
    known: dict[bytes, int] = {}
    different: list[object] = []
    places: list[int] = []
    for item in items:
        await turns.next()
        place = known.setdefault(_written(item), len(different))
        if place == len(different):
            different.append(item)
        places.append(place)
    return different, places


def results_of(
    items: Sequence[BatchItem | ProblemError],
    reports: Sequence[Submission | ProblemError | IncidentResponderError],
    outcomes: Sequence[Outcome],
    also: Sequence[Outcome],
    writer: AnswerWriter,
    caller: Caller,
) -> list[Result]:
    """Return one result per report, in order, ready for orjson: an answer, or the problem of that report alone.

    `reports` are the items as submissions, `outcomes` the outcomes of these submissions, `also` those of the other
    alerts in them, in order. What was ignored in an item is listed in its result's `warnings`.
    """
    ended, beside, meanings = iter(outcomes), iter(also), Meanings()
    answer = for_reporter if caller.reports_only else writer.written
    results: list[Result] = []
    for item, report in zip(items, reports, strict=True):
        warnings = () if isinstance(item, ProblemError) else item.warnings_by(meanings)
        if isinstance(report, Submission) and (report.others or warnings):
            results.append(_told(next(ended), list(islice(beside, len(report.others))), warnings, writer, caller))
        else:
            results.append(_result(next(ended) if isinstance(report, Submission) else report, answer))
    return results


def others_of(reports: Iterable[object]) -> list[Submission]:
    """Return the other alerts in the submissions among the reports."""
    return [other for report in reports if isinstance(report, Submission) for other in report.others]


def _told(
    ended: Outcome, beside: Sequence[Outcome], warnings: Sequence[str], writer: AnswerWriter, caller: Caller
) -> Result:
    if isinstance(ended, IncidentResponderError):
        return _problem(ended)
    worst, also = worst_of(ended, beside)
    return {**writer.answer_for(caller, worst), "also": other_outcomes(also), "warnings": warnings}


def _result(ended: Outcome | ProblemError, answer: Callable[[Answered], Result]) -> Result:
    return _problem(ended) if isinstance(ended, _FAILURES) else answer(ended)


def _problem(error: ProblemError | IncidentResponderError) -> Mapping[str, Any]:
    return {"status": "error", "problem": problem_document(error)}


def _checked(item: object) -> BatchItem | ProblemError:
    try:
        return BatchItem.model_validate(item)
    except ValidationError as error:
        return invalid(error)

"""Whoever is asked to come later is told when: every error of the family, and every refusal by the HTTP layer."""

from collections.abc import Iterator

import pytest

from api.http.problems import ProblemError, problem_response
from tools.errors import IncidentResponderError, NotDecidedYet, OtherEmbedder, Overloaded


def family(kind: type[IncidentResponderError] = IncidentResponderError) -> Iterator[type[IncidentResponderError]]:
    for each in kind.__subclasses__():
        yield each
        yield from family(each)


ASKING = {429, 503}
ERRORS = [
    *(kind("a", "b") if kind is OtherEmbedder else kind("wait") for kind in dict.fromkeys(family())),
    *(Overloaded("wait", retry_after=wait) for wait in (0.0, 0.2, 59.1, -3.0)),
    *(ProblemError(status, "no") for status in (400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 500, 503)),
    *(ProblemError(status, "no", retry_after=wait) for status in ASKING for wait in (0.0, 0.4, 61.2)),
]


def named(error: ProblemError | IncidentResponderError) -> str:
    return f"{type(error).__name__} {getattr(error, 'status', '')} {getattr(error, 'retry_after', '')}"


@pytest.mark.parametrize("error", ERRORS, ids=named)
def test_retry_after_is_whole_seconds_where_it_belongs(error: ProblemError | IncidentResponderError) -> None:
    answer = problem_response(error)
    told = answer.headers.get("Retry-After")
    if answer.status_code not in ASKING and not isinstance(error, NotDecidedYet):
        assert told is None
        return
    assert told is not None
    assert told.isdigit()
    assert max(1.0, getattr(error, "retry_after", None) or 1.0) <= int(told) <= 62


def test_the_family_has_every_status_that_asks_to_come_later() -> None:
    assert {problem_response(error).status_code for error in ERRORS} >= ASKING | {404}

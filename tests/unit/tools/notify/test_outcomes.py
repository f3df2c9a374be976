"""What an answer means for a delivery, and what may be told of it."""

import pytest

from tools.notify.outcomes import kind_of, outcome_of_answer, reason, retry_after
from tools.nouns.deliveries import OutcomeKind

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        (OutcomeKind.DELIVERED, (200, 201, 202, 204)),
        (OutcomeKind.REFUSED, (400, 411, 413, 414, 415, 422, 431)),
        (OutcomeKind.BLOCKED, (301, 302, 303, 307, 308, 401, 402, 403, 404, 405, 406, 407, 410, 451)),
        (OutcomeKind.LATER, (408, 409, 423, 425, 429, 500, 502, 503, 504, 520, 599)),
    ],
)
def test_each_status_has_its_class(kind: OutcomeKind, statuses: tuple[int, ...]) -> None:
    assert {status: kind_of(status) for status in statuses} == dict.fromkeys(statuses, kind)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7.0), ("0", 0.0), ("1.5", 1.5), ("-3", 0.0), ("99999999", 86_400.0), ("", None), ("soon", None),
        ("nan", None), ("inf", None), ("Tue, 14 Nov 2023 22:14:20 GMT", 60.0), ("Tue, 14 Nov 2023 22:00:00 GMT", 0.0),
        ("Tue, 14 Nov 2023 22:14:20", 60.0),
    ],
)  # fmt: skip
def test_a_wait_is_read_as_seconds_or_a_date(said: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": said}, NOW) == seconds


def test_only_what_is_tried_again_waits() -> None:
    assert outcome_of_answer(429, {"Retry-After": "7"}, NOW).retry_after == 7.0
    assert outcome_of_answer(401, {"Retry-After": "7"}, NOW).retry_after is None


def test_a_reason_is_one_short_line_that_gives_nothing_away() -> None:
    said = reason("no:\r\n\u202etoken=hunter2hunter2 at https://hooks.example/T1/B2/abc?key=1 " + "x" * 1_000)
    assert len(said) == 300
    assert "\n" not in said
    assert not any(each in said for each in ("hunter2", "hooks.example", "\u202e", "key=1"))

"""Stories of reports: what joins, what stays apart, what came back, what is over, and several alerts in one text."""

import json
from typing import Any

from evals.public.public_cases import answers_of


def alerts(*names: str, status: str = "firing") -> str:
    each = [{"status": status, "labels": {"alertname": name}, "annotations": {"summary": name}} for name in names]
    return json.dumps({"receiver": "oncall", "status": status, "alerts": each})


def story(*steps: tuple[str, str, str] | str) -> dict[str, Any]:
    """Steps are (name, log, wanted relation), or the name of a step whose ticket is resolved."""
    return {
        "id": "S",
        "steps": [
            {"resolve": step} if isinstance(step, str) else {"name": step[0], "log": step[1], "service": "s"}
            for step in steps
        ],
        "expected": [None if isinstance(step, str) else {"relation": step[2]} for step in steps],
    }


def right(*steps: tuple[str, str, str] | str) -> list[bool]:
    return [answer.right for answer in answers_of(story(*steps))]


def test_a_report_joins_or_stays_apart() -> None:
    first, again, other = ("a", "pool 1 is empty", "new"), ("b", "pool 2 is empty", "join:a"), "cpu of api is hot"
    assert right(first, again, ("c", other, "separate")) == [True, True]
    assert right(first, again, ("c", other, "join:a"), ("d", "pool 3 is empty", "separate")) == [True, False, False]


def test_what_comes_back_after_a_resolve_is_a_regression() -> None:
    first, back = ("a", "pool 1 is empty", "new"), ("b", "pool 2 is empty", "regression:a")
    assert right(first, back) == [False]
    assert right(first, "a", back) == [True]


def test_a_recovery_opens_nothing() -> None:
    over = alerts("PoolEmpty", status="resolved")
    assert right(("a", alerts("PoolEmpty"), "new"), ("b", over, "recovery:a"), ("c", over, "separate")) == [True, True]


def test_a_second_alert_in_one_text_keeps_its_own_ticket() -> None:
    assert right(
        ("a", alerts("PoolEmpty"), "new"),
        ("b", alerts("PoolEmpty", "FanStopped"), "separate"),
        ("c", alerts("FanStopped"), "join:b"),
    ) == [True, True]

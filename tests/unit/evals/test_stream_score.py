"""The measures of a replayed stream, on streams small enough to count by hand."""

import pytest

from evals.stream_score import bcubed, score_stream


def event(id_: str, group: str, expected: str, epoch: int = 0) -> dict[str, str]:
    return {"type": "incident", "id": id_, "group": group, "expected": expected, "incident": f"{group}#{epoch}"}


GOLD = [
    event("1", "disk", "new"),
    event("2", "disk", "existing"),
    event("3", "dns", "new"),
    {"type": "resolve", "id": "r", "group": "disk", "ref": "1"},
    event("4", "disk", "regression", epoch=1),
]


def told(*tickets: tuple[str, str, str]) -> list[dict[str, str]]:
    return [
        {"id": str(number), "status": status, "incident_id": ticket, "root_id": root}
        for number, (status, ticket, root) in enumerate(tickets, start=1)
    ]


PERFECT = told(("new", "A", "A"), ("existing", "A", "A"), ("new", "B", "B"), ("regression", "C", "A"))


def test_a_perfect_replay() -> None:
    score = score_stream(GOLD, PERFECT)

    assert (score.status_accuracy, score.bcubed[2], score.bcubed_lineage) == (1, 1, 1)
    assert (score.split, score.merged, score.hidden, score.missing) == (0, 0, 0, 0)
    assert set(score.recall.values()) == set(score.precision.values()) == {1.0}
    assert (score.tickets, score.true_tickets) == (3, 3)


def test_a_swallowed_problem_is_merged_and_hidden() -> None:
    score = score_stream(
        GOLD, told(("new", "A", "A"), ("existing", "A", "A"), ("existing", "A", "A"), *[("regression", "C", "A")])
    )

    assert (score.merged, score.hidden) == (1, 1)
    assert score.recall["new"] == 0.5
    assert score.precision["existing"] == 0.5


def test_a_ticket_cut_in_two_is_split() -> None:
    score = score_stream(GOLD, told(("new", "A", "A"), ("new", "X", "X"), ("new", "B", "B"), ("regression", "C", "A")))

    assert (score.split, score.merged, score.hidden) == (1, 0, 0)
    assert score.precision["new"] == pytest.approx(2 / 3)


def test_an_event_without_a_prediction_counts_against_the_replay() -> None:
    score = score_stream(GOLD, PERFECT[:-1])

    assert score.missing == 1
    assert score.recall["regression"] == 0


def test_bcubed_by_hand() -> None:
    """Two true pairs thrown into one ticket: every event sees half of its ticket as its own."""
    precision, recall, f1 = bcubed(["a", "a", "b", "b"], ["x", "x", "x", "x"])

    assert (precision, recall, f1) == (0.5, 1.0, pytest.approx(2 / 3))

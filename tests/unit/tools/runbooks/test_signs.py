"""Figures, one or all, products and failures: what tells near runbooks apart."""

import pytest

from tools.runbooks.signs import (
    OTHER_FAILURE,
    OTHER_NUMBER,
    OTHER_PRODUCT,
    OTHER_SUBJECT,
    SAME_FIGURE,
    SignIndex,
    signs_of_entry,
    signs_of_question,
)


def scores(text: str, *entries: tuple[str, str]) -> list[float]:
    index = SignIndex(signs_of_entry([name], [body]) for name, body in entries)
    return [round(float(score), 3) for score in index.search(signs_of_question(text))]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("silo has crossed 60%", "The silo has crossed 60 percent."),
        ("battery below 40 percent", "The battery is below 40 %."),
        ("request failed with status code 503", "It answers `503`."),
        ("HTTP 502 from the edge", "The edge answers 502."),
        ("502 Bad Gateway", "The edge answers 5xx."),
    ],
)
def test_a_figure_in_both_speaks_for_the_runbook(text: str, body: str) -> None:
    assert scores(text, ("Right", body), ("Twin", "It has crossed 85 %.")) == [SAME_FIGURE, 0]


def test_a_figure_of_many_runbooks_says_less() -> None:
    [one, other] = scores("disk 90% full", ("A", "90 % full"), ("B", "above 90 %"))
    assert one == other == pytest.approx(SAME_FIGURE / 2**0.5, abs=1e-3)


@pytest.mark.parametrize("text", ["job 503 started", "order 404 was shipped", "took 500 ms"])
def test_three_digits_alone_are_no_status(text: str) -> None:
    assert signs_of_question(text).figures == frozenset()


def test_one_and_all_are_two_runbooks() -> None:
    entries = (("LiftSilent", "One lift does not answer."), ("LiftsAllSilent", "No lift answers."))
    assert scores("One lift of the tower is silent", *entries) == [0, -OTHER_NUMBER]
    assert scores("All lifts of the tower are silent", *entries) == [-OTHER_NUMBER, 0]
    assert scores("The lift is silent", *entries) == [0, 0]


def test_another_product_speaks_against_a_runbook() -> None:
    entries = (("NginxLatency", "nginx is slow"), ("RequestLatency", "p99 is high"), ("CortexNginxLatency", "slow"))
    assert scores("Nginx latency is high", *entries) == [0, -OTHER_PRODUCT, -OTHER_SUBJECT]
    assert scores("Latency is high", *entries) == [0, 0, 0]
    assert scores("Cortex: latency of nginx is high", *entries) == [0, -OTHER_PRODUCT, 0]


def test_other_names_of_a_product_are_the_same() -> None:
    assert scores("Postgres is down", ("Database", "PostgreSQL does not answer")) == [0]


def test_another_failure_speaks_against_a_runbook() -> None:
    entries = (("Lag", "consumers are slow"), ("Leader", "`NotLeaderForPartitionException` is logged"))
    assert scores("NotLeaderForPartitionException for p-3", *entries) == [-OTHER_FAILURE, 0]

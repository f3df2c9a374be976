"""Intervals: the same ones every time, around the figure, and wider over fewer items."""

from evals.public.intervals import interval, share
from evals.public.scores import f1_interval, recall_interval, share_interval

PAIRS = [{"duplicate": number % 2 == 0, "kind": "pos"} for number in range(40)]
SAID = [number % 2 == 0 and number > 7 for number in range(40)]


def test_two_runs_show_the_same_interval() -> None:
    parts = [(float(number % 3 == 0), 1.0) for number in range(30)]
    assert interval(parts, share) == interval(parts, share)


def test_the_figure_lies_inside_and_few_items_say_little() -> None:
    few, many = (interval([(float(number % 2), 1.0) for number in range(size)], share) for size in (10, 1_000))
    assert few[0] < many[0] < 0.5 < many[1] < few[1]


def test_an_item_is_drawn_with_all_its_parts() -> None:
    low, high = interval([(90.0, 90.0), (0.0, 10.0)], share)
    assert (low, high) == (0.0, 1.0), "one problem of ninety events is one item, not ninety"


def test_nothing_at_all_is_not_wrong() -> None:
    assert interval([(0.0, 0.0)], share) == (1.0, 1.0)


def test_pairs_have_intervals_of_f1_and_of_recall() -> None:
    assert f1_interval(PAIRS, SAID) == f1_interval(PAIRS, SAID)
    low, high = (float(each) for each in recall_interval(PAIRS, SAID).split("-"))
    assert low < 0.8 < high
    assert share_interval([True] * 5) == "1.00-1.00"

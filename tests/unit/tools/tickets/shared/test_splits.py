"""What a person may split off, and what tells it from the rest."""

from typing import Any

import pytest

from tools.errors import Conflict, NotFound
from tools.nouns.selectors import ChosenReports, Reports, WholeFingerprint
from tools.tickets.shared.splits import chosen_and_rest, pins_between
from tools.tickets.shared.stored_reports import StoredReport


def report(request_id: str, fingerprint: str) -> StoredReport:
    return StoredReport(request_id, 5.0, None, None, None, fingerprint)


def body(report: StoredReport) -> dict[str, Any]:
    return {"params": [PARAMS[report.request_id]]}


PARAMS = {"a": "sda", "b": "sdb", "c": "sdc", "d": "sda"}
A, B, C = report("a", "f"), report("b", "f"), report("c", "g")
SHOWN = [A, B, C]


def test_both_sides_keep_their_order() -> None:
    assert chosen_and_rest(SHOWN, WholeFingerprint("f")) == ([A, B], [C])
    assert chosen_and_rest(SHOWN, ChosenReports(frozenset({"c", "a"}))) == ([A, C], [B])


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        (WholeFingerprint("unknown"), NotFound),
        (ChosenReports(frozenset({"a", "unknown"})), NotFound),
        (ChosenReports(frozenset({"a", "b", "c"})), Conflict),
    ],
)
def test_a_split_of_nothing_or_of_everything_is_refused(wanted: Reports, refused: Any) -> None:
    with pytest.raises(refused):
        chosen_and_rest(SHOWN, wanted)


def test_a_fingerprint_splits_whole_or_by_its_parameter() -> None:
    pins = pins_between([A, C], [B], body)
    assert pins["g"] is None
    assert (pins["f"].position, pins["f"].values) == (0, ("sda",))  # type: ignore[union-attr]


def test_nothing_is_split_that_nothing_tells_apart() -> None:
    with pytest.raises(Conflict, match="no parameter"):
        pins_between([A], [report("d", "f")], body)
    with pytest.raises(Conflict, match="pruned"):
        pins_between([A], [B], lambda _: None)
    assert pins_between([A, B], [C], lambda _: None) == {"f": None}

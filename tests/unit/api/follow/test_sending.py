"""What is on its way is tried again until it is taken; what no repeat can mend is told and left."""

import threading
from collections.abc import Sequence

import pytest
from typing_extensions import override

from api.follow.sending import Item, RecordResult, Sender
from tests.support.followed import ListSink, ScriptedStop, pause
from tools.errors import Forbidden, Overloaded

ITEMS = [Item("a", "one"), Item("b", "two")]


class ScriptedSink(ListSink):
    """Answers in turn with what it is given."""

    def __init__(self, *answers: Sequence[RecordResult] | Exception) -> None:
        super().__init__()
        self._answers = list(answers)
        self.asked: list[list[str]] = []

    @override
    def send(self, items: Sequence[Item]) -> Sequence[RecordResult]:
        self.asked.append([item.key for item in items])
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_only_what_was_not_taken_is_sent_again() -> None:
    later, taken = RecordResult("refused", refusal="too many", refused_with=429), RecordResult("new", "inc_1", "HIGH")
    sink = ScriptedSink([taken, later], [RecordResult("existing", "inc_1", "HIGH")])
    stop, told = ScriptedStop(pause), []
    sender = Sender(sink, stop, told.append)
    sender.send(ITEMS)
    assert sink.asked == [["a", "b"], ["b"]]
    assert sender.counts == {"new": 1, "existing": 1}
    assert told == ["new inc_1 HIGH", "1 reports wait: too many"]


def test_a_refused_report_is_told_and_left() -> None:
    refused = RecordResult("refused", refusal="log: too long", refused_with=422)
    sink, told = ScriptedSink([refused, RecordResult("new", "inc_1")]), []
    sender = Sender(sink, threading.Event(), told.append)
    sender.send(ITEMS)
    assert "refused: log: too long" in told
    assert sender.counts == {"refused": 1, "new": 1}


def test_it_waits_as_long_as_it_is_asked_to() -> None:
    stop = ScriptedStop(pause)
    sink = ScriptedSink(Overloaded("full", retry_after=7), [RecordResult("new"), RecordResult("new")])
    Sender(sink, stop, print).send(ITEMS)
    assert stop.now == pytest.approx(1007)


def test_what_no_repeat_can_mend_is_raised() -> None:
    with pytest.raises(Forbidden):
        Sender(ScriptedSink(Forbidden("no scope")), threading.Event(), print).send(ITEMS)

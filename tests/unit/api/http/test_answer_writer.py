"""Both doors write the same answer."""

from dataclasses import replace

import orjson

from agents.answer import answer
from api.http.answer_writer import AnswerWriter
from tests.support.knowledge import dossier
from tools.nouns.decisions import Similar, Verdict
from tools.nouns.incidents import Dossier
from tools.nouns.recorded import Recorded
from tools.nouns.severity import Severity
from tools.rules import decisions

DOSSIER = dossier("# Do this", "a/b")


def recorded(found: Dossier, **changes: object) -> Recorded:
    fields = {"request_id": "req_1", "verdict": Verdict.EXISTING, "incident_id": "inc_1", "root_id": "inc_0"}
    fields |= {"severity": Severity.HIGH, "occurrences": 3, "decision": decisions.plain(1, "inc_1"), "dossier": found}
    return Recorded(**(fields | changes))


def test_the_express_lane_writes_what_the_graph_answers() -> None:
    writer = AnswerWriter()
    for found in (DOSSIER, Dossier(), DOSSIER):
        told = recorded(
            found,
            pending=("advice",),
            decision=replace(decisions.plain(1, "inc_1"), similar=(Similar("inc_2", 0.8, "full"),)),
        )
        written = orjson.loads(orjson.dumps(writer.answer(told)))
        assert written == answer(told)
        assert list(written) == list(orjson.loads(orjson.dumps(writer.answer(told))))


def test_a_batch_writes_what_a_single_report_is_answered() -> None:
    """Also where two answers of one ticket differ in anything but their id and their count."""
    writer, changes = AnswerWriter(), {"pending": ("advice",), "root_id": "inc_9", "regression_of": "inc_8"}
    changes |= {"severity": Severity.LOW, "verdict": Verdict.REGRESSION, "dossier": Dossier(), "incident_id": "inc_7"}
    changes["decision"] = replace(decisions.plain(1, "inc_1"), similar=(Similar("inc_2", 0.8, "full"),))
    for name, value in [("occurrences", 4), *changes.items(), ("request_id", 'req_"2')]:
        for told in (recorded(DOSSIER), replace(recorded(DOSSIER), **{name: value})):
            assert orjson.loads(orjson.dumps(writer.written(told))) == answer(told)


def test_what_duplicates_share_is_serialised_once(monkeypatch) -> None:
    calls = []
    plain = orjson.dumps
    monkeypatch.setattr("api.http.answer_writer.orjson.dumps", lambda value: calls.append(value) or plain(value))
    writer, decision = AnswerWriter(), decisions.plain(1, "inc_1")
    for _ in range(10):
        writer.answer(recorded(DOSSIER, decision=decision))
    assert len(calls) == 4


def test_the_memory_is_bounded(monkeypatch) -> None:
    calls = []
    plain = orjson.dumps
    monkeypatch.setattr("api.http.answer_writer.orjson.dumps", lambda value: calls.append(value) or plain(value))
    decision, writer = decisions.plain(1, "inc_1"), AnswerWriter(remembered=2)
    dossiers = [Dossier((), str(number)) for number in range(5)]
    for each in (*dossiers, dossiers[-1]):
        writer.answer(recorded(each, decision=decision))
    assert len(calls) == 3 * 5 + 1
    writer.answer(recorded(dossiers[0], decision=decision))
    assert len(calls) == 3 * 6 + 1

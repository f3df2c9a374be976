"""Intake by itself: a toolbox, the agents and a caller are all it needs."""

from typing import Any

import pytest

from api.intake.intake import Intake, plain
from api.intake.lanes import Lanes
from api.intake.submission import Submission
from graph.builder import make_agents
from tests.support.observed import Observed
from tools.errors import Forbidden, InvalidRequest, TooLarge
from tools.nouns.callers import EVERYTHING, Caller, Scope
from tools.text.identity import fingerprint
from tools.text.redaction.redact import redact
from tools.toolbox import Toolbox

ANN = Caller("default", "ann", EVERYTHING)
DISK = Observed("disk sda is full", "storage")
EDGE = Observed("certificate of the gateway has expired", "edge")


class Counts:
    def __init__(self) -> None:
        self.of: dict[str, int] = {}

    def reported(self, status: str, count: int = 1) -> None:
        self.of[status] = self.of.get(status, 0) + count


@pytest.fixture
def counts() -> Counts:
    return Counts()


@pytest.fixture
def intake(toolbox: Toolbox, counts: Counts) -> Intake:
    return Intake.open(toolbox, make_agents(toolbox), counts)


async def test_new_then_known(intake: Intake, counts: Counts) -> None:
    first = plain(await intake.answer(intake.reception.submission(ANN, DISK)))
    again = plain(await intake.answer(intake.reception.submission(ANN, DISK)))
    assert [first["status"], again["status"]] == ["new", "existing"]
    assert first["incident_id"] == again["incident_id"]
    assert first.keys() == again.keys()
    assert counts.of == {"new": 1, "existing": 1}
    await intake.drain()


async def test_an_answer_waits_for_advice_no_longer_than_it_is_told(intake: Intake) -> None:
    """By default the answer has its advice; whoever does not wait gets the verdict, and the run goes on."""
    at_once = plain(await intake.answer(intake.reception.submission(ANN, DISK), 0))
    assert "advice" in at_once["pending"]
    waited = plain(await intake.answer(intake.reception.submission(ANN, EDGE)))
    assert "advice" not in waited["pending"]
    await intake.drain()


async def test_a_new_problem_is_redacted_and_profiled_once(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    redacted, profiled = [], []
    read = fingerprint.profiles_from
    monkeypatch.setattr(fingerprint, "profiles_from", lambda origin, log: profiled.append(log) or read(origin, log))
    monkeypatch.setattr("agents.report.redact", lambda text: redacted.append(text) or redact(text))
    submission = intake.reception.submission(ANN, DISK)
    found = plain(await intake.answer(submission))
    assert found["status"] == "new"
    assert profiled == [submission.profiled.report.log]
    assert redacted == []
    await intake.drain()


async def test_many_at_once_are_answered_in_order(intake: Intake, counts: Counts) -> None:
    reused = intake.reception.submission(ANN, EDGE, "alert-1")
    await intake.answer(intake.reception.submission(ANN, DISK, "alert-1"))
    outcomes = await intake.answers([intake.reception.submission(ANN, each) for each in (DISK, EDGE, EDGE)] + [reused])
    assert [plain(each)["status"] for each in outcomes[:3] if not isinstance(each, Exception)] == [
        "existing",
        "new",
        "existing",
    ]
    assert isinstance(outcomes[3], InvalidRequest)
    assert counts.of == {"new": 2, "existing": 2, "error": 1}
    await intake.drain()


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("at_once", [False, True])
async def test_a_key_belongs_to_one_body(intake: Intake, known: bool, at_once: bool) -> None:
    if known:
        await intake.answer(intake.reception.submission(ANN, EDGE))
    first = plain(await intake.answer(intake.reception.submission(ANN, DISK, "k")))
    same, other = intake.reception.submission(ANN, DISK, "k"), intake.reception.submission(ANN, EDGE, "k")
    if at_once:
        again, refused = await intake.answers([same, other])
        assert not isinstance(again, Exception)
        assert isinstance(refused, InvalidRequest)
    else:
        again = await intake.answer(same)
        with pytest.raises(
            InvalidRequest, match="^this Idempotency-Key was used with another body: send a new report under a new key$"
        ) as raised:
            await intake.answer(other)
        assert raised.value.detail == {"reason": "idempotency-key-reused"}
    assert plain(again)["request_id"] == first["request_id"]
    await intake.drain()


async def test_a_surprise_fails_the_whole_call_once_all_are_done(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided, decide = [], Lanes.decide

    async def sometimes(self: Lanes, submission: Submission) -> Any:
        if submission.profiled.report.service == "storage":
            raise ZeroDivisionError
        decided.append(await decide(self, submission))
        return decided[-1]

    monkeypatch.setattr(Lanes, "decide", sometimes)
    with pytest.raises(ZeroDivisionError):
        await intake.answers([intake.reception.submission(ANN, each) for each in (DISK, EDGE)])
    assert len(decided) == 1
    await intake.drain()


@pytest.mark.parametrize(
    ("observation", "refusal"),
    [
        (Observed("x" * 65_537, "api"), TooLarge),
        (Observed("\u200b \n", "api"), InvalidRequest),
        (Observed("disk full", ""), InvalidRequest),
        (Observed("disk full", "a\u202eb"), InvalidRequest),
    ],
)
def test_what_cannot_be_a_report_is_refused(intake: Intake, observation: Observed, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        intake.reception.submission(ANN, observation)


def test_a_caller_who_may_only_read_reports_nothing(intake: Intake) -> None:
    with pytest.raises(Forbidden, match="scope report"):
        intake.reception.submission(Caller("default", "eve", frozenset([Scope.READ])), DISK)


async def test_a_submission_is_made_as_it_was_asked_for(intake: Intake) -> None:
    seen: list[str] = []
    plainly = intake.reception.submission(ANN, DISK, redaction=lambda text: seen.append(text) or redact(text))
    assert (plainly.through_graph, plainly.keyed, seen) == (False, False, [DISK.log])
    assert intake.reception.submission(ANN, DISK, "key", through_graph=True).through_graph

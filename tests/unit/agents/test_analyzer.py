"""The analyzer searches, asks and records: each at most once, and in the right lane."""

import asyncio

import pytest
from langgraph.runtime import Runtime

from agents.analyzer import Analyzer
from agents.candidates import CandidateSearch
from agents.context import Context
from agents.state import Analysis
from tests.support.clock import ManualClock
from tests.support.doubles.embedder import WordEmbedder
from tests.support.doubles.ports import Adjudicator, Index, Store, profiled, report
from tools.errors import InvalidRequest, Overloaded, Unavailable
from tools.nouns.decisions import Verdict
from tools.nouns.policy import LIVE, Mode, Policy
from tools.nouns.reports import Candidate
from tools.nouns.severity import Severity
from tools.text.identity.fingerprint import profile_of

RUNTIME = Runtime(context=Context())


class DoubledAnalyzer:
    """An analyzer with its tools."""

    def __init__(self, adjudicator: Adjudicator | None = None, *items: Candidate) -> None:
        self.store, self.embedder = Store(), WordEmbedder()
        self.index = Index(*items)
        search = CandidateSearch(self.store, self.embedder, self.index, adjudicator, Policy())
        self.analyzer = Analyzer(self.store, search, Policy(), ManualClock(1_000.0))  # type: ignore[arg-type]


async def test_the_node_writes_exactly_its_keys() -> None:
    update = await DoubledAnalyzer().analyzer({"log": "disk full", "service": "db"}, RUNTIME)
    assert set(update) == set(Analysis.__annotations__)
    assert (update["status"], update["path"], update["asked"]["tenant"]) == ("new", "new", "default")
    assert update["request_id"].startswith("req_")


async def test_the_node_takes_the_report_that_its_caller_has_profiled() -> None:
    house, one = DoubledAnalyzer(), profiled("disk sda is full", service="storage")
    state = {"log": "another text", "service": "elsewhere"}
    update = await house.analyzer(state, Runtime(context=Context().about(one)))  # type: ignore[arg-type]
    assert (update["asked"]["log"], update["asked"]["service"]) == (one.report.log, one.report.service)
    assert update["request_id"] == one.report.request_id


async def test_the_node_redacts_again() -> None:
    update = await DoubledAnalyzer().analyzer(
        {"log": "login with password=hunter2hunter2 failed", "service": "db"}, RUNTIME
    )
    assert "hunter2" not in update["asked"]["log"]


@pytest.mark.parametrize(
    ("named", "state"),
    [("log", {}), ("service", {"log": "x"}), ("log", {"log": " "}), ("log", {"log": 5}), ("log", {"log": "x" * 70_000}),
     ("severity", {"severity": "bad"}), ("occurred_at", {"occurred_at": "noon"}), ("labels", {"labels": ["b"]}),
     ("idempotency_key", {"idempotency_key": 7}), ("release", {"release": 4}), ("source", {"source": ["b"]}),
     ("environment", {"environment": True}), ("tenant", {"tenant": "two words"}), ("tenant", {"tenant": 3})],
)  # fmt: skip
async def test_an_input_that_is_no_report_is_refused_by_name(named: str, state: dict[str, object]) -> None:
    whole = state if named in ("log", "service") else {"log": "x", "service": "a", **state}
    with pytest.raises(InvalidRequest, match=f"^{named}"):
        await DoubledAnalyzer().analyzer(whole, RUNTIME)  # type: ignore[arg-type]


async def test_many_new_reports_of_one_fingerprint_are_embedded_once() -> None:
    house = DoubledAnalyzer()
    answers = await asyncio.gather(
        *(
            house.analyzer.verdict(profiled(f"worker {n} lost its lease", request_id=f"req_{n}"), Context())
            for n in range(50)
        )
    )
    assert len(house.embedder.texts) == 1
    assert sorted(answer.verdict for answer in answers) == [Verdict.EXISTING] * 49 + [Verdict.NEW]
    assert len({answer.incident_id for answer in answers}) == 1


async def test_a_cancelled_leader_promotes_a_follower() -> None:
    house = DoubledAnalyzer()
    house.embedder.gate.clear()
    first, second = (
        asyncio.create_task(house.analyzer.verdict(profiled(request_id=f"req_{n}"), Context())) for n in range(2)
    )
    await house.embedder.asked.wait()
    first.cancel()
    house.embedder.gate.set()
    assert (await second).verdict is Verdict.NEW
    assert first.cancelled()
    assert len(house.embedder.texts) == 2


@pytest.mark.parametrize("failure", [Overloaded("full"), Unavailable("down")])
async def test_without_a_vector_the_report_is_recorded_all_the_same(failure: Exception) -> None:
    house = DoubledAnalyzer()
    house.embedder.fail = failure
    recorded = await house.analyzer.verdict(profiled(), Context())
    assert recorded.verdict is Verdict.NEW
    assert house.store.searched == [None]


async def test_the_masked_text_is_embedded() -> None:
    house = DoubledAnalyzer()
    await house.analyzer.verdict(profiled("worker 4711 lost its lease"), Context())
    assert house.embedder.texts == [profile_of(report("worker 4711 lost its lease")).template]
    assert "4711" not in house.embedder.texts[0]


@pytest.mark.parametrize(("dry", "added"), [(False, 1), (True, 0)])
async def test_a_searched_problem_is_indexed_unless_the_run_is_dry(dry: bool, added: int) -> None:
    house = DoubledAnalyzer()
    await house.analyzer.verdict(profiled(), Context(dry_run=dry))
    assert len(house.index.added) == added


async def test_a_resolved_problem_needs_no_search_to_regress() -> None:
    house = DoubledAnalyzer()
    first = await house.analyzer.verdict(profiled(request_id="req_1"), Context())
    house.store.resolved.add(first.incident_id)
    again = await house.analyzer.verdict(profiled(request_id="req_2"), Context())
    assert (again.verdict, again.regression_of) == (Verdict.REGRESSION, first.incident_id)
    assert len(house.embedder.texts) == 1


async def test_only_a_run_of_the_graph_brings_the_advice() -> None:
    house = DoubledAnalyzer()
    await house.analyzer({"log": report().log, "service": "payments"}, RUNTIME)
    await house.analyzer.verdict(profiled("another"), Context())
    await house.analyzer.record_unsearched(profiled("a third"))
    assert [mode.live_run for mode in house.store.modes] == [True, False, False]


class TestExpressLane:
    async def test_an_unknown_problem_is_not_for_it(self) -> None:
        assert await DoubledAnalyzer().analyzer.known(profiled()) is None

    async def test_a_known_problem_is_counted_without_a_search(self) -> None:
        house = DoubledAnalyzer()
        await house.analyzer.verdict(profiled(request_id="req_1"), Context())
        recorded = await house.analyzer.known(profiled(request_id="req_2"))
        assert recorded is not None
        assert recorded.occurrences == 2
        assert len(house.embedder.texts) == 1

    async def test_a_ticket_resolved_meanwhile_goes_on_in_the_graph(self) -> None:
        house = DoubledAnalyzer()
        first = await house.analyzer.verdict(profiled(request_id="req_1"), Context())
        house.store.peek = lambda *_: asyncio.sleep(0, result=True)  # type: ignore[method-assign,assignment]
        house.store.resolved.add(first.incident_id)
        same = "req_" + "a" * 32
        assert await house.analyzer.known(profiled(request_id=same)) is None
        update = await house.analyzer({"log": report().log, "service": "payments", "idempotency_key": same}, RUNTIME)
        assert (update["path"], update["request_id"]) == ("regression", same)
        assert len(house.store.searched) == 2


class TestContext:
    def test_a_changed_decision_is_always_a_dry_run(self) -> None:
        mode = Context(similarity_threshold=0.5).mode(Policy())
        assert mode.policy(Policy()).similarity_threshold == 0.5
        assert mode.dry_run
        with pytest.raises(ValueError, match="dry run"):
            Mode(changed=Policy(similarity_threshold=0.5))

    def test_the_configured_values_again_are_no_change(self) -> None:
        assert Context(similarity_threshold=0.7, default_severity="MEDIUM").mode(Policy()) == LIVE

    def test_a_dry_run_decides_by_the_configured_values(self) -> None:
        assert Context(dry_run=True).mode(Policy()) == Mode(dry_run=True)

    def test_severity_words_reach_the_policy(self) -> None:
        mode = Context(default_severity="LOW").mode(Policy())
        assert mode.policy(Policy()).default_severity is Severity.LOW

    async def test_a_dry_run_stores_nothing(self) -> None:
        house = DoubledAnalyzer()
        update = await house.analyzer({"log": "disk full", "service": "db"}, Runtime(context=Context(dry_run=True)))
        assert update["decision"]["dry_run"]
        assert house.store.tickets == {}

    async def test_the_engine_may_pass_no_context(self) -> None:
        assert (await DoubledAnalyzer().analyzer({"log": "disk full", "service": "db"}, Runtime()))["status"] == "new"

"""Rate limits on reports."""

from pathlib import Path

import pytest

from api.http.problems import ProblemError
from api.http.rate_limits import ReportLimit, parse_rule
from tests.support.application import client_of, open_test_toolbox, running, settings_of
from tests.support.clock import ManualClock
from tools.errors import Misconfigured


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ManualClock:
    steps = ManualClock(1000.0)
    monkeypatch.setattr("api.http.rate_limits.time.monotonic", steps)
    return steps


def refusal(limit: ReportLimit, user: str, reports: int = 1) -> float | None:
    try:
        limit.count(user, reports)
    except ProblemError as error:
        return error.retry_after if error.status == 429 else None
    return None


def test_a_window_may_come_at_once_and_then_drips(clock: ManualClock) -> None:
    limit = ReportLimit("10/second")
    assert [refusal(limit, "a") for _ in range(10)] == [None] * 10
    assert refusal(limit, "a") == pytest.approx(0.1)
    clock.now += 0.1
    assert refusal(limit, "a") is None
    assert refusal(limit, "a") is not None


def test_users_do_not_share_and_a_refusal_costs_nothing(clock: ManualClock) -> None:
    limit = ReportLimit("2/minute")
    limit.count("a", 2)
    for _ in range(50):
        assert refusal(limit, "a") == pytest.approx(30.0)
    assert refusal(limit, "b") is None
    clock.now += 30.0
    assert refusal(limit, "a") is None


def test_a_batch_counts_its_reports(clock: ManualClock) -> None:
    limit = ReportLimit("1000/second")
    limit.count("a", 1000)
    assert refusal(limit, "a", 500) == pytest.approx(0.5)
    assert "smaller" in str(pytest.raises(ProblemError, limit.count, "b", 1001).value)


def test_a_body_that_nobody_can_split_counts_in_full(clock: ManualClock) -> None:
    limit = ReportLimit("1000/second")
    limit.count_whole("a", 8192)
    assert refusal(limit, "a") == pytest.approx(7.193)
    with pytest.raises(ProblemError):
        limit.count_whole("a", 1)
    clock.now += 7.2
    limit.count_whole("a", 1)


def test_off_is_off(clock: ManualClock) -> None:
    limit = ReportLimit("off")
    assert refusal(limit, "a", 10**9) is None
    limit.count_whole("a", 10**9)


@pytest.mark.parametrize("rule", ["", "many", "10", "10/fortnight", "0/second"])
def test_a_rule_that_is_none_names_its_variable(rule: str) -> None:
    with pytest.raises(Misconfigured, match="RATE_LIMIT"):
        parse_rule("RATE_LIMIT", rule)


async def test_the_wire_says_when_to_come_back(tmp_path: Path) -> None:
    toolbox = await open_test_toolbox(settings_of(tmp_path, rate_limit="2/minute"))
    async with running(toolbox) as app:
        token = app.state.services.signer.sign(await toolbox.accounts.user("admin"))
        async with client_of(app, Authorization=f"Bearer {token}") as client:
            report = {"log": "disk full", "service": "db"}
            statuses = [(await client.post("/incident", json=report)).status_code for _ in range(3)]
            assert statuses == [200, 200, 429]
            refused = await client.post("/incidents/batch", json={"reports": [report]})
            assert refused.status_code == 429
            assert refused.headers["retry-after"] == "30"
            assert refused.json()["type"] == "/problems/rate-limited"
    await toolbox.close()

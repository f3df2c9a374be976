"""What a silence must say, who may make one, and what is refused with a reason."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.acts.silences import WantedSilence, add_silence, end_silence, listed_silences
from tests.support.audit_log import audited
from tests.support.clock import START, ManualClock
from tools.errors import Forbidden, InvalidRequest, NotFound
from tools.nouns.callers import EVERYTHING, Caller, Scope
from tools.nouns.silences import SilenceMatch
from tools.tickets.embedded import EmbeddedStore

ANN = Caller("default", "ann", EVERYTHING)
DAY = 86_400.0


def wanted(**changes: Any) -> WantedSilence:
    return replace(WantedSilence(until=START + 3600, reason="a drill", service="pay*"), **changes)


async def test_one_is_made_listed_and_ended(store: EmbeddedStore, clock: ManualClock, tmp_path: Path) -> None:
    made = await add_silence(store.silences, store, ANN, wanted(labels={"team": "pay*"}), clock())
    assert made.match == SilenceMatch(service="pay*", labels={"team": "pay*"})
    assert (made.starts_at, made.by, made.state(clock())) == (START, "ann", "active")
    assert list(await listed_silences(store.silences, ANN)) == [made]
    assert list(await listed_silences(store.silences, replace(ANN, tenant="other"))) == []
    ended = await end_silence(store.silences, store, ANN, made.silence_id, clock.pass_(60))
    assert (ended.ends_at, ended.state(clock())) == (START + 60, "over")
    with pytest.raises(NotFound):
        await end_silence(store.silences, store, replace(ANN, tenant="other"), made.silence_id, clock())
    lines = [(action, subject) for _, _, action, subject, _ in audited(tmp_path / "data")]
    assert lines == [("silence-added", made.silence_id), ("silence-ended", made.silence_id)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"service": ""}, "match: must not be empty"),
        ({"service": " "}, "match: must not be empty"),
        ({"labels": {"team": ""}}, "match: must not be empty"),
        ({"until": START}, "until"),
        ({"until": START + 31 * DAY}, "30 days"),
        ({"starts_at": START + 3600}, "until"),
        ({"reason": " "}, "reason"),
        ({"severity": ">=BAD"}, "match.severity"),
        ({"severity": "awful"}, "match.severity"),
        ({"service": "x" * 201}, "match.service"),
        ({"labels": {str(number): "x" for number in range(21)}}, "match.labels"),
    ],
)
async def test_what_cannot_be_is_refused(
    store: EmbeddedStore, clock: ManualClock, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidRequest, match=said):
        await add_silence(store.silences, store, ANN, wanted(**changes), clock())
    assert list(await listed_silences(store.silences, ANN)) == []


@pytest.mark.parametrize(
    ("given", "kept"), [("p1", "CRITICAL"), (">=high", ">=HIGH"), ("<= warning", "<=MEDIUM"), ("h*", "H*")]
)
async def test_severities_in_any_word(store: EmbeddedStore, clock: ManualClock, given: str, kept: str) -> None:
    made = await add_silence(store.silences, store, ANN, wanted(severity=given), clock())
    assert made.match.severity == kept


async def test_a_viewer_may_look_only(store: EmbeddedStore, clock: ManualClock) -> None:
    viewer = replace(ANN, scopes=frozenset({Scope.READ}))
    with pytest.raises(Forbidden):
        await add_silence(store.silences, store, viewer, wanted(), clock())
    assert list(await listed_silences(store.silences, viewer)) == []

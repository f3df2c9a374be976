"""What every ticket store makes of a problem that comes back after its alerts had ended."""

import pytest

from tests.support.clock import START as OPENED
from tests.support.story import CRITICAL, HIGH, LOW, Story
from tools.nouns.activations import RecoveryDue
from tools.nouns.decisions import Late, Verdict
from tools.nouns.events import Cure
from tools.nouns.incidents import Status
from tools.nouns.policy import Policy

START = OPENED - 1000
RESOLVED = RecoveryDue.RESOLVED


class BackAgainContract:
    async def recovered(self, story: Story, **fields: object) -> str:
        first = await story.fire(start=START, **fields)
        await story.end(start=START, at=START + 10)
        assert await story.quiet() == [RESOLVED]
        return first.incident_id

    async def test_after_a_recovery_it_recurs_and_is_as_bad_as_before(self, story: Story):
        first = await self.recovered(story, severity=LOW)
        back = await story.fire(start=story.clock())
        assert (back.verdict, back.regression_of, back.severity) == (Verdict.REGRESSION, first, LOW)
        assert back.decision.recurrence
        assert not (await story.fire(start=story.clock())).decision.recurrence

    @pytest.mark.parametrize("policy", [Policy(flap_count=2, flap_window=36_000)])
    async def test_a_recurrence_counts_as_a_refire(self, story: Story):
        await self.recovered(story)
        second = await story.fire(start=story.clock())
        assert second.verdict is Verdict.REGRESSION
        await story.end()
        assert await story.quiet() == [RESOLVED]
        third = await story.fire(start=story.clock())
        assert (third.verdict, third.incident_id) == (Verdict.EXISTING, second.incident_id)
        seen = await story.see(second.incident_id)
        assert (seen.status, seen.flapping, seen.resolution) == (Status.OPEN, True, None)

    async def test_a_worse_recurrence_is_worse(self, story: Story):
        await self.recovered(story, severity=LOW)
        assert (await story.fire(start=story.clock(), severity=CRITICAL)).severity is CRITICAL

    async def test_a_person_s_fix_makes_the_next_one_a_regression(self, story: Story):
        first = await self.recovered(story, severity=LOW)
        seen = await story.resolve(first, by="ann")
        assert seen.resolution is not None
        assert (seen.resolution.cure, seen.resolution.text, seen.resolution.at) == (
            Cure.FIXED,
            "restarted it",
            START + 10,
        )
        back = await story.fire(start=story.clock())
        assert (back.verdict, back.severity, back.decision.recurrence) == (Verdict.REGRESSION, HIGH, False)

    async def test_only_the_generation_before_decides(self, story: Story):
        first = await story.fire(start=START, severity=LOW)
        await story.resolve(first.incident_id)
        second = await story.fire(start=story.clock() + 1)
        assert second.severity is HIGH
        await story.end()
        assert await story.quiet() == [RESOLVED]
        third = await story.fire(start=story.clock())
        assert (third.decision.recurrence, third.severity) == (True, HIGH)

    async def test_an_event_from_before_the_end_is_late(self, story: Story):
        first = await self.recovered(story)
        late = await story.fire(alert="b", start=START + 5, now=False)
        assert (late.verdict, late.incident_id, late.decision.late) == (Verdict.EXISTING, first, Late.EVENT_TIME)

    async def test_what_started_before_the_end_and_holds_now_recurs(self, story: Story):
        first = await self.recovered(story)
        back = await story.fire(alert="b", start=START + 5)
        assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, first)
        seen = await story.see(back.incident_id)
        assert seen.first_seen == story.clock()

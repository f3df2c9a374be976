"""Corners of alerts that repeat, end and come back: what no other suite of recovery says of every ticket store."""

import pytest

from tests.support.clock import START as OPENED
from tests.support.story import Story, near
from tools.ids import dedup_digest
from tools.nouns.activations import ActivationCounts, ActivationOf, RecoveryDue
from tools.nouns.decisions import Method, Verdict
from tools.nouns.incidents import Status
from tools.nouns.policy import Policy
from tools.nouns.recorded import Recorded
from tools.nouns.redacted import stored
from tools.nouns.reports import Candidate

START = OPENED - 1000
RESOLVED = RecoveryDue.RESOLVED


class RecoveryCornersContract:
    async def test_a_repeat_is_told_to_nobody(self, story: Story):
        """Reports are told by tens; repeats are none."""
        await story.fire(start=START)
        await story.notices()
        for _ in range(12):
            story.clock.pass_(61)
            await story.fire(start=START)
        assert await story.notices() == []

    async def test_several_starts_of_one_alert_in_one_body(self, story: Story):
        """Each is an occurrence, the last one fires; told again all are repeats."""
        first = await story.fire(start=START)
        bodies = []
        for _ in range(2):
            said = [ActivationOf("alertmanager", dedup_digest("a"), stored("a"), START + n, True) for n in (1, 2, 3)]
            bodies.append([(*story.written(activation=each), None) for each in said])
        answers = [await story.store.record_many(body) for body in bodies]
        told = [[isinstance(each, Recorded) and each.reminder for each in answer] for answer in answers]
        assert told == [[False] * 3, [True] * 3]
        seen = await story.see(first.incident_id)
        assert (seen.occurrences, seen.activations) == (4, ActivationCounts(firing=1, ended=3))
        assert (await story.end(start=START + 3)).recovering

    async def test_a_start_that_lies_ahead_names_it_and_orders_nothing(self, story: Story):
        ahead = story.clock() + 7200
        first = await story.fire(start=ahead)
        assert (await story.fire(start=ahead)).reminder
        seen = await story.see(first.incident_id)
        assert (seen.first_seen, seen.last_seen <= story.clock()) == (story.clock() - 1, True)
        [kept] = await story.store.activations(story.tenant, first.incident_id)
        assert kept.starts_at == int(ahead)
        assert (await story.end(start=ahead)).recovering

    async def test_a_key_comes_before_what_is_only_similar(self, story: Story):
        await story.report("mails are stuck")
        first = await story.fire("queue at 10", start=START)
        again = await story.fire("queue at 20", start=START + 60, found=near(Candidate("api||mails are stuck", 0.99)))
        assert (again.incident_id, again.decision.method) == (first.incident_id, Method.DEDUP_KEY)

    async def test_a_merge_stands_before_a_key(self, story: Story):
        one = await story.fire("a", alert="a", start=START)
        other = await story.fire("b", alert="b", start=START)
        await story.merge(other.incident_id, one.incident_id)
        for text in ("b", "b2"):
            again = await story.fire(text, alert="b", start=START + 60 + len(text))
            assert again.incident_id == one.incident_id

    async def test_without_a_quiet_time_it_is_resolved_and_told_at_once(self, story: Story):
        first = await story.fire(start=START)
        await story.notices()
        await story.end(start=START, at=START + 30, quiet=0.0)
        assert await story.quiet(0) == [RESOLVED]
        seen = await story.see(first.incident_id)
        assert seen.resolution is not None
        assert seen.resolution.at == START + 30
        assert [each.kind.value for each in await story.notices()] == ["recovered"]

    async def test_comments_and_acknowledgements_leave_the_quiet_time(self, story: Story):
        first = await story.fire(start=START)
        await story.end(start=START)
        assert await story.quiet(600) == []
        await story.store.acknowledge(story.tenant, first.incident_id, "user:ann")
        await story.store.comment(story.tenant, first.incident_id, "looking", "user:ann")
        assert await story.quiet(300) == [RESOLVED]

    async def test_a_repeat_of_a_merged_alert_begins_the_quiet_time_anew(self, story: Story):
        one = await story.fire("a", alert="a", start=START, now=False)
        other = await story.fire("b", alert="b", start=START, now=False)
        await story.merge(other.incident_id, one.incident_id)
        await story.end("a", start=START)
        await story.end("b", start=START)
        assert await story.quiet(600) == []
        assert (await story.fire("b", alert="b", start=START, now=False)).reminder
        assert await story.quiet(600) == []
        assert await story.quiet(300) == [RESOLVED]

    @pytest.mark.parametrize("policy", [Policy(regression_grace=3600)])
    async def test_no_grace_holds_after_a_recovery(self, story: Story):
        first = await story.fire(start=START)
        await story.end(start=START, at=START + 10)
        assert await story.quiet() == [RESOLVED]
        back = await story.fire(start=story.clock() + 1, now=False)
        assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, first.incident_id)
        assert back.decision.recurrence

    async def test_an_undone_merge_brings_no_timer_back(self, story: Story):
        """What was judged anew has its whole quiet time before it."""
        one = await story.fire("a", alert="a", start=START)
        await story.end("a", start=START)
        assert await story.quiet(800) == []
        other = await story.report("b")
        await story.merge(one.incident_id, other.incident_id)
        await story.split(other.incident_id, merged_incident_id=one.incident_id)
        assert (await story.see(one.incident_id)).recovering_since is not None
        assert await story.quiet(800) == []
        assert await story.quiet(100) == [RESOLVED]

    async def test_an_undone_merge_takes_no_resolve_back(self, story: Story):
        one = await story.fire("a", alert="a", start=START)
        other = await story.fire("b", alert="b", start=START)
        await story.merge(other.incident_id, one.incident_id)
        await story.end("a", start=START)
        await story.end("b", start=START)
        assert await story.quiet() == [RESOLVED]
        await story.split(one.incident_id, merged_incident_id=other.incident_id)
        assert (await story.see(one.incident_id)).status is Status.RESOLVED

    async def test_a_late_match_of_what_recovered_recurs(self, story: Story):
        """It was opened on its fingerprint alone while the problem that it belongs to had recovered."""
        first = await story.fire("a", alert="a", start=START)
        await story.end("a", start=START, at=START + 10)
        assert await story.quiet() == [RESOLVED]
        report, profile = story.written("b")
        opened = await story.store.record(report, profile, None)
        assert "semantic" in opened.pending
        found = near(Candidate("api||a", 0.99))
        assert await story.store.rematch(story.tenant, profile.fingerprint, found) == "regression"
        seen = await story.see(opened.incident_id)
        assert (seen.status, seen.regression_of) == (Status.OPEN, first.incident_id)

    async def test_a_ticket_closed_before_its_late_match_stays_closed(self, story: Story):
        await story.fire("a", alert="a", start=START)
        report, profile = story.written("b")
        opened = await story.store.record(report, profile, None)
        await story.resolve(opened.incident_id)
        found = near(Candidate("api||a", 0.99))
        await story.store.rematch(story.tenant, profile.fingerprint, found)
        seen = await story.see(opened.incident_id)
        assert (seen.status, seen.merged_into) == (Status.RESOLVED, None)
        assert (await story.report("b")).incident_id != opened.incident_id

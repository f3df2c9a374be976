"""What every ticket store makes of firings and ends that come late, early or after a resolve."""

from tests.support.clock import START as OPENED
from tests.support.story import HIGH, Story
from tools.nouns.activations import ActivationCounts, RecoveryDue
from tools.nouns.decisions import Late, Verdict
from tools.nouns.incidents import Status

START = OPENED - 1000
"""Alerts fire for a while before a body tells of them."""

RESOLVED = RecoveryDue.RESOLVED


class StillFiringContract:
    async def test_within_the_settle_time_it_still_fires_on_the_resolved(self, story: Story):
        first = await story.fire(start=START)
        await story.resolve(first.incident_id)
        for _ in range(2):
            again = await story.fire(start=START)
            assert (again.reminder, again.incident_id, again.decision.late) == (
                True,
                first.incident_id,
                Late.STILL_FIRING,
            )
        seen = await story.see(first.incident_id)
        assert (seen.status, seen.occurrences) == (Status.RESOLVED, 1)
        assert story.kinds(seen).count("still-firing") == 1

    async def test_an_activation_from_before_the_resolve_is_counted_there(self, story: Story):
        first = await story.fire(start=START)
        await story.resolve(first.incident_id)
        other = await story.fire(alert="b", start=START + 1)
        assert (other.verdict, other.incident_id, other.occurrences) == (Verdict.EXISTING, first.incident_id, 2)
        assert "still-firing" in story.kinds(await story.see(first.incident_id))

    async def test_later_the_fix_did_not_hold_a_regression_once(self, story: Story):
        first = await story.fire(start=START)
        await story.resolve(first.incident_id)
        story.clock.pass_(901)
        back = await story.fire(start=START)
        assert (back.verdict, back.regression_of, back.severity) == (Verdict.REGRESSION, first.incident_id, HIGH)
        assert (back.reminder, back.occurrences) == (False, 1)
        again = await story.fire(start=START)
        assert (again.verdict, again.incident_id, again.reminder) == (Verdict.EXISTING, back.incident_id, True)
        await story.end(start=START)
        assert await story.quiet() == [RESOLVED]

    async def test_other_alerts_of_the_resolved_ticket_hold_the_new_one(self, story: Story):
        first = await story.fire(start=START)
        await story.fire(alert="b", start=START)
        await story.resolve(first.incident_id)
        story.clock.pass_(901)
        back = await story.fire(start=START)
        other = await story.fire(alert="b", start=START)
        assert (other.reminder, other.incident_id, other.occurrences) == (True, back.incident_id, 1)
        assert not (await story.end(start=START)).recovering
        assert (await story.end("b", start=START)).recovering

    async def test_a_sender_of_events_is_late_however_late(self, story: Story):
        first = await story.fire(start=START, now=False)
        await story.resolve(first.incident_id)
        story.clock.pass_(10_000)
        late = await story.fire(start=START, now=False)
        assert (late.verdict, late.incident_id, late.reminder) == (Verdict.EXISTING, first.incident_id, True)
        assert late.decision.late is Late.EVENT_TIME


class OutOfOrderContract:
    async def test_an_old_end_changes_nothing(self, story: Story):
        await story.fire(start=START)
        await story.end(start=START, at=START + 5)
        second = await story.fire(start=START + 60)
        again = await story.end(start=START, at=START + 5)
        assert (again.incident_id, again.changed) == (second.incident_id, False)
        old = await story.end(at=START + 30)
        assert not old.changed
        assert (await story.see(second.incident_id)).activations.firing == 1

    async def test_an_end_before_its_firing_ends_it_when_it_comes(self, story: Story):
        early = await story.end(start=START, at=START + 10)
        assert (early.incident_id, early.changed) == (None, False)
        first = await story.fire(start=START)
        seen = await story.see(first.incident_id)
        assert (seen.activations, seen.occurrences) == (ActivationCounts(ended=1), 1)
        assert seen.recovering_since is not None
        assert await story.quiet() == [RESOLVED]

    async def test_an_end_by_key_ends_an_earlier_firing_that_comes_later(self, story: Story):
        await story.end(at=START + 10)
        first = await story.fire(start=START + 5, now=False)
        assert (await story.see(first.incident_id)).activations.ended == 1
        later = await story.fire(start=START + 20, now=False)
        assert (await story.see(later.incident_id)).activations.firing == 1

    async def test_an_older_firing_that_comes_later_is_over(self, story: Story):
        await story.fire(start=START + 60)
        older = await story.fire(start=START)
        seen = await story.see(older.incident_id)
        assert (older.reminder, seen.occurrences, seen.activations) == (False, 2, ActivationCounts(1, 1))

    async def test_a_repeat_after_the_end_is_only_a_repeat_for_a_while(self, story: Story):
        first = await story.fire(start=START)
        await story.end(start=START)
        again = await story.fire(start=START)
        assert (again.reminder, (await story.see(first.incident_id)).activations.ended) == (True, 1)
        story.clock.pass_(901)
        await story.fire(start=START)
        seen = await story.see(first.incident_id)
        assert (seen.activations, seen.recovering_since, seen.flaps) == (ActivationCounts(firing=1), None, 1)

    async def test_no_recovery_ends_another_sender_s_or_environment_s_key(self, story: Story):
        first = await story.fire(start=START)
        assert (await story.end(start=START, sender="grafana")).incident_id is None
        assert (await story.end(start=START, environment="prod")).incident_id is None
        assert (await story.see(first.incident_id)).activations.firing == 1

    async def test_a_key_of_several_problems_closes_none_without_a_start(self, story: Story):
        await story.fire("link up", start=START)
        await story.fire("link down", start=START + 60)
        assert not (await story.end()).changed
        assert (await story.end(start=START)).changed

    async def test_what_matches_nothing_is_kept_and_told(self, story: Story):
        await story.end("x", start=START, at=START + 1, text="RESOLVED x", service="api")
        await story.end("x", start=START, at=START + 1)
        await story.end("y")
        page = await story.store.unmatched_recoveries(story.tenant)
        assert [(each.dedup_key, each.sender, each.text) for each in page.items] == [
            ("y", "alertmanager", ""),
            ("x", "alertmanager", "RESOLVED x"),
        ]
        first = await story.store.unmatched_recoveries(story.tenant, limit=1)
        rest = await story.store.unmatched_recoveries(story.tenant, cursor=first.next_cursor)
        assert [each.dedup_key for each in (*first.items, *rest.items)] == ["y", "x"]
        assert (await story.store.unmatched_recoveries("other")).items == ()

"""What every ticket store makes of alerts that end: quiet times, recurrences and merged families."""

from tests.support.clock import START as OPENED
from tests.support.story import Story
from tools.nouns.activations import ActivationCounts, RecoveryDue
from tools.nouns.decisions import Method, Verdict
from tools.nouns.events import Cure
from tools.nouns.incidents import IncidentQuery, Status

START = OPENED - 1000
"""Alerts fire for a while before a body tells of them."""

RESOLVED, WAITS, GONE = RecoveryDue.RESOLVED, RecoveryDue.WAITS, RecoveryDue.GONE


class RecoveryContract:
    async def test_a_ticket_recovers_and_is_resolved_after_its_quiet_time(self, story: Story):
        first = await story.fire(start=START)
        ended = await story.end(start=START, at=START + 30)
        assert (ended.incident_id, ended.changed, ended.recovering) == (first.incident_id, True, True)
        seen = await story.see(first.incident_id)
        assert (seen.status, seen.recovering_since) == (Status.OPEN, story.clock())
        assert await story.quiet(899) == []
        assert await story.quiet(1) == [RESOLVED]
        seen = await story.see(first.incident_id)
        assert (seen.status, seen.recovering_since) == (Status.RESOLVED, None)
        assert seen.resolution is not None
        assert (seen.resolution.cure, seen.resolution.by, seen.resolution.at) == (
            Cure.RECOVERED,
            "system:recovery",
            START + 30,
        )
        assert story.kinds(seen)[-2:] == ["recovering", "recovered"]
        assert await story.quiet() == []

    async def test_an_acknowledged_ticket_recovers_too(self, story: Story):
        first = await story.fire(start=START)
        await story.end(start=START)
        await story.store.acknowledge(story.tenant, first.incident_id, "user:ann")
        await story.store.comment(story.tenant, first.incident_id, "looking", "user:ann")
        assert await story.quiet() == [RESOLVED]

    async def test_a_timer_acts_once_whoever_runs_it(self, story: Story):
        await story.fire(start=START)
        await story.end(start=START)
        story.clock.pass_(900)
        [job] = await story.jobs("recover")
        assert [await story.store.recovery_due(job.job_id) for _ in range(3)] == [RESOLVED, GONE, GONE]

    async def test_it_waits_until_every_alert_has_ended(self, story: Story):
        await story.fire(start=START)
        await story.fire(alert="b", start=START)
        assert not (await story.end(start=START)).recovering
        assert await story.quiet() == []
        assert (await story.end("b", start=START)).recovering

    async def test_a_keyless_report_keeps_the_ticket_as_it_is(self, story: Story):
        first = await story.report()
        await story.fire(start=START)
        assert not (await story.end(start=START)).recovering
        assert await story.quiet() == []
        assert (await story.see(first.incident_id)).recovering_since is None

    async def test_a_keyless_report_takes_a_recovery_back(self, story: Story):
        first = await story.fire(start=START)
        await story.end(start=START)
        await story.report()
        seen = await story.see(first.incident_id)
        assert (seen.recovering_since, seen.occurrences) == (None, 2)
        assert await story.quiet() == []
        assert (await story.see(first.incident_id)).status is Status.OPEN

    async def test_a_new_firing_takes_it_back_and_counts_a_flap(self, story: Story):
        first = await story.fire(start=START)
        await story.end(start=START)
        again = await story.fire(start=START + 60)
        assert (again.verdict, again.reminder, again.occurrences) == (Verdict.EXISTING, False, 2)
        seen = await story.see(first.incident_id)
        assert (seen.flaps, seen.recovering_since, seen.flapping) == (1, None, False)
        assert story.kinds(seen)[-2:] == ["recovering", "refired"]
        assert await story.quiet() == []
        await story.end(start=START + 60)
        assert await story.quiet() == [RESOLVED]

    async def test_the_quiet_time_begins_anew_after_a_repeat(self, story: Story):
        await story.fire(start=START, now=False)
        await story.end(start=START)
        story.clock.pass_(600)
        again = await story.fire(start=START, now=False)
        assert (again.reminder, (await story.see(again.incident_id)).flaps) == (True, 0)
        assert await story.quiet(600) == []
        assert await story.quiet(300) == [RESOLVED]

    async def test_a_sender_may_have_a_quiet_time_of_its_own(self, story: Story):
        await story.fire(start=START)
        await story.end(start=START, quiet=5.0)
        assert await story.quiet(5) == [RESOLVED]

    async def test_no_timer_runs_when_it_is_off(self, story: Story):
        first = await story.fire(start=START)
        assert (await story.end(start=START, quiet=float("inf"))).recovering
        assert await story.quiet(10**6) == []
        assert (await story.see(first.incident_id)).recovering_since is not None

    async def test_it_waits_for_a_match_that_was_put_off(self, story: Story):
        report, profile = story.written()
        from dataclasses import replace

        from tools.ids import dedup_digest
        from tools.nouns.activations import ActivationOf

        said = ActivationOf("alertmanager", dedup_digest("a"), "a", START, True)
        first = await story.store.record(replace(report, activation=said), profile, None)
        assert "semantic" in first.pending
        await story.end(start=START)
        assert await story.quiet() == [WAITS]
        for job in await story.jobs("match"):
            await story.store.finish(job.job_id)
        assert await story.quiet(2) == [RESOLVED]

    async def test_a_list_tells_what_recovers(self, story: Story):
        over = await story.fire("a", alert="a", start=START)
        fires = await story.fire("b", alert="b", start=START)
        await story.end("a", start=START)
        for wanted, found in ((True, [over]), (False, [fires]), (None, [fires, over])):
            page = await story.store.incidents(story.tenant, IncidentQuery(recovering=wanted))
            assert [each.incident_id for each in page.items] == [each.incident_id for each in found]
            assert page.count == len(found)

    async def test_a_person_s_resolve_stops_the_timer(self, story: Story):
        first = await story.fire(start=START)
        await story.end(start=START)
        await story.resolve(first.incident_id)
        assert await story.quiet() == []
        seen = await story.see(first.incident_id)
        assert (seen.recovering_since, seen.resolution and seen.resolution.cure) == (None, Cure.FIXED)


class RegroupedRecoveryContract:
    async def test_a_merged_family_recovers_as_one(self, story: Story):
        one = await story.fire("a", alert="a", start=START)
        other = await story.fire("b", alert="b", start=START)
        await story.end("b", start=START)
        await story.merge(other.incident_id, one.incident_id)
        assert await story.quiet() == []
        seen = await story.see(one.incident_id)
        assert (seen.activations, seen.recovering_since) == (ActivationCounts(1, 1), None)
        ended = await story.end("a", start=START)
        assert (ended.incident_id, ended.recovering) == (one.incident_id, True)
        assert await story.quiet() == [RESOLVED]

    async def test_an_end_for_a_merged_ticket_goes_to_its_root(self, story: Story):
        one = await story.fire("a", alert="a", start=START)
        other = await story.fire("b", alert="b", start=START)
        await story.merge(other.incident_id, one.incident_id)
        assert not (await story.end("a", start=START)).recovering
        ended = await story.end("b", start=START)
        assert (ended.incident_id, ended.recovering) == (one.incident_id, True)

    async def test_a_merge_takes_a_recovery_back(self, story: Story):
        one = await story.fire("a", alert="a", start=START)
        await story.end("a", start=START)
        other = await story.report("b")
        await story.merge(other.incident_id, one.incident_id)
        seen = await story.see(one.incident_id)
        assert (seen.recovering_since, seen.flaps) == (None, 0)
        assert await story.quiet() == []

    async def test_both_sides_of_an_undone_merge_are_judged_again(self, story: Story):
        one = await story.fire("a", alert="a", start=START)
        other = await story.report("b")
        await story.merge(other.incident_id, one.incident_id)
        assert not (await story.end("a", start=START)).recovering
        await story.split(one.incident_id, merged_incident_id=other.incident_id)
        assert (await story.see(one.incident_id)).recovering_since is not None
        assert (await story.see(other.incident_id)).recovering_since is None
        assert await story.quiet() == [RESOLVED]

    async def test_activations_move_with_their_occurrence(self, story: Story):
        first = await story.fire("a", alert="a", start=START)
        second = await story.fire("a2", alert="a", start=START + 60)
        assert second.incident_id == first.incident_id
        alone = await story.split(first.incident_id, fingerprint="api||a2")
        assert (await story.see(alone.incident_id)).activations == ActivationCounts(firing=1)
        seen = await story.see(first.incident_id)
        assert (seen.activations, seen.recovering_since is not None) == (ActivationCounts(ended=1), True)
        again = await story.fire("a2", alert="a", start=START + 60)
        assert (again.reminder, again.incident_id) == (True, alone.incident_id)
        assert (await story.end("a", start=START + 60)).incident_id == alone.incident_id

    async def test_a_key_follows_the_occurrence_that_a_split_moved(self, story: Story):
        first = await story.fire("a", alert="a", start=START)
        await story.fire("a2", alert="a", start=START + 60)
        alone = await story.split(first.incident_id, fingerprint="api||a2")
        again = await story.fire("a3", alert="a", start=START + 120)
        assert (again.incident_id, again.decision.method) == (alone.incident_id, Method.DEDUP_KEY)

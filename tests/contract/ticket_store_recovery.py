"""What every ticket store makes of alerts that fire, repeat themselves and end."""

from tests.support.clock import START as OPENED
from tests.support.story import CRITICAL, HIGH, LOW, MEDIUM, Story
from tools.nouns.activations import ActivationCounts, RecoveryDue
from tools.nouns.decisions import Late, Method, Verdict
from tools.nouns.events import Cure
from tools.nouns.incidents import Status

START = OPENED - 1000
"""Alerts fire for a while before a body tells of them."""

RESOLVED, WAITS, GONE = RecoveryDue.RESOLVED, RecoveryDue.WAITS, RecoveryDue.GONE


class ActivationContract:
    async def test_an_activation_counts_once_and_its_repeats_are_reminders(self, story: Story):
        first = await story.fire(start=START)
        again = await story.fire(start=START + 0.9)
        assert (first.verdict, first.reminder, first.occurrences) == (Verdict.NEW, False, 1)
        assert (again.verdict, again.reminder, again.occurrences) == (Verdict.EXISTING, True, 1)
        assert again.incident_id == first.incident_id
        story.clock.pass_(61)
        await story.fire(start=START)
        seen = await story.see(first.incident_id)
        assert (seen.occurrences, seen.reminders, seen.last_seen) == (1, 2, story.clock())
        assert seen.activations == ActivationCounts(firing=1)

    async def test_a_new_start_is_a_new_occurrence(self, story: Story):
        await story.fire(start=START)
        again = await story.fire(start=START + 1)
        assert (again.verdict, again.reminder, again.occurrences) == (Verdict.EXISTING, False, 2)
        assert (await story.see(again.incident_id)).activations == ActivationCounts(firing=1, ended=1)

    async def test_environment_sender_and_key_are_part_of_an_activation(self, story: Story):
        await story.fire(start=START, found=None)
        others = [
            await story.fire(start=START, alert="b"),
            await story.fire(start=START, sender="grafana"),
            await story.fire(start=START, environment="prod"),
        ]
        assert [each.reminder for each in others] == [False, False, False]

    async def test_without_a_start_it_is_new_after_its_end_only(self, story: Story):
        first = await story.fire()
        assert (await story.fire()).reminder
        assert (await story.end()).incident_id == first.incident_id
        again = await story.fire()
        assert (again.reminder, again.occurrences) == (False, 2)

    async def test_a_repeat_raises_the_severity(self, story: Story):
        first = await story.fire(start=START, severity=MEDIUM)
        again = await story.fire(start=START, severity=CRITICAL)
        assert (again.reminder, again.severity) == (True, CRITICAL)
        assert "escalated" in story.kinds(await story.see(first.incident_id))

    async def test_silence_makes_an_activation_stale_and_closes_nothing(self, story: Story):
        first = await story.fire(start=START)
        story.clock.pass_(86_400)
        seen = await story.see(first.incident_id)
        assert (seen.status, seen.activations) == (Status.OPEN, ActivationCounts(stale=1))

    async def test_the_activations_of_a_ticket_are_told(self, story: Story):
        first = await story.fire(start=START)
        await story.end(start=START, at=START + 5)
        await story.fire(start=START + 10)
        old, new = await story.store.activations(story.tenant, first.incident_id)
        assert (old.starts_at, old.end and old.end.at, old.dedup_key) == (START, START + 5, "a")
        assert (new.starts_at, new.end) == (START + 10, None)


class DedupKeyContract:
    async def test_a_key_leads_a_new_text_to_the_problem_it_was_counted_on(self, story: Story):
        first = await story.fire("queue at 10", start=START)
        again = await story.fire("queue at 20", start=START + 60)
        assert (again.verdict, again.incident_id) == (Verdict.EXISTING, first.incident_id)
        assert again.decision.method is Method.DEDUP_KEY

    async def test_an_exact_alias_comes_before_the_key(self, story: Story):
        other = await story.report("queue at 20")
        await story.fire("queue at 10", start=START)
        again = await story.fire("queue at 20", start=START + 60)
        assert (again.incident_id, again.decision.method) == (other.incident_id, Method.EXACT)

    async def test_a_constant_key_merges_nothing_that_the_texts_tell_apart(self, story: Story):
        up = await story.fire("link up", start=START)
        down = await story.fire("link down", start=START + 60)
        same = await story.fire("link down", start=START)
        assert down.verdict is Verdict.NEW
        assert (same.incident_id, same.reminder) == (down.incident_id, False)
        assert (await story.see(up.incident_id)).activations == ActivationCounts(firing=1)

    async def test_another_service_is_another_problem_whatever_the_key(self, story: Story):
        await story.fire("queue at 10", start=START)
        assert (await story.fire("queue at 20", start=START + 60, service="db")).verdict is Verdict.NEW

    async def test_a_resolved_problem_is_found_by_its_key_for_thirty_days(self, story: Story):
        first = await story.fire("queue at 10", start=START)
        await story.resolve(first.incident_id)
        story.clock.pass_(29 * 86_400)
        back = await story.fire("queue at 20", start=story.clock())
        assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, first.incident_id)
        await story.resolve(back.incident_id)
        story.clock.pass_(31 * 86_400)
        assert (await story.fire("queue at 30", start=story.clock())).verdict is Verdict.NEW


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

    async def test_a_person_s_resolve_stops_the_timer(self, story: Story):
        first = await story.fire(start=START)
        await story.end(start=START)
        await story.resolve(first.incident_id)
        assert await story.quiet() == []
        seen = await story.see(first.incident_id)
        assert (seen.recovering_since, seen.resolution and seen.resolution.cure) == (None, Cure.FIXED)


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

    async def test_a_worse_recurrence_is_worse(self, story: Story):
        await self.recovered(story, severity=LOW)
        assert (await story.fire(start=story.clock(), severity=CRITICAL)).severity is CRITICAL

    async def test_a_person_who_says_what_fixed_it_makes_the_next_one_a_regression(self, story: Story):
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

    async def test_what_started_before_the_end_is_late_from_a_sender_of_events(self, story: Story):
        first = await self.recovered(story)
        late = await story.fire(alert="b", start=START + 5, now=False)
        assert (late.verdict, late.incident_id, late.decision.late) == (Verdict.EXISTING, first, Late.EVENT_TIME)

    async def test_what_started_before_the_end_and_holds_now_recurs(self, story: Story):
        first = await self.recovered(story)
        back = await story.fire(alert="b", start=START + 5)
        assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, first)
        seen = await story.see(back.incident_id)
        assert seen.first_seen == story.clock()


class StillFiringContract:
    async def test_within_the_settle_time_an_alert_still_fires_on_the_resolved_ticket(self, story: Story):
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

    async def test_a_new_activation_that_began_before_the_resolve_is_counted_there(self, story: Story):
        first = await story.fire(start=START)
        await story.resolve(first.incident_id)
        other = await story.fire(alert="b", start=START + 1)
        assert (other.verdict, other.incident_id, other.occurrences) == (Verdict.EXISTING, first.incident_id, 2)
        assert "still-firing" in story.kinds(await story.see(first.incident_id))

    async def test_later_the_fix_did_not_hold_and_that_is_a_regression_once(self, story: Story):
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

    async def test_an_end_that_comes_before_its_firing_ends_it_when_it_comes(self, story: Story):
        early = await story.end(start=START, at=START + 10)
        assert (early.incident_id, early.changed) == (None, False)
        first = await story.fire(start=START)
        seen = await story.see(first.incident_id)
        assert (seen.activations, seen.occurrences) == (ActivationCounts(ended=1), 1)
        assert seen.recovering_since is not None
        assert await story.quiet() == [RESOLVED]

    async def test_an_end_by_key_alone_ends_an_earlier_firing_that_comes_later(self, story: Story):
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

    async def test_no_recovery_ends_another_sender_s_key_or_another_environment(self, story: Story):
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


class ExpiryContract:
    async def expire(self, story: Story, accepting_for: float) -> list[float | None]:
        return [await story.store.expire(job.job_id, accepting_for) for job in await story.jobs("expire")]

    async def test_silence_ends_what_its_sender_announced(self, story: Story):
        first = await story.fire(start=START, expires_at=story.clock() + 400)
        assert await self.expire(story, 10**6) == []
        story.clock.pass_(400)
        assert await self.expire(story, 10**6) == [None]
        seen = await story.see(first.incident_id)
        assert (seen.activations.ended, seen.recovering_since) == (1, story.clock())

    async def test_only_time_in_which_repeats_were_accepted_counts(self, story: Story):
        first = await story.fire(start=START, expires_at=story.clock() + 400)
        story.clock.pass_(400)
        [again] = await self.expire(story, 300)
        assert again is not None
        assert (await story.see(first.incident_id)).activations.firing == 1

    async def test_a_repeat_moves_the_end(self, story: Story):
        first = await story.fire(start=START, expires_at=story.clock() + 400)
        story.clock.pass_(390)
        await story.fire(start=START, expires_at=story.clock() + 400)
        story.clock.pass_(100)
        [again] = await self.expire(story, 10**6)
        assert again == story.clock() + 299
        assert (await story.see(first.incident_id)).activations.firing == 1

    async def test_a_repeat_after_the_silence_takes_it_back(self, story: Story):
        first = await story.fire(start=START, expires_at=story.clock() + 400)
        story.clock.pass_(500)
        await self.expire(story, 10**6)
        again = await story.fire(start=START, expires_at=story.clock() + 400)
        seen = await story.see(first.incident_id)
        assert (again.reminder, seen.activations.firing, seen.flaps) == (True, 1, 1)

"""What every ticket store makes of alerts that fire and repeat themselves."""

from tests.support.clock import START as OPENED
from tests.support.story import CRITICAL, MEDIUM, Story
from tools.ids import dedup_digest
from tools.nouns.activations import ActivationCounts, AlertKey
from tools.nouns.decisions import Method, Verdict
from tools.nouns.incidents import Status

START = OPENED - 1000
"""Alerts fire for a while before a body tells of them."""


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

    async def test_the_ticket_that_an_alert_fires_on_can_be_named(self, story: Story):
        key = AlertKey(story.tenant, "", "alertmanager", dedup_digest("a"))
        assert await story.store.firing_on(key) is None
        one = await story.fire("a", alert="a", start=START)
        assert await story.store.firing_on(key) == one.incident_id
        other = await story.report("b")
        await story.merge(one.incident_id, other.incident_id)
        assert await story.store.firing_on(key) == other.incident_id
        assert await story.store.firing_on(key._replace(environment="prod")) is None
        await story.end("a", start=START)
        assert await story.store.firing_on(key) is None


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

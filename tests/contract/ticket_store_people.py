"""What every ticket store lets people do: resolve, acknowledge, comment, merge, split, and undo both ways."""

import asyncio
import os

import pytest

from tests.support.clock import START
from tests.support.story import CRITICAL, HIGH, LOW, Story
from tools.errors import Conflict, NotFound
from tools.nouns.decisions import Late, Verdict
from tools.nouns.events import Comment, Feedback
from tools.nouns.incidents import Incident, IncidentQuery, Resolution, Status
from tools.nouns.policy import Policy
from tools.nouns.redacted import stored


class PeopleContract:
    async def test_resolve_once(self, story: Story):
        ticket = await story.report()
        done = await story.resolve(ticket.incident_id, by="ann", release="1.4.0")
        assert (done.status, done.resolution.by, done.resolution.text) == (Status.RESOLVED, "ann", "restarted it")
        assert done.resolution.release == "1.4.0"
        again = await story.resolve(ticket.incident_id, by="bob")
        assert (again.resolution, story.kinds(again)) == (done.resolution, story.kinds(done))
        with pytest.raises(Conflict, match=f"PATCH /incidents/{ticket.incident_id}/resolution"):
            await story.store.resolve(
                "default", ticket.incident_id, Resolution(stored("other words"), stored("ann")), "user:ann"
            )

    async def test_unknown_and_foreign_ids_are_not_found(self, story: Story):
        ticket = await story.report()
        other = Story(story.store, story.clock, "acme")
        for act in (other.see, other.resolve):
            for incident_id in (ticket.incident_id, "inc_none"):
                with pytest.raises(NotFound):
                    await act(incident_id)
        mine = await other.report()
        for pair in ((mine.incident_id, ticket.incident_id), (ticket.incident_id, mine.incident_id)):
            with pytest.raises(NotFound):
                await other.merge(*pair)

    async def test_a_ticket_is_found_by_how_its_id_begins(self, story: Story):
        first, second = await story.report(), await story.report("another problem altogether", service="other")
        await story.resolve(second.incident_id)
        both = sorted([first.incident_id, second.incident_id])
        for ticket in (first, second):
            assert await story.store.ids_with_prefix("default", ticket.incident_id[:-3], 2) == [ticket.incident_id]
            assert await story.store.ids_with_prefix("acme", ticket.incident_id[:-3], 2) == []
        assert await story.store.ids_with_prefix("default", os.path.commonprefix(both), 9) == both
        assert len(await story.store.ids_with_prefix("default", "inc_", 1)) == 1
        assert await story.store.ids_with_prefix("default", "inc_%", 2) == []

    async def test_acknowledge_keeps_it_live(self, story: Story):
        ticket = await story.report()
        seen = await story.store.acknowledge("default", ticket.incident_id, "user:ann")
        assert seen.status is Status.ACKNOWLEDGED
        again = await story.store.acknowledge("default", ticket.incident_id, "user:ann")
        assert story.kinds(again).count("acknowledged") == 1
        assert (await story.report()).incident_id == ticket.incident_id
        await story.resolve(ticket.incident_id)
        with pytest.raises(Conflict):
            await story.store.acknowledge("default", ticket.incident_id, "user:ann")

    async def test_what_was_acknowledged_is_given_back(self, story: Story):
        store, one = story.store, (await story.report()).incident_id
        for number, expected in enumerate((0, 1, 1)):  # nobody is on it, then ann, then nobody again
            if number == 1:
                await store.acknowledge("default", one, "user:ann")
            back = await store.give_back("default", one, "user:bob")
            assert (back.status, story.kinds(back).count("given-back")) == (Status.OPEN, expected)
        await story.resolve(one)
        for tenant, error in (("default", Conflict), ("acme", NotFound)):
            with pytest.raises(error):
                await store.give_back(tenant, one, "user:ann")

    async def test_comments_and_feedback_are_on_the_timeline(self, story: Story):
        ticket = await story.report()
        await story.store.comment("default", ticket.incident_id, "looking", "user:ann")
        said = Feedback(helpful=True, step=2)
        seen = await story.store.feedback("default", ticket.incident_id, said, "user:bob")
        events = [(event.kind, event.actor, event.data) for event in seen.timeline[-2:]]
        assert events == [("comment", "user:ann", Comment("looking")), ("feedback", "user:bob", said)]

    async def test_a_backdated_resolve_opens_the_regression_at_once(self, story: Story):
        first = await story.report(occurred_at=START + 10)
        await story.report(occurred_at=START + 200, severity=CRITICAL)
        await story.report(occurred_at=START + 210)
        done = await story.resolve(first.incident_id, at=START + 100)
        assert (done.status, done.occurrences) == (Status.RESOLVED, 1)
        more = await story.report(occurred_at=START + 220)
        assert (more.verdict, more.regression_of, more.occurrences) == (Verdict.EXISTING, first.incident_id, 3)
        back = await story.see(more.incident_id)
        assert (back.severity, back.first_seen, back.generation) == (CRITICAL, START + 200, 2)
        assert "regressed" in story.kinds(back)
        events = [job.notice.kind for job in await story.jobs("notify")]
        assert events.count("regressed") == 1

    async def test_resolving_now_opens_no_regression_on_a_slow_clock(self, story: Story):
        first = await story.report()
        await story.report(occurred_at=story.clock() + 1)
        story.clock.pass_(-3600)
        await story.resolve(first.incident_id)
        late = await story.report(occurred_at=START + 1)
        assert late.decision.late is Late.EVENT_TIME
        assert (await story.report()).verdict is Verdict.REGRESSION

    async def test_a_resolve_racing_reports_loses_no_report(self, story: Story):
        ticket = await story.report()
        answers = await asyncio.gather(
            *(story.report() for _ in range(2)), story.resolve(ticket.incident_id), *(story.report() for _ in range(2))
        )
        await story.report()
        heads = {answer.incident_id for answer in answers if answer is not answers[2]}
        views = [await story.see(each) for each in heads]
        assert [view.status for view in views].count(Status.OPEN) <= 1
        first = await story.see(ticket.incident_id)
        last = await story.report()
        assert (await story.see(last.incident_id)).occurrences + first.occurrences == 7

    async def test_merge_adds_up_and_later_reports_follow(self, story: Story):
        one, two = await story.report("a"), await story.report("b", severity=CRITICAL)
        await story.report("b")
        merged = await story.merge(two.incident_id, one.incident_id)
        assert (merged.incident_id, merged.occurrences, merged.severity) == (one.incident_id, 3, CRITICAL)
        loser = await story.see(two.incident_id)
        assert (loser.status, loser.merged_into) == (Status.MERGED, one.incident_id)
        assert (await story.report("b")).incident_id == one.incident_id
        with pytest.raises(Conflict, match=one.incident_id):
            await story.resolve(two.incident_id)
        await story.resolve(one.incident_id)
        back = await story.report("b")
        assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, one.incident_id)

    async def test_merges_that_make_no_sense_are_refused(self, story: Story):
        one, two = await story.report("a"), await story.report("b")
        with pytest.raises(Conflict):
            await story.merge(one.incident_id, one.incident_id)
        await story.merge(two.incident_id, one.incident_id)
        for pair in ((one.incident_id, two.incident_id), (two.incident_id, one.incident_id)):
            with pytest.raises(Conflict, match=one.incident_id):
                await story.merge(*pair)
        await story.resolve(one.incident_id)
        three = await story.report("c")
        with pytest.raises(Conflict, match="RESOLVED"):
            await story.merge(three.incident_id, one.incident_id)

    async def test_a_merge_is_one_call_to_undo_and_to_redo(self, story: Story):
        one, two = await story.report("a"), await story.report("b")
        await story.merge(two.incident_id, one.incident_id)
        await story.report("b")
        alone = await story.split(one.incident_id, merged_incident_id=two.incident_id)
        assert (alone.incident_id, alone.status, alone.occurrences) == (two.incident_id, Status.OPEN, 2)
        assert (await story.see(one.incident_id)).occurrences == 1
        assert (await story.report("b")).incident_id == two.incident_id
        await story.merge(two.incident_id, one.incident_id)
        assert (await story.see(one.incident_id)).occurrences == 4

    async def test_a_ticket_resolved_itself_stays_resolved_after_a_split(self, story: Story):
        one, two = await story.report("a"), await story.report("b")
        await story.resolve(two.incident_id)
        await story.merge(two.incident_id, one.incident_id)
        alone = await story.split(one.incident_id, merged_incident_id=two.incident_id)
        assert alone.status is Status.RESOLVED
        assert (await story.report("b")).verdict is Verdict.REGRESSION

    async def test_no_open_problem_stays_behind_a_closed_one(self, story: Story):
        one, two = await story.report("a"), await story.report("b")
        await story.resolve(two.incident_id)
        await story.merge(two.incident_id, one.incident_id)
        await story.report("b")
        await story.split(one.incident_id, merged_incident_id=two.incident_id)
        more = await story.report("b")
        assert (more.verdict, more.regression_of, more.occurrences) == (Verdict.EXISTING, two.incident_id, 2)

    async def test_splitting_a_chain_takes_its_own_branch_along(self, story: Story):
        a, b, c = [await story.report(text) for text in "abc"]
        await story.merge(c.incident_id, b.incident_id)
        await story.merge(b.incident_id, a.incident_id)
        assert (await story.see(a.incident_id)).occurrences == 3
        alone = await story.split(a.incident_id, merged_incident_id=b.incident_id)
        assert alone.occurrences == 2
        assert (await story.report("c")).incident_id == b.incident_id

    async def test_splitting_a_fingerprint(self, story: Story):
        a, b = await story.report("a"), await story.report("b", severity=LOW)
        await story.merge(b.incident_id, a.incident_id)
        await story.report("b")
        alone = await story.split(a.incident_id, fingerprint="api||b")
        assert (alone.status, alone.occurrences, alone.severity) == (Status.OPEN, 2, LOW)
        assert (await story.see(a.incident_id)).occurrences == 1
        assert (await story.report("b")).incident_id == alone.incident_id
        with pytest.raises(Conflict):
            await story.split(a.incident_id, fingerprint="api||a")
        await story.merge(alone.incident_id, a.incident_id)
        assert (await story.report("b")).incident_id == a.incident_id

    async def test_splitting_one_fingerprint_pins_what_differs(self, story: Story):
        on_a = [await story.report("disk", fp="f", params=("sda", str(n))) for n in range(2)]
        on_b = [await story.report("disk", fp="f", params=("sdb", str(n))) for n in range(2)]
        root = on_a[0].incident_id
        alone = await story.split(root, occurrence_ids=[each.request_id for each in on_b])
        assert alone.occurrences == 2
        assert (await story.report("disk", fp="f", params=("sdb", "9"))).incident_id == alone.incident_id
        assert (await story.report("disk", fp="f", params=("sdc", "9"))).incident_id == root
        await story.merge(alone.incident_id, root)
        assert (await story.report("disk", fp="f", params=("sdb", "9"))).incident_id == root
        assert (await story.see(root)).occurrences == 7

    async def test_a_split_where_nothing_differs_is_refused(self, story: Story):
        one, two = [await story.report("disk", fp="f", params=("sda",)) for _ in range(2)]
        with pytest.raises(Conflict):
            await story.split(one.incident_id, occurrence_ids=[two.request_id])
        with pytest.raises(Conflict):
            await story.split(one.incident_id, occurrence_ids=[one.request_id, two.request_id])
        with pytest.raises(NotFound):
            await story.split(one.incident_id, occurrence_ids=["req_none"])
        assert (await story.report("disk", fp="f", params=("sda",))).occurrences == 3

    @pytest.mark.parametrize("policy", [Policy(regression_grace=100)])
    async def test_grace_holds_for_a_backdated_resolve_too(self, story: Story):
        first = await story.report(occurred_at=START)
        await story.report(occurred_at=START + 150)
        done = await story.resolve(first.incident_id, at=START + 60)
        assert done.occurrences == 2
        assert (await story.report(occurred_at=START + 161, severity=HIGH)).verdict is Verdict.REGRESSION

    @pytest.mark.parametrize("policy", [Policy(regression_severity=CRITICAL)])
    async def test_a_split_opens_a_regression_as_severe_as_configured(self, story: Story):
        assert (await self._split_after_its_resolve(story)).severity is CRITICAL

    @pytest.mark.parametrize("policy", [Policy(regression_grace=3600)])
    async def test_a_split_leaves_what_came_within_the_grace(self, story: Story):
        alone = await self._split_after_its_resolve(story)
        assert (alone.status, alone.generation, alone.occurrences) == (Status.RESOLVED, 1, 2)

    async def _split_after_its_resolve(self, story: Story) -> Incident:
        """The newest ticket of a problem that was resolved, merged, reported again and split off."""
        one, two = await story.report("a"), await story.report("b")
        await story.resolve(two.incident_id)
        await story.merge(two.incident_id, one.incident_id)
        counted = await story.report("b")
        assert counted.incident_id == one.incident_id
        await story.split(one.incident_id, merged_incident_id=two.incident_id)
        lineage = [
            each
            for each in (await story.store.incidents("default", IncidentQuery())).items
            if each.root_id == two.root_id
        ]
        return max(lineage, key=lambda each: each.generation)

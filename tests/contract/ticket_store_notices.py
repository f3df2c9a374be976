"""What people are told by every ticket store: each act once, who did it and what was said, and growth by tens."""

import asyncio

from tests.support.clock import START as OPENED
from tests.support.story import CRITICAL, HIGH, Story
from tools.nouns.events import Amended, Merged, Opened, Regressed, Resolved, Split, Unresolved
from tools.nouns.incidents import Resolution
from tools.nouns.notices import Notice
from tools.nouns.policy import Mode
from tools.nouns.redacted import stored

START = OPENED - 1000


async def told(story: Story) -> list[Notice]:
    """What was told since the last time, in order."""
    found: list[Notice] = []
    while jobs := await story.jobs("notify"):
        for job in jobs:
            await story.store.finish(job.job_id)
        found += [job.notice for job in jobs if job.notice]
    return found


async def heard(story: Story) -> list[tuple[str, str]]:
    return [(notice.kind.value, notice.incident_id) for notice in await told(story)]


class NoticesContract:
    async def test_notices_of_one_ticket_are_handed_out_in_turn(self, story: Story):
        first, other = await story.report("one"), await story.report("two")
        await story.store.acknowledge("default", first.incident_id, "user:ann")
        await story.resolve(first.incident_id)
        jobs = await story.jobs("notify")
        assert sorted(job.incident_id for job in jobs) == sorted([first.incident_id, other.incident_id])
        [opened] = [job for job in jobs if job.incident_id == first.incident_id]
        await story.store.finish(opened.job_id, retry_at=story.clock() + 60)
        assert await story.jobs("notify") == []
        story.clock.pass_(100)
        again = [job for job in await story.jobs("notify") if job.incident_id == first.incident_id]
        assert [job.job_id for job in again] == [opened.job_id]
        await story.store.finish(opened.job_id)
        kinds = []
        while jobs := [job for job in await story.jobs("notify") if job.incident_id == first.incident_id]:
            kinds += [job.notice.kind.value for job in jobs if job.notice]
            await story.store.finish(jobs[0].job_id)
        assert kinds == ["acknowledged", "resolved"]

    async def test_each_act_is_told_once_with_who_and_what(self, story: Story):
        ticket = await story.report()
        [opened] = await told(story)
        assert (opened.kind, opened.actor, opened.follows) == ("opened", "system", Opened("req_default_1"))
        for _ in range(2):
            await story.store.acknowledge("default", ticket.incident_id, "user:ann")
        for _ in range(2):
            await story.resolve(ticket.incident_id, by="ann", release="1.4.0")
        acknowledged, resolved = await told(story)
        assert (acknowledged.kind, acknowledged.actor) == ("acknowledged", "user:ann")
        assert (resolved.kind, resolved.actor) == ("resolved", "user:ann")
        assert isinstance(resolved.follows, Resolved)
        assert (resolved.follows.text, resolved.follows.by, resolved.follows.release) == (
            "restarted it",
            "ann",
            "1.4.0",
        )
        said = Resolution(stored("it was DNS"), stored("bob"))
        await story.store.amend("default", ticket.incident_id, said, "user:bob")
        await story.store.reopen("default", ticket.incident_id, stored("still broken"), "user:cyd")
        amended, reopened = await told(story)
        assert (amended.actor, amended.follows) == ("user:bob", Amended("it was DNS", "bob", "1.4.0"))
        assert (reopened.kind, reopened.actor, reopened.follows) == ("reopened", "user:cyd", Unresolved("still broken"))

    async def test_a_regression_names_the_report_that_brought_it_back(self, story: Story):
        first = await story.report()
        await story.resolve(first.incident_id)
        await told(story)
        back = await story.report()
        [regressed] = await told(story)
        assert (regressed.kind, regressed.incident_id, regressed.regression_of) == (
            "regressed",
            back.incident_id,
            first.incident_id,
        )
        assert isinstance(regressed.follows, Regressed)
        assert regressed.follows.request_id == "req_default_2"

    async def test_comments_and_feedback_are_not_told(self, story: Story):
        ticket = await story.report()
        await told(story)
        await story.store.comment("default", ticket.incident_id, stored("looking"), "user:ann")
        assert await told(story) == []

    async def test_a_merge_is_told_of_the_ticket_that_is_gone(self, story: Story):
        one, two = await story.report("a"), await story.report("b", severity=CRITICAL)
        await told(story)
        await story.merge(two.incident_id, one.incident_id)
        found = {notice.kind.value: notice for notice in await told(story)}
        assert set(found) == {"merged", "escalated"}
        assert (found["merged"].incident_id, found["merged"].actor) == (two.incident_id, "user:ann")
        assert found["merged"].follows == Merged(one.incident_id, "same cause")
        assert (found["escalated"].incident_id, found["escalated"].severity) == (one.incident_id, CRITICAL)
        freed = await story.split(one.incident_id, merged_incident_id=two.incident_id)
        [split] = await told(story)
        assert (split.kind, split.incident_id, split.actor) == ("split", freed.incident_id, "user:ann")
        assert split.follows == Split(one.incident_id, "not the same")

    async def test_a_part_is_told_of_as_split_and_not_as_new(self, story: Story):
        first = await story.report("a", fp="x", params=("1",))
        await story.report("a", fp="x", params=("2",))
        await told(story)
        part = await story.split(first.incident_id, occurrence_ids=["req_default_2"])
        assert await heard(story) == [("split", part.incident_id)]

    async def test_ten_are_told_once_and_reminders_never_count(self, story: Story):
        first = await story.fire(start=START)
        for _ in range(30):
            await story.fire(start=START)
        await told(story)
        for number in range(1, 9):
            await story.fire(alert=f"other-{number}", start=START)
        assert await told(story) == []
        await story.fire(alert="tenth", start=START)
        [grown] = await told(story)
        assert (grown.kind, grown.incident_id, grown.occurrences) == ("grown", first.incident_id, 10)
        for number in range(11, 20):
            await story.fire(alert=f"more-{number}", start=START)
        assert await told(story) == []

    async def test_growth_counts_what_was_merged(self, story: Story):
        one, two = await story.report("a"), await story.report("b")
        for _ in range(5):
            await story.report("a")
            await story.report("b")
        await told(story)
        await story.merge(two.incident_id, one.incident_id)
        found = [(notice.kind.value, notice.incident_id, notice.occurrences) for notice in await told(story)]
        assert sorted(found) == [("grown", one.incident_id, 10), ("merged", two.incident_id, 0)]
        await story.report("b")
        assert await told(story) == []

    async def test_a_crowd_at_once_is_told_of_once(self, story: Story):
        first = await story.report()
        await told(story)
        orders = [story.written() for _ in range(120)]
        await asyncio.gather(*(story.store.record(report, profile, None) for report, profile in orders))
        assert (await story.see(first.incident_id)).occurrences == 121
        counts = [notice.occurrences for notice in await told(story) if notice.kind == "grown"]
        assert counts in ([100], [10, 100])

    async def test_a_recovery_is_told_when_it_begins_and_when_it_holds(self, story: Story):
        first = await story.fire(start=START)
        await told(story)
        for number in range(3):
            await story.end(start=START + number)
            await story.fire(start=START + number + 1)
        assert await heard(story) == [("recovering", first.incident_id)]
        await story.end(start=START + 3)
        await story.quiet()
        [recovered] = await told(story)
        assert (recovered.kind, recovered.actor) == ("recovered", "system:recovery")

    async def test_nothing_is_told_of_a_dry_run(self, story: Story):
        for _ in range(9):
            await story.report()
        await told(story)
        story.mode = Mode(dry_run=True)
        await story.report(severity=HIGH)
        await story.report("another problem altogether")
        assert await told(story) == []

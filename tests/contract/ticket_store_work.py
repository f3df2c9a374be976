"""What every ticket store keeps for workers and lists: the outbox, advice, pages, tenants."""

import pytest

from tests.support.clock import START
from tests.support.knowledge import dossier
from tests.support.story import CRITICAL, HIGH, LOW, Story, near
from tools.errors import InvalidRequest
from tools.nouns.incidents import Dossier, IncidentQuery, Sort, Status
from tools.nouns.knowledge import Advice
from tools.nouns.policy import UNATTENDED

ADVICE = dossier()


class WorkContract:
    async def test_a_new_ticket_notifies_now_and_is_advised_after_the_run(self, story: Story):
        ticket = await story.report()
        jobs = await story.jobs("notify", "advise", "match")
        assert [(job.kind, job.incident_id, job.attempts) for job in jobs] == [("notify", ticket.incident_id, 1)]
        assert await story.jobs("notify", "advise") == []
        story.clock.pass_(61)
        assert [(job.kind, job.attempts) for job in await story.jobs("advise")] == [("advise", 2)]

    async def test_without_a_live_run_advice_is_due_at_once(self, story: Story):
        for text, found in (("a", near()), ("b", None)):
            report, profile = story.written(text)
            ticket = await story.store.record(report, profile, found, UNATTENDED)
            assert [(job.incident_id, job.attempts) for job in await story.jobs("advise")] == [(ticket.incident_id, 1)]
        await story.resolve(ticket.incident_id)
        report, profile = story.written("b")
        back = await story.store.record(report, profile, None, UNATTENDED)
        assert [job.incident_id for job in await story.jobs("advise")] == [back.incident_id]

    async def test_a_lease_runs_out_and_a_failed_job_comes_back(self, story: Story):
        await story.report()
        job = (await story.jobs("notify"))[0]
        story.clock.pass_(31)
        again = (await story.jobs("notify"))[0]
        assert (again.job_id, again.attempts) == (job.job_id, 2)
        await story.store.finish(job.job_id, retry_at=story.clock() + 10, error="refused")
        assert await story.jobs("notify") == []
        story.clock.pass_(11)
        assert len(await story.jobs("notify")) == 1

    async def test_a_finished_notice_is_no_longer_pending(self, story: Story):
        ticket = await story.report()
        job = (await story.jobs("notify"))[0]
        await story.store.finish(job.job_id)
        await story.store.finish(job.job_id)
        assert "notify" not in (await story.see(ticket.incident_id)).pending
        story.clock.pass_(1000)
        assert await story.jobs("notify") == []

    async def test_a_clock_set_back_does_not_hold_jobs(self, story: Story):
        await story.report()
        await story.jobs("notify")
        story.clock.pass_(-3600)
        assert len(await story.jobs("notify")) == 1

    async def test_advice_is_stored_once_and_answers_every_duplicate(self, story: Story):
        ticket = await story.report()
        assert await story.store.save_advice("default", ticket.incident_id, ADVICE)
        assert not await story.store.save_advice("default", ticket.incident_id, Dossier((), "other", None))
        again = await story.report()
        assert again.dossier == ADVICE
        assert not {"advice", "runbooks"} & set(again.pending)
        story.clock.pass_(1000)
        assert await story.jobs("advise") == []
        assert [notice.kind for notice in await story.notices()] == ["opened", "advice-ready"]

    async def test_advice_can_be_asked_for_again(self, story: Story):
        ticket = await story.report()
        await story.store.save_advice("default", ticket.incident_id, ADVICE)
        newer = Dossier((), "scale it", Advice(abstained=True, reason="nothing fits"))
        assert await story.store.save_advice("default", ticket.incident_id, newer, again=True, actor="user:ann")
        assert (await story.report()).dossier == newer
        assert (await story.see(ticket.incident_id)).dossier == newer

    async def test_the_backlog_tells_how_much_waits_and_since_when(self, story: Story):
        assert await story.store.backlog() == {}
        await story.report("a")
        since = story.clock()
        story.clock.pass_(50)
        await story.report("b")
        found = await story.store.backlog()
        assert {kind: each.jobs for kind, each in found.items()} == {"notify": 2, "advise": 2}
        assert {each.since for each in found.values()} == {since}
        for job in await story.jobs("notify"):
            await story.store.finish(job.job_id)
        assert set(await story.store.backlog()) == {"advise"}

    async def test_live_tickets_are_counted_over_all_tenants(self, story: Story):
        assert await story.store.live_tickets() == {}
        other = Story(story.store, story.clock, tenant="another")
        await other.report("x", severity=CRITICAL)
        gone = await story.report("gone", severity=CRITICAL)
        await story.report("a", severity=CRITICAL)
        seen = await story.report("b", severity=LOW)
        await story.store.acknowledge("default", seen.incident_id, "user:ann")
        loser = await story.report("c", severity=HIGH)
        await story.merge(loser.incident_id, seen.incident_id)
        await story.resolve(gone.incident_id)
        found = await story.store.live_tickets()
        assert found[Status.OPEN, CRITICAL] == 2
        assert sum(found.values()) == 3, "a merged ticket is no longer one of its own"

    async def test_lists_are_newest_first_in_pages(self, story: Story):
        made = [await story.report(f"problem {n}") for n in range(5)]
        newest_first = [each.incident_id for each in reversed(made)]
        seen: list[str] = []
        cursor = None
        for _ in range(3):
            page = await story.store.incidents("default", IncidentQuery(limit=2, cursor=cursor))
            assert page.count == 5
            seen += [each.incident_id for each in page.items]
            cursor = page.next_cursor
        assert (seen, cursor) == (newest_first, None)
        assert all(each.timeline == () for each in page.items)

    async def test_lists_can_be_narrowed(self, story: Story):
        disk = await story.report("disk 100% full", severity=HIGH, environment="prod")
        down = await story.report("db down", severity=LOW, service="web")
        await story.resolve(disk.incident_id)

        async def ids(**query) -> list[str]:
            page = await story.store.incidents("default", IncidentQuery(**query))
            assert page.count == len(page.items)
            return [each.incident_id for each in page.items]

        assert await ids(status=Status.RESOLVED) == [disk.incident_id]
        assert await ids(service="api") == [disk.incident_id]
        assert await ids(severity=HIGH) == [disk.incident_id]
        assert await ids(environment="prod") == [disk.incident_id]
        assert await ids(environment="prod", text="db") == await ids(environment="test") == []
        assert await ids(text="100%") == [disk.incident_id]
        assert await ids(text=disk.incident_id) == [disk.incident_id]
        assert await ids(text="1_0") == []
        assert await ids(status=Status.OPEN, service="api") == []
        taken, newest = await story.report("cache cold"), await story.report("queue stuck", severity=HIGH)
        await story.store.acknowledge("default", taken.incident_id, "user:ann")
        live = [newest.incident_id, taken.incident_id, down.incident_id]
        assert await ids(live=True) == live
        assert (await ids(live=True, sort=Sort.SEVERITY))[::2] == [newest.incident_id, down.incident_id]
        first = await story.store.incidents("default", IncidentQuery(live=True, limit=2))
        rest = await story.store.incidents("default", IncidentQuery(live=True, limit=2, cursor=first.next_cursor))
        assert [each.incident_id for each in (*first.items, *rest.items)] == live
        assert await ids(live=True, status=Status.OPEN) == [newest.incident_id, down.incident_id]
        assert await ids(live=True, status=Status.RESOLVED) == []

    async def test_lists_are_narrowed_by_label_and_by_time(self, story: Story):
        old = await story.report("disk full", labels={"team": "data", "zone": "a:b"}, occurred_at=START - 500)
        new = await story.report("db down", labels={"team": "web"}, occurred_at=START - 100)
        await story.report("disk full", labels={"team": "late"}, occurred_at=START - 300)

        async def ids(**query) -> set[str]:
            page = await story.store.incidents("default", IncidentQuery(**query))
            assert page.count == len(page.items)
            return {each.incident_id for each in page.items}

        one, other = {old.incident_id}, {new.incident_id}
        assert await ids(label=("team", "data")) == await ids(label=("zone", "a:b")) == one
        assert (
            await ids(label=("team", "late")) == await ids(label=("team", "dat")) == await ids(label=("", "")) == set()
        )
        assert await ids(since=START - 300) == one | other
        assert await ids(since=START - 299.5) == other
        assert await ids(until=START - 100) == one
        assert await ids(since=START - 299, until=START - 99) == other
        assert (await story.see(old.incident_id)).labels == {"team": "data", "zone": "a:b"}
        await story.resolve(old.incident_id)
        back = await story.report("disk full", labels={"team": "other"})
        assert (await story.see(back.incident_id)).labels == {"team": "data", "zone": "a:b"}

    @pytest.mark.parametrize("sort", [Sort.LAST_SEEN, Sort.SEVERITY, Sort.OCCURRENCES])
    async def test_lists_come_in_the_order_asked_for(self, story: Story, sort: Sort):
        severities = [LOW, CRITICAL, LOW, HIGH, CRITICAL]
        made = [await story.report(f"problem {n}", severity=each) for n, each in enumerate(severities)]
        for again in (3, 1, 0, 3):
            await story.report(f"problem {again}")
        orders = {
            Sort.LAST_SEEN: [3, 0, 1, 4, 2],
            Sort.SEVERITY: [4, 1, 3, 2, 0],
            Sort.OCCURRENCES: [3, 1, 0, 4, 2],
        }
        seen: list[str] = []
        cursor = None
        for _ in range(3):
            page = await story.store.incidents("default", IncidentQuery(sort=sort, limit=2, cursor=cursor))
            assert page.count == 5
            seen += [each.incident_id for each in page.items]
            cursor = page.next_cursor
        assert (seen, cursor) == ([made[n].incident_id for n in orders[sort]], None)

    async def test_a_cursor_that_is_not_ours_is_refused(self, story: Story):
        made_up = ["!!", "bm9wZQ", "ü", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk"]
        for n in range(2):
            await story.report(f"problem {n}")
        by_severity = (await story.store.incidents("default", IncidentQuery(sort=Sort.SEVERITY, limit=1))).next_cursor
        for sort in Sort:
            for cursor in made_up + ([by_severity] if sort is not Sort.SEVERITY else []):
                with pytest.raises(InvalidRequest):
                    await story.store.incidents("default", IncidentQuery(cursor=cursor, sort=sort))

    async def test_tenants_never_meet(self, story: Story):
        mine = await story.report("same text", fp="same")
        acme = Story(story.store, story.clock, "acme")
        theirs = await acme.report("same text", fp="same")
        assert mine.incident_id != theirs.incident_id
        page = await story.store.incidents("acme", IncidentQuery())
        assert [each.incident_id for each in page.items] == [theirs.incident_id]
        assert {job.tenant for job in await story.jobs("notify")} == {"default", "acme"}

    async def test_it_says_when_it_is_ready(self, story: Story):
        await story.store.ready()

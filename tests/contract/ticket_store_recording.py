"""What every ticket store does with reports: count, recur, come late, escalate, repeat, try."""

import asyncio
from dataclasses import replace

import pytest

from tests.support.clock import START
from tests.support.story import CRITICAL, HIGH, LOW, MEDIUM, Story, near
from tools.errors import NotFound
from tools.ids import new_request_id
from tools.nouns.decisions import Late, Verdict
from tools.nouns.event_json import event_to_json
from tools.nouns.events import Escalated
from tools.nouns.incidents import IncidentQuery, Status
from tools.nouns.notices import NoticeKind
from tools.nouns.policy import LIVE, Mode, Policy


class RecordingContract:
    async def test_the_first_report_opens_a_ticket(self, story: Story):
        first = await story.report("db down", severity=HIGH, environment="prod", release="1.2", labels={"pod": "a"})
        assert (first.verdict, first.occurrences, first.severity) == (Verdict.NEW, 1, HIGH)
        assert first.root_id == first.incident_id
        assert set(first.pending) == {"runbooks", "advice", "notify"}
        seen = await story.see(first.incident_id)
        assert (seen.status, seen.service, seen.environment, seen.release) == (Status.OPEN, "api", "prod", "1.2")
        assert (seen.title, seen.generation, seen.occurrences) == ("db down", 1, 1)
        assert "opened" in story.kinds(seen)

    async def test_a_ticket_names_the_trace_that_opened_it(self, story: Story):
        first = await story.report(trace_id="ab" * 16)
        await story.report(trace_id="cd" * 16)
        await story.resolve(first.incident_id)
        back = await story.report(trace_id="ef" * 16)
        named = [
            getattr(event.data, "trace_id", "")
            for ticket in (first, back)
            for event in (await story.see(ticket.incident_id)).timeline
        ]
        assert list(filter(None, named)) == ["ab" * 16, "ef" * 16]
        untraced = await story.report("another")
        assert "trace_id" not in event_to_json((await story.see(untraced.incident_id)).timeline[0].data)

    async def test_the_same_fingerprint_is_counted(self, story: Story):
        first = await story.report()
        again = await story.report()
        assert (again.verdict, again.incident_id, again.occurrences) == (Verdict.EXISTING, first.incident_id, 2)
        assert again.decision.method == "exact"
        assert (await story.see(first.incident_id)).occurrences == 2

    async def test_after_a_resolve_comes_a_regression_then_its_duplicate(self, story: Story):
        first = await story.report(severity=LOW)
        await story.resolve(first.incident_id)
        back = await story.report()
        assert (back.verdict, back.regression_of, back.severity) == (Verdict.REGRESSION, first.incident_id, HIGH)
        assert (back.root_id, back.occurrences) == (first.incident_id, 1)
        more = await story.report()
        assert (more.verdict, more.incident_id) == (Verdict.EXISTING, back.incident_id)
        assert (await story.see(back.incident_id)).generation == 2
        assert (await story.see(first.incident_id)).status is Status.RESOLVED

    async def test_three_turns_of_the_regression_cycle(self, story: Story):
        ticket = await story.report()
        for turn in (2, 3, 4):
            await story.resolve(ticket.incident_id)
            back = await story.report()
            assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, ticket.incident_id)
            assert (await story.see(back.incident_id)).generation == turn
            ticket = back

    async def test_a_late_delivery_is_counted_on_the_resolved_ticket(self, story: Story):
        first = await story.report(occurred_at=START)
        await story.resolve(first.incident_id, at=START + 100)
        late = await story.report(occurred_at=START + 50)
        assert (late.verdict, late.incident_id, late.decision.late) == (
            Verdict.EXISTING,
            first.incident_id,
            Late.EVENT_TIME,
        )
        seen = await story.see(first.incident_id)
        assert (seen.status, seen.occurrences) == (Status.RESOLVED, 2)
        assert "late" in story.kinds(seen)

    async def test_a_late_delivery_finds_its_generation(self, story: Story):
        first = await story.report(occurred_at=START)
        await story.resolve(first.incident_id, at=START + 100)
        second = await story.report(occurred_at=START + 150)
        late = await story.report(occurred_at=START + 50)
        assert (late.incident_id, late.decision.late) == (first.incident_id, Late.EVENT_TIME)
        assert (await story.report(occurred_at=START + 160)).incident_id == second.incident_id

    async def test_an_older_release_is_no_regression(self, story: Story):
        first = await story.report(release="1.3.0")
        await story.resolve(first.incident_id, release="1.4.0")
        assert (await story.report(release="1.3.9")).decision.late is Late.OLDER_RELEASE
        assert (await story.report(release="1.4.1")).verdict is Verdict.REGRESSION

    @pytest.mark.parametrize("policy", [Policy(regression_grace=60)])
    async def test_grace_absorbs_the_echo(self, story: Story):
        first = await story.report()
        await story.resolve(first.incident_id)
        assert (await story.report()).verdict is Verdict.EXISTING
        story.clock.pass_(61)
        assert (await story.report()).verdict is Verdict.REGRESSION

    async def test_a_time_in_the_future_is_clamped_and_marked(self, story: Story):
        first = await story.report(occurred_at=START + 10_000)
        assert first.decision.clamped is True
        assert (await story.see(first.incident_id)).last_seen == story.clock()

    async def test_another_environment_or_service_is_another_problem(self, story: Story):
        first = await story.report(environment="prod")
        staging = await story.report(environment="staging")
        other = await story.report(service="web")
        assert len({first.incident_id, staging.incident_id, other.incident_id}) == 3

    async def test_a_worse_report_raises_the_ticket_and_tells_people(self, story: Story):
        first = await story.report(severity=MEDIUM)
        await story.notices()
        worse = await story.report(severity=CRITICAL)
        assert (worse.severity, worse.verdict) == (CRITICAL, Verdict.EXISTING)
        assert (await story.report(severity=LOW)).severity is CRITICAL
        assert "escalated" in story.kinds(await story.see(first.incident_id))
        [told] = await story.notices()
        assert (told.kind, told.severity) == (NoticeKind.ESCALATED, CRITICAL)
        assert told.escalation == Escalated(MEDIUM, CRITICAL, worse.request_id)

    async def test_a_request_id_counts_once_and_answers_the_same(self, story: Story):
        first = await story.report(request_id="req_a")
        again = await story.report(request_id="req_a")
        assert again.replayed
        assert replace(again, replayed=False) == first
        await story.report(request_id="req_b")
        assert (await story.report(request_id="req_b")).verdict is Verdict.EXISTING
        assert (await story.see(first.incident_id)).occurrences == 2

    async def test_request_ids_belong_to_their_tenant(self, story: Story):
        await story.report(request_id="req_a")
        other = Story(story.store, story.clock, "acme")
        assert (await other.report(request_id="req_a")).verdict is Verdict.NEW

    async def test_a_dry_run_decides_and_leaves_nothing(self, story: Story):
        story.mode = Mode(dry_run=True)
        tried = await story.report(request_id="req_a")
        assert (tried.verdict, tried.decision.dry_run) == (Verdict.NEW, True)
        assert (await story.store.incidents("default", IncidentQuery())).count == 0
        assert await story.jobs("notify", "advise", "match") == []
        story.mode = LIVE
        assert (await story.report(request_id="req_a")).verdict is Verdict.NEW

    async def test_many_at_once_are_one_ticket(self, story: Story):
        answers = await asyncio.gather(*(story.report() for _ in range(50)))
        assert [answer.verdict for answer in answers].count(Verdict.NEW) == 1
        assert len({answer.incident_id for answer in answers}) == 1
        assert (await story.see(answers[0].incident_id)).occurrences == 50

    async def test_a_report_can_be_read_back(self, story: Story):
        report, profile = story.written("boom", severity=LOW, labels={"a": "b"}, release="1.0", source="sns")
        answer = await story.store.record(report, profile, near())
        assert await story.store.report("default", report.request_id) == report
        assert replace(await story.store.recorded("default", report.request_id), replayed=False) == answer
        assert (await story.store.profiles("default", [profile.fingerprint, "none"])) == {profile.fingerprint: profile}
        for tenant, request_id in (("default", "req_x"), ("acme", report.request_id)):
            with pytest.raises(NotFound):
                await story.store.report(tenant, request_id)
            with pytest.raises(NotFound):
                await story.store.recorded(tenant, request_id)

    async def test_a_ticket_only_helps_to_find_a_report(self, story: Story):
        reports = [story.written(each, request_id=new_request_id(story.clock())) for each in ("boom", "crash", "boom")]
        answers = [await story.store.record(*each, near(degrees=40.0 * n)) for n, each in enumerate(reports)]
        await story.merge(answers[1].incident_id, answers[0].incident_id)
        for (report, _), answer in zip(reports, answers, strict=True):
            wanted = await story.store.recorded("default", report.request_id)
            assert wanted.verdict is answer.verdict
            for ticket in (answers[0].incident_id, answers[1].incident_id, "inc_wrong", ""):
                assert await story.store.recorded("default", report.request_id, ticket) == wanted
                assert await story.store.report("default", report.request_id, ticket) == report
        for tenant, request_id in (("default", new_request_id(story.clock())), ("acme", reports[0][0].request_id)):
            with pytest.raises(NotFound):
                await story.store.recorded(tenant, request_id, answers[0].incident_id)
            with pytest.raises(NotFound):
                await story.store.report(tenant, request_id, answers[0].incident_id)

    async def test_peek_knows_live_problems_only(self, story: Story):
        _, profile = story.written()
        assert not await story.store.peek("default", profile)
        ticket = await story.report()
        assert await story.store.peek("default", profile)
        assert not await story.store.peek("acme", profile)
        assert list(await story.store.peek_many([("acme", profile), ("default", profile)])) == [False, True]
        await story.resolve(ticket.incident_id)
        assert not await story.store.peek("default", profile)

    @pytest.mark.parametrize("policy", [Policy(flap_count=2, flap_window=3600)])
    async def test_flapping_is_one_ticket_when_damping_is_on(self, story: Story):
        first = await story.report()
        await story.resolve(first.incident_id)
        second = await story.report()
        assert second.verdict is Verdict.REGRESSION
        await story.resolve(second.incident_id)
        third = await story.report()
        assert (third.verdict, third.incident_id) == (Verdict.EXISTING, second.incident_id)
        seen = await story.see(second.incident_id)
        assert (seen.status, seen.flapping) == (Status.OPEN, True)

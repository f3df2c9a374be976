"""What every ticket store does with judgements: join, suggest, veto, match late, learn, obey people, explain."""

from dataclasses import replace

from tests.support.clock import START
from tests.support.story import Story, near, vector
from tools.nouns.decisions import Late, Verdict
from tools.nouns.explanations import ActEntry, DecisionEntry
from tools.nouns.incidents import Dossier, Status
from tools.nouns.policy import Mode
from tools.nouns.reports import Candidate, Candidates
from tools.text.identity.fingerprint import profile_of

A = "api||a"
B = "api||b"


class MatchingContract:
    async def test_the_best_same_joins_and_becomes_an_alias(self, story: Story):
        one = await story.report("a")
        await story.report("b")
        found = near(Candidate(A, 0.99), Candidate(B, 0.96))
        joined = await story.report("c", found=found)
        assert (joined.verdict, joined.incident_id, joined.decision.method) == (
            Verdict.EXISTING,
            one.incident_id,
            "semantic",
        )
        assert joined.decision.alternatives[0].fingerprint == B
        again = await story.report("c")
        assert (again.incident_id, again.decision.method) == (one.incident_id, "exact")

    async def test_the_ask_band_is_suggested_unless_ruled_the_same(self, story: Story):
        one = await story.report("a")
        asked = await story.report("c", found=near(Candidate(A, 0.8)))
        assert asked.verdict is Verdict.NEW
        assert [(each.incident_id, each.title) for each in asked.similar] == [(one.incident_id, "a")]
        assert asked.similar[0].score == 0.8
        ruled = await story.report("d", found=near(Candidate(A, 0.8, ruling=True)))
        assert (ruled.incident_id, ruled.decision.method) == (one.incident_id, "adjudicated")
        refused = await story.report("e", found=near(Candidate(A, 0.8, ruling=False)))
        assert refused.verdict is Verdict.NEW
        stored = await story.store.recorded("default", asked.request_id)
        assert stored.similar == asked.similar

    async def test_a_dry_run_says_what_a_real_run_would(self, story: Story):
        one = await story.report("a")
        await story.store.save_advice("default", one.incident_id, Dossier((), "restart it"))
        report, profile = story.written("c")
        candidates = near(Candidate(A, 0.99))
        tried = await story.store.record(report, profile, candidates, Mode(dry_run=True))
        real = await story.store.record(report, profile, candidates)
        assert replace(tried, decision=replace(tried.decision, dry_run=False)) == real
        assert (real.decision.method, real.dossier.recommendations) == ("semantic", "restart it")

    async def test_a_dry_run_has_learned_the_same_words(self, story: Story):
        first, _ = [await self.login(story, name) for name in ("jsmith", "kwdoe")]
        story.mode = Mode(dry_run=True)
        tried = await self.login(story, "mweber")
        assert (tried.decision.method, tried.incident_id) == ("learned", first.incident_id)

    async def test_a_veto_beats_every_score(self, story: Story):
        await story.report("link up", fp="up")
        other = await story.report("link down", found=near(Candidate("up", 1.0, ruling=True)))
        assert other.verdict is Verdict.NEW

    async def test_another_environment_or_service_is_never_joined(self, story: Story):
        await story.report("a", environment="prod", fp="p")
        staging = await story.report("b", environment="staging", found=near(Candidate("p", 1.0)))
        other = await story.report("c", service="web", environment="prod", found=near(Candidate("p", 1.0)))
        assert (staging.verdict, other.verdict) == (Verdict.NEW, Verdict.NEW)

    async def test_a_semantic_hit_on_a_resolved_problem_is_its_regression(self, story: Story):
        one = await story.report("a")
        await story.resolve(one.incident_id)
        back = await story.report("c", found=near(Candidate(A, 0.99)))
        assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, one.incident_id)
        assert (await story.report("a")).incident_id == back.incident_id

    async def test_a_semantic_hit_from_before_the_resolve_is_late(self, story: Story):
        one = await story.report("a", occurred_at=START)
        await story.resolve(one.incident_id, at=START + 100)
        late = await story.report("c", occurred_at=START + 50, found=near(Candidate(A, 0.99)))
        assert (late.verdict, late.incident_id, late.decision.late) == (
            Verdict.EXISTING,
            one.incident_id,
            Late.EVENT_TIME,
        )

    async def test_what_was_stored_after_the_search_is_compared_too(self, story: Story):
        blind = Candidates(0, vector(3))
        one = await story.report("a", found=Candidates(0, vector(0)))
        two = await story.report("b", found=blind)
        assert (two.verdict, two.incident_id) == (Verdict.EXISTING, one.incident_id)

    async def test_unsearched_is_pending_and_matched_later(self, story: Story):
        one = await story.report("a")
        report, profile = story.written("c")
        hasty = await story.store.record(report, profile, None)
        assert (hasty.verdict, "semantic" in hasty.pending) == (Verdict.NEW, True)
        job = (await story.jobs("match"))[0]
        assert (job.incident_id, job.fingerprint) == (hasty.incident_id, profile.fingerprint)
        found = near(Candidate(A, 0.99))
        assert await story.store.rematch("default", profile.fingerprint, found) == "merged"
        seen = await story.see(hasty.incident_id)
        assert (seen.status, seen.merged_into) == (Status.MERGED, one.incident_id)
        assert "semantic" not in seen.pending
        assert (await story.report("c")).incident_id == one.incident_id
        assert await story.store.rematch("default", profile.fingerprint, found) == "none"

    async def test_a_late_match_of_a_resolved_problem_is_a_regression(self, story: Story):
        one = await story.report("a")
        await story.resolve(one.incident_id)
        report, profile = story.written("c")
        hasty = await story.store.record(report, profile, None)
        found = near(Candidate(A, 0.99))
        assert await story.store.rematch("default", profile.fingerprint, found) == "regression"
        seen = await story.see(hasty.incident_id)
        assert (seen.regression_of, seen.root_id, seen.generation) == (one.incident_id, one.incident_id, 2)
        assert seen.severity.name == "HIGH"
        assert (await story.report("a")).incident_id == hasty.incident_id

    async def test_a_ticket_is_closed_with_its_twin(self, story: Story):
        one = await story.report("a")
        report, profile = story.written("c")
        hasty = await story.store.record(report, profile, None)
        closed = await story.resolve(one.incident_id)
        found = near(Candidate(A, 0.99))
        assert await story.store.rematch("default", profile.fingerprint, found) == "closed"
        seen = await story.see(hasty.incident_id)
        assert (seen.status, seen.merged_into, "semantic" in seen.pending) == (Status.RESOLVED, None, False)
        assert seen.resolution is not None
        assert closed.resolution is not None
        assert one.incident_id in seen.resolution.text
        assert closed.resolution.text in seen.resolution.text
        assert (seen.resolution.by, seen.resolution.at) == (closed.resolution.by, closed.resolution.at)
        assert [event.kind for event in seen.timeline][-2:] == ["joined", "resolved"]
        assert await story.store.rematch("default", profile.fingerprint, found) == "none"
        assert (await story.see(one.incident_id)).occurrences == 1
        back = await story.report("c")
        assert (back.verdict, back.regression_of, back.root_id) == ("regression", one.incident_id, one.incident_id)
        assert (await story.report("a")).incident_id == back.incident_id

    async def test_what_came_before_the_twins_end_is_closed(self, story: Story):
        one = await story.report("a", occurred_at=START)
        await story.resolve(one.incident_id, at=START + 100)
        report, profile = story.written("c", occurred_at=START + 50)
        hasty = await story.store.record(report, profile, None)
        found = near(Candidate(A, 0.99))
        assert await story.store.rematch("default", profile.fingerprint, found) == "closed"
        assert (await story.see(hasty.incident_id)).status is Status.RESOLVED

    async def test_a_ticket_of_people_is_not_closed_with_its_twin(self, story: Story):
        one, other = await story.report("a"), await story.report("b")
        report, profile = story.written("c")
        hasty = await story.store.record(report, profile, None)
        await story.merge(other.incident_id, hasty.incident_id)
        await story.resolve(one.incident_id)
        found = near(Candidate(A, 0.99))
        assert await story.store.rematch("default", profile.fingerprint, found) == "none"
        assert (await story.see(hasty.incident_id)).status is Status.OPEN

    async def test_a_late_report_does_not_hide_a_regression(self, story: Story):
        one = await story.report("a", occurred_at=START)
        await story.resolve(one.incident_id, at=START + 100)
        report, profile = story.written("c", occurred_at=START + 200)
        hasty = await story.store.record(report, profile, None)
        await story.report("c", occurred_at=START + 50)
        found = near(Candidate(A, 0.99))
        assert await story.store.rematch("default", profile.fingerprint, found) == "regression"
        assert (await story.see(hasty.incident_id)).regression_of == one.incident_id

    async def test_each_late_match_settles_its_own_ticket_only(self, story: Story):
        one = await story.report("a")
        hasty = []
        for text in ("c", "d"):
            report, profile = story.written(text)
            hasty.append(await story.store.record(report, profile, None))
        await story.merge(hasty[1].incident_id, hasty[0].incident_id)
        found = near(Candidate(A, 0.99))
        assert await story.store.rematch("default", "api||d", found) == "none"
        assert await story.store.rematch("default", "api||c", found) == "merged"
        assert (await story.report("d")).incident_id == one.incident_id

    async def test_a_late_match_that_finds_nothing_leaves_it_alone(self, story: Story):
        await story.report("a")
        report, profile = story.written("c")
        hasty = await story.store.record(report, profile, None)
        assert await story.store.rematch("default", profile.fingerprint, near()) == "none"
        seen = await story.see(hasty.incident_id)
        assert (seen.status, "semantic" in seen.pending) == (Status.OPEN, False)

    async def test_a_late_match_that_cannot_be_made_leaves_nobody_waiting(self, story: Story):
        report, profile = story.written("c")
        hasty = await story.store.record(report, profile, None)
        [job] = await story.jobs("match")
        await story.store.finish(job.job_id, retry_at=story.clock(), error="away")
        assert "semantic" in (await story.see(hasty.incident_id)).pending
        await story.store.finish(job.job_id)
        assert "semantic" not in (await story.see(hasty.incident_id)).pending

    async def test_a_late_match_also_finds_a_problem_that_came_back(self, story: Story):
        one = await story.report("a")
        report, profile = story.written("c")
        hasty = await story.store.record(report, profile, None)
        await story.resolve(hasty.incident_id)
        back = await story.report("c")
        assert await story.store.rematch("default", profile.fingerprint, near(Candidate(A, 0.99))) == "merged"
        assert (await story.see(back.incident_id)).merged_into == one.incident_id
        assert "semantic" not in (await story.see(hasty.incident_id)).pending

    async def test_a_persons_split_beats_a_late_match(self, story: Story):
        one = await story.report("a")
        report, profile = story.written("c")
        hasty = await story.store.record(report, profile, None)
        await story.merge(hasty.incident_id, one.incident_id)
        await story.split(one.incident_id, merged_incident_id=hasty.incident_id)
        found = near(Candidate(A, 0.99))
        assert await story.store.rematch("default", profile.fingerprint, found) == "none"
        assert (await story.see(hasty.incident_id)).status is Status.OPEN

    async def test_words_are_learned_to_be_parameters(self, story: Story):
        tickets = [await self.login(story, name) for name in ("jsmith", "kwdoe", "mweber")]
        assert (tickets[2].decision.method, tickets[2].incident_id) == ("learned", tickets[0].incident_id)
        assert (await story.see(tickets[1].incident_id)).merged_into == tickets[0].incident_id
        assert (await self.login(story, "tbrandt")).incident_id == tickets[0].incident_id

    async def test_a_persons_split_beats_learning(self, story: Story):
        one, two = await self.login(story, "jsmith"), await self.login(story, "kwdoe")
        await story.merge(two.incident_id, one.incident_id)
        await story.split(one.incident_id, merged_incident_id=two.incident_id)
        three = await self.login(story, "mweber")
        assert three.verdict is Verdict.NEW
        assert (await story.see(two.incident_id)).status is Status.OPEN

    async def login(self, story: Story, name: str):
        report, _ = story.written(f"Failed authentication attempt by {name} on console today")
        return await story.store.record(report, profile_of(report), near(), story.mode)

    async def test_explain_tells_every_decision(self, story: Story):
        one = await story.report("a")
        await story.report("a")
        await story.report("c", found=near(Candidate(A, 0.99)))
        two = await story.report("b")
        await story.merge(two.incident_id, one.incident_id)
        told = await story.store.explain("default", one.incident_id)
        decisions = [each for each in told if isinstance(each, DecisionEntry)]
        assert [each.decision.method for each in decisions] == ["none", "exact", "semantic", "none"]
        assert (decisions[2].message, decisions[2].matched_message) == ("c", "a")
        assert [each.kind for each in told if isinstance(each, ActEntry)] == ["absorbed"]

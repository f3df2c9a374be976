"""What every FigureStore counts, in figures written down here and as an export says."""

from pathlib import Path

import pytest

from tests.support.clock import ManualClock
from tests.support.recount import recounted, told
from tests.support.story import Story
from tools.analytics.ranges import query_of
from tools.ids import new_ulid
from tools.nouns.events import Feedback
from tools.nouns.figures import Acts, BucketSize, Counts, Durations, Summary
from tools.nouns.incidents import Resolution
from tools.nouns.redacted import stored
from tools.ports import Store

DAY = 86_400.0


class FigureContract:
    async def asked(self, store: Store, story: Story, folder: Path, **said: object) -> Summary:
        """The figures of everything, after they were found to be what an export says."""
        values = {"since": story.clock() - 30 * DAY, "until": story.clock() + DAY, "bucket": BucketSize.HOUR} | said
        query = query_of(**values)
        found = await store.figures.summary(story.tenant, query)
        path = folder / f"{new_ulid(0.0)}.jsonl"
        await store.export_jsonl(path)
        assert told(found) == recounted(path, story.tenant, query)
        return found

    async def test_reports_against_incidents(self, store: Store, clock: ManualClock, tmp_path: Path) -> None:
        story = Story(store, clock)
        first = await story.report("a")
        for _ in range(5):
            await story.report("a")
        await story.report("b", service="web")
        await story.resolve(first.incident_id)
        await story.report("a")
        found = await self.asked(store, story, tmp_path)
        assert found.counts == Counts(8, 3, 1)
        assert (found.counts.duplicates, found.counts.noise_removed) == (5, 5 / 8)
        assert [(each.service, each.counts.reports) for each in found.services] == [("api", 7), ("web", 1)]
        [back] = found.recurring
        assert (back.root_id, back.incidents, back.regressions) == (first.incident_id, 2, 1)

    async def test_another_tenant_is_not_counted(self, store: Store, clock: ManualClock, tmp_path: Path) -> None:
        story = Story(store, clock)
        await story.report("a")
        await Story(store, clock, "acme").report("a")
        found = await self.asked(store, story, tmp_path)
        assert found.counts == Counts(1, 1, 0)

    async def test_times_of_people_and_of_recoveries(self, store: Store, clock: ManualClock, tmp_path: Path) -> None:
        story = Story(store, clock)
        one, other = await story.report("a"), await story.report("b")
        clock.pass_(60)
        await store.acknowledge("default", one.incident_id, "user:ann")
        clock.pass_(3600)
        await story.resolve(one.incident_id)
        await story.resolve(other.incident_id)
        await story.fire("c", alert="c", start=clock())
        await story.end("c", at=clock() + 100)
        await story.quiet(901)
        found = await self.asked(store, story, tmp_path)
        assert found.times.acknowledged == Durations(1, 61.0, 61.0, 61.0)
        assert (found.times.fixed.count, found.times.fixed.p50, found.times.fixed.p90) == (2, 3662.0, 3662.0)
        assert found.times.recovered.count == 1
        assert [each.incident_id for each in found.slowest] == [other.incident_id, one.incident_id]

    async def test_an_earlier_report_that_comes_late(self, store: Store, clock: ManualClock, tmp_path: Path) -> None:
        story = Story(store, clock)
        one = await story.report("a", occurred_at=clock())
        await self.asked(store, story, tmp_path)
        await story.report("a", occurred_at=clock() - 2 * DAY)
        await story.resolve(one.incident_id)
        found = await self.asked(store, story, tmp_path)
        assert found.times.fixed.p50 is not None
        assert found.times.fixed.p50 > 2 * DAY
        [begins] = [each.start for each in found.buckets if each.counts.incidents]
        assert begins < clock() - 2 * DAY

    async def test_one_writing_of_many_times(self, store: Store, clock: ManualClock, tmp_path: Path) -> None:
        """Reports that are written together belong to the buckets of their own times."""
        story = Story(store, clock)
        await story.report("a")
        written = [story.written("a", occurred_at=clock() - number * 1000.0) for number in range(5)]
        await store.record_many([(report, profile, None) for report, profile in written])
        found = await self.asked(store, story, tmp_path)
        assert sum(each.counts.reports > 0 for each in found.buckets) > 1

    async def test_merges_and_splits_across_services(self, store: Store, clock: ManualClock, tmp_path: Path) -> None:
        story = Story(store, clock)
        one, other = await story.report("a"), await story.report("b", service="web")
        clock.pass_(2000)
        await story.merge(other.incident_id, one.incident_id)
        await story.report("b", service="web")
        merged = await self.asked(store, story, tmp_path)
        assert (merged.counts, merged.acts) == (Counts(3, 1, 0), Acts(merges=1))
        assert merged.merge_rate == 0.5
        await story.split(one.incident_id, merged_incident_id=other.incident_id)
        split = await self.asked(store, story, tmp_path)
        assert (split.counts, split.acts) == (Counts(3, 2, 0), Acts(merges=1, splits=1))
        assert {each.service: each.counts.reports for each in split.services} == {"api": 1, "web": 2}
        assert (await self.asked(store, story, tmp_path, service="web")).counts == Counts(2, 1, 0)

    async def test_a_split_within_one_fingerprint(self, store: Store, clock: ManualClock, tmp_path: Path) -> None:
        story = Story(store, clock)
        pair = []
        for each in ("sda", "sdb", "sda"):
            pair.append(await story.report("disk", fp="f", params=(each,)))
            clock.pass_(5000)
        await story.split(pair[0].incident_id, occurrence_ids=[pair[0].request_id, pair[2].request_id])
        found = await self.asked(store, story, tmp_path)
        assert (found.counts, found.acts.splits) == (Counts(3, 2, 0), 1)

    async def test_reopened_amended_and_resolved_again(self, store: Store, clock: ManualClock, tmp_path: Path) -> None:
        story = Story(store, clock)
        one = await story.report("a")
        await store.acknowledge("default", one.incident_id, "user:ann")
        await story.resolve(one.incident_id)
        await store.reopen("default", one.incident_id, stored("not fixed"), "user:ann")
        assert (await self.asked(store, story, tmp_path)).times.fixed.count == 0
        clock.pass_(100)
        await store.acknowledge("default", one.incident_id, "user:ann")
        await story.resolve(one.incident_id)
        found = await self.asked(store, story, tmp_path)
        assert (found.times.fixed.count, found.times.fixed.p50) == (1, 102.0)
        assert found.times.acknowledged.p50 == 0.0

    async def test_what_recovered_and_was_explained_is_fixed(
        self, store: Store, clock: ManualClock, tmp_path: Path
    ) -> None:
        story = Story(store, clock)
        one = await story.fire("a", start=clock())
        await story.end(at=clock() + 10)
        await story.quiet(901)
        assert (await self.asked(store, story, tmp_path)).times.recovered.count == 1
        await store.amend("default", one.incident_id, Resolution(stored("the disk"), stored("bob")), "user:bob")
        found = await self.asked(store, story, tmp_path)
        assert (found.times.recovered.count, found.times.fixed.count) == (0, 1)

    async def test_ratings_of_advice(self, store: Store, clock: ManualClock, tmp_path: Path) -> None:
        story = Story(store, clock)
        one = await story.report("a")
        for helpful in (True, True, False):
            await store.feedback("default", one.incident_id, Feedback(helpful), "user:ann")
        for number in range(80):
            await store.comment("default", one.incident_id, stored(f"c{number}"), "user:ann")
        found = await self.asked(store, story, tmp_path)
        assert (found.acts.helpful, found.acts.unhelpful) == (2, 1)
        assert found.acts.help_rate == pytest.approx(2 / 3)

    async def test_prune_changes_no_figure(self, store: Store, clock: ManualClock, tmp_path: Path) -> None:
        story = Story(store, clock)
        one = await story.report("a")
        await story.report("a")
        await story.resolve(one.incident_id)
        query = query_of(clock() - DAY, clock() + DAY)
        before = await store.figures.summary("default", query)
        assert await store.prune(clock() + 1) == 1
        assert await store.figures.summary("default", query) == before
        await self.asked(store, story, tmp_path)

    async def test_days_on_which_clocks_change(self, store: Store, clock: ManualClock, tmp_path: Path) -> None:
        """31 March 2024 had 23 hours in Berlin, 27 October 25, of which one shows twice on clocks."""
        story = Story(store, clock)
        for begins, hours in ((1_711_839_600.0, 23), (1_729_980_000.0, 25)):
            clock.pass_(begins - clock())
            for _ in range(hours * 2):
                await story.report("a", occurred_at=clock())
                clock.pass_(1799.0)
            said = {"since": begins, "until": begins + hours * 3600, "zone": "Europe/Berlin"}
            found = await self.asked(store, story, tmp_path, **said)
            assert [each.counts.reports for each in found.buckets] == [2] * hours
            found = await self.asked(store, story, tmp_path, **said | {"bucket": BucketSize.DAY})
            assert [(each.start, each.counts.reports) for each in found.buckets] == [(begins, 2 * hours)]

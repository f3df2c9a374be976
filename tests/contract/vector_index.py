"""What every VectorIndex does: nearest first, per tenant and service, nothing invented, rebuildable."""

import pytest

from tests.support.story import Story, near, vector


class VectorIndexContract:
    async def add(self, index, story: Story, text: str, degrees: float, **fields) -> None:
        """A problem with a vector enters the store, and by whatever way the index."""
        report, profile = story.written(text, fp=f"{text}|{story.tenant}", **fields)
        await story.store.record(report, profile, near(degrees=degrees))
        await index.add(report.tenant, report.service, profile.fingerprint, vector(degrees))

    async def test_the_nearest_come_first(self, index, story: Story):
        for text, degrees in (("far", 80), ("near", 10), ("nearer", 5), ("opposite", 180)):
            await self.add(index, story, text, degrees)
        _, found = await index.search("default", "api", vector(0), 3)
        assert [each.fingerprint for each in found] == ["nearer|default", "near|default", "far|default"]
        assert [each.cosine for each in found] == pytest.approx([0.99619, 0.98481, 0.17365], abs=1e-4)
        assert all(each.ruling is None for each in found)

    async def test_scopes_never_mix(self, index, story: Story):
        await self.add(index, story, "mine", 0)
        await self.add(index, Story(story.store, story.clock, "acme"), "theirs", 0)
        await self.add(index, story, "other", 0, service="web")
        _, found = await index.search("default", "api", vector(0), 10)
        assert [each.fingerprint for each in found] == ["mine|default"]
        assert list((await index.search("default", "none", vector(0), 10))[1]) == []

    async def test_it_can_be_rebuilt_from_the_store(self, index, story: Story):
        for n in range(5):
            await self.add(index, story, f"p{n}", n * 10)
        before = (await index.search("default", "api", vector(12), 3))[1]
        assert await index.rebuild() == 5
        assert (await index.search("default", "api", vector(12), 3))[1] == before

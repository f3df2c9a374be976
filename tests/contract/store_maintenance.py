"""What looking after a store leaves as it is, on every store."""

from tests.support.story import Story
from tools.rules.explaining import explanation


class MaintenanceContract:
    async def test_a_pruned_ticket_is_still_explained(self, story: Story) -> None:
        """The texts are gone, so what the fingerprint stands for is told in their place."""
        first = await story.report("disk full on sda", fp="f")
        await story.report("disk full on sdb", fp="f")
        await story.resolve(first.incident_id)
        assert await story.store.prune(story.clock() + 1) == 1
        opened, duplicate = await story.store.explain("default", first.incident_id)
        assert (opened.message, duplicate.message) == ("disk full on sda", "disk full on sda")
        assert explanation(opened).difference == ""
        assert explanation(duplicate).difference == "disk full on sda"

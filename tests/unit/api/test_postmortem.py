"""A postmortem's beginning: what is known, and nothing of others that acts in Markdown."""

import re

from api.postmortem import postmortem
from tests.support.story import Story
from tools.nouns.redacted import stored


async def test_it_tells_the_story_and_leaves_gaps_to_people(store, story: Story) -> None:
    recorded = await story.report("disk | full <script>alert(1)</script> [x](http://evil.example) ```", service="db")
    await story.report("disk | full <script>alert(1)</script> [x](http://evil.example) ```", service="db")
    await store.comment("default", recorded.incident_id, stored("grew | it @here"), "ann")
    await story.resolve(recorded.incident_id)
    ticket, entries = await story.see(recorded.incident_id), await store.explain("default", recorded.incident_id)
    text = postmortem(ticket, entries, await store.generations("default", recorded.incident_id))
    assert f"- Incident: {recorded.incident_id} (resolved, medium)" in text
    assert "- Reports: 2" in text
    assert "| Somebody commented on it. grew \\| it @here | ann |" in text
    assert "- [x] restarted it (by `ann`)" in text
    assert text.count("(fill in)") >= 3
    outside = re.sub(r"```text\n.*?\n```\n", "", text, flags=re.DOTALL)
    assert "evil.example" not in outside
    assert not re.search(r"(?<!\\)<[a-z]", outside)


async def test_a_return_names_what_fixed_it_last_time(store, story: Story) -> None:
    first = await story.report()
    await story.resolve(first.incident_id)
    again = await story.report()
    generations = await store.generations("default", again.incident_id)
    text = postmortem(await story.see(again.incident_id), [], generations)
    assert "## It came back" in text
    assert f"1. {first.incident_id}, first seen" in text
    assert "restarted it" in text

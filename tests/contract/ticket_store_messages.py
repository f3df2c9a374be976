"""What every ticket store's notices become: one message with labels, reasons, advice and what fixed it last time."""

from tests.contract.ticket_store_notices import told
from tests.support.knowledge import dossier
from tests.support.story import Story
from tools.messages.telling import message_of
from tools.nouns.incidents import Resolution
from tools.nouns.messages import Message
from tools.nouns.redacted import stored

BASE = "https://ops.example.net"
LABELS = {"team": "pay"}


async def messages(story: Story) -> list[Message]:
    """What was told since the last time, rendered now."""
    return [await message_of(notice, story.store, BASE) for notice in await told(story)]


class MessagesContract:
    async def test_a_ticket_is_told_with_its_labels_reason_and_advice(self, story: Story):
        ticket = await story.report(labels=LABELS)
        await story.report(labels={"team": "other"})
        await story.store.save_advice("default", ticket.incident_id, dossier())
        opened, ready = await messages(story)
        assert (opened.kind, opened.occurrences, opened.labels) == ("opened", 2, (("team", "pay"),))
        assert [line.split(":")[0] for line in opened.why] == ["New"]
        assert (ready.summary, ready.steps[0].text) == ("The pool.", "restart it")
        assert ready.links[0].url == f"{BASE}/ui/incidents/{ticket.incident_id}"
        assert opened.notice_id.startswith(ticket.incident_id)

    async def test_a_regression_says_what_a_person_fixed_it_with(self, story: Story):
        first = await story.report(labels=LABELS)
        await story.resolve(first.incident_id)
        second = await story.report(labels=LABELS)
        said = Resolution(stored("closed by a script"), stored("key:ci"), unconfirmed=True)
        await story.store.resolve("default", second.incident_id, said, "key:ci")
        third = await story.report()
        found = {(each.kind.value, each.incident_id): each for each in await messages(story)}
        assert found["regressed", second.incident_id].fixed_last_time == "restarted it"
        back = found["regressed", third.incident_id]
        assert (back.fixed_last_time, back.regression_of) == ("restarted it", second.incident_id)
        assert "key:ci resolved it" in back.summary
        assert found["opened", first.incident_id].fixed_last_time is None
        await story.store.amend("default", second.incident_id, Resolution(stored("the disk"), stored("b")), "user:b")
        await story.resolve(third.incident_id)
        await story.report()
        last = [each for each in await messages(story) if each.kind == "regressed"]
        assert [each.fixed_last_time for each in last] == ["restarted it"]

    async def test_a_part_is_told_with_labels_and_a_reason(self, story: Story):
        first = await story.report("a", fp="x", params=("1",), labels=LABELS)
        await story.report("a", fp="x", params=("2",))
        await story.split(first.incident_id, occurrence_ids=["req_default_2"])
        part = (await messages(story))[-1]
        assert (part.kind, part.labels, part.actor) == ("split", (("team", "pay"),), "ann")
        assert len(part.why) == 1

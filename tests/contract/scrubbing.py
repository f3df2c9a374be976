"""A text that slipped in goes from every store everywhere, and what proves the rest stays whole."""

from tests.support.deliveries import message, row
from tests.support.knowledge import dossier, section_row
from tests.support.story import Story
from tools.nouns.knowledge import API, Runbook
from tools.nouns.redacted import stored
from tools.text.erasing import MARK, Erasure

SECRET = "hunter2-Sup3r&more"
SAID = f"login failed with {SECRET} on db"


async def leaked(story: Story) -> str:
    """The secret in everything that people and senders write; returns the ticket."""
    store = story.store
    ticket = (
        await story.report(SAID, fp="login", params=(SECRET,), labels={"why": SAID}, release=stored(SECRET))
    ).incident_id
    await story.report(SAID, fp="login")
    await store.comment("default", ticket, f"it says {SECRET}", "user:ann")
    await store.save_advice("default", ticket, dossier(f"change {SECRET}"))
    await story.resolve(ticket, f"ann, who typed {SECRET}")
    await story.report(SAID, fp="login", occurred_at=story.clock() + 1)
    await story.end("unknown", start=story.clock(), at=story.clock())
    book = Runbook(stored("db/login"), stored("Login"), stored(f"# Login\nNever use {SECRET}"), API, "digest")
    await store.put_runbook("default", book, [section_row("db/login#a")])
    await store.deliveries.add([row(said=message(incident_id=ticket, title=stored(SAID), summary=stored(SAID)))])
    return ticket


class ScrubContract:
    """`texts`: all that a store keeps, as it lies on the disk or in the bucket. `tamper`: changes an event's actor."""

    async def test_it_is_nowhere_and_all_else_is_whole(self, store, story: Story, texts) -> None:
        ticket = await leaked(story)
        await story.report("another problem")
        before = await store.incident("default", ticket)
        assert SECRET in await texts()
        scrubbed = await store.scrub(Erasure(SECRET))
        assert SECRET not in await texts()
        assert {"tickets", "reports", "fingerprints", "deliveries", "runbooks"} <= set(scrubbed.places)
        assert await store.verify() == []
        after = await store.incident("default", ticket)
        assert after.title == before.title.replace(SECRET, MARK)
        assert (after.status, after.occurrences, len(after.timeline)) == (
            before.status,
            before.occurrences,
            len(before.timeline),
        )
        assert MARK in str(after.timeline)
        assert len(scrubbed.deliveries) == 1
        assert (await store.scrub(Erasure(SECRET))).total == 0

    async def test_the_problem_is_still_known(self, store, story: Story) -> None:
        await leaked(story)
        head = (await story.report(SAID, fp="login")).incident_id
        await store.scrub(Erasure(SECRET))
        assert (await story.report(SAID, fp="login")).incident_id == head

    async def test_a_preview_changes_nothing(self, store, story: Story, texts) -> None:
        await leaked(story)
        before = await texts()
        found = await store.scrub(Erasure(SECRET), dry_run=True)
        assert await texts() == before
        assert found.places == (await store.scrub(Erasure(SECRET))).places

    async def test_one_ticket_alone(self, store, story: Story, texts) -> None:
        ticket = await leaked(story)
        other = (await story.report(f"other {SAID}", fp="other")).incident_id
        root = (await store.incident("default", ticket)).root_id
        await store.scrub(Erasure(SECRET), {ticket, root})
        assert SECRET in (await store.incident("default", other)).title
        assert SECRET not in str(await store.incident("default", ticket))

    async def test_a_long_timeline_stays_sealed(self, store, story: Story, texts) -> None:
        ticket = (await story.report("disk full")).incident_id
        for number in range(66):
            await store.comment("default", ticket, f"{number}: {SECRET if number % 7 == 0 else 'fine'}", "user:ann")
        await store.scrub(Erasure(SECRET))
        assert SECRET not in await texts()
        assert await store.verify() == []
        await store.comment("default", ticket, "later", "user:ann")
        assert await store.verify() == []

    async def test_what_was_forged_does_not_begin_to_look_right(self, store, story: Story, damage) -> None:
        ticket = (await story.report("a")).incident_id
        await store.comment("default", ticket, f"it says {SECRET}", "user:ann")
        await damage("actor of an event")
        assert await store.verify() != []
        await store.scrub(Erasure(SECRET))
        assert [each for each in await store.verify() if "was changed" in each]

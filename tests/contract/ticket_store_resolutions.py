"""What every ticket store lets people correct: a resolution amended, a resolved ticket reopened."""

import pytest

from tests.support.story import Story
from tools.errors import Conflict
from tools.nouns.decisions import Verdict
from tools.nouns.incidents import IncidentQuery, Resolution, Status
from tools.nouns.redacted import stored


def said(text: str) -> Resolution:
    return Resolution(stored(text), stored("bob"))


class ResolutionsContract:
    async def test_a_resolution_is_amended_and_what_it_said_is_kept(self, story: Story):
        ticket = await story.report()
        with pytest.raises(Conflict, match="OPEN: there is no resolution"):
            await story.store.amend("default", ticket.incident_id, said("it was DNS"), "user:bob")
        first = await story.resolve(ticket.incident_id, by="ann", release="1.4.0")
        story.clock.pass_(60)
        await story.store.amend("default", ticket.incident_id, said("it was DNS"), "user:bob")
        last = await story.store.amend("default", ticket.incident_id, said("it was the switch"), "user:cyd")
        assert (last.status, last.resolution.text, last.resolution.by) == (Status.RESOLVED, "it was the switch", "bob")
        assert (last.resolution.at, last.resolution.release) == (first.resolution.at, "1.4.0")
        assert [each.text for each in last.revisions] == ["restarted it", "it was DNS"]
        assert [each.at for each in last.revisions] == [first.resolution.at, first.resolution.at + 60]
        assert story.kinds(last)[-2:] == ["amended", "amended"]
        assert (await story.store.incidents("default", IncidentQuery())).items[0].revisions == last.revisions

    async def test_any_generation_is_amended_but_only_the_head_reopened(self, story: Story):
        first = await story.report()
        await story.resolve(first.incident_id)
        second = await story.report()
        amended = await story.store.amend("default", first.incident_id, said("the disk"), "user:bob")
        assert amended.resolution.text == "the disk"
        with pytest.raises(Conflict, match=second.incident_id):
            await story.store.reopen("default", first.incident_id, stored("no"), "user:bob")
        with pytest.raises(Conflict, match="not resolved"):
            await story.store.reopen("default", second.incident_id, stored("no"), "user:bob")

    async def test_a_reopened_ticket_goes_on_in_its_generation(self, story: Story):
        ticket = await story.report()
        await story.resolve(ticket.incident_id)
        opened = await story.store.reopen("default", ticket.incident_id, stored("still broken"), "user:bob")
        assert (opened.status, opened.resolution, opened.generation) == (Status.OPEN, None, 1)
        assert [each.text for each in opened.revisions] == ["restarted it"]
        assert story.kinds(opened)[-1] == "unresolved"
        again = await story.report()
        assert (again.verdict, again.incident_id) == (Verdict.EXISTING, ticket.incident_id)
        story.clock.pass_(10)
        closed = await story.store.resolve("default", ticket.incident_id, said("really fixed"), "user:bob")
        assert (closed.resolution.text, len(closed.revisions)) == ("really fixed", 1)
        back = await story.report()
        assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, ticket.incident_id)

    async def test_a_machines_resolution_waits_for_a_persons_word(self, story: Story):
        ticket = await story.report()
        claimed = await story.resolve(ticket.incident_id, by="key:bot", release="1.4.0", unconfirmed=True)
        assert (claimed.status, claimed.resolution.unconfirmed) == (Status.RESOLVED, True)
        assert claimed.resolution.fix is None
        again = await story.resolve(ticket.incident_id, by="key:other", unconfirmed=True)
        assert (again.resolution, story.kinds(again)) == (claimed.resolution, story.kinds(claimed))
        sure = await story.resolve(ticket.incident_id, by="ann")
        assert (sure.resolution.by, sure.resolution.fix, sure.resolution.release) == ("ann", "restarted it", "1.4.0")
        assert sure.resolution.at == claimed.resolution.at
        once_more = await story.resolve(ticket.incident_id, by="bob")
        assert (once_more.resolution, story.kinds(once_more)) == (sure.resolution, story.kinds(sure))
        assert (await story.report()).verdict is Verdict.REGRESSION

    async def test_a_person_who_amends_it_stands_for_it(self, story: Story):
        ticket = await story.report()
        await story.resolve(ticket.incident_id, by="key:bot", unconfirmed=True)
        sure = await story.store.amend("default", ticket.incident_id, said("it was DNS"), "user:bob")
        assert (sure.resolution.fix, (await story.see(ticket.incident_id)).resolution.unconfirmed) == (
            "it was DNS",
            False,
        )

    async def test_a_merged_ticket_is_neither_amended_nor_reopened(self, story: Story):
        one, other = await story.report(), await story.report("another problem altogether")
        await story.merge(one.incident_id, other.incident_id)
        for act in (
            story.store.amend("default", one.incident_id, said("x"), "user:bob"),
            story.store.reopen("default", one.incident_id, stored("x"), "user:bob"),
        ):
            with pytest.raises(Conflict, match=other.incident_id):
                await act

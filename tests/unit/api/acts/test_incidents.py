"""What people do with an incident: the store does it for their tenant, in their name, and it is told back."""

from typing import Any

import pytest

from api.acts import incidents
from graph.builder import make_agents
from tests.support.audit_log import audited
from tests.support.clock import ManualClock
from tests.support.story import Story
from tools.errors import InvalidRequest, NotFound, Unavailable
from tools.nouns.callers import EVERYTHING, Caller
from tools.nouns.event_kinds import EventData
from tools.nouns.events import Absorbed, Advised, Comment, Feedback, Merged, Split
from tools.nouns.incidents import Incident, Status
from tools.nouns.knowledge import PAST_TICKETS
from tools.nouns.selectors import MergedTicket
from tools.toolbox import Toolbox

ANN = Caller("acme", "ann", EVERYTHING)
BOT = Caller("acme", "key:bot", EVERYTHING, key_id="key_1")
AGENT = Caller("acme", "mcp:ann", EVERYTHING, agent=True)
OTHER = Caller("umbrella", "eve", EVERYTHING)
MAIL, HIDDEN = "jane.doe@example.com", "[REDACTED:email]"


@pytest.fixture
def story(toolbox: Toolbox) -> Story:
    return Story(toolbox.store, ManualClock(), "acme")


@pytest.fixture
async def disk(story: Story) -> str:
    return (await story.report("disk full")).incident_id


@pytest.fixture
async def queue(story: Story) -> str:
    return (await story.report("queue stuck")).incident_id


def last(incident: Incident, kind: type[EventData]) -> tuple[str, EventData]:
    """Who did it last, and what is noted of it."""
    return next((each.actor, each.data) for each in reversed(incident.timeline) if isinstance(each.data, kind))


def noted(toolbox: Toolbox) -> list[tuple[str, str, str]]:
    return [(action, subject, detail) for _, _, action, subject, detail in audited(toolbox.settings.data_dir)]


async def test_a_resolve_says_what_when_who_and_where(toolbox: Toolbox, disk: str) -> None:
    done = await incidents.resolve(
        toolbox, ANN, disk, text=f"asked {MAIL}", by=MAIL, at=1.7e9 + 9, release=f"v2 {MAIL}"
    )
    said = done.resolution
    assert said is not None
    assert (done.status, said.text, said.by, said.at) == (Status.RESOLVED, f"asked {HIDDEN}", HIDDEN, 1.7e9 + 9)
    assert said.release == f"v2 {HIDDEN}"
    assert done.timeline[-1].actor == "ann"
    assert noted(toolbox) == [("incident-resolved", disk, f'{{"by":"{HIDDEN}"}}')]


async def test_a_resolve_without_a_name_is_the_callers(toolbox: Toolbox, disk: str) -> None:
    said = (await incidents.resolve(toolbox, ANN, disk, text="emptied it")).resolution
    assert said is not None
    assert (said.by, said.release) == ("ann", None)


async def cited(toolbox: Toolbox) -> list[str]:
    """What past resolutions can be found."""
    return [each.text for each in await toolbox.runbooks.runbooks("acme") if each.source == PAST_TICKETS]


async def test_what_fixed_it_can_be_found(toolbox: Toolbox, disk: str) -> None:
    await incidents.resolve(toolbox, ANN, disk, text="emptied it")
    assert [each.text for each in await toolbox.runbooks.runbooks("acme") if each.source == PAST_TICKETS] == [
        "emptied it"
    ]


async def test_a_resolve_stands_though_it_cannot_be_searched(
    toolbox: Toolbox, disk: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(*_: Any) -> None:
        raise Unavailable("the model is away")

    monkeypatch.setattr(incidents, "remember_resolution", refuse)
    assert (await incidents.resolve(toolbox, ANN, disk, text="emptied it")).status is Status.RESOLVED
    assert f"the resolution of {disk} is not searchable yet: the model is away" in caplog.text
    assert len(noted(toolbox)) == 1


async def test_what_a_key_says_is_cited_once_a_person_says_it_too(toolbox: Toolbox, disk: str) -> None:
    claimed = (await incidents.resolve(toolbox, BOT, disk, text="emptied it", by="ann")).resolution
    assert claimed is not None
    assert (claimed.by, claimed.unconfirmed, await cited(toolbox)) == ("key:bot", True, [])
    await incidents.resolve(toolbox, AGENT, disk, text="emptied it")
    assert await cited(toolbox) == []
    sure = (await incidents.resolve(toolbox, ANN, disk, text="emptied it")).resolution
    assert sure is not None
    assert (sure.by, sure.unconfirmed, await cited(toolbox)) == ("ann", False, ["emptied it"])
    assert noted(toolbox)[0] == ("incident-resolved", disk, '{"by":"key:bot"}')


async def test_a_key_that_amends_takes_a_persons_word_away(toolbox: Toolbox, disk: str) -> None:
    await incidents.resolve(toolbox, ANN, disk, text="emptied it")
    said = (await incidents.amend(toolbox, BOT, disk, text="deleted it", by="ann")).resolution
    assert said is not None
    assert (said.by, said.unconfirmed, await cited(toolbox)) == ("key:bot", True, [])
    await incidents.amend(toolbox, ANN, disk, text="moved it")
    assert await cited(toolbox) == ["moved it"]


async def test_a_resolution_is_told_anew_by_whoever_amends_it(toolbox: Toolbox, disk: str) -> None:
    await incidents.resolve(toolbox, ANN, disk, text="emptied it", release="v1")
    done = await incidents.amend(toolbox, ANN, disk, text=f"asked {MAIL}", by=MAIL, release=f"v2 {MAIL}")
    said = done.resolution
    assert said is not None
    assert (done.status, said.text, said.by, said.release) == (
        Status.RESOLVED,
        f"asked {HIDDEN}",
        HIDDEN,
        f"v2 {HIDDEN}",
    )
    assert done.timeline[-1].actor == "ann"
    assert noted(toolbox)[-1] == ("incident-resolution-amended", disk, f'{{"by":"{HIDDEN}"}}')
    assert await cited(toolbox) == [f"asked {HIDDEN}"]
    again = (await incidents.amend(toolbox, ANN, disk, text="asked twice")).resolution
    assert again is not None
    assert (again.by, again.release) == ("ann", f"v2 {HIDDEN}")


async def test_a_reopened_incident_cites_its_resolution_no_more(toolbox: Toolbox, disk: str) -> None:
    await incidents.resolve(toolbox, ANN, disk, text="emptied it")
    assert await cited(toolbox) == ["emptied it"]
    done = await incidents.reopen(toolbox, ANN, disk, f"says {MAIL}")
    assert (done.status, done.resolution, await cited(toolbox)) == (Status.OPEN, None, [])
    assert done.timeline[-1].actor == "ann"
    assert HIDDEN in repr(done.timeline[-1].data)
    assert noted(toolbox)[-1] == ("incident-reopened", disk, "{}")
    with pytest.raises(InvalidRequest, match="^reason: must not be empty"):
        await incidents.reopen(toolbox, ANN, disk, " ")


async def test_a_reopen_stands_though_it_is_still_cited(
    toolbox: Toolbox, disk: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await incidents.resolve(toolbox, ANN, disk, text="emptied it")

    async def refuse(*_: Any) -> None:
        raise Unavailable("the index is away")

    monkeypatch.setattr(incidents, "forget_resolution", refuse)
    assert (await incidents.reopen(toolbox, ANN, disk, "it is back")).status is Status.OPEN
    assert f"what had resolved {disk} is still cited: the index is away" in caplog.text


async def test_an_acknowledged_incident_names_who_is_on_it(toolbox: Toolbox, disk: str) -> None:
    done = await incidents.acknowledge(toolbox, ANN, disk)
    assert (done.status, done.timeline[-1].actor) == (Status.ACKNOWLEDGED, "ann")


async def test_a_comment_stands_on_the_timeline(toolbox: Toolbox, disk: str) -> None:
    done = await incidents.comment(toolbox, ANN, disk, f" asked {MAIL}")
    assert last(done, Comment) == ("ann", Comment(f"asked {HIDDEN}"))


@pytest.mark.parametrize(("helpful", "word"), [(True, "yes"), (False, "no")])
async def test_advice_is_rated_as_a_whole_or_by_step(toolbox: Toolbox, disk: str, helpful: bool, word: str) -> None:
    whole = await incidents.rate_advice(toolbox, ANN, disk, helpful=helpful)
    assert last(whole, Feedback) == ("ann", Feedback(helpful=helpful))
    step = await incidents.rate_advice(toolbox, ANN, disk, helpful=helpful, step=2, text=f"by {MAIL}")
    assert last(step, Feedback) == ("ann", Feedback(helpful=helpful, step=2, text=f"by {HIDDEN}"))
    assert noted(toolbox) == [("incident-advice-rated", disk, f'{{"helpful":"{word}"}}')] * 2


async def test_a_merge_names_its_reason_on_both(toolbox: Toolbox, story: Story, disk: str, queue: str) -> None:
    into = await incidents.merge(toolbox, ANN, queue, disk, f"says {MAIL}")
    assert last(into, Absorbed) == ("ann", Absorbed(queue, f"says {HIDDEN}"))
    merged = await story.see(queue)
    assert (into.incident_id, merged.status, merged.merged_into) == (disk, Status.MERGED, disk)
    assert last(merged, Merged) == ("ann", Merged(disk, f"says {HIDDEN}"))


async def test_a_split_gives_a_life_of_its_own(toolbox: Toolbox, story: Story, disk: str, queue: str) -> None:
    await incidents.merge(toolbox, ANN, queue, disk)
    alone = await incidents.split(toolbox, ANN, disk, MergedTicket(queue), f"says {MAIL}")
    assert (alone.incident_id, alone.status) == (queue, Status.OPEN)
    assert last(alone, Split) == ("ann", Split(disk, f"says {HIDDEN}"))
    assert noted(toolbox)[-1] == ("incident-split", disk, f'{{"split_off":"{queue}"}}')


async def test_a_reason_may_be_left_out(toolbox: Toolbox, disk: str, queue: str) -> None:
    done = await incidents.merge(toolbox, ANN, queue, disk)
    assert last(done, Absorbed) == ("ann", Absorbed(queue, ""))
    assert last(await incidents.split(toolbox, ANN, disk, MergedTicket(queue)), Split) == ("ann", Split(disk, ""))


async def test_new_advice_takes_the_place_of_the_old(toolbox: Toolbox, disk: str) -> None:
    for _ in range(2):
        done = await incidents.advise_again(toolbox, ANN, disk, make_agents(toolbox))
        assert done.dossier.advice is not None
        assert done.dossier.advice.reason == "nothing fits api"
        assert last(done, Advised) == ("ann", Advised(abstained=True, again=True))
    assert noted(toolbox) == [("incident-advised", disk, "{}")] * 2


@pytest.mark.parametrize(
    "act",
    [
        lambda toolbox, incident: incidents.resolve(toolbox, OTHER, incident, text="done"),
        lambda toolbox, incident: incidents.acknowledge(toolbox, OTHER, incident),
        lambda toolbox, incident: incidents.comment(toolbox, OTHER, incident, "why"),
        lambda toolbox, incident: incidents.rate_advice(toolbox, OTHER, incident, helpful=True),
        lambda toolbox, incident: incidents.merge(toolbox, OTHER, incident, "inc_other"),
        lambda toolbox, incident: incidents.split(toolbox, OTHER, incident, MergedTicket("inc_other")),
        lambda toolbox, incident: incidents.advise_again(toolbox, OTHER, incident, make_agents(toolbox)),
    ],
)
async def test_another_tenants_incident_is_not_there(toolbox: Toolbox, disk: str, act: Any) -> None:
    with pytest.raises(NotFound):
        await act(toolbox, disk)
    assert noted(toolbox) == []

"""Acts that are shown before they are done, and done once by whoever saw them."""

import pytest
from fastapi import FastAPI

from tests.support.agents_client import NEW, OLD, agent, called, refused
from tests.support.audit_log import audited
from tools.nouns.incidents import Incident
from tools.toolbox import Toolbox


async def opened(client, log: str = "disk full") -> str:
    return (await called(client, "report_incident", log=log, service="db"))["incident_id"]


async def see(toolbox: Toolbox, incident_id: str) -> Incident:
    return await toolbox.store.incident("acme", incident_id)


@pytest.mark.parametrize("mode", [OLD, NEW])
async def test_a_resolve_is_shown_then_done(app: FastAPI, toolbox: Toolbox, key_of, mode: str) -> None:
    async with agent(app, await key_of("respond"), mode) as client:
        incident = await opened(client)
        act = {"incident_id": incident, "resolution": "emptied it"}
        shown = await called(client, "resolve", **act)
        assert (shown["done"], shown["incident"]["status"]) == (False, "OPEN")
        assert "as fixed by: emptied it" in shown["message"]
        assert (await see(toolbox, incident)).resolution is None
        done = await called(client, "resolve", **act, confirm=shown["confirm"])
        assert (done["done"], done["incident"]["status"]) == (True, "RESOLVED")
        said = (await see(toolbox, incident)).resolution
        assert said is not None
        assert (said.text, said.by, said.unconfirmed) == ("emptied it", "key:agent", True)
        assert "already" in (await called(client, "resolve", **act, confirm=shown["confirm"]))["message"]
        assert "PATCH" in await refused(client, "resolve", incident_id=incident, resolution="other words")
    lines = [line[1:4] for line in audited(toolbox.settings.data_dir)]
    assert lines[-1] == ("key:agent", "incident-resolved", incident)
    assert [action for _, action, _ in lines].count("incident-resolved") == 1


async def test_a_merge_and_its_undoing(app: FastAPI, toolbox: Toolbox, key_of) -> None:
    async with agent(app, await key_of("respond")) as client:
        one, other = await opened(client, "disk full"), await opened(client, "no consumer reads the mail queue")
        merge = {"incident_id": one, "into": other, "reason": "same host"}
        shown = await called(client, "merge", **merge)
        assert (shown["done"], (await see(toolbox, one)).merged_into) == (False, None)
        assert (await called(client, "merge", **merge, confirm=shown["confirm"]))["done"] is True
        assert (await see(toolbox, one)).merged_into == other
        split = {"incident_id": other, "merged_incident_id": one}
        shown = await called(client, "split", **split)
        assert (shown["done"], (await see(toolbox, one)).merged_into) == (False, other)
        assert (await called(client, "split", **split, confirm=shown["confirm"]))["incident"]["incident_id"] == one
        assert (await see(toolbox, one)).merged_into is None


async def test_a_word_is_good_for_one_act_only(app: FastAPI, toolbox: Toolbox, key_of) -> None:
    """Undone by a person, the act does not happen again by the old word."""
    async with agent(app, await key_of("respond")) as client:
        one, other = await opened(client, "disk full"), await opened(client, "no consumer reads the mail queue")
        merge = {"incident_id": one, "into": other}
        word = (await called(client, "merge", **merge))["confirm"]
        await called(client, "merge", **merge, confirm=word)
        undo = {"incident_id": other, "merged_incident_id": one}
        await called(client, "split", **undo, confirm=(await called(client, "split", **undo))["confirm"])
        assert "has changed since" in await refused(client, "merge", **merge, confirm=word)
        assert (await see(toolbox, one)).merged_into is None


async def test_a_word_is_for_one_caller_act_and_text(app: FastAPI, toolbox: Toolbox, key_of) -> None:
    async with agent(app, await key_of("respond")) as client, agent(app, await key_of("respond")) as twin:
        one, other = await opened(client, "disk full"), await opened(client, "no consumer reads the mail queue")
        act = {"incident_id": one, "resolution": "emptied it"}
        word = (await called(client, "resolve", **act))["confirm"]
        wrong = [
            (twin, "resolve", act),
            (client, "resolve", act | {"resolution": "deleted it"}),
            (client, "resolve", act | {"release": "2"}),
            (client, "resolve", act | {"incident_id": other}),
            (client, "merge", {"incident_id": one, "into": other}),
            (client, "split", {"incident_id": one, "fingerprint": "f"}),
        ]
        for caller, tool, arguments in wrong:
            assert "confirm: was issued for something else" in await refused(caller, tool, **arguments, confirm=word)
        for forged in ("yes", "cfm_", word[:-1] + ("0" if word[-1] != "0" else "1"), word.replace("cfm_", "cfm_f")):
            assert "confirm: " in await refused(client, "resolve", **act, confirm=forged)
        assert [(await see(toolbox, each)).status.value for each in (one, other)] == ["OPEN", "OPEN"]
        await called(client, "comment", incident_id=one, text="wait")
        assert "has changed since" in await refused(client, "resolve", **act, confirm=word)


async def test_a_further_report_spoils_no_word(app: FastAPI, key_of) -> None:
    async with agent(app, await key_of("respond")) as client:
        incident = await opened(client)
        act = {"incident_id": incident, "resolution": "emptied it"}
        word = (await called(client, "resolve", **act))["confirm"]
        await opened(client)
        assert (await called(client, "resolve", **act, confirm=word))["done"] is True


async def test_what_cannot_be_done_is_not_offered(app: FastAPI, key_of) -> None:
    async with agent(app, await key_of("respond")) as client:
        one, other = await opened(client, "disk full"), await opened(client, "no consumer reads the mail queue")
        assert "into itself" in await refused(client, "merge", incident_id=one, into=one)
        assert "exactly one of" in await refused(client, "split", incident_id=one)
        assert "exactly one of" in await refused(
            client, "split", incident_id=one, fingerprint="f", occurrence_ids=["r"]
        )
        assert "occurrence_ids" in await refused(client, "split", incident_id=one, occurrence_ids=[])
        assert "resolution: must not be empty" in await refused(client, "resolve", incident_id=one, resolution=" ")
        merge = {"incident_id": one, "into": other}
        await called(client, "merge", **merge, confirm=(await called(client, "merge", **merge))["confirm"])
        for tool, arguments in (
            ("resolve", {"incident_id": one, "resolution": "x"}),
            ("merge", {"incident_id": one, "into": other}),
            ("split", {"incident_id": one, "fingerprint": "f"}),
            ("acknowledge", {"incident_id": one}),
        ):
            assert f"was merged into {other}" in await refused(client, tool, **arguments)


async def test_simple_acts_are_done_at_once(app: FastAPI, toolbox: Toolbox, key_of) -> None:
    async with agent(app, await key_of("respond")) as client:
        incident = await opened(client)
        assert (await called(client, "acknowledge", incident_id=incident))["incident"]["status"] == "ACKNOWLEDGED"
        await called(client, "comment", incident_id=incident, text="asked jane.doe@example.com")
        last = (await see(toolbox, incident)).timeline[-1]
        assert (last.actor, "[REDACTED:email]" in str(last.data)) == ("key:agent", True)

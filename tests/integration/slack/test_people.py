"""Who may act from Slack: whom an operator named, in their role; nobody else, and nothing unsigned."""

import asyncio
from dataclasses import replace
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.slack.apps import SlackApps
from api.slack.opening import open_slack
from tests.support.servers.vendor import HANGS, Fault
from tests.support.slack_person import FORM, SECRET, SlackPerson, SlackSideDouble, signed
from tools.backends import open_directory
from tools.notify import slack_actions
from tools.nouns.incidents import Status
from tools.settings import Settings
from tools.toolbox import Toolbox


async def status(toolbox: Toolbox, incident_id: str) -> Status:
    return (await toolbox.store.incident("default", incident_id)).status


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ("U0BOB", "is not known here yet"),
        ("U0GUEST", "guests of the workspace"),
        ("U0GONE", "does not exist or is disabled"),
        ("U0EVE", "a different organisation"),
        ("U0NOBODY", "Slack does not answer us now"),
        ("", "does not say who is asking"),
    ],
)
async def test_who_is_refused_changes_nothing(
    ada: SlackPerson, toolbox: Toolbox, incident: str, user: str, said: str
) -> None:
    stranger = SlackPerson(ada.client, user, ada.hook)
    for text in (f"ack {incident}", f"resolve {incident} x", f"show {incident}", "list"):
        shown = await stranger.types(text)
        assert said in shown["text"], text
        assert incident not in shown["text"]
    await stranger.presses(slack_actions.ACKNOWLEDGE, incident)
    assert (await stranger.sends_modal(incident, "x"))["response_action"] == "errors"
    assert await status(toolbox, incident) is Status.OPEN


async def test_a_viewer_looks_and_does_not_act(vic: SlackPerson, toolbox: Toolbox, incident: str) -> None:
    assert incident in (await vic.types("list"))["text"]
    assert "needs the scope respond" in (await vic.types(f"ack {incident}"))["text"]
    assert await status(toolbox, incident) is Status.OPEN


async def test_an_address_counts_once_slack_has_verified_it(
    vic: SlackPerson, slack: SlackSideDouble, incident: str
) -> None:
    slack.users["U0VIC"]["is_email_confirmed"] = False
    assert "is not known here yet" in (await vic.types("list"))["text"]


async def test_people_of_other_workspaces_are_refused(ada: SlackPerson, toolbox: Toolbox, incident: str) -> None:
    outsider = SlackPerson(ada.client, "U0ADA", ada.hook, home="T0OTHER")
    await outsider.presses(slack_actions.ACKNOWLEDGE, incident)
    told = await outsider.mentions("the disk of hall is full too")
    assert (told["counts"]["fired"], "another workspace" in told["text"]) == (0, True)
    assert await status(toolbox, incident) is Status.OPEN


async def test_forged_and_old_requests_are_401(ada: SlackPerson, toolbox: Toolbox, incident: str) -> None:
    words = {"command": "/incident", "team_id": "T0ACME", "user_id": "U0ADA", "text": f"ack {incident}"}
    body = urlencode(words).encode()
    right = signed(body)
    wrong = [
        signed(body, "another secret"),
        signed(body, age=400),
        signed(body, age=-400),
        signed(body + b"x"),
        right | {"X-Slack-Request-Timestamp": "now"},
        right | {"X-Slack-Signature": "v0="},
        right | {"X-Slack-Signature": "é"},
        {},
    ]
    for headers in wrong:
        raw = {name: value.encode("latin-1") for name, value in (headers | FORM).items()}
        answer = await ada.client.post("/webhooks/slack", content=body, headers=raw)
        assert answer.status_code == 401, headers
    assert await status(toolbox, incident) is Status.OPEN
    assert (await ada.client.post("/webhooks/slack", content=body, headers=right | FORM)).status_code == 200


async def test_a_key_alone_does_not_act(
    ada: SlackPerson, toolbox: Toolbox, incident: str, responder: httpx.AsyncClient
) -> None:
    words = {"command": "/incident", "team_id": "T0ACME", "user_id": "U0ADA", "text": f"ack {incident}"}
    answer = await responder.post("/webhooks/slack", content=urlencode(words).encode(), headers=FORM)
    assert "needs Slack's signature" in answer.json()["text"]
    assert await status(toolbox, incident) is Status.OPEN


async def test_slack_itself_may_be_slow(ada: SlackPerson, slack: SlackSideDouble, incident: str) -> None:
    """Nobody waits for more than three seconds, and the modal that does not open is told."""
    slack.fail(HANGS)
    await ada.presses(slack_actions.RESOLVE, incident)
    for _ in range(100):
        if slack.hooked:
            break
        await asyncio.sleep(0.02)
    assert (slack.views, "Slack does not answer us now" in slack.hooked[0]["text"]) == ([], True)
    slack.fail(Fault(500))
    shown = await SlackPerson(ada.client, "U0VIC", ada.hook).types("list")
    assert "Slack does not answer us now" in shown["text"]


async def test_without_a_token_ids_are_enough(
    ada: SlackPerson, toolbox: Toolbox, settings: Settings, incident: str, workspace: FastAPI
) -> None:
    text = settings.destinations_file.read_text("utf-8") if settings.destinations_file else ""
    people_only = toolbox.settings.data_dir / "people.toml"
    people_only.write_text(text[text.index("[[slack_user]]") :], "utf-8")
    changed = settings.model_copy(update={"destinations_file": people_only, "slack_signing_secret": SecretStr(SECRET)})
    directory = open_directory(changed, toolbox.notifier, toolbox.clock, toolbox.resources)
    apps = SlackApps(changed, directory)
    plain = open_slack(replace(toolbox, directory=directory), apps)
    workspace.state.services = replace(workspace.state.services, slack=plain, slack_apps=apps)
    assert "is acknowledged" in (await ada.types(f"ack {incident}"))["text"]
    assert "is not known here yet" in (await SlackPerson(ada.client, "U0VIC").types("list"))["text"]
    await ada.presses(slack_actions.RESOLVE, incident)
    assert await status(toolbox, incident) is Status.ACKNOWLEDGED


async def test_the_file_may_change(ada: SlackPerson, toolbox: Toolbox, settings: Settings, incident: str) -> None:
    """Who is taken out of it acts no more, with no restart."""
    assert settings.destinations_file is not None
    text = settings.destinations_file.read_text("utf-8")
    settings.destinations_file.write_text(text.replace("U0ADA", "U0OTHER"), "utf-8")
    for _ in range(60):
        toolbox.directory.destinations()
        shown = (await ada.types("list"))["text"]
        if "is not known here yet" in shown:
            break
        await asyncio.sleep(0.1)
    assert "is not known here yet" in shown

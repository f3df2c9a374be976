"""An application that a Slack workspace uses: ada responds, vic looks, and Slack is a double."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tests.support.application import NOBODY, client_of, open_test_toolbox, running, settings_of
from tests.support.slack_person import MEMBER, SECRET, SlackPerson, SlackSideDouble
from tools.backends import open_directory
from tools.nouns.accounts import Account, Role
from tools.settings import Settings
from tools.toolbox import Toolbox

PEOPLE = """
[[destination]]
name = "oncall"
type = "slack"
channel = "#incidents"
token_env = "SLACK_TOKEN_OF_A_TEST"
signing_secret_env = "SLACK_SECRET_OF_A_TEST"
api_url = "{api_url}"

[[route]]
to = []

[[slack_user]]
id = "U0ADA"
user = "ada"

[[slack_user]]
email = "Vic@example.com"
role = "viewer"
name = "vic"

[[slack_user]]
id = "U0GONE"
user = "gone"

[[slack_user]]
id = "U0EVE"
user = "eve"

[[slack_user]]
id = "U0GUEST"
role = "responder"
"""


@pytest.fixture
def settings(tmp_path: Path, slack: SlackSideDouble, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SLACK_TOKEN_OF_A_TEST", "xoxb-1")
    monkeypatch.setenv("SLACK_SECRET_OF_A_TEST", SECRET)
    people = tmp_path / "destinations.toml"
    people.write_text(PEOPLE.format(api_url=slack.api_url), "utf-8")
    return settings_of(tmp_path, destinations_file=people)


@pytest.fixture
async def toolbox(settings: Settings) -> AsyncIterator[Toolbox]:
    opened = await open_test_toolbox(settings)
    await opened.accounts.create_user(NOBODY)
    directory = open_directory(settings, opened.notifier, opened.clock, opened.resources)
    yield replace(opened, directory=directory)
    await opened.close()


@pytest.fixture
async def app(toolbox: Toolbox) -> AsyncIterator[FastAPI]:
    async with running(toolbox) as started:
        yield started


@pytest.fixture
async def guest(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


@pytest.fixture
async def responder(app: FastAPI, toolbox: Toolbox, workspace: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Ada by her own token, outside Slack."""
    token = app.state.services.signer.sign(await toolbox.accounts.user("ada"))
    async with client_of(app, Authorization=f"Bearer {token}") as client:
        yield client


@pytest.fixture
async def slack() -> AsyncIterator[SlackSideDouble]:
    async with SlackSideDouble() as double:
        names = ("U0ADA", "U0VIC", "U0GONE", "U0EVE", "U0GUEST", "U0BOB")
        double.users = {each: {**MEMBER, "id": each} for each in names}
        double.users["U0VIC"]["profile"] = {"email": "vic@EXAMPLE.com"}
        double.users["U0GUEST"]["is_restricted"] = True
        yield double


@pytest.fixture
async def workspace(app: FastAPI, toolbox: Toolbox) -> FastAPI:
    for name, tenant, role in (("ada", "default", Role.ADMIN), ("eve", "umbrella", Role.RESPONDER)):
        await toolbox.accounts.create_user(Account(username=name, tenant=tenant, role=role, password_hash="-"))
    gone = Account(username="gone", tenant="default", role=Role.ADMIN, password_hash="-", disabled=True)
    await toolbox.accounts.create_user(gone)
    return app


@pytest.fixture
def ada(workspace: FastAPI, guest: httpx.AsyncClient, slack: SlackSideDouble) -> SlackPerson:
    return SlackPerson(guest, "U0ADA", slack.hook)


@pytest.fixture
def vic(workspace: FastAPI, guest: httpx.AsyncClient, slack: SlackSideDouble) -> SlackPerson:
    return SlackPerson(guest, "U0VIC", slack.hook)


@pytest.fixture
async def incident(ada: SlackPerson) -> str:
    told = await ada.types("report disk sda of db-1 is full")
    found: str = told["signals"][0]["incident_id"]
    assert found in told["text"]
    return found

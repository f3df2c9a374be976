"""One server and one browser for all files of this folder that do not stop the server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import Seen, chromium, sign_in, watched
from tests.support.servers.product import log_in, serving

DESTINATION = '[[destination]]\nname = "hook"\ntype = "webhook"\nurl = "https://hook.example.com/"\n'


@pytest.fixture(scope="module")
def address(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What would be sent to a destination is kept, and nothing is sent."""
    home = tmp_path_factory.mktemp("server")
    data, file = Path(shutil.copytree(ingested, home / "data")), home / "destinations.toml"
    file.write_text(DESTINATION, encoding="utf-8")
    with serving(data, LOGIN_RATE_LIMIT="off", DESTINATIONS_FILE=str(file), NOTIFY="off") as (base, _):
        yield base


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def seen() -> Seen:
    """What the page of this test did wrong."""
    return Seen()


@pytest.fixture
def page(browser: Browser, address: str, seen: Seen) -> Iterator[Page]:
    """A page of an administrator, signed in. What it does wrong fails the test at its end."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened, found = watched(context, address)
    sign_in(opened, address)
    yield opened
    context.close()
    seen.foreign, seen.said, seen.asked = found.foreign, found.said, found.asked
    assert found.nothing, found


@pytest.fixture(scope="module")
def api(address: str) -> Iterator[httpx.Client]:
    with log_in(address) as client:
        yield client

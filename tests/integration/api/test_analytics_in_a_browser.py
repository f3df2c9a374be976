"""The page of figures in a real browser: charts are drawn, nothing is forbidden or foreign, everybody can read it."""

import re
import shutil
from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from tests.support.servers.product import PASSWORD

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed (apt-get install chromium)"),
]
WIDTHS = (320, 1024, 2560)
DRAWN = """() => [...document.querySelectorAll(".chart canvas")].map((canvas) =>
  canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((each) => each))"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def reported(address: str) -> None:
    """Some reports and a resolve, so that every table of the page has a row."""
    form = {"username": "admin", "password": PASSWORD}
    token = httpx.post(f"{address}/login", json=form, timeout=30).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=address, timeout=30, headers=headers) as client:
        for _ in range(2):
            for text in ("orders disk sda is full", "certificate of the mailer expired"):
                answer = client.post("/incident", json={"log": text, "service": "analytics-shop"})
            resolved = {"incident_id": answer.json()["incident_id"], "resolution": "renewed it", "resolved_by": "ann"}
            client.post("/resolve", json=resolved)


@pytest.fixture
def said() -> list[str]:
    """What the browser's console complained about, and foreign addresses."""
    return []


@pytest.fixture
def page(address: str, reported: None, said: list[str]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        opened = browser.new_context(timezone_id="Europe/Berlin").new_page()
        opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.on("request", lambda request: None if request.url.startswith(address) else said.append(request.url))
        opened.goto(f"{address}/ui/analytics")
        opened.get_by_label("Username").fill("admin")
        opened.get_by_label("Password").fill(PASSWORD)
        opened.get_by_role("button", name="Sign in").click()
        yield opened
        browser.close()


def test_charts_are_drawn_and_everybody_can_read_it(page: Page, said: list[str]) -> None:
    expect(page.get_by_role("heading", name="Analytics", level=1)).to_be_visible()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.reload()
            expect(page.locator(".chart canvas")).to_have_count(2)
            assert page.evaluate(DRAWN) == [True, True]
            assert page.evaluate(OVERFLOW) <= 0, (theme, width)
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
    assert said == []


def test_the_readers_own_time_zone_is_one_press_away(page: Page, said: list[str]) -> None:
    page.get_by_role("button", name="Use Europe/Berlin").click()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    expect(page.get_by_text(re.compile(r"\+0[12]:00 to "))).to_be_visible()
    expect(page.get_by_role("button", name="Use Europe/Berlin")).to_be_hidden()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    assert download.value.suggested_filename.startswith("incidents-")
    assert said == []


def test_the_whole_page_works_by_keyboard(page: Page) -> None:
    page.get_by_label("Until now").focus()
    page.keyboard.press("7")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    page.wait_for_url("**/ui/analytics?days=7*")
    page.get_by_text("The same in numbers").press("Enter")
    expect(page.get_by_role("columnheader", name="Recovered", exact=True)).to_be_visible()

"""/docs in a real browser, offline: Authorize logs in, Try it out reports an incident."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from tests.support.servers.product import PASSWORD

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed (apt-get install chromium)"),
]


@pytest.fixture
def foreign() -> list[str]:
    """Addresses other than the server's that the page asked for."""
    return []


@pytest.fixture
def page(address: str, foreign: list[str]) -> Iterator[Page]:
    def own_only(route: Route) -> Any:
        if route.request.url.startswith((address, "data:", "blob:")):
            return route.continue_()
        foreign.append(route.request.url)
        return route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        opened = browser.new_page()
        opened.route("**/*", own_only)
        yield opened
        browser.close()


def test_authorize_and_try_it_out(page: Page, address: str, foreign: list[str]) -> None:
    page.goto(f"{address}/docs")
    expect(page.get_by_text("Intelligent Incident Responder").first).to_be_visible()
    page.locator(".btn.authorize").first.click()
    page.locator("#oauth_username").fill("admin")
    page.locator("#oauth_password").fill(PASSWORD)
    page.locator(".auth-btn-wrapper .authorize").first.click()
    expect(page.get_by_role("heading", name="Authorized")).to_be_visible()
    page.locator(".auth-btn-wrapper .btn-done").first.click()
    call = page.locator("#operations-reports-report_incident")
    call.locator(".opblock-summary-control").click()
    call.get_by_role("button", name="Try it out").click()
    call.get_by_role("button", name="Execute").click()
    answer = call.locator(".live-responses-table .response-col_description .highlight-code").first
    expect(answer).to_contain_text('"incident_id"', timeout=20_000)
    assert foreign == []

"""Debian's Chromium, driven by Playwright: no page may ask anybody else for anything, or complain on its console."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.support.servers.product import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# A machine that is busy with other tests makes a page slow, which is not what these tests are about.
expect.set_options(timeout=25_000)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium)")


@dataclass
class Seen:
    """What a browser did that no page of ours may make it do."""

    foreign: list[str] = field(default_factory=list)
    """Requests to other addresses."""
    said: list[str] = field(default_factory=list)
    """Errors and warnings on the console, violations of the policy among them."""
    asked: list[str] = field(default_factory=list)
    """Dialogs: scripts of others that ran."""

    @property
    def nothing(self) -> bool:
        """All is well."""
        return not (self.foreign or self.said or self.asked)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


def watched(context: BrowserContext, address: str) -> tuple[Page, Seen]:
    """A new page that reports to `Seen`. A connection that is refused while a server restarts is no complaint."""
    seen, page = Seen(), context.new_page()

    def own_only(route: Route) -> Any:
        if route.request.url.startswith((address, "data:", "blob:")):
            return route.continue_()
        seen.foreign.append(route.request.url)
        return route.abort()

    def asked(dialog: Any) -> None:
        seen.asked.append(dialog.message)
        dialog.dismiss()

    def said(message: Any) -> None:
        if message.type in ("error", "warning") and "ERR_" not in message.text:
            seen.said.append(message.text)

    page.route("**/*", own_only)
    page.on("dialog", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    return page, seen


def sign_in(page: Page, address: str, username: str = "admin", password: str = PASSWORD) -> None:
    page.goto(f"{address}/ui/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation")).to_be_visible()

"""A problem from its first report to its return: once with the mouse alone, once with the keyboard alone."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import needs_chromium
from tests.support.reporting import report

pytestmark = [pytest.mark.browser, needs_chromium]
POOL = "HikariPool-1 - Connection is not available, request timed out after 30000ms"
DISK = "no space left on device /dev/sdb1 while writing the journal"


def ready(page: Page) -> None:
    """Its scripts have loaded, and it is live."""
    expect(page.locator("[data-live]")).to_have_text("live")


def test_by_mouse(page: Page, address: str, api: httpx.Client) -> None:
    incident_id = report(api, POOL, "mouse-shop", severity="HIGH")
    page.goto(f"{address}/ui/?service=mouse-shop")
    page.get_by_role("link", name="HikariPool-1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Connection is not available")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_role("status").filter(has_text="others see that you are working on it")).to_be_visible()
    expect(page.locator("#life")).to_contain_text("Acknowledged")
    page.locator("summary", has_text="Comment").click()
    page.get_by_label("Text", exact=True).fill("the pool is too small for the sale")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator("#timeline")).to_contain_text("the pool is too small for the sale")
    page.locator("#advice").get_by_role("button", name="Step 1 of the advice helped").or_(
        page.locator("#advice").get_by_role("button", name="Step 1 helped")
    ).first.click()
    expect(page.locator("#timeline")).to_contain_text("Step 1 of the advice helped")
    expect(page.locator("#advice")).to_contain_text("Check before you run this")
    expect(page.locator("#advice").get_by_role("button", name="Copy").first).to_be_visible()
    page.locator("#advice").get_by_role("link", name="database/database-connections-exhausted").first.click()
    expect(page.locator(".doc :target")).to_be_visible()
    expect(page.get_by_role("link", name="HikariPool-1").first).to_have_attribute(
        "href", f"/ui/incidents/{incident_id}"
    )
    page.goto(f"{address}/ui/incidents/{incident_id}")
    page.locator("summary", has_text="Resolve").click()
    page.get_by_label("What fixed it").fill("raised the pool to 50")
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator("#life")).to_contain_text("raised the pool to 50")
    again = report(api, POOL, "mouse-shop")
    expect(page.locator("#life")).to_contain_text(again)
    page.goto(f"{address}/ui/incidents/{again}")
    expect(page.get_by_role("heading", name="It came back")).to_be_visible()
    expect(page.locator("main")).to_contain_text("raised the pool to 50")
    page.get_by_role("link", name="Draft as Markdown").click()
    expect(page.locator("main")).to_contain_text("raised the pool to 50")


def test_by_keyboard(page: Page, address: str, api: httpx.Client) -> None:
    first = report(api, DISK, "key-shop")
    report(api, "the certificate of the gateway has expired", "key-shop")
    page.goto(f"{address}/ui/?service=key-shop")
    ready(page)
    keys = page.keyboard
    keys.press("j")
    keys.press("j")
    expect(page.locator(f"tr[data-id={first}] .title")).to_be_focused()
    keys.press("k")
    keys.press("j")
    keys.press("a")
    expect(page.locator(f"tr[data-id={first}] .c-status")).to_have_text("Acknowledged")
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    keys.press("Escape")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("no space left")
    ready(page)
    keys.press("c")
    keys.type("cleared old journals")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#timeline")).to_contain_text("cleared old journals")
    ready(page)
    keys.press("r")
    keys.type("moved the journal to a larger disk")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#life")).to_contain_text("moved the journal to a larger disk")
    ready(page)
    keys.press("u")
    expect(page).to_have_url(f"{address}/ui/?service=key-shop")
    ready(page)
    keys.press("/")
    keys.type("gateway")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=gateway"))
    keys.press("Escape")
    keys.press("j")
    keys.press("r")
    expect(page.get_by_label("What fixed it")).to_be_focused()


def test_several_at_once_and_back(page: Page, address: str, api: httpx.Client) -> None:
    ids = [report(api, f"queue {name} is stuck", "bulk-shop") for name in ("orders", "invoices", "returns")]
    count, statuses = len(set(ids)), page.locator("#list .c-status .status")
    title, told = page.get_by_role("heading", level=1), page.get_by_role("status").filter(has_text="Undone.")
    for act, done, back in (
        ("Acknowledge", "Acknowledged", "Give back"),
        ("Resolve", "Resolved", "Undo the resolve"),
    ):
        page.goto(f"{address}/ui/?service=bulk-shop")
        expect(statuses).to_have_text(["Open"] * count)
        for incident_id in ids:
            page.locator(f"tr[data-id={incident_id}] input").check()
        expect(page.locator("[data-picked]")).to_have_text(str(count))
        page.get_by_role("button", name=f"{act} …").click()
        expect(title).to_contain_text(f"{act} {count}")
        if act == "Resolve":
            page.get_by_label("What fixed them").fill("restarted the broker")
        page.get_by_role("button", name=f"{act} {count}").click()
        expect(page).to_have_url(re.compile("service=bulk-shop"))
        expect(statuses).to_have_text([done] * count)
        page.get_by_role("button", name=back).click()
        expect(told).to_be_visible()
    page.goto(f"{address}/ui/?service=bulk-shop")
    expect(statuses).to_have_text(["Open"] * count)


def test_the_same_and_not_the_same(page: Page, address: str, api: httpx.Client) -> None:
    kept = report(api, "kafka consumer lag of topic orders grows", "pair-shop")
    other = report(api, "payment provider answers with 502", "pair-shop")
    assert kept != other
    page.goto(f"{address}/ui/incidents/{other}")
    page.get_by_role("link", name="Merge …").click()
    page.get_by_role("link", name="kafka consumer lag").click()
    expect(page.locator("main")).to_contain_text("2 together")
    page.get_by_role("button", name="Merge").click()
    expect(page).to_have_url(re.compile(kept))
    expect(page.locator("#life")).to_contain_text("2")
    page.locator("main").get_by_role("link", name="Not the same …").last.click()
    expect(page.locator("main")).to_contain_text("1 report leaves")
    page.get_by_role("button", name="Split off").click()
    expect(page).to_have_url(re.compile(f"{other}"))
    expect(page.locator("#life")).to_contain_text("Open")
    page.get_by_role("button", name="Undo the split").click()
    expect(page.locator("#life")).to_contain_text("2")

"""Pages that stay open: two people side by side, and a server that is restarted under them."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import needs_chromium, sign_in, watched
from tests.support.reporting import report
from tests.support.servers.product import log_in, serving

pytestmark = [pytest.mark.browser, needs_chromium]


def test_two_people_see_what_the_other_does(page: Page, browser: Browser, address: str, api: httpx.Client) -> None:
    incident_id = report(api, "thread pool of the renderer is full", "two-shop")
    context = browser.new_context()
    other, seen = watched(context, address)
    sign_in(other, address)
    for each in (page, other):
        each.goto(f"{address}/ui/?service=two-shop")
        expect(each.locator("[data-live]")).to_have_text("live")
    row = f"tr[data-id={incident_id}]"
    page.locator(row).get_by_role("link").click()
    page.get_by_role("button", name="Acknowledge").click()
    expect(other.locator(f"{row} .c-status")).to_have_text("Acknowledged", timeout=10_000)
    report(api, "thread pool of the renderer is full", "two-shop")
    expect(other.locator(f"{row} [data-count]")).to_have_text("2", timeout=10_000)
    expect(page.locator("#life")).to_contain_text("2", timeout=10_000)
    context.close()
    assert seen.nothing, seen


def test_news_wait_until_they_are_wanted(page: Page, address: str, api: httpx.Client) -> None:
    report(api, "cache of the catalogue is cold", "calm-shop")
    page.goto(f"{address}/ui/?service=calm-shop")
    expect(page.locator("[data-live]")).to_have_text("live")
    page.mouse.move(300, 300)
    before = page.locator("#list tbody tr").first.bounding_box()
    new = report(api, "sitemap job failed with exit code 3", "calm-shop")
    report(api, "another service's trouble", "loud-shop")
    button = page.locator("[data-fresh]")
    expect(button).to_have_text("1 new incident: show it", timeout=15_000)
    assert page.locator("#list tbody tr").first.bounding_box() == before
    assert page.title().startswith("(1)")
    page.keyboard.press(".")
    expect(page.locator(f"tr[data-id={new}]")).to_be_visible()
    expect(button).to_be_hidden()


def test_a_row_says_that_its_alert_ended(page: Page, address: str, api: httpx.Client) -> None:
    def alert(status: str, starts: str = "2026-01-01T00:00:00Z") -> None:
        labels = {"alertname": "LaneBlocked", "service": "lane-shop"}
        told = {"status": status, "labels": labels, "startsAt": starts, "fingerprint": "f1"}
        body = {"version": "4", "groupKey": "g", "status": status, "receiver": "r", "alerts": [told]}
        api.post("/webhooks/alertmanager", json=body).raise_for_status()

    alert("firing")
    page.goto(f"{address}/ui/?service=lane-shop")
    expect(page.locator("[data-live]")).to_have_text("live")
    row = page.locator("#list tbody tr")
    tag = row.locator("[data-recovering]")
    expect(tag).to_have_count(0)
    alert("resolved")
    expect(tag).to_have_text("recovering", timeout=10_000)
    alert("firing", starts=datetime.now(UTC).isoformat())
    expect(tag).to_have_count(0, timeout=10_000)


def test_a_restart_is_survived(browser: Browser, ingested: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(ingested, tmp_path / "data"))
    context = browser.new_context()
    with serving(data) as (address, process):
        port = address.rpartition(":")[2]
        with log_in(address) as api:
            incident_id = report(api, "disk full on /dev/sda1", "night-shop")
        page, seen = watched(context, address)
        sign_in(page, address)
        expect(page.locator("[data-live]")).to_have_text("live")
        process.terminate()
        process.wait(timeout=9)
    expect(page.locator("[data-live]")).to_have_text("not live: trying again", timeout=20_000)
    with serving(data, PORT=port) as (address, _), log_in(address) as api:
        expect(page.locator("[data-live]")).to_have_text("live", timeout=40_000)
        report(api, "disk full on /dev/sda1", "night-shop")
        expect(page.locator(f"tr[data-id={incident_id}] [data-count]")).to_have_text("2", timeout=15_000)
        assert [each for each in seen.said if "htmx:sse:error" not in each] == seen.asked == seen.foreign == []
        context.close()


def test_a_choice_shows_at_once(page: Page, address: str, api: httpx.Client) -> None:
    done, left = (report(api, f"{what} of the importer failed", "pick-shop") for what in ("checksum", "licence"))
    api.post("/resolve", json={"incident_id": done, "resolution": "a new file", "resolved_by": "ann"})
    page.goto(f"{address}/ui/?service=pick-shop")
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_label("Status").select_option("Unresolved")
    expect(page).to_have_url(f"{address}/ui/?status=live&service=pick-shop")
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Severity").click()
    expect(page.get_by_role("columnheader", name="Severity")).to_have_attribute("aria-sort", "descending")
    page.get_by_label("Select all").check()
    expect(page.locator("[data-picked]")).to_have_text("1")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("[data-told]")).to_contain_text("Acknowledged: licence")
    page.get_by_role("button", name="Give it back").click()
    expect(page.locator(f"tr[data-id={left}] .c-status")).to_have_text("Open")
    page.route("**/ui/?**", lambda route: route.abort())
    page.get_by_label("Severity").first.select_option("LOW")
    expect(page.get_by_role("alert")).to_contain_text("not applied yet")
    expect(rows).to_have_count(1)
    page.unroute("**/ui/?**")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()

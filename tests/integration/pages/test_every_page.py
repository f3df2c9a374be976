"""Every page, with hostile texts on it: nothing runs, nothing overflows, and a screen reader finds its way."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Seen, needs_chromium, sign_in, watched
from tests.support.hostile_texts import HOSTILE, LARGE
from tests.support.reporting import report

pytestmark = [pytest.mark.browser, needs_chromium]
WIDTHS = (320, 1280, 2560)
BETWEEN = (600, 800, 1110)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}
UNFOLDED = "() => document.querySelectorAll('main details').forEach((each) => { each.open = true; })"
# What is wider than the page, what stands outside of it, and which controls lie over each other.
OVERFLOWS = """() => {
  const root = document.documentElement, wide = root.scrollWidth - root.clientWidth;
  const all = "main button, main a.button, .bar a, .bar button, main input, main select";
  const seen = { checkVisibilityCSS: true, contentVisibilityAuto: true };
  const boxes = [...document.querySelectorAll(all)].filter((each) => each.checkVisibility(seen))
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => box.width > 1 && box.height > 1 && !each.closest(".bulk"));
  const outside = boxes.filter(([each, box]) =>
    !each.closest(".scroll, pre") && (box.left < -1 || box.right > innerWidth + 1));
  const shared = (a, b) => Math.min(
    Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const over = boxes.filter(([one, a], index) => boxes.slice(index + 1).some(([other, b]) =>
    !one.contains(other) && !other.contains(one) && shared(a, b) > 2));
  const said = [...outside, ...over].map(([each]) => each.outerHTML.slice(0, 120));
  // A column that is too narrow for its words breaks them, down to a letter a line.
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), range = new Range();
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (!node.parentElement.closest("td, th, dt, dd, label, button, a.button")) continue;
    for (const { 0: word, index } of node.data.matchAll(/(?<!\\S)[A-Za-z]{2,12}(?!\\S)/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
      if (lines.size > 1) said.push(`${word} stands in ${lines.size} lines`);
    }
  }
  return wide > 0 ? [`${wide} px too wide`, ...said] : said;
}"""


@pytest.fixture(scope="module")
def addresses(address: str, api: httpx.Client) -> list[str]:
    """Every page that shows what others wrote; of incidents the first, a resolved one, its return and the largest."""
    texts = (*(f"{HOSTILE[0]} after {took} ms" for took in (7, 900)), *HOSTILE[1:], LARGE)
    ids = [report(api, text, "hostile <b>svc</b>", environment="prod \"'<i>") for text in texts]
    first, other = ids[0], next(each for each in ids if each != ids[0])
    api.post(f"/incidents/{first}/comments", json={"text": HOSTILE[0]}).raise_for_status()
    api.post("/resolve", json={"incident_id": other, "resolution": HOSTILE[1], "resolved_by": "ann"}).raise_for_status()
    again = report(api, HOSTILE[1], "hostile <b>svc</b>", environment="prod \"'<i>")
    api.post("/webhooks/generic", content=b"\x00\x01", headers={"Content-Type": "application/json"})
    api.put("/runbooks/evil", content=f"# Evil {HOSTILE[4]}\n\n## Fix\n\n{HOSTILE[0]}\n\n{HOSTILE[5]}\n".encode())
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    for match in ({"service": "mailer"}, {"incident_id": first}):
        silence = {"match": match, "until": until, "reason": "a known <b>trouble</b>"}
        api.post("/silences", json=silence).raise_for_status()
    made = {"name": HOSTILE[0][:60], "scopes": ["report"], "sender": "alertmanager", "signing_secret": "a secret text"}
    key = {"X-API-Key": api.post("/keys", json=made).json()["key"]}
    ended = {
        "labels": {"alertname": HOSTILE[0]},
        "annotations": {"summary": HOSTILE[1]},
        "startsAt": "2026-01-01T00:00:00Z",
    }
    body = {"version": "4", "status": "resolved", "alerts": [{**ended, "status": "resolved", "endsAt": until}]}
    assert api.post("/webhooks/alertmanager", json=body).json()["counts"]["recovered"] == 1
    assert httpx.post(f"{address}/webhooks/alertmanager", json=body, headers=key).status_code == 401
    changed = {"service": "hostile <b>svc</b>", "version": HOSTILE[4][:60], "text": HOSTILE[5][:500]}
    api.post("/changes", json=changed).raise_for_status()
    incidents = [f"/ui/incidents/{each}" for each in dict.fromkeys((first, other, again, ids[-1]))]
    return [
        "/ui/",
        "/ui/?q=nothing-fits",
        *incidents,
        f"/ui/incidents/{first}/merge",
        f"/ui/incidents/{first}/merge?into={again}",
        f"/ui/incidents/{first}/postmortem",
        "/ui/analytics",
        "/ui/analytics?tz=Mars",
        "/ui/runbooks?q=disk+full",
        "/ui/runbooks/evil",
        "/ui/runbook-editor?id=evil",
        "/ui/signals",
        "/ui/deliveries",
        "/ui/shadow",
        "/ui/tenants",
        "/ui/settings",
        "/ui/password",
        "/ui/nowhere",
    ]


@pytest.fixture(params=["light", "dark"])
def themed(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[tuple[Page, Seen]]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=request.param)
    page, seen = watched(context, address)
    sign_in(page, address)
    yield page, seen
    context.close()


def faults(page: Page, name: str) -> list[str]:
    """What overflows, overlaps or is broken on the page at each width, and what axe finds at three of them."""
    page.evaluate(UNFOLDED)
    found: list[str] = []
    for width in (*BETWEEN, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{name} at {width}: {each}" for each in page.evaluate(OVERFLOWS)]
        if width in BETWEEN:
            continue
        violations = Axe().run(page, options=RULES).response["violations"]
        found += [
            f"{name} at {width}: {each['id']}: {node['html'][:160]}" for each in violations for node in each["nodes"]
        ]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.mark.timeout(1200)  # many pages, three widths, and each is searched by axe: a busy machine takes its time
def test_nothing_runs_or_overflows_and_all_can_be_read(
    themed: tuple[Page, Seen], address: str, addresses: list[str]
) -> None:
    page, seen = themed
    found: list[str] = []
    for path in addresses:
        page.goto(address + path)
        found += faults(page, path)
    page.goto(f"{address}{addresses[2]}")
    page.get_by_role("link", name="Not the same …").first.click()
    expect(page.get_by_role("button", name="Split off")).to_be_visible()
    expect(page.get_by_role("contentinfo")).to_be_visible()
    found += faults(page, "what a split moves")
    page.goto(f"{address}/ui/")
    page.get_by_label("Select all").check()
    page.get_by_role("button", name="Merge …").click()
    expect(page.get_by_role("link", name="Cancel")).to_be_visible()
    expect(page.get_by_role("contentinfo")).to_be_visible()
    found += faults(page, "what is done to several")
    assert found == []
    assert seen.asked == seen.foreign == []
    refused = ("status of 404", "status of 422")  # an unknown address and a refused question are among the pages
    assert [each for each in seen.said if not any(status in each for status in refused)] == []


def test_who_signs_in_finds_their_way(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page, seen = watched(context, address)
    page.goto(f"{address}/ui/")
    expect(page.get_by_label("Username")).to_be_focused()
    assert Axe().run(page, options=RULES).response["violations"] == []
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    context.close()
    assert [each for each in seen.said if "401" not in each] == seen.asked == seen.foreign == []


def test_the_theme_is_kept(page: Page, address: str) -> None:
    switch = page.get_by_role("button", name="Theme")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    switch.click()
    switch.click()
    expect(switch).to_contain_text("dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != before
    page.goto(f"{address}/ui/runbooks")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


MOVED = """() => new Promise((done) => {
  const moved = [];
  new PerformanceObserver((list) => list.getEntries().forEach((each) => moved.push(each.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(moved.reduce((sum, each) => sum + each, 0)), 400);
})"""


def test_nothing_moves_while_a_page_loads(browser: Browser, address: str, addresses: list[str]) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="America/New_York")
    page, _ = watched(context, address)
    sign_in(page, address)
    for path in (*addresses[:3], "/ui/analytics", "/ui/runbooks", "/ui/signals", "/ui/deliveries", "/ui/settings"):
        page.goto(address + path)
        page.wait_for_load_state("load")
        assert page.evaluate(MOVED) < 0.002, path
    context.close()


ON_PAPER = """() => {
  const table = document.querySelector(".list"), [title] = table.querySelectorAll("td:has(> .title)");
  return {
    controls: [...document.querySelectorAll("main button, main .button, main input")].filter((each) =>
      each.checkVisibility()).length,
    title: title.offsetWidth / table.offsetWidth,
    times: [...table.querySelectorAll("time")].map((each) => getComputedStyle(each, "::after").content),
    ground: getComputedStyle(document.body).backgroundColor,
  };
}"""


def test_a_printed_list_is_for_paper(page: Page, address: str, addresses: list[str]) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 794, "height": 1123})  # A4
    page.goto(f"{address}{addresses[0]}")
    printed = page.evaluate(ON_PAPER)
    assert (printed["controls"], printed["ground"]) == (0, "rgb(255, 255, 255)")
    assert printed["title"] > 0.25
    assert printed["times"]
    assert all(str(datetime.now(UTC).year) in each for each in printed["times"])

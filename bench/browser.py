"""The list in a browser: how soon it is usable, and how it copes with ten thousand updates in a minute."""

import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

import httpx
from playwright.sync_api import Page

from bench.rows import Row, skipped
from bench.servers import Target, product
from evals.server import PASSWORD
from tests.support.browser import CHROMIUM, chromium, sign_in, watched

SHOWN, PROBLEMS = 100, 1_000
VISITS = 15
UPDATES, SECONDS = 10_000, 60
USABLE_MS, LONGEST_MS = 500, 200
LIST = f"/ui/?rows={SHOWN}"
USABLE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
WATCH = """() => {
  window.seen = { longest: 0, long: 0, updates: 0, keys: [] };
  new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) {
    seen.longest = Math.max(seen.longest, duration); seen.long += 1; } }).observe({ type: "longtask", buffered: true });
  document.getElementById("news").addEventListener("ticket", () => { seen.updates += 1; });
}"""
KEYS = 30
KEY = """() => new Promise((done) => {
  const began = performance.now();
  for (const key of ["j", "."]) document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  document.activeElement.blur();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
})"""


def browser_rows(home: Path, _: Target) -> Iterator[Row]:
    """Open a list of 100 rows in Chromium again and again, then leave it open while much happens."""
    if CHROMIUM is None:
        yield skipped("browser", "no Chromium is installed")
        return
    with product(home, "browsed", settings={"RATE_LIMIT": "off", "NEW_INCIDENT_LIMIT": "off"}) as ours:
        address, headers = ours.server.url, {"Authorization": f"Bearer {ours.token}"}
        with httpx.Client(base_url=address, headers=headers, timeout=60) as api, chromium() as browser:
            _report(api, range(PROBLEMS))
            page = watched(browser.new_context(viewport={"width": 1280, "height": 900}), address)[0]
            sign_in(page, address, password=PASSWORD)
            yield _opened(page, address + LIST)
            yield _updated(page, api, address + LIST)


def _opened(page: Page, address: str) -> Row:
    """Measure the time until it is usable: the rows are there, and every script of the page has run."""
    spent = []
    for _ in range(VISITS):
        page.goto(address)
        page.locator("[data-live]", has_text="live").wait_for()
        spent.append(float(page.evaluate(USABLE)))
    rows = page.locator("#list tbody tr").count()
    shown = f"p50 {median(spent):.0f}, most {max(spent):.0f} ms"
    return Row(f"list of {rows} rows, usable in Chromium", shown, f"{USABLE_MS} ms", max(spent) / USABLE_MS, "≤ 1")


def _updated(page: Page, api: httpx.Client, address: str) -> Row:
    """Work on the page at first; then leave it alone, and check that it shows everything by itself."""
    page.goto(address)
    page.locator("[data-live]", has_text="live").wait_for()
    page.evaluate(WATCH)
    sender = threading.Thread(target=_keep_reporting, args=(api,))
    sender.start()
    keys = []
    for _ in range(KEYS):
        keys.append(float(page.evaluate(KEY)))
        page.wait_for_timeout(500)
    sender.join()
    page.wait_for_timeout(3_000)
    seen = page.evaluate("seen")
    shown = f"longest task {seen['longest']:.0f} ms, {seen['long']} over 50 ms"
    note = f"{seen['updates']:,} updates heard; a key is shown after p50 {median(keys):.0f}, most {max(keys):.0f} ms"
    measure = f"{UPDATES:,} updates in {SECONDS} s"
    return Row(measure, shown, f"{LONGEST_MS} ms", seen["longest"] / LONGEST_MS, "≤ 1", note)


def _keep_reporting(api: httpx.Client) -> None:
    """Send the updates evenly over the time; within one second each is about another problem."""
    began, each = time.monotonic(), UPDATES // SECONDS + 1
    for second in range(SECONDS):
        _report(api, (number % PROBLEMS for number in range(second * each, (second + 1) * each)))
        time.sleep(max(0.0, began + second + 1 - time.monotonic()))


def _report(api: httpx.Client, numbers: Iterable[int]) -> None:
    """Send one report of each problem."""
    reports = [{"log": f"import failed with E{each:05}", "service": f"shop-{each % 40}"} for each in numbers]
    for start in range(0, len(reports), SHOWN):
        api.post("/incidents/batch", json={"reports": reports[start : start + SHOWN]}).raise_for_status()

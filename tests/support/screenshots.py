"""Makes the README's pictures of the pages: `python -m tests.support.screenshots FOLDER` (`make screenshots`)."""

import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from tests.support.browser import chromium, sign_in, watched
from tests.support.reporting import report
from tests.support.servers.product import log_in, serving

POOL = "HikariPool-1 - Connection is not available, request timed out after 30000ms"
OTHERS = (
    ("no space left on device: '/var/lib/postgresql/16/main'", "orders-db", "CRITICAL", "production"),
    ("Lambda timeout after 30s", "payment-processor", "HIGH", "production"),
    ("consumer group invoices is lagging by 184223 messages", "kafka", "MEDIUM", "production"),
    ("TLS certificate of api.example.com expires in 6 days", "gateway", "LOW", "production"),
    ("upstream prematurely closed connection while reading response header", "storefront", "MEDIUM", "staging"),
)


def main(folder: Path) -> None:
    """A small night: some problems, one of them fixed and back again."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home) / "data") as (address, _):
        with log_in(address) as api:
            first = report(api, POOL, "checkout", severity="HIGH", environment="production")
            fixed = {"incident_id": first, "resolution": "Raised the pool to 50 connections", "resolved_by": "ada"}
            api.post("/resolve", json=fixed).raise_for_status()
            for log, service, severity, environment in OTHERS:
                report(api, log, service, severity=severity, environment=environment)
            for _ in range(12):
                back = report(api, POOL, "checkout", severity="HIGH", environment="production")
        with chromium() as browser:
            _take(browser, address, "/ui/", "light", 560, folder / "incidents.png")
            _take(browser, address, f"/ui/incidents/{back}", "dark", 900, folder / "incident.png")


def _take(browser: Browser, address: str, path: str, theme: Literal["light", "dark"], height: int, file: Path) -> None:
    context = browser.new_context(viewport={"width": 1180, "height": height}, color_scheme=theme)
    page, _seen = watched(context, address)
    sign_in(page, address)
    page.goto(address + path)
    page.locator("[data-live]", has_text="live").wait_for()
    page.wait_for_timeout(1000)
    page.screenshot(path=file)
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The page of figures: what it shows, what it refuses, and the file behind its link."""

import html
import re

import httpx
import pytest

HOSTILE = '<img src=x onerror=alert(1)> "quoted" disk'


@pytest.fixture
async def told(browser, toolbox, signed_in) -> httpx.AsyncClient:
    """A reader's page over two reports of one problem with a hostile text, which is fixed."""
    reporter = await signed_in("admin", "default")
    for _ in range(2):
        answer = await reporter.post("/incident", json={"log": HOSTILE, "service": "<b>shop</b>"})
    fixed = {"incident_id": answer.json()["incident_id"], "resolution": "x", "resolved_by": "ann"}
    await reporter.post("/resolve", json=fixed)
    client: httpx.AsyncClient = await browser("viewer")
    return client


async def test_figures_with_the_method_beside_them(told: httpx.AsyncClient) -> None:
    answer = await told.get("/ui/analytics")
    assert answer.status_code == 200
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.text))
    assert re.search(r"Reports\s+2\s[\w ]+?\s+Incidents\s+1\s[\w ]+?\s+Noise removed\s+50\.0 %\s+1 duplicate\s", text)
    assert "1 of 2 reports was counted on an incident that was there already" in text
    assert 'aria-current="page">Analytics' in answer.text


async def test_log_text_never_becomes_markup(told: httpx.AsyncClient) -> None:
    answer = await told.get("/ui/analytics")
    assert "<img src=x" not in answer.text
    assert "<b>shop" not in answer.text
    assert "&lt;b&gt;shop" in answer.text


async def test_the_link_leads_to_the_same_figures_as_a_file(told: httpx.AsyncClient) -> None:
    page = await told.get("/ui/analytics?days=7&tz=Europe/Berlin&bucket=hour")
    [link] = re.findall(r'href="(/ui/analytics\.csv[^"]*)"', page.text)
    file = await told.get(html.unescape(link))
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.text.count("\r\nhour,") in (168, 169)
    assert "\r\nservice,,,<b>shop</b>" in file.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("tz=Mars", "is not a time zone"),
        ("since=soon", "is not a time"),
        ("days=9999", "days: use 1, 7"),
        ("since=1950-01-01&bucket=hour", "buckets"),
        ("service=a%00b", "service"),
        ("bucket=month", "bucket: use hour, day, week"),
    ],
)
async def test_what_cannot_be_shown_is_said(told: httpx.AsyncClient, asked: str, said: str) -> None:
    answer = await told.get(f"/ui/analytics?{asked}")
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert "Show the last 30 days" in answer.text
    assert (await told.get(f"/ui/analytics.csv?{asked}")).status_code == 422


async def test_an_empty_range_says_what_to_do(browser) -> None:
    answer = await (await browser("viewer", "acme")).get("/ui/analytics?days=1")
    assert "Nothing in this range" in answer.text
    assert answer.text.count("data-chart=") == 2


async def test_a_stranger_signs_in_first(stranger: httpx.AsyncClient) -> None:
    for path in ("/ui/analytics", "/ui/analytics.csv"):
        assert (await stranger.get(path)).headers["location"].startswith("/ui/sign-in")

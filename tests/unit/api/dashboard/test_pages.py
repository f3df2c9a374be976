"""Every page there is: none breaks whatever its address asks, and each forbids what it does not need."""

import re

import httpx
import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.dashboard.pages import PAGES

PATHS = sorted(
    each.path
    for router in PAGES
    for each in router.routes
    if isinstance(each, APIRoute) and "GET" in (each.methods or ()) and each.path != "/ui"
)
NAMES = (
    *("q", "status", "severity", "service", "environment", "label", "since", "until", "recovering", "sort", "rows"),
    *("cursor", "into", "fingerprint", "merged", "request_id", "download", "note", "id", "state", "next", "code"),
    *("days", "tz", "bucket"),
)
PLAUSIBLE = ("1h", "Europe/Berlin", "hour", "week", "2026-01-01", "0001-01-01", "9999-12-31T23:59:59Z", "dead", "true")
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | st.sampled_from(PLAUSIBLE)


@pytest.fixture
async def addresses(responder: httpx.AsyncClient) -> list[str]:
    """Every page, of an incident that exists."""
    answer = await responder.post("/incident", json={"log": "disk full", "service": "shop"})
    here = {"incident_id": answer.json()["incident_id"], "runbook_id:path": "nope", "name": "x.css", "rest:path": "x"}
    return [re.sub(r"\{(.+?)\}", lambda name: here[name[1]], each) for each in PATHS]


async def test_no_question_breaks_a_page(browser, addresses: list[str]) -> None:
    client = await browser("owner")
    tried: list[tuple[str, dict[str, str]]] = []

    @settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(addresses), st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=4))
    def collect(page: str, asked: dict[str, str]) -> None:
        tried.append((page, asked))

    collect()
    for page, asked in tried:
        answer = await client.get(page, params=asked)
        assert answer.status_code < 500, (page, asked, answer.status_code)


async def test_every_page_forbids_what_it_does_not_need(browser, addresses: list[str]) -> None:
    client = await browser("owner")
    for address in addresses:
        answer = await client.get(address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, address
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cache-control"] == "private, no-store"
        assert not re.search(r"<script(?! (?:defer )?src=)|<style|\sstyle=|\son[a-z]+=", answer.text), address

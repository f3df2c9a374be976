"""The list: what its address filters, what a viewer and another tenant see, how large it is."""

import re

import httpx
import pytest

from tests.support.application import SignedIn
from tests.support.hostile_texts import HOSTILE
from tests.support.markup import active

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>'\" disk"


async def report(client: httpx.AsyncClient, log: str, service: str = "shop", **more: object) -> str:
    answer = await client.post("/incident", json={"log": log, "service": service, **more})
    return str(answer.json()["incident_id"])


async def test_the_address_says_what_is_shown(browser, responder: httpx.AsyncClient) -> None:
    kept = await report(responder, "disk full", severity="HIGH", environment="prod")
    other = await report(responder, "host down", "web")
    client = await browser()
    for query, expected in (
        ("", {kept, other}),
        ("q=disk", {kept}),
        ("service=web", {other}),
        ("severity=high", {kept}),
        ("status=OPEN&environment=prod", {kept}),
        ("status=RESOLVED", set()),
        ("status=live&rows=100", {kept, other}),
        ("since=1h", {kept, other}),
        ("until=2020-01-01T00:00Z", set()),
        ("sort=severity", {kept, other}),
    ):
        answer = await client.get(f"/ui/?{query}")
        assert set(re.findall(r'data-id="(\w+)"', answer.text)) == expected, query
    assert "Nothing matches" in (await client.get("/ui/?status=RESOLVED")).text


@pytest.mark.parametrize("query", ["status=NOPE", "severity=x", "sort=x", "label=x", "since=x", "cursor=x", "rows=7"])
async def test_a_wrong_filter_says_what_it_takes(browser, query: str) -> None:
    answer = await (await browser()).get(f"/ui/?{query}")
    assert answer.status_code == 422
    assert f"{query.partition('=')[0]}:" in answer.text
    assert "Show all incidents" in answer.text


async def test_an_empty_list_says_what_to_do(browser) -> None:
    assert "No report has come in yet" in (await (await browser()).get("/ui/")).text


async def test_a_viewer_is_offered_no_acts(browser, responder: httpx.AsyncClient, send) -> None:
    incident_id = await report(responder, "disk full")
    viewer = await browser("viewer")
    for page in ("/ui/", f"/ui/incidents/{incident_id}"):
        text = (await viewer.get(page)).text
        assert not re.search(r'action="(?!/ui/sign-out|/ui/")', text), page
    answer = await send(viewer, f"/ui/incidents/{incident_id}/acknowledge")
    assert (answer.status_code, "respond" in answer.text) == (403, True)


async def test_another_tenant_sees_nothing(browser, responder: httpx.AsyncClient, send) -> None:
    incident_id = await report(responder, "disk full of our tenant")
    client = await browser("admin", "other")
    assert "disk full of our tenant" not in (await client.get("/ui/")).text
    for page in ("", "/merge", "/split?fingerprint=x", "/postmortem"):
        assert (await client.get(f"/ui/incidents/{incident_id}{page}")).status_code == 404
    for act in ("acknowledge", "comment", "resolve", "reopen", "merge", "split", "feedback", "advise"):
        fields = {"text": "x", "resolution": "x", "reason": "x", "into": incident_id, "merged": incident_id}
        answer = await send(client, f"/ui/incidents/{incident_id}/{act}", helpful="yes", **fields)
        assert answer.status_code == 404, act


async def test_no_text_becomes_markup(browser, responder: httpx.AsyncClient) -> None:
    ids = [await report(responder, f"{MARKUP} {number}", MARKUP[:60]) for number in ("one", "two")]
    ids += [await report(responder, text, "hostile") for text in HOSTILE]
    client = await browser("admin")
    for page in ("/ui/", *(f"/ui/incidents/{each}" for each in ids), f"/ui/incidents/{ids[0]}/merge", "/ui/runbooks"):
        text = (await client.get(page)).text
        assert list(active(text)) == [], page
        assert not re.search("[\x00-\x08\x1b\u202a-\u202e\u2066-\u2069]", text), page


async def test_fifty_rows_are_small(browser, responder: httpx.AsyncClient) -> None:
    for number in range(50):
        await report(responder, f"nightly import {'x' * number} <failed>", f"svc-{number}")
    answer = await (await browser()).get("/ui/")
    assert answer.text.count("data-id=") == 50
    assert len(answer.content) <= 60_000


async def test_the_list_answers_a_script_with_rows(browser, responder: httpx.AsyncClient, signed_in: SignedIn) -> None:
    await report(responder, "disk full")
    answer = await (await browser()).get("/ui/", headers={"HX-Request": "true"})
    assert "<table" in answer.text
    assert "<html" not in answer.text
    wrong = await (await browser("viewer")).get("/ui/incidents/inc_none", headers={"HX-Request": "true"})
    assert (wrong.status_code, 'role="alert"' in wrong.text) == (404, True)


async def test_an_acknowledgement_is_told_to_the_row_and_named(browser, responder: httpx.AsyncClient) -> None:
    incident_id = await report(responder, "disk full")
    client = await browser()
    fields, script = {"form_token": client.headers["X-Form-Token"]}, {"HX-Request": "true"}
    for act, status in (("acknowledge", "ACKNOWLEDGED"), ("give-back", "OPEN"), ("acknowledge", "ACKNOWLEDGED")):
        answer = await client.post(f"/ui/incidents/{incident_id}/{act}", data=fields, headers=script)
        assert answer.json()["status"] == status
    assert re.search(r"by <bdi>responder@default</bdi>", (await client.get(f"/ui/incidents/{incident_id}")).text)


async def test_changes_nearby_lead_to_their_pages(browser, responder: httpx.AsyncClient) -> None:
    incident_id = await report(responder, "disk full")
    for url in ("https://ci.example.com/7", "javascript:alert(1)"):
        told = {"service": "shop", "version": "v2", "text": "deployed", "url": url}
        assert (await responder.post("/changes", json=told)).is_success
    text = (await (await browser()).get(f"/ui/incidents/{incident_id}")).text
    assert "Recent changes" in text
    assert 'href="https://ci.example.com/7"' in text
    assert 'href="javascript' not in text

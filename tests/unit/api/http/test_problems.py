"""Hostile and mistaken requests: the right status, a problem document, nothing half-written."""

import json

import httpx
import pytest

from tests.support.application import SignedIn

OK = {"log": "disk full on /data", "service": "db"}
KIB = 1024


# (what is sent, status, kind, a word of the detail)
def _with(field: str, value: str) -> bytes:
    return json.dumps({"log": "x", "service": "a"} | {field: value}).encode()


BODIES = [
    pytest.param(b"", 400, "malformed-request", "JSON", id="nothing"),
    pytest.param(b"{", 400, "malformed-request", "JSON", id="cut off"),
    pytest.param(b"\xff\xfe{}", 400, "malformed-request", "JSON", id="not utf-8"),
    pytest.param(b"[" * 100_000, 400, "malformed-request", "JSON", id="deep"),
    pytest.param(b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400, "malformed-request", "JSON", id="deep objects"),
    pytest.param(b"[]", 422, "invalid-request", "object", id="a list"),
    pytest.param(b'"text"', 422, "invalid-request", "object", id="a text"),
    pytest.param(b"null", 422, "invalid-request", "object", id="null"),
    pytest.param(b"{}", 422, "invalid-request", "log", id="no fields"),
    pytest.param(b'{"log":"x"}', 422, "invalid-request", "service", id="no service"),
    pytest.param(b'{"log":1,"service":"a"}', 422, "invalid-request", "log", id="log is a number"),
    pytest.param(b'{"log":null,"service":"a"}', 422, "invalid-request", "log", id="log is null"),
    pytest.param(b'{"log":["x"],"service":"a"}', 422, "invalid-request", "log", id="log is a list"),
    pytest.param(b'{"log":"","service":"a"}', 422, "invalid-request", "log", id="empty log"),
    pytest.param(b'{"log":" \\n\\t ","service":"a"}', 422, "invalid-request", "log", id="blank log"),
    pytest.param(b'{"log":"\\u0000\\u200b","service":"a"}', 422, "invalid-request", "log", id="invisible log"),
    pytest.param(b'{"log":"x","service":""}', 422, "invalid-request", "service", id="empty service"),
    pytest.param(b'{"log":"x","service":"a\\u0000b"}', 422, "invalid-request", "service", id="NUL in the service"),
    pytest.param(b'{"log":"x","service":"a\\nb"}', 422, "invalid-request", "service", id="line end in the service"),
    pytest.param(b'{"log":"\\ud800","service":"a"}', 400, "malformed-request", "JSON", id="lone surrogate"),
    pytest.param(b'{"log":"x","service":"a","severity":"LOUD"}', 422, "invalid-request", "severity", id="severity"),
    pytest.param(b'{"log":"x","service":"a","severity":7}', 422, "invalid-request", "severity", id="severity number"),
    pytest.param(b'{"log":"x","service":"a","severity":1}', 422, "invalid-request", "P1", id="severity one"),
    pytest.param(b'{"log":"x","service":"a","severity":true}', 422, "invalid-request", "severity", id="severity true"),
    pytest.param(b'{"log":"x","service":"a","labels":[1]}', 422, "invalid-request", "labels", id="labels list"),
    pytest.param(b'{"log":"x","service":"a","labels":{"a":{}}}', 422, "invalid-request", "labels", id="nested label"),
    pytest.param(b'{"log":"x","service":"a","occurred_at":"soon"}', 422, "invalid-request", "occurred_at", id="time"),
    pytest.param(_with("occurred_at", "0001-01-01T00:00:00+14:00"), 422, "invalid-request", "9999", id="year 0"),
    pytest.param(_with("occurred_at", "9999-12-31T23:59:59-14:00"), 422, "invalid-request", "9999", id="year 10000"),
    pytest.param(json.dumps(OK | {"log": "x" * (64 * KIB + 1)}).encode(), 413, "too-large", "log", id="log > 64 KiB"),
    pytest.param(_with("log", "ä" * (32 * KIB + 1)), 413, "too-large", "log", id="log > 64 KiB UTF-8"),
    pytest.param(b"x" * (1024 * KIB + 1), 413, "too-large", "1048576", id="body > 1 MiB"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status", "kind", "word"), BODIES)
async def test_a_bad_report_is_refused_clearly(
    responder: httpx.AsyncClient, body: bytes, status: int, kind: str, word: str
) -> None:
    answer = await responder.post("/incident", content=body)
    check_problem(answer, status, kind)
    assert word in answer.json()["detail"]
    assert (await responder.get("/incidents")).json()["count"] == 0


async def test_control_characters_in_a_log_are_dropped(responder: httpx.AsyncClient) -> None:
    noisy = {"log": "\x1b[31mdisk\x00 full\x1b[0m on\u202e /data", "service": "db"}
    first = await responder.post("/incident", json=noisy)
    assert first.status_code == 200
    assert (await responder.post("/incident", json=OK)).json()["incident_id"] == first.json()["incident_id"]


async def test_compressed_bodies_are_refused(responder: httpx.AsyncClient) -> None:
    answer = await responder.post("/incident", content=b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    check_problem(answer, 415, "unsupported-media-type")


async def test_a_chunked_body_cannot_pass_the_limit(responder: httpx.AsyncClient) -> None:
    async def endless() -> object:
        for _ in range(2000):
            yield b"x" * KIB

    answer = await responder.post("/incident", content=endless())
    check_problem(answer, 413, "too-large")


@pytest.mark.parametrize("length", ["-1", "many", "99999999999999999999"])
async def test_a_false_length_is_refused(responder: httpx.AsyncClient, length: str) -> None:
    answer = await responder.post("/incident", content=b"{}", headers={"Content-Length": length})
    check_problem(answer, 413, "too-large")


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("DELETE", "/incident", 405, "method-not-allowed"),
        ("PATCH", "/incidents", 405, "method-not-allowed"),
        ("GET", "/incidents/inc_unknown", 404, "not-found"),
        ("GET", "/incidents/%00", 404, "not-found"),
        ("GET", "/incidents/inc_unknown/explain", 404, "not-found"),
        ("GET", "/reports/req_unknown", 404, "not-found"),
        ("GET", "/runbooks/unknown", 404, "not-found"),
        ("GET", "/incidents?limit=0", 422, "invalid-request"),
        ("GET", "/incidents?limit=many", 422, "invalid-request"),
        ("GET", "/incidents?status=SHUT", 422, "invalid-request"),
        ("GET", "/incidents?severity=LOUD", 422, "invalid-request"),
        ("GET", "/incidents?cursor=%F0%9F%92%A5", 422, "invalid-request"),
        ("GET", "/incidents?q=a%00b", 422, "invalid-request"),
        ("POST", "/incidents/inc_unknown/acknowledge", 404, "not-found"),
    ],
)
async def test_wrong_addresses_and_values(
    responder: httpx.AsyncClient, method: str, path: str, status: int, kind: str
) -> None:
    check_problem(await responder.request(method, path), status, kind)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/resolve", {"incident_id": "inc_unknown", "resolution": "x", "resolved_by": "a"}, 404),
        ("/resolve", {"incident_id": "inc_unknown", "resolution": " ", "resolved_by": "a"}, 422),
        ("/resolve", {"incident_id": "inc_unknown", "resolution": "x"}, 422),
        ("/resolve", {"incident_id": "a\nb", "resolution": "x", "resolved_by": "a"}, 422),
        ("/resolve", {"incident_id": "inc_unknown", "resolution": "x", "resolved_by": "a", "resolved_at": "x"}, 422),
        ("/incidents/inc_unknown/comments", {"text": "x"}, 404),
        ("/incidents/inc_unknown/comments", {"text": ""}, 422),
        ("/incidents/inc_unknown/comments", {"txet": "x"}, 422),
        ("/incidents/inc_unknown/feedback", {"helpful": True}, 404),
        ("/incidents/inc_unknown/feedback", {"helpful": "perhaps"}, 422),
        ("/incidents/inc_unknown/merge", {"into": "inc_other"}, 404),
        ("/incidents/inc_unknown/merge", {}, 422),
        ("/incidents/inc_unknown/split", {"fingerprint": "f"}, 404),
        ("/incidents/inc_unknown/split", {}, 422),
        ("/incidents/inc_unknown/split", {"fingerprint": "f", "occurrence_ids": ["a"]}, 422),
        ("/incidents/inc_unknown/advise", {}, 404),
        ("/incidents/batch", {}, 422),
        ("/incidents/batch", {"reports": []}, 422),
        ("/incidents/batch", {"reports": [OK] * 1001}, 422),
        ("/runbooks/search", {"log": " "}, 422),
        ("/runbooks/search", {"log": "x", "k": 0}, 422),
    ],
)
async def test_wrong_acts(responder: httpx.AsyncClient, path: str, body: object, status: int) -> None:
    check_problem(await responder.post(path, json=body), status)


@pytest.mark.parametrize("path", ["/incident", "/incidents/inc_unknown/acknowledge", "/incidents/inc_unknown/comments"])
async def test_what_is_no_object_is_told_in_the_words_of_json(responder: httpx.AsyncClient, path: str) -> None:
    assert (await responder.post(path, json=["x"])).json()["detail"] == "must be an object"
    (result,) = (await responder.post("/incidents/batch", json={"reports": ["x"]})).json()["results"]
    assert result["problem"]["detail"] == "must be an object"


async def test_the_first_and_the_last_moment_can_be_told(responder: httpx.AsyncClient) -> None:
    for second in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"):
        told = await responder.post("/incident", json=OK | {"occurred_at": second})
        seen = await responder.get(f"/incidents/{told.json()['incident_id']}")
        why = await responder.get(f"/incidents/{told.json()['incident_id']}/explain")
        assert [each.status_code for each in (told, seen, why)] == [200, 200, 200]


async def test_a_resolve_with_another_text_names_the_way(responder: httpx.AsyncClient) -> None:
    incident = (await responder.post("/incident", json=OK)).json()["incident_id"]
    closing = {"incident_id": incident, "resolution": "freed space", "resolved_by": "alice"}
    first, again = [(await responder.post("/resolve", json=closing)).json() for _ in range(2)]
    assert first | {"pending": again["pending"]} == again  # people are told meanwhile
    assert (await responder.post("/resolve", json=closing | {"resolved_by": "bob"})).status_code == 200
    other = await responder.post("/resolve", json=closing | {"resolution": "it was DNS"})
    check_problem(other, 409, "conflict")
    assert other.json()["amend"] == f"PATCH /incidents/{incident}/resolution"


async def test_a_surprise_is_a_problem_without_details(signed_in: SignedIn, app, monkeypatch) -> None:
    viewer = await signed_in("viewer")

    async def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(type(app.state.services.toolbox.store), "incidents", broken)
    answer = await viewer.get("/incidents")
    check_problem(answer, 500, "internal-error")
    assert answer.json()["instance"] == answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "secret" not in answer.text
    assert 'incident_responder_http_answers_total{status="5xx"} 1.0' in (await viewer.get("/metrics")).text


def check_problem(answer: httpx.Response, status: int, kind: str | None = None) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status
    assert body["type"].startswith("/problems/")
    if kind:
        assert body["type"] == f"/problems/{kind}"


@pytest.mark.parametrize("path", ["/incident", "/incidents/batch", "/resolve", "/runbooks/search"])
async def test_bad_json_is_told_with_its_place_and_without_its_text(responder: httpx.AsyncClient, path: str) -> None:
    body = b'{"log": "password=hunter2",\n "service" "db"}'
    answer = await responder.post(path, content=body, headers={"Content-Type": "application/json"})
    check_problem(answer, 400, "malformed-request")
    detail = answer.json()["detail"]
    assert detail.startswith("the body is not valid JSON: ")
    assert any(each.isdigit() for each in detail)
    assert "hunter2" not in detail


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/runbooks/a", "DELETE, GET, PUT"),
        ("PUT", "/keys", "GET, POST"),
        ("DELETE", "/incident", "POST"),
        ("DELETE", "/ui/settings", "GET"),
    ],
)
async def test_a_wrong_method_is_told_all_right_ones(
    responder: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    answer = await responder.request(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert answer.json()["detail"] == f"this address does not take {method}: use {allowed}"


async def test_an_unknown_address_says_what_to_do(responder: httpx.AsyncClient) -> None:
    answer = await responder.get("/incident/list")
    check_problem(answer, 404, "not-found")
    assert answer.json()["detail"] == "nothing is served at this address: check its spelling"

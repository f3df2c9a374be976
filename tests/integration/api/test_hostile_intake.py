"""Whatever is posted to an intake route, by whomever it seems to come: no 5xx, and every part is answered for."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tools.inbound
from tests.support.application import ADMIN, client_of, open_test_toolbox, running, settings_of
from tools.inbound.registry import SENDERS

SAMPLES = sorted((Path(tools.inbound.__file__).parent / "samples").glob("*/*.json"))
PATHS = [*(f"/webhooks/{name}" for name in SENDERS), "/v1/logs", "/api/v2/alerts", "/prefix/api/v2/alerts"]
TYPES = ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
         "application/x-protobuf", "application/x-ndjson", "", "é"]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
    max_leaves=20,
)
DOCUMENTS = JSON.map(lambda value: json.dumps(value).encode())
UNSIGNED = {"sns/confirmation"}
Post = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    """Posts to one application that lives as long as the module."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def start() -> httpx.AsyncClient:
            chosen = settings_of(tmp_path_factory.mktemp("hostile"), rate_limit="off", advice_wait_seconds=0)
            toolbox = await open_test_toolbox(chosen)
            stack.push_async_callback(toolbox.close)
            app = await stack.enter_async_context(running(toolbox))
            client = await stack.enter_async_context(client_of(app))
            login = await client.post("/login", json=ADMIN)
            client.headers["Authorization"] = f"Bearer {login.json()['access_token']}"
            return client

        client = runner.run(start())

        def posted(path: str, body: bytes, **headers: str) -> httpx.Response:
            return runner.run(client.post(path, content=body, headers={k: v.encode() for k, v in headers.items()}))

        yield posted
        runner.run(stack.aclose())


def check(answer: httpx.Response) -> None:
    assert answer.status_code in (200, 400, 401, 415, 422), (answer.status_code, answer.text)
    if answer.status_code == 200 and answer.content and "signals" in answer.text[:20]:
        told = answer.json()
        assert sum(told["counts"].values()) == len(told["signals"])
        assert all(each.get("reason") for each in told["signals"] if each["kind"] == "ignored")
        assert all(each.get("incident_id") for each in told["signals"] if each["kind"] == "fired")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PATHS), st.binary(max_size=200) | DOCUMENTS, st.sampled_from(TYPES))
def test_any_bytes_and_any_json(post: Post, path: str, body: bytes, kind: str) -> None:
    check(post(path, body, **{"content-type": kind}))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_real_bodies_cut_mixed_and_misdirected(post: Post, data: st.DataObject) -> None:
    def drawn() -> str:
        found = json.loads(data.draw(st.sampled_from(SAMPLES)).read_text(encoding="utf-8"))["body"]
        return found if isinstance(found, str) else json.dumps(found)

    body = drawn()
    match data.draw(st.sampled_from(["whole", "cut", "joined", "listed", "spoiled"])):
        case "cut":
            body = body[: data.draw(st.integers(0, len(body)))]
        case "joined":
            body = f"{body}\n{drawn()}"
        case "listed":
            body = f"[{body},7,{drawn()}]"
        case "spoiled":
            place = data.draw(st.integers(0, len(body)))
            body = body[:place] + data.draw(st.text(max_size=5)) + body[place:]
    path = data.draw(st.sampled_from(PATHS))
    check(post(path, body.encode("utf-8", "surrogatepass"), **{"content-type": "application/json"}))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_sample_is_taken_by_its_own_route(post: Post, path: Path) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    body = sample["body"].encode() if isinstance(sample["body"], str) else json.dumps(sample["body"]).encode()
    sender = SENDERS[path.parent.name]
    answer = post(sender.path, body, **{"content-type": sample["content_type"], **sample.get("headers", {})})
    assert answer.status_code == (401 if f"{sender.name}/{path.stem}" in UNSIGNED else 200), answer.text

"""Every outside call's breaker is seen in /readyz and /metrics, when the service goes down and when it is back."""

import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from pydantic import BaseModel

from tests.support.application import SECRET, client_of, running
from tests.support.notices import notice
from tests.support.servers.process import running as server
from tests.support.servers.s3_store import credentials
from tests.support.servers.webhook_receiver import Receiver, receiving
from tests.support.story import near
from tools.errors import IncidentResponderError
from tools.nouns.reports import Profile, Report
from tools.resilience import guard as guarding
from tools.settings import Settings
from tools.toolbox import Toolbox, open_toolbox

SERVICES = ("s3", "pinecone", "openai", "webhook")


class Said(BaseModel):
    cause: str


class Cloud:
    """All outside services on loopback, each of which can be taken away."""

    def __init__(self, s3: str, pinecone: str, openai: str, webhook: Receiver) -> None:
        self.s3, self.pinecone, self.openai, self.webhook = s3, pinecone, openai, webhook

    def settings(self, folder: Path) -> Settings:
        return Settings(
            _env_file=None,
            data_dir=folder,
            jwt_secret_key=SECRET,
            s3_bucket="tickets",
            s3_prefix=uuid.uuid4().hex,
            aws_endpoint_url=self.s3,
            pinecone_api_key="test-key",
            pinecone_host=self.pinecone,
            openai_api_key="sk-test-not-a-key",
            openai_base_url=f"{self.openai}/v1",
            notify_webhook_url=self.webhook.url,
        )

    def down(self, name: str, *, gone: bool) -> None:
        if name == "s3":
            httpx.put(f"{self.s3}/_double/faults", json={"unavailable": 1.0} if gone else {})
        elif name == "pinecone":
            httpx.put(f"{self.pinecone}/_double/settings", json={"failing": gone})
        elif name == "openai":
            step = {"do": "status", "code": 503} if gone else {"do": "obey"}
            httpx.post(f"{self.openai}/script", json={"steps": [step]})
        else:
            self.webhook.status = 503 if gone else 204


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with ExitStack() as opened:
        addresses = [
            opened.enter_context(server(f"tests.support.servers.{name}_server"))
            for name in ("s3", "pinecone", "openai")
        ]
        yield Cloud(*addresses, opened.enter_context(receiving()))


@pytest.fixture
async def toolbox(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Toolbox]:
    credentials(monkeypatch)
    monkeypatch.setattr(guarding, "OPEN_SECONDS", 0.2)
    opened = await open_toolbox(cloud.settings(tmp_path))
    yield opened
    await opened.close()


@pytest.fixture
async def api(toolbox: Toolbox) -> AsyncIterator[httpx.AsyncClient]:
    async with running(toolbox) as app, client_of(app) as client:
        yield client


def call_of(toolbox: Toolbox, name: str) -> Callable[[], Awaitable[object]]:
    """One call of an outside service."""
    assert toolbox.model is not None
    model = toolbox.model
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "s3": toolbox.store.ready,
        "pinecone": lambda: toolbox.index.search("t", "api", b"\0" * 4 * 384, 3),
        "openai": lambda: model.ask([("user", "x")], Said, tenant="acme", seconds=5, max_tokens=9, repeat=False),
        "webhook": lambda: toolbox.notifier.notify(notice()),
    }
    return calls[name]


async def call_until(toolbox: Toolbox, name: str, state: str) -> None:
    call, deadline = call_of(toolbox, name), time.monotonic() + 20
    while toolbox.breaker_states()[name] != state and time.monotonic() < deadline:
        try:
            await call()
        except IncidentResponderError:
            continue


async def gauge(api: httpx.AsyncClient, name: str) -> set[str]:
    """The states that are 1."""
    lines = (await api.get("/metrics")).text.splitlines()
    start = f'incident_responder_breaker{{name="{name}",state="'
    return {
        line.removeprefix(start).partition('"')[0] for line in lines if line.startswith(start) and line[-3:] == "1.0"
    }


@pytest.mark.parametrize("name", SERVICES)
async def test_a_breaker_is_seen_open_and_closed_again(
    name: str, cloud: Cloud, toolbox: Toolbox, api: httpx.AsyncClient
) -> None:
    assert set((await api.get("/readyz")).json()["breakers"]) == set(SERVICES)
    assert await gauge(api, name) == {"closed"}
    cloud.down(name, gone=True)
    await call_until(toolbox, name, "opened")
    ready = await api.get("/readyz")
    assert ready.json()["breakers"][name] in ("opened", "half-opened")
    assert ready.status_code == (503 if name == "s3" else 200), "only the store decides whether reports are taken"
    assert await gauge(api, name) & {"opened", "half-opened"}
    cloud.down(name, gone=False)
    await call_until(toolbox, name, "closed")
    ready = await api.get("/readyz")
    assert (ready.status_code, ready.json()["breakers"][name]) == (200, "closed")
    assert await gauge(api, name) == {"closed"}


async def test_the_backlog_grows_while_the_receiver_is_away(
    cloud: Cloud, toolbox: Toolbox, api: httpx.AsyncClient
) -> None:
    cloud.down("webhook", gone=True)
    report = Report("req_1", "default", "api", "disk full", received_at=time.time())
    await toolbox.store.record(report, Profile("f" * 32, 1, "disk full", "disk full"), near())
    text = (await api.get("/metrics")).text
    assert 'incident_responder_outbox_jobs{kind="notify"} 1.0' in text
    assert 'incident_responder_outbox_oldest_seconds{kind="notify"}' in text
    cloud.down("webhook", gone=False)


async def test_metrics_are_served_while_the_store_is_away(
    cloud: Cloud, toolbox: Toolbox, api: httpx.AsyncClient
) -> None:
    cloud.down("s3", gone=True)
    answer = await api.get("/metrics")
    cloud.down("s3", gone=False)
    assert answer.status_code == 200
    assert "incident_responder_breaker" in answer.text
    assert "incident_responder_outbox_jobs{" not in answer.text
    await call_until(toolbox, "s3", "closed")

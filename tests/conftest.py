"""Nothing leaves this machine: no tracing, no cloud keys, no sockets in unit tests. A story on an embedded store."""

import asyncio
import gc
import os
import shutil

os.environ |= {
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TEST_TRACKING": "false",
    "LANGGRAPH_STRICT_MSGPACK": "true",
    "HF_HUB_OFFLINE": "1",
}

from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import disable_socket, enable_socket

from tests.support.clock import ManualClock
from tests.support.library import knowing, read, vectors_of, write
from tests.support.once import once
from tests.support.servers.process import running
from tests.support.servers.product import serving
from tests.support.stores import ProbedStore
from tests.support.story import Story, judge_by_cosine
from tools.embeddings.minilm import MiniLM
from tools.nouns.policy import DEFAULTS, Policy
from tools.ports import TicketStore
from tools.tickets.embedded import EmbeddedStore, EmbeddedVectors
from tools.vectors.embedded import EmbeddedIndex

# A property is judged by its examples; how long they take says how busy the machine is.
settings.register_profile(
    "busy",
    settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("busy")

# Every client would read the certificate store again, which takes longer than most requests of this suite.
httpx._transports.default.create_ssl_context = cache(httpx.create_ssl_context)  # type: ignore[attr-defined]

KEYS = ("OPENAI_", "PINECONE_", "S3_", "AWS_", "LANGSMITH_API_KEY", "JWT_SECRET_KEY", "AUDIT_", "ADMIN_", "DATA_DIR")
KEYS += ("INCIDENT_API",)
UNIT = Path(__file__).parent / "unit"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A test sees the settings it makes, never the developer's: no keys, no `.env` of the working folder."""
    for name in list(os.environ):
        if name.startswith(KEYS):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def sockets(request: pytest.FixtureRequest) -> Iterator[None]:
    """Unit tests may not open a socket (an event loop's own socket pair excepted)."""
    if UNIT in request.path.parents:
        disable_socket(allow_unix_socket=True)
    yield
    enable_socket()


def pytest_collection_finish() -> None:
    """What was imported stays: no collection of garbage need walk it again."""
    gc.freeze()


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a first start leaves it, the shipped runbooks in it. Copied, never used itself."""

    def make(folder: Path) -> None:
        with serving(folder / "data"):
            pass

    return once(tmp_path_factory, "ingested", make) / "data"


@pytest.fixture
def served_data(ingested: Path, tmp_path: Path) -> Path:
    """A folder of the test's own for `serving`, which need not embed the runbooks again."""
    return Path(shutil.copytree(ingested, tmp_path / "data"))


@pytest.fixture(scope="session")
def library(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the vectors of all shipped runbooks."""

    def make(folder: Path) -> None:
        copied = Path(shutil.copytree(ingested, folder / "data"))
        write(asyncio.run(vectors_of(copied)), folder / "vectors")

    return once(tmp_path_factory, "library", make) / "vectors"


@pytest.fixture
def library_known(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New stores of this process ingest the shipped runbooks without computing their vectors."""
    monkeypatch.setattr(MiniLM, "embed_in_background", knowing(read(library)))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where an S3 double of this module's own listens; files about another server bring their own."""
    with running("tests.support.servers.s3_server") as base:
        yield base


@pytest.fixture
async def control(address: str) -> AsyncIterator[httpx.AsyncClient]:
    """The double's faults and counts, with no faults set."""
    async with httpx.AsyncClient(base_url=f"{address}/_double/") as client:
        await client.put("faults", json={})
        yield client


@pytest.fixture
def clock() -> ManualClock:
    """A clock that only the test moves."""
    return ManualClock()


@pytest.fixture
def policy() -> Policy:
    """What the store of a test decides by; `@pytest.mark.parametrize("policy", [Policy(…)])` changes it."""
    return DEFAULTS


@pytest.fixture
async def store(tmp_path: Path, clock: ManualClock, policy: Policy) -> AsyncIterator[EmbeddedStore]:
    """The embedded store; files about another store bring their own."""
    opened = await ProbedStore.open(tmp_path / "data", clock=clock, policy=policy)
    yield opened
    await opened.close()


@pytest.fixture
async def index(store: EmbeddedStore, tmp_path: Path) -> AsyncIterator[EmbeddedIndex]:
    """The index over that store's files."""
    opened = EmbeddedIndex(EmbeddedVectors(tmp_path / "data"))
    yield opened
    await opened.close()


@pytest.fixture
def story(store: TicketStore, clock: ManualClock) -> Story:
    """A story told to the file's store."""
    return Story(store, clock)


@pytest.fixture
def judged_by_cosine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cosine alone says whether two problems are one, so that a story decides with its numbers."""
    monkeypatch.setattr("tools.rules.choices.judge", judge_by_cosine)

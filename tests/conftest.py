"""Nothing leaves this machine: no tracing, no cloud keys, no sockets in unit tests, no blocking calls in async code."""

import os

os.environ |= {
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TEST_TRACKING": "false",
    "LANGGRAPH_STRICT_MSGPACK": "true",
    "HF_HUB_OFFLINE": "1",
}

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import disable_socket, enable_socket

KEYS = ("OPENAI_", "PINECONE_", "S3_", "AWS_", "LANGSMITH_API_KEY", "JWT_SECRET_KEY", "ADMIN_", "DATA_DIR")
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

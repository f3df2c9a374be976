"""A server with short times, and keys for its senders."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.servers.product import log_in, serving
from tests.support.tickets import Tickets, key_for

QUIET = {"RECOVERY_QUIET_SECONDS": "4", "RESOLVE_SETTLE_SECONDS": "2"}


@pytest.fixture(scope="module")
def data(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(ingested, tmp_path_factory.mktemp("monitors") / "data"))


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    with serving(data, **QUIET) as (base, _):
        yield base


@pytest.fixture
def tickets(address: str) -> Iterator[Tickets]:
    with log_in(address) as client:
        yield Tickets(client, address)


@pytest.fixture
def alertmanager_key(data: Path, address: str) -> str:
    return key_for(data, "alertmanager")


@pytest.fixture
def prometheus_key(data: Path, address: str) -> str:
    return key_for(data, "prometheus")

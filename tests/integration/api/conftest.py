"""One server for the stories that do not disturb each other."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.servers.product import log_in, serving


@pytest.fixture(scope="module")
def data(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(ingested, tmp_path_factory.mktemp("server") / "data"))


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    with serving(data) as (base, _):
        yield base


@pytest.fixture
def admin(address: str) -> Iterator[httpx.Client]:
    with log_in(address) as client:
        yield client

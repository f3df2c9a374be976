"""A data folder with the shipped runbooks in it, so that every server of these tests starts quickly."""

import shutil
from pathlib import Path

import pytest

from tests.support.servers.product import serving


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Filled by a first start; copied, never used itself."""
    folder = tmp_path_factory.mktemp("ingested") / "data"
    with serving(folder):
        pass
    return folder


@pytest.fixture
def served_data(ingested: Path, tmp_path: Path) -> Path:
    """A folder of the test's own for `serving`."""
    return Path(shutil.copytree(ingested, tmp_path / "data"))

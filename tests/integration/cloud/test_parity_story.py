"""The REST story of the embedded product, word for word, on S3 and Pinecone: server and command line."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import boto3
import httpx
import pytest

from tests.integration.rest_story import CommandLineStory, RestStory, report
from tests.support.servers.product import log_in, serving

PREFIX = "a-team/incidents"
SECRET = "hunter2-" + "Zq8" * 5


@pytest.fixture(scope="module")
def settings(both_clouds: dict[str, str]) -> dict[str, str]:
    return both_clouds | {"S3_PREFIX": PREFIX, "JWT_SECRET_KEY": "a-secret-that-all-processes-of-a-team-share"}


@pytest.fixture(autouse=True)
def commands_use_the_same(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cloud-server") / "data"


@pytest.fixture(scope="module")
def address(data: Path, settings: dict[str, str], library: Path) -> Iterator[str]:
    with serving(data, library, **settings) as (base, _):
        yield base


@pytest.fixture
def admin(address: str) -> Iterator[httpx.Client]:
    with log_in(address) as client:
        yield client


class TestRestStory(RestStory):
    pass


@pytest.mark.long
class TestCommandLineStory(CommandLineStory):
    pass


def test_the_bucket_and_the_index_hold_no_secret(admin: httpx.Client, settings: dict[str, str]) -> None:
    told = report(admin, f"login to db failed with password={SECRET} for bob@example.com", "vault-user")
    admin.post(f"/incidents/{told['incident_id']}/comments", json={"text": f"tried token={SECRET}"})
    s3 = boto3.client("s3", endpoint_url=settings["AWS_ENDPOINT_URL"])
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="tickets", Prefix=PREFIX)
    names = [item["Key"] for page in pages for item in page.get("Contents", ())]
    kept = b""
    for name in names:
        with contextlib.suppress(s3.exceptions.NoSuchKey):  # a job that was done meanwhile
            kept += name.encode() + s3.get_object(Bucket="tickets", Key=name)["Body"].read()
    s3.close()
    rows = httpx.get(f"{settings['PINECONE_HOST']}/_double/namespaces", timeout=60).content  # all vectors as text
    assert b"login to db failed" in kept
    for word in (SECRET, "bob@example.com"):
        assert word.encode() not in kept + rows


def test_the_process_keeps_no_state(data: Path, address: str) -> None:
    """Whatever lies in DATA_DIR can be made again: secrets of this process, and the model's cache."""
    names = {path.name for path in data.rglob("*") if path.is_file()}
    assert not {name for name in names if ".db" in name}

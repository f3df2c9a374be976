"""A backup to s3://bucket/prefix and a restore from it, on moto: whole or refused, and nothing is written over."""

import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from tests.support.clock import ManualClock
from tests.support.servers.moto_server import moto
from tests.support.servers.s3_store import credentials
from tests.support.story import Story
from tools.errors import Conflict, InvalidRequest, Misconfigured, NotFound
from tools.settings import Settings
from tools.tickets.backups import backed_up, restored
from tools.tickets.embedded import EmbeddedStore, verify
from tools.tickets.s3.copies import Copies

PLACE = "s3://copies/2026/monday"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with moto() as address:
        yield address


@pytest.fixture
def settings(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    credentials(monkeypatch)
    client = boto3.client("s3", endpoint_url=address)
    client.create_bucket(Bucket="copies")
    for each in client.list_objects_v2(Bucket="copies").get("Contents", ()):
        client.delete_object(Bucket="copies", Key=each["Key"])
    return Settings(data_dir=tmp_path / "data", aws_endpoint_url=address)


@pytest.fixture
async def filled(settings: Settings, clock: ManualClock) -> Settings:
    store = await EmbeddedStore.open(settings.data_dir, clock=clock, embedder_identity="flat")
    await Story(store, clock).report("disk full")
    await store.close()
    return settings


def other(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"data_dir": tmp_path / "other"})


def objects(settings: Settings) -> dict[str, bytes]:
    client = boto3.client("s3", endpoint_url=settings.aws_endpoint_url)
    listed = client.list_objects_v2(Bucket="copies").get("Contents", ())
    return {each["Key"]: client.get_object(Bucket="copies", Key=each["Key"])["Body"].read() for each in listed}


async def test_a_copy_in_a_bucket_is_whole(filled: Settings, tmp_path: Path) -> None:
    made = await backed_up(filled, PLACE, time.time())
    assert sorted(objects(filled)) == ["2026/monday/backup.json", "2026/monday/incidents.db"]
    new = other(filled, tmp_path)
    assert await restored(new, PLACE + "/", time.time()) == made
    assert verify(new.data_dir) == []
    assert [path.name for path in new.data_dir.iterdir()] == ["incidents.db"]
    assert [path.name for path in filled.data_dir.iterdir() if path.name.startswith("backup-")] == []


async def test_nothing_in_a_bucket_or_a_folder_is_written_over(filled: Settings) -> None:
    await backed_up(filled, PLACE, time.time())
    before = objects(filled)
    with pytest.raises(Conflict, match="s3://copies/2026/monday/incidents.db exists"):
        await backed_up(filled, PLACE, time.time())
    assert objects(filled) == before
    with pytest.raises(Conflict, match="has a database"):
        await restored(filled, PLACE, time.time())


async def test_what_was_cut_on_its_way_is_refused(filled: Settings, tmp_path: Path) -> None:
    await backed_up(filled, PLACE, time.time())
    client = boto3.client("s3", endpoint_url=filled.aws_endpoint_url)
    whole = objects(filled)["2026/monday/incidents.db"]
    client.put_object(Bucket="copies", Key="2026/monday/incidents.db", Body=whole[:-1])
    new = other(filled, tmp_path)
    with pytest.raises(InvalidRequest, match="cut off or changed"):
        await restored(new, PLACE, time.time())
    client.delete_object(Bucket="copies", Key="2026/monday/backup.json")
    with pytest.raises(NotFound, match="there is no s3://copies/2026/monday/backup.json"):
        await restored(new, PLACE, time.time())
    assert list(new.data_dir.iterdir()) == []


async def test_a_copy_that_fails_leaves_no_manifest(filled: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Copies, folder: Path, names: tuple[str, ...]) -> None:
        send(self, folder, names[:1])
        raise OSError("the cable is out")

    send = Copies.send
    monkeypatch.setattr(Copies, "send", broken)
    with pytest.raises(OSError, match="cable"):
        await backed_up(filled, PLACE, time.time())
    assert list(objects(filled)) == ["2026/monday/incidents.db"]


@pytest.mark.parametrize("place", ["s3://", "s3://copies", "s3://copies/", "s3://Copies/x", "gs://copies/x"])
async def test_a_place_that_is_none_is_named(filled: Settings, place: str) -> None:
    with pytest.raises(InvalidRequest, match="s3://BUCKET/PREFIX"):
        await backed_up(filled, place, time.time())


async def test_a_bucket_that_is_not_there_is_named(filled: Settings) -> None:
    with pytest.raises(Misconfigured, match="s3://elsewhere exists"):
        await backed_up(filled, "s3://elsewhere/monday", time.time())


async def test_a_store_in_a_bucket_is_told_what_to_do(filled: Settings) -> None:
    with pytest.raises(InvalidRequest, match="its own versioning and replication"):
        await backed_up(filled.model_copy(update={"s3_bucket": "tickets"}), PLACE, time.time())

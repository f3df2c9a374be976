"""An export fills another bucket with the same: what is packed in heads is neither taken for a secret nor hides one."""

import json
import re
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from tests.support.clock import ManualClock
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import Story
from tools.errors import InvalidRequest
from tools.ids import new_request_id
from tools.resilience import Guard
from tools.tickets.s3 import S3Store
from tools.tickets.s3.objects import keys
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.log import packed

SECRET = "password=hunter2hunter2"


@pytest.fixture
def bucket(clock: ManualClock) -> MemoryBucket:
    return MemoryBucket(Objects(clock))


@pytest.fixture
def story(bucket: MemoryBucket, clock: ManualClock) -> Story:
    return Story(S3Store(bucket, clock, Guard("memory")), clock)


@pytest.fixture
def empty(clock: ManualClock) -> S3Store:
    return S3Store(MemoryBucket(Objects(clock)), clock, Guard("memory"))


def heads(bucket: MemoryBucket) -> list[Lineage]:
    return [Lineage.from_bytes(stored.body) for _, stored in bucket.objects.names(keys.HEADS, "", 1000)[0]]


def suspicious(text: str) -> str:
    """Redaction that takes for a secret whatever might be one."""
    return re.sub(r"[A-Za-z0-9+/=]{40,}", "[REDACTED:token]", text)


async def test_what_is_packed_is_not_taken_for_a_secret(
    story: Story, empty: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.tickets.exports.redact", suspicious)
    sent = [await story.report("disk full", request_id=new_request_id(story.clock())) for _ in range(5)]
    await story.store.export_jsonl(tmp_path / "all.jsonl")  # type: ignore[attr-defined]
    await empty.import_jsonl(tmp_path / "all.jsonl")
    for each in sent:
        assert await empty.report("default", each.request_id) == await story.store.report("default", each.request_id)
    again = Story(empty, story.clock)
    assert (await again.report("disk full", request_id=sent[3].request_id, queued=True)).replayed
    assert await empty.verify() == []


async def exported_with(story: Story, bucket: MemoryBucket, path: Path, change: str) -> str:
    """One report, exported; then somebody edits what is packed."""
    said = await story.report("disk full", request_id=new_request_id(story.clock()))
    await story.store.export_jsonl(path)  # type: ignore[attr-defined]
    edit(path, heads(bucket), change)
    return said.request_id


def edit(path: Path, found: list[Lineage], change: str) -> None:
    [head] = found
    assert head.log is not None
    [commit] = head.log.commits
    entries = [{**entry, "body": {**(entry["body"] or {}), "log": SECRET}} for entry in commit.entries()]
    body = packed(entries) if change == "secret" else commit.body[:-9]
    head.log.commits = [replace(commit, body=body)]
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    edited = [
        [line[0], orjson.dumps(json.loads(head.to_bytes())).decode()] if line[0].startswith(keys.HEADS) else line
        for line in lines[1:]
    ]
    path.write_text("".join(json.dumps(each) + "\n" for each in [lines[0], *edited]), encoding="utf-8")


async def test_a_secret_that_was_edited_in_is_redacted(
    story: Story, bucket: MemoryBucket, empty: S3Store, tmp_path: Path
) -> None:
    request_id = await exported_with(story, bucket, tmp_path / "all.jsonl", "secret")
    await empty.import_jsonl(tmp_path / "all.jsonl")
    assert "hunter2" not in (await empty.report("default", request_id)).log


async def test_what_cannot_be_unpacked_is_refused(
    story: Story, bucket: MemoryBucket, empty: S3Store, tmp_path: Path
) -> None:
    await exported_with(story, bucket, tmp_path / "all.jsonl", "damage")
    with pytest.raises(InvalidRequest, match="is damaged"):
        await empty.import_jsonl(tmp_path / "all.jsonl")

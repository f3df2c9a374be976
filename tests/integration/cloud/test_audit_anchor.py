"""Heads of the audit log under object lock: nobody takes them back, and they show a log that was begun anew."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from api.worker.audit_anchor import AuditAnchor
from tests.support.clock import ManualClock
from tests.support.servers.moto_server import moto
from tests.support.servers.s3_store import credentials
from tools.audit_keys import seal_of
from tools.nouns.accounts import AuditAction, AuditEntry
from tools.settings import Settings
from tools.tickets.embedded import EmbeddedStore
from tools.tickets.verification import verify_audit

BUCKET, DAYS = "audit-heads", 30


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    with moto() as address:
        yield address


@pytest.fixture
def locked(aws: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of a bucket with object lock."""
    credentials(monkeypatch)
    client = boto3.client("s3", endpoint_url=aws)
    client.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
    return client


async def written(settings: Settings, names: tuple[str, ...], clock: ManualClock) -> None:
    store = await EmbeddedStore.open(settings.data_dir, clock, seal=seal_of(settings))
    try:
        await store.begin_audit()
        for name in names:
            await store.audit(AuditEntry("acme", "ann", AuditAction.USER_ADDED, name))
        anchor = AuditAnchor(settings, store, clock)
        assert await anchor.publish()
        assert not await anchor.publish()
    finally:
        await store.close()


async def test_a_head_that_was_locked_shows_a_log_begun_anew(aws: str, locked: Any, tmp_path: Path) -> None:
    clock = ManualClock(datetime.now(UTC).timestamp())
    key = "Zk3v9QmX2pLr8TnYw5Hc7Bd1Gf4Js6Ua0Ei"
    anchored = {"audit_anchor_bucket": BUCKET, "audit_anchor_days": DAYS, "aws_endpoint_url": aws, "audit_key": key}
    settings = Settings(_env_file=None, data_dir=tmp_path / "one", **anchored)
    await written(settings, ("bob", "cid"), clock)
    (kept,) = locked.list_objects_v2(Bucket=BUCKET)["Contents"]
    held = locked.head_object(Bucket=BUCKET, Key=kept["Key"])
    until = datetime.fromtimestamp(clock(), UTC) + timedelta(days=DAYS)
    assert held["ObjectLockMode"] == "COMPLIANCE"
    assert abs(held["ObjectLockRetainUntilDate"] - until) < timedelta(seconds=2)
    with pytest.raises(ClientError, match="AccessDenied"):
        locked.delete_object(
            Bucket=BUCKET, Key=kept["Key"], VersionId=held["VersionId"], BypassGovernanceRetention=True
        )
    assert await verify_audit(settings) == []
    anew = Settings(_env_file=None, data_dir=tmp_path / "two", **anchored)
    await written(anew, ("eve", "eve", "eve"), clock)
    assert "is not the one whose head was kept at line 3" in " ".join(await verify_audit(anew))

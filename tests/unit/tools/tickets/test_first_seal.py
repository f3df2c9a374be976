"""The audit log's seal begins once: a head kept outside shows a log that was rewritten as if no key had been set."""

from pathlib import Path

import pytest

from tests.support.clock import ManualClock
from tools.nouns.accounts import AuditAction, AuditEntry, AuditHead
from tools.settings import Settings
from tools.tickets import first_seal
from tools.tickets.embedded import EmbeddedStore, verify_audit
from tools.tickets.shared.sealing import PLAIN, Seal

KEY = "Zk3v9QmX2pLr8TnYw5Hc7Bd1Gf4Js6Ua0Ei"


async def written(folder: Path, seal: Seal, names: str) -> None:
    store = await EmbeddedStore.open(folder, ManualClock(), seal=seal)
    for name in names.split():
        await store.audit(AuditEntry("acme", "ann", AuditAction.USER_ADDED, name))
    await store.close()


async def started(folder: Path) -> None:
    store = await EmbeddedStore.open(folder, ManualClock(), seal=Seal([KEY]))
    await first_seal.begin_seal(Settings(_env_file=None, data_dir=folder, audit_key=KEY), store)
    await store.close()


async def test_sealing_older_lines_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    await written(tmp_path, PLAIN, "bob cid")
    await started(tmp_path)
    assert "now seals 2 audit lines" in caplog.text
    caplog.clear()
    await started(tmp_path)
    assert not caplog.records
    assert verify_audit(tmp_path, Seal([KEY]), []) == []


async def test_an_empty_log_is_sealed_in_silence(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    await started(tmp_path)
    assert not caplog.records
    assert verify_audit(tmp_path, Seal([KEY]), []) == []


async def test_a_log_that_a_kept_head_disproves_stays_replaced(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def kept(_: Settings) -> list[AuditHead]:
        return [AuditHead(3, "a:b")]

    monkeypatch.setattr(first_seal, "kept_heads", kept)
    await written(tmp_path, PLAIN, "eve eve")
    await started(tmp_path)
    assert "it was replaced, and is not sealed again" in caplog.text
    await written(tmp_path, Seal([KEY]), "dan")
    assert "was replaced before line" in " ".join(verify_audit(tmp_path, Seal([KEY]), []))

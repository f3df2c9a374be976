"""The audit chain: lines of earlier versions stay valid, and nothing can be changed unseen."""

from dataclasses import replace

import pytest

from tools.nouns.accounts import AuditAction, AuditEntry, AuditLine
from tools.tickets.shared.audit import ChainCheck, next_line
from tools.tickets.shared.sealing import PLAIN

# Written by version 0.1 of both stores, which had a JSON writer each and agreed on every byte.
STORED = (
    AuditLine(
        0, 1_700_000_000.0, "acme", "cli:ann", "user-added", "zoë “z”", '{"role":"admin"}',
        "224f11fd938f756e240deac613394e03bef01d8d7e46af803a85109bbdb8bf89",
    ),
    AuditLine(
        1, 1_700_000_001.25, "", "ann", "login-refused", 'a"b\\c\x01\x7f\n😀', '{"address":"2001:db8::1"}',
        "778f2819251aaa264179e13d113171d6c2ee4bd2ea2b18411e7207ce42e7fffd",
    ),
    AuditLine(
        2, 1_700_000_002.123456, "acme", "ann", "runbook-put", "db/pool", "{}",
        "8a06f2ecc27fe2fef16a9886ef91646aab21b0160201164e6f6554a61933845d",
    ),
)  # fmt: skip


def findings(*lines: AuditLine) -> list[str]:
    check = ChainCheck(PLAIN, None)
    for line in lines:
        check.follow(line)
    return check.findings()


def test_a_stored_chain_of_an_earlier_version_is_intact() -> None:
    assert findings(*STORED) == []


def test_the_same_entries_make_the_same_chain_today() -> None:
    entries = (
        AuditEntry("acme", "cli:ann", AuditAction.USER_ADDED, "zoë “z”", {"role": "admin"}),
        AuditEntry("", "ann", AuditAction.LOGIN_REFUSED, 'a"b\\c\x01\x7f\n😀', {"address": "2001:db8::1"}),
        AuditEntry("acme", "ann", AuditAction.RUNBOOK_PUT, "db/pool"),
    )
    before, made = "", []
    for stored, entry in zip(STORED, entries, strict=True):
        made.append(next_line(before, stored.seq, stored.at, entry))
        before = made[-1].digest
    assert tuple(made) == STORED


@pytest.mark.parametrize(
    "change",
    [{"at": 0.0}, {"tenant": "globex"}, {"actor": "eve"}, {"action": "user-added"}, {"subject": ""}, {"detail": "[]"}],
)
def test_a_changed_line_breaks_the_chain(change: dict[str, str | float]) -> None:
    assert "was changed" in findings(STORED[0], replace(STORED[1], **change), STORED[2])[0]


def test_a_removed_line_breaks_the_chain() -> None:
    assert "was changed" in findings(STORED[0], STORED[2])[0]

"""Servers and devices whose header has its level behind names or marks of its own; a pager's text message."""

import pytest

from tests.support.matching_cases import joined
from tools.text.reading.reader import read
from tools.text.reading.severities import severity_of

LINES = [
    (
        "2026.05.11 03:14:07.118231 [ 318 ] {c1a2-77} <Fatal> Application: cannot bind the native port",
        "cannot bind the native port",
        "CRITICAL",
    ),
    (
        "Mon May 11 03:14:07 +0000 [filer-a: env_mgr: monitor.fan.critical:ALERT]: Two fans of the chassis stopped",
        "Two fans of the chassis stopped",
        "CRITICAL",
    ),
    ("cluster [INF] osd.4 boots again and takes part", "osd.4 boots again and takes part", "LOW"),
    ("[2026-05-11 03:14:07] staging.ALERT: the ledger cannot be written", "the ledger cannot be written", "CRITICAL"),
    ("11-May-2026 03:14:07.118 network: critical: no sockets are left", "no sockets are left", "CRITICAL"),
    (
        "May 11 03:14:07 lb-4 emerg overdog[88]: the switch board does not answer",
        "the switch board does not answer",
        "CRITICAL",
    ),
    (
        "2026-05-11 03:14:07.11 spid88      Log backups are paused for a mirrored database.",
        "Log backups are paused for a mirrored database.",
        None,
    ),
]


@pytest.mark.parametrize(("line", "message", "severity"), LINES)
def test_the_header_goes_and_its_level_speaks(line: str, message: str, severity: str | None) -> None:
    (part,) = read(line).parts
    assert part.text == message
    told, _ = severity_of(part)
    assert (told and told.name) == severity


def test_a_mnemonic_tells_how_bad_it_is() -> None:
    (part,) = read("May 11 03:14:07 192.0.2.1 88: %ENVMON-2-FAN_FAILED: Fan 3 has failed in module 1").parts
    assert severity_of(part)[0] is not None
    (mild,) = read("May 11 03:14:07 192.0.2.1 88: %SYS-5-CONFIG_I: Configured from console by vty0").parts
    assert severity_of(mild)[0] is None


def test_a_pagers_text_message_is_what_it_carries() -> None:
    carried = "CRITICAL: the vault of north refuses every key"
    paged = f"ALRT #5512 on Safe keeping: {carried} Reply 4021:Ack, 4022:Resolv"
    (part,) = read(paged).parts
    assert (part.text, part.severity) == ("the vault of north refuses every key", "CRITICAL")
    assert joined(paged, "the vault of north refuses every key", cosine=0.0)
    assert not joined(paged, "ALRT #5513 on Safe keeping: the vault of south refuses every key", cosine=1.0)

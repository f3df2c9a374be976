"""What every AuditLog keeps, sealed with a key, and what its check sees of whoever changes it by other ways."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from tests.support.clock import ManualClock
from tools.nouns.accounts import AuditAction, AuditEntry, AuditHead
from tools.text.erasing import Erasure
from tools.tickets.shared.sealing import Seal

KEYS = ("the-key-that-seals-now-0123456789abcdef", "the-key-that-sealed-before-0123456789abc")
SEAL = Seal(KEYS[:1])
SCRUBBED = AuditEntry("acme", "cli:ann", AuditAction.STORE_SCRUBBED, "store", {"places": "3"})
Tamper: TypeAlias = Callable[[str], Awaitable[None]]
"""`edit`, `middle`, `last`, `lines` (all of them), `head`, `all` (lines and head), `recompute` (an edit, chained anew
without the key)."""


def entry(subject: str, tenant: str = "acme") -> AuditEntry:
    return AuditEntry(tenant, "ann", AuditAction.USER_ADDED, subject, {"role": "viewer"})


async def filled(log) -> list[str]:
    await log.begin_audit()
    for name in ("bob", "cid", "dan"):
        await log.audit(entry(name))
    return [line.subject async for line in log.audit_lines()]


class AuditLogContract:
    """`sealed`: a fresh store opened with SEAL; `findings`: its check with keys and anchors; `tamper`: see Tamper."""

    async def test_a_log_begins_with_its_seal_once(self, sealed, findings) -> None:
        assert await sealed.audit_head() is None
        assert await filled(sealed) == ["audit", "bob", "cid", "dan"]
        await sealed.begin_audit()
        head = await sealed.audit_head()
        assert head.count == 4
        assert await findings() == []
        assert await findings(KEYS[::-1]) == []

    @pytest.mark.parametrize("way", ["edit", "middle", "last", "lines", "head", "all", "recompute"])
    async def test_whatever_is_changed_is_seen(self, sealed, findings, tamper: Tamper, way: str) -> None:
        await filled(sealed)
        await tamper(way)
        assert await findings() != []

    @pytest.mark.parametrize("way", ["last", "lines", "middle", "recompute"])
    async def test_a_later_line_heals_nothing(self, sealed, findings, tamper: Tamper, way: str) -> None:
        await filled(sealed)
        await tamper(way)
        await sealed.audit(entry("eve"))
        assert await findings() != []

    async def test_a_head_kept_elsewhere_shows_a_log_begun_anew(self, sealed, findings, tamper: Tamper, clock) -> None:
        await filled(sealed)
        kept = AuditHead.parse(str(await sealed.audit_head()))
        assert await findings(anchors=[kept]) == []
        await sealed.audit(entry("eve"))
        assert await findings(anchors=[kept]) == []
        await tamper("all")
        clock.pass_(1)
        await filled(sealed)
        assert await findings() == []
        assert len(await findings(anchors=[kept])) == 1

    async def test_without_its_key_a_sealed_log_is_not_called_whole(self, sealed, findings) -> None:
        await filled(sealed)
        assert "AUDIT_KEY" in (await findings(()))[0]
        assert "AUDIT_KEY" in (await findings(KEYS[1:]))[0]

    async def test_a_text_is_erased_and_the_chain_stays_whole(self, sealed, findings, tamper: Tamper) -> None:
        await filled(sealed)
        kept = AuditHead.parse(str(await sealed.audit_head()))
        assert await sealed.scrub_audit(Erasure("viewer"), (), SCRUBBED) == 3
        lines = [line async for line in sealed.audit_lines()]
        assert "viewer" not in str(lines)
        assert (lines[1].detail, lines[-1].subject) == ('{"role":"[scrubbed]"}', "store")
        assert await findings() == []
        assert await findings(KEYS[::-1], anchors=[kept]) == []
        await sealed.audit(entry("eve"))
        assert await findings() == []

    @pytest.mark.parametrize("way", ["edit", "middle", "last", "lines", "recompute"])
    async def test_what_is_forged_after_an_erasure_is_seen(self, sealed, findings, tamper: Tamper, way: str) -> None:
        await filled(sealed)
        await sealed.scrub_audit(Erasure("viewer"), (), SCRUBBED)
        await tamper(way)
        assert await findings() != []

    async def test_what_was_forged_before_an_erasure_is_seen(self, sealed, findings, tamper: Tamper) -> None:
        await filled(sealed)
        await tamper("edit")
        await sealed.scrub_audit(Erasure("nothing of these lines"), (), SCRUBBED)
        assert await findings() != []

    async def test_a_text_may_be_erased_about_one_thing_and_more_than_once(self, sealed, findings) -> None:
        await filled(sealed)
        assert await sealed.scrub_audit(Erasure("viewer"), {"bob"}, SCRUBBED) == 1
        assert await sealed.scrub_audit(Erasure("viewer"), (), SCRUBBED) == 2
        assert await sealed.scrub_audit(Erasure("user-added role"), (), SCRUBBED) == 0
        assert await findings() == []

    async def test_pages_lead_from_new_to_old(self, sealed, clock: ManualClock) -> None:
        for number in range(70):
            clock.pass_(1)
            await sealed.audit(entry(f"u{number}", "acme" if number % 3 else "other"))
        found, cursor, pages = [], None, 0
        while pages == 0 or cursor:
            page = await sealed.audit_page("acme", 10, cursor)
            found += [line.subject for line in page.lines]
            cursor, pages = page.next_cursor, pages + 1
        assert found == [f"u{number}" for number in range(69, -1, -1) if number % 3]
        every = await sealed.audit_page(None, 500, None)
        assert (len(every.lines), every.next_cursor, every.lines[0].at) == (70, None, clock())

    async def test_other_settings_are_noticed_once(self, sealed) -> None:
        assert await sealed.seen_settings.changed({"HOST": "a", "PORT": "b"}) is None
        assert await sealed.seen_settings.changed({"HOST": "a", "PORT": "b"}) == []
        assert await sealed.seen_settings.changed({"HOST": "a", "WORKERS": "c"}) == ["PORT", "WORKERS"]

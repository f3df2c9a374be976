"""The port of the audit log: who did what, in lines that prove that none was changed or removed."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tools.nouns.accounts import AuditEntry, AuditHead, AuditLine

if TYPE_CHECKING:
    from tools.text.erasing import Erasure


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some lines, the newest first."""

    lines: Sequence[AuditLine]
    next_cursor: str | None
    """Leads to the older ones; None: these were the oldest."""


class AuditLog(Protocol):
    """Lines are only ever added; a text may be erased from them. Reading them checks nothing: `verify` does."""

    async def audit(self, entry: AuditEntry) -> None:
        """Append one line to the sealed chain."""
        ...

    async def audit_page(self, tenant: str | None, limit: int, cursor: str | None) -> AuditPage:
        """Lines of one tenant, of all if None; fewer than `limit` do not say that there are no more.

        Raises InvalidRequest for a made-up cursor.
        """
        ...

    def audit_lines(self) -> AsyncIterator[AuditLine]:
        """Every line, the oldest first."""
        ...

    async def audit_head(self) -> AuditHead | None:
        """How far it goes; None before the first line."""
        ...

    async def scrub_audit(self, erasure: "Erasure", ids: Collection[str], entry: AuditEntry) -> int:
        """Erase a text from the lines about some ids, or from all, and tell of it by `entry`; returns from how many.

        The chain stays whole: the new lines prove which lines were changed by us, and how they are now.
        """
        ...

    async def begin_audit(self) -> None:
        """Seal what older versions wrote without a key, once: a line says how much. Nothing to do without a key."""
        ...

"""The port of the audit log: who did what, in a chain of lines that shows if one was changed or removed."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tools.nouns.accounts import AuditEntry, AuditHead, AuditLine

if TYPE_CHECKING:
    from tools.text.erasing import Erasure


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of lines, newest first."""

    lines: Sequence[AuditLine]
    next_cursor: str | None
    """The cursor for older lines; None if these are the oldest."""


class AuditLog(Protocol):
    """Lines are only appended, but a text may be erased from them. Reading does not check the chain: `verify` does."""

    async def audit(self, entry: AuditEntry) -> None:
        """Append one line to the sealed chain."""
        ...

    async def audit_page(self, tenant: str | None, limit: int, cursor: str | None) -> AuditPage:
        """Lines of one tenant, or of all if None; a page may be short although more lines follow.

        Raises InvalidRequest for an invalid cursor.
        """
        ...

    def audit_lines(self) -> AsyncIterator[AuditLine]:
        """Every line, oldest first."""
        ...

    async def audit_head(self) -> AuditHead | None:
        """The newest line's place in the chain; None before the first line."""
        ...

    async def scrub_audit(self, erasure: "Erasure", ids: Collection[str], entry: AuditEntry) -> int:
        """Erase a text from the lines about some ids, or from all, and log it as `entry`; returns how many changed.

        The chain stays valid: the new lines prove which lines we changed, and what they contain now.
        """
        ...

    async def begin_audit(self) -> int:
        """Seal the lines that older versions wrote without a key, once; a new line says how many. Needs a key.

        Return how many there were; 0 also if the log is sealed already.
        """
        ...

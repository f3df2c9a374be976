"""The audit log's chain: each line's digest covers the line and the digest before it, keyed if there is a key."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from tools.nouns.accounts import AuditAction, AuditEntry, AuditHead, AuditLine
from tools.tickets.shared.sealing import PLAIN, Seal, Sealed

if TYPE_CHECKING:
    from tools.text.erasing import Erasure

PROOFS, PROVED_AT_ONCE = "proofs", 100
"""In the detail of an erasure's line, the proofs that we changed certain lines; and the most proofs in one line."""


def next_line(before: str, seq: int, at: float, entry: AuditEntry, seal: Seal = PLAIN) -> AuditLine:
    """Return the line that follows the one with the digest `before` (empty for the first line)."""
    texts = (entry.tenant, entry.actor, entry.action.value, entry.subject, orjson.dumps(dict(entry.detail)).decode())
    return AuditLine(seq, at, *texts, seal.digest(before, at, *texts))


def linked(before: str, seq: int, line: AuditLine, seal: Seal) -> AuditLine:
    """Return the same line in another place, sealed anew; the caller has verified it in its old place."""
    texts = (line.tenant, line.actor, line.action, line.subject, line.detail)
    return AuditLine(seq, line.at, *texts, seal.digest(before, line.at, *texts))


def joined(imported: Sequence[AuditLine], own: Sequence[AuditLine], seal: Seal) -> list[AuditLine]:
    """Return another installation's lines unchanged, numbered from 0, followed by this one's, sealed anew.

    A line of ours that is among the imported ones, or that an earlier import already brought, appears once.
    """
    found = [replace(line, seq=number) for number, line in enumerate(imported)]
    seen = {_without_place(line) for line in found}
    # What was written before there was a key stays without one, up to the line that begins the seal.
    begins = [line.action == AuditAction.AUDIT_SEALED for line in own]
    is_sealed = not any(begins) or any(seal.like(line.digest) not in (None, PLAIN) for line in imported)
    for line, starts in zip(own, begins, strict=True):
        is_sealed = is_sealed or starts
        if _without_place(line) not in seen:
            seen.add(_without_place(line))
            with_seal = seal if is_sealed else PLAIN
            found.append(linked(found[-1].digest if found else "", len(found), line, with_seal))
    return found


def head_after(head: AuditHead | None, line: AuditLine, seal: Seal) -> AuditHead:
    """Return the head once this line is written."""
    return sealed_head(1 if head is None else head.count + 1, line.digest, seal)


def sealed_head(count: int, digest: str, seal: Seal) -> AuditHead:
    """Return a head that counts `count` lines, the last with this digest."""
    return AuditHead(count, digest, seal.digest("head", count, digest))


def head_state(head: AuditHead, seal: Seal) -> Sealed:
    """Tell whether a head was written with the key."""
    return seal.judge(head.seal, "head", head.count, head.digest)


def must_begin(head: AuditHead | None, seal: Seal) -> bool:
    """True if the log must still be sealed with the key; the line that does so covers all older ones."""
    return seal.keyed and (head is None or head_state(head, seal) is not Sealed.SEALED)


def erased(line: AuditLine, erasure: "Erasure") -> AuditLine:
    """Return the line without an erased text. Its digest stays, since the following digests cover it."""
    texts = {name: erasure.out_of(getattr(line, name)) for name in ("actor", "subject", "detail")}
    return replace(line, **texts)


def erasures(entry: AuditEntry, lines: Sequence[AuditLine], seal: Seal) -> list[AuditEntry]:
    """Return the entries, at least one, that prove that we erased a text from these lines; `lines` is the result."""
    found = [entry] if not lines else []
    for start in range(0, len(lines), PROVED_AT_ONCE):
        part = lines[start : start + PROVED_AT_ONCE]
        proofs = " ".join(seal.digest(*_erased_parts(line)) for line in part)
        said = {"audit_lines": " ".join(str(line.seq) for line in part), PROOFS: proofs}
        found.append(replace(entry, detail={**entry.detail, **said}))
    return found


class ChainCheck:
    """Checks all lines, oldest first, and reports at the end what is wrong with them."""

    def __init__(self, seal: Seal, head: AuditHead | None, anchors: Sequence[AuditHead] = ()) -> None:
        """`anchors` are heads that were kept elsewhere (their own seals are not checked)."""
        self._seal = seal
        self._head = head
        self._awaited = {each.count: each.digest for each in anchors}
        self._count = 0
        self._before = ""
        self._at_head = ""
        self._sealed = self._foreign = self._begun = False
        self._broken = ""
        self._changed: list[tuple[AuditLine, bool]] = []
        self._proofs: list[str] = []

    def follow(self, line: AuditLine) -> None:
        """Check the next line."""
        if self._broken:
            return
        state = _judged(self._before, line, self._seal)
        self._count += 1
        if state is Sealed.BROKEN:
            self._changed.append((line, self._sealed))  # a later line may prove that we changed it
        elif self._sealed and state is not Sealed.SEALED:
            self._broken = f"the audit log was changed at or before line {line.seq}: it is not sealed with AUDIT_KEY"
        elif not self._begun:
            self._broken = self._misplaced(line, state)
        self._begun |= line.action == AuditAction.AUDIT_SEALED
        self._sealed |= state is Sealed.SEALED
        self._foreign |= state is Sealed.FOREIGN
        if line.action == AuditAction.STORE_SCRUBBED and state in (Sealed.SEALED, Sealed.PLAIN):
            self._proofs += str(orjson.loads(line.detail).get(PROOFS, "")).split()
        self._before = line.digest
        if self._head is not None and self._count == self._head.count:
            self._at_head = line.digest
        if self._awaited.get(self._count) == line.digest:
            del self._awaited[self._count]

    def _misplaced(self, line: AuditLine, state: Sealed) -> str:
        """Say what is wrong with a line before which no seal begins: one alone begins it, and only with a key."""
        begins = line.action == AuditAction.AUDIT_SEALED
        if state is Sealed.SEALED and not begins:
            return f"the audit log was replaced before line {line.seq}: nothing there begins the seal with AUDIT_KEY"
        if state is Sealed.PLAIN and begins and self._seal.keyed:
            return f"the audit log was replaced: line {line.seq} begins a seal and is not sealed with AUDIT_KEY"
        return ""

    def findings(self) -> list[str]:
        """Return what is wrong; empty if nothing is."""
        broken = next((_was_changed(line) for line, sealed in self._changed if not self._is_ours(line, sealed)), "")
        broken = broken or self._broken
        found = [broken] if broken else self._ends()
        for count in sorted(self._awaited):
            found.append(
                f"the audit log is not the one whose head was kept at line {count}: it was cut off or replaced"
            )
        return found

    def _is_ours(self, line: AuditLine, sealed: bool) -> bool:
        """True if we erased a text from the line. After the first seal, only the key proves that."""
        states = {self._seal.judge(proof, *_erased_parts(line)) for proof in self._proofs}
        return Sealed.SEALED in states or (Sealed.PLAIN in states and not sealed)

    def _ends(self) -> list[str]:
        if not self._seal.keyed:
            if self._foreign:
                return [
                    "the audit log is sealed, and cannot be checked here: set the AUDIT_KEY that it was written with"
                ]
            return self._cut_off()
        if self._head is None or head_state(self._head, self._seal) is not Sealed.SEALED:
            return [
                "the audit log does not end with a seal of AUDIT_KEY: it was emptied, cut off or replaced, or nothing "
                "has opened this store since the key was set"
            ]
        return self._cut_off()

    def _cut_off(self) -> list[str]:
        if self._head is None:
            return []
        if self._count < self._head.count:
            return [f"the audit log was cut off: it has {self._count} of {self._head.count} lines"]
        return [] if self._at_head == self._head.digest else ["the audit log's end was replaced"]


def _without_place(line: AuditLine) -> AuditLine:
    return replace(line, seq=0, digest="")


def _was_changed(line: AuditLine) -> str:
    return f"the audit log was changed at or before line {line.seq} ({line.action[:40]})"


def _erased_parts(line: AuditLine) -> tuple[str | float, ...]:
    """Return what a proof covers. A line's number may change when it is imported elsewhere; its digest does not."""
    return "erased", line.digest, line.at, line.tenant, line.actor, line.action, line.subject, line.detail


def _judged(before: str, line: AuditLine, seal: Seal) -> Sealed:
    texts = (line.tenant, line.actor, line.action, line.subject, line.detail)
    return seal.judge(line.digest, before, line.at, *texts)

"""The seal of a timeline: a digest over all its events, each chained to the one before."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.tickets.shared.sealing import Seal, Sealed


@dataclass(frozen=True, slots=True)
class Line:
    """An event in the form that is sealed; `data` is its JSON text."""

    ticket: str
    at: float
    kind: str
    actor: str
    data: str


def run_on(seal: Seal, before: str, line: Line) -> str:
    """Return the digest with one more event."""
    return seal.digest(before, line.ticket, line.at, line.kind, line.actor, line.data)


def run_over(seal: Seal, lines: Sequence[Line]) -> str:
    """Return the digest of a whole timeline; empty for an empty one."""
    digest = ""
    for line in lines:
        digest = run_on(seal, digest, line)
    return digest


def finding(name: str, digest: str, lines: Sequence[Line], seal: Seal, began: float | None) -> str | None:
    """Return what is wrong with a timeline whose seal is `digest`, or None.

    `began` is since when all timelines are sealed with a key (None if they are not). A timeline that was last changed
    before then has no seal with the key, and proves nothing.
    """
    must = began is not None and any(line.at > began for line in lines)
    if not digest:
        return f"the timeline of {name} has lost its seal" if must else None
    state = _state(digest, lines, seal)
    if state is Sealed.BROKEN:
        return f"the timeline of {name} was changed: its events are not those that were sealed"
    if state is Sealed.FOREIGN:
        return f"the timeline of {name} is sealed with another AUDIT_KEY"
    if state is Sealed.PLAIN and must and seal.keyed:
        return f"the timeline of {name} is not sealed with AUDIT_KEY: it was replaced"
    return None


def sealed_like(digest: str, lines: Sequence[Line], seal: Seal) -> Seal | None:
    """Return the seal that an intact timeline had, to seal it again after a text was erased from it.

    Returns None if it is not sealed, not sealed by us, or was changed since: an erasure must not make it look right.
    """
    if not digest or _state(digest, lines, seal) not in (Sealed.SEALED, Sealed.PLAIN):
        return None
    return seal.like(digest)


def may_renew(digest: str, lines: Sequence[Line], seal: Seal, began: float | None) -> bool:
    """Return True for a timeline that its own seal proves and that may be sealed with the newest key.

    What has been written since `began` is sealed with a key: a timeline that has such lines and a plain seal, or none,
    was replaced, and stays as it is for `finding` to see.
    """
    is_older = began is None or all(line.at <= began for line in lines)
    if not digest:
        return is_older
    state = _state(digest, lines, seal)
    return state is Sealed.SEALED or (state is Sealed.PLAIN and (is_older or not seal.keyed))


def _state(digest: str, lines: Sequence[Line], seal: Seal) -> Sealed:
    if not lines:
        return Sealed.BROKEN
    *older, last = lines
    same = seal.like(digest)
    if same is None:
        return Sealed.FOREIGN
    return seal.judge(digest, run_over(same, older), last.ticket, last.at, last.kind, last.actor, last.data)

"""The S3 protocol in miniature: the same steps on the same kinds of keys, one generator per actor.

Keys: `alias/{fp}` → lineage; `head/{lineage}` → Head; `o/{lineage}/{rid}/{generation}` → was the head live when the
occurrence was written (a note for the checks only); `cannot/{low}/{high}`; `note/…` is for the
checks. `without` names a safeguard left out, so
that the checks can be seen to fail.
"""

from collections.abc import Generator
from typing import Any, NamedTuple

from tests.model.explorer import Operation, Store, create, get, names, put, swap

Steps = Generator[Operation, Any, Any]
HELP, RECHECK, ORDER, CONSTRAINT = "help", "recheck", "order", "constraint"


class Head(NamedTuple):
    """What one compare-and-swap changes: the newest generation, its state, merges into and out of it."""

    generation: int = 1
    state: str = "live"
    into: str = ""
    announced: tuple[str, ...] = ()
    became: bool = False

    @property
    def merged(self) -> bool:
        """Did this lineage go into another?"""
        return bool(self.into)


def report(rid: str, fp: str, *, late: bool = False, without: str = "") -> Steps:
    """Claim or find the lineage, help its head into being, write the occurrence, look at the head again."""
    won, lineage = False, (yield get(f"alias/{fp}"))
    if lineage is None:
        won = yield create(f"alias/{fp}", f"L{rid}")
        lineage = yield get(f"alias/{fp}")
    while True:
        head = yield get(f"head/{lineage}")
        if head is None and (won or without != HELP):
            yield create(f"head/{lineage}", Head())
            head = yield get(f"head/{lineage}")
        if head is not None and head.merged:
            lineage = head.into
            continue
        if head is not None and head.state == "resolved" and not late:
            yield swap(f"head/{lineage}", head, head._replace(generation=head.generation + 1, state="live"))
            continue
        generation = head.generation if head is not None else 1
        yield _occurrence(lineage, rid, generation)
        if without == RECHECK or head is None or late:
            return ("acked", fp, rid)
        again = yield get(f"head/{lineage}")
        if (again.generation, again.state, again.into) == (generation, "live", ""):
            return ("acked", fp, rid)


def resolve(lineage: str) -> Steps:
    """Close the head that is live now."""
    while True:
        head = yield get(f"head/{lineage}")
        if head is None or head.merged or head.state != "live":
            return "refused"
        if (yield swap(f"head/{lineage}", head, head._replace(state="resolved"))):
            return "resolved"


def merge(loser: str, winner: str, *, without: str = "") -> Steps:
    """Announce on the winner, take the loser, then confirm on the winner, which reopens if it was resolved meanwhile.

    A head with an announcement may not be taken itself: that is what rules cycles out.
    """
    if without != ORDER and not (yield from _announce(loser, winner)):
        return "refused"
    if not (yield from _taken(loser, winner)):
        yield from _withdraw(loser, winner)
        return "refused"
    if without != CONSTRAINT and (yield get(_pair(loser, winner))):
        yield from _unmerge(loser, winner)
        return "refused"
    if without != RECHECK:
        yield from _confirm(loser, winner)
    return "merged"


def become(own: str, other: str, *, without: str = "") -> Steps:
    """The deferred match behind a resolved head: the ticket is its next generation, unless that head came back."""
    if not (yield from _announce(own, other, state="resolved")):
        return "refused"
    head = yield get(f"head/{own}")
    while head.into != other:
        if head.merged or head.announced or head.state != "live" or head.generation != 1:
            yield from _withdraw(own, other)
            return "refused"
        yield swap(f"head/{own}", head, head._replace(into=other, became=True))
        head = yield get(f"head/{own}")
    yield from _continue(own, other, without=without)
    return "became"


def _continue(own: str, other: str, *, without: str = "") -> Steps:
    """Append the generation while the other is still resolved; otherwise let the ticket go."""
    while own in (head := (yield get(f"head/{other}"))).announced:
        if head.state == "live" and without != RECHECK:
            taken = yield get(f"head/{own}")
            yield swap(f"head/{own}", taken, taken._replace(into="", became=False))
            yield from _withdraw(own, other)
            return
        after = Head(head.generation + 1, announced=_less(head.announced, own))
        yield _overtake(other, head, after)


def _overtake(lineage: str, head: Head, after: Head) -> Operation:
    """The swap that appends; a note for the checks tells that a live generation was left behind."""

    def write(store: Store) -> tuple[Store, bool]:
        store, done = swap(f"head/{lineage}", head, after)(store)
        return ({**store, f"overtaken/{lineage}": True} if done and head.state == "live" else store), done

    return write


def split(loser: str, winner: str) -> Steps:
    """Teach cannot-link first, then take the loser out again."""
    yield put(_pair(loser, winner), True)
    yield from _unmerge(loser, winner)
    return "split"


def reconcile() -> Steps:
    """One pass: make heads of claimed lineages, finish or withdraw announcements, obey cannot-links."""
    for key in (yield names("alias/")):
        yield create(f"head/{(yield get(key))}", Head())
    for key in (yield names("head/")):
        winner = key.removeprefix("head/")
        for loser in (yield get(key)).announced:
            yield from _settle(loser, winner)


def _settle(loser: str, winner: str) -> Steps:
    head = yield get(f"head/{loser}")
    if head.into == winner and head.became:
        yield from _continue(loser, winner)
    elif head.into == winner and (yield get(_pair(loser, winner))):
        yield from _unmerge(loser, winner)
    elif head.into == winner:
        yield from _confirm(loser, winner)
    else:
        yield from _withdraw(loser, winner)


def _announce(loser: str, winner: str, state: str = "live") -> Steps:
    while True:
        head = yield get(f"head/{winner}")
        if head.merged or head.state != state:
            return False
        if loser in head.announced:
            return True
        if (yield swap(f"head/{winner}", head, head._replace(announced=(*head.announced, loser)))):
            return True


def _confirm(loser: str, winner: str) -> Steps:
    while loser in (head := (yield get(f"head/{winner}"))).announced:
        reopened = head.generation + (head.state == "resolved")
        after = head._replace(generation=reopened, state="live", announced=_less(head.announced, loser))
        yield swap(f"head/{winner}", head, after)


def _withdraw(loser: str, winner: str) -> Steps:
    while loser in (head := (yield get(f"head/{winner}"))).announced:
        yield swap(f"head/{winner}", head, head._replace(announced=_less(head.announced, loser)))


def _unmerge(loser: str, winner: str) -> Steps:
    while (head := (yield get(f"head/{loser}"))).into == winner:
        yield swap(f"head/{loser}", head, head._replace(into=""))
    yield from _withdraw(loser, winner)


def _occurrence(lineage: str, rid: str, generation: int) -> Operation:
    def write(store: Store) -> tuple[Store, bool]:
        head = store.get(f"head/{lineage}")
        live = head is not None and not head.merged and (head.generation, head.state) == (generation, "live")
        key = f"o/{lineage}/{rid}/{generation}"
        return {**store, key: store.get(key, False) or live}, True

    return write


def _taken(loser: str, winner: str) -> Steps:
    """True when the loser is in the winner now; an earlier try may have put it there and crashed."""
    head = yield get(f"head/{loser}")
    if head.into == winner:
        return True
    if head.merged or head.announced or head.state != "live" or (yield get(_pair(loser, winner))):
        return False
    return (yield _take(loser, head, winner))


def _take(loser: str, head: Head, winner: str) -> Operation:
    """The swap that merges; a note for the checks tells that the winner was already closed at that moment."""

    def write(store: Store) -> tuple[Store, bool]:
        store, taken = swap(f"head/{loser}", head, head._replace(into=winner))(store)
        if taken and store[f"head/{winner}"].state == "resolved":
            store = {**store, f"note/{loser}": (winner, store[f"head/{winner}"].generation)}
        return store, taken

    return write


def _pair(one: str, other: str) -> str:
    return "cannot/" + "/".join(sorted((one, other)))


def _less(announced: tuple[str, ...], loser: str) -> tuple[str, ...]:
    return tuple(each for each in announced if each != loser)

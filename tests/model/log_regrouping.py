"""What closes logs, in miniature: merges, their undoing, splits (also by pin), and one problem led over to another.

The keys are those of `log_protocol`.
"""

from tests.model.explorer import create, get, names, swap
from tests.model.log_protocol import CLOSE, JOIN, ORDER, ROOT, Head
from tests.model.protocol import Steps


def merge(loser: str, winner: str, fps: tuple[str, ...], *, without: str = "") -> Steps:
    """Announce, which makes them kin; take the loser, whose log is closed by that; confirm; lead.

    If it was closed before, reports may be on their way beside it: then the winner's log is closed as well.
    """
    head = yield get(f"head/{winner}")
    while loser not in head.announced:
        if head.into or head.state != "live":
            return "refused"
        kin = tuple(dict.fromkeys((*head.kin, loser)))
        yield swap(f"head/{winner}", head, head._replace(announced=(*head.announced, loser), kin=kin))
        head = yield get(f"head/{winner}")
    taken = yield get(f"head/{loser}")
    while taken.into != winner:
        if taken.into or taken.announced or taken.state != "live":
            yield from _withdraw(loser, winner)
            return "refused"
        if taken.closed and without != JOIN:
            yield from close(winner)
        yield swap(f"head/{loser}", taken, taken._replace(into=winner, closed=without != CLOSE))
        taken = yield get(f"head/{loser}")
    yield from _confirm(loser, winner)
    for fp in fps:
        yield from _lead(fp, winner)
    return "merged"


def unmerge(loser: str, winners: tuple[str, ...], fps: tuple[str, ...], *, without: str = "") -> Steps:
    """Close the logs of all that it was merged into, nearest first, then free the loser; then lead.

    The loser learns its kin by the swap that frees it.
    """
    for winner in winners[: 1 if without == ROOT else None] if without != CLOSE else ():
        yield from close(winner)
    while (head := (yield get(f"head/{loser}"))).into == winners[0]:
        free = head._replace(into="", closed=True, kin=tuple(dict.fromkeys((*head.kin, *winners))))
        yield swap(f"head/{loser}", head, free)
    yield from _withdraw(loser, winners[0])
    for fp in fps:
        yield from _lead(fp, loser)
    return "free"


def split(fp: str, source: str, born: str, *, pins: bool = False, without: str = "") -> Steps:
    """Close the log, make the new head, which knows its kin, then lead the fingerprint there, or its pinned values."""
    if without != CLOSE:
        yield from close(source)
    yield create(f"head/{born}", Head(closed=True, kin=(source,)))
    if not pins:
        yield from _lead(fp, born)
        return "split"
    if without != ORDER:
        yield create(f"alias/{fp}:own", born)
    yield swap(f"alias/{fp}", source, (source, f"{fp}:own"))
    yield create(f"alias/{fp}:own", born)
    return "split"


def lead_over(fp: str, source: str, to: str, *, without: str = "") -> Steps:
    """Close the logs of both, the other one's in the swap that tells it of its kin; then lead the fingerprint there."""
    if without != CLOSE:
        yield from close(source)
    while source not in (head := (yield get(f"head/{to}"))).kin:
        after = head._replace(kin=(*head.kin, source), closed=without not in (CLOSE, ROOT))
        yield swap(f"head/{to}", head, after)
    yield from _lead(fp, to)
    return "led"


def reconcile() -> Steps:
    """Make heads that were claimed; finish or withdraw announced merges."""
    for key in (yield names("alias/")):
        found = yield get(key)
        yield create(f"head/{found[0] if isinstance(found, tuple) else found}", Head())
    for key in (yield names("head/")):
        winner = key.removeprefix("head/")
        for loser in (yield get(key)).announced:
            taken = yield get(f"head/{loser}")
            yield from (_confirm if taken.into == winner else _withdraw)(loser, winner)


def close(lineage: str) -> Steps:
    """As a split does it."""
    while not (head := (yield get(f"head/{lineage}"))).closed:
        yield swap(f"head/{lineage}", head, head._replace(closed=True))


def _lead(fp: str, to: str) -> Steps:
    while (old := (yield get(f"alias/{fp}"))) != to:
        yield swap(f"alias/{fp}", old, to)


def _confirm(loser: str, winner: str) -> Steps:
    while loser in (head := (yield get(f"head/{winner}"))).announced:
        generation = head.generation + (head.state == "resolved")
        after = head._replace(generation=generation, state="live", announced=_less(head, loser))
        yield swap(f"head/{winner}", head, after)


def _withdraw(loser: str, winner: str) -> Steps:
    while loser in (head := (yield get(f"head/{winner}"))).announced:
        yield swap(f"head/{winner}", head, head._replace(announced=_less(head, loser)))


def _less(head: Head, loser: str) -> tuple[str, ...]:
    return tuple(each for each in head.announced if each != loser)

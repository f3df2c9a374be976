"""Counting in a head's log in miniature, beside what closes logs: merges, their undoing, splits, pins, resolves.

Keys: `alias/{fp}` → lineage, or (lineage, whose pinned values have their own alias); `head/{lineage}` → Head;
`block/{lineage}/{n}` → what left a log; `claim/{rid}` → what a client's key, or an appended report, was claimed for;
`o/{rid}` → where a report was appended. `without` names a safeguard left out, so that the checks can be seen to fail.
"""

from typing import Any, NamedTuple

from tests.model.explorer import create, get, names, put, swap
from tests.model.protocol import Steps

SEEN, SWAP, STATE, HELP, BLOCKS, KIN, CLOSE, AGAIN, CLAIM, LOOK, EARLY, OLD_KIN, HOPS, ROOT, ORDER, JOIN = (
    "seen", "swap", "state", "help", "blocks", "kin", "close", "again", "claim", "look", "early", "old kin", "hops",
    "root", "order", "join",
)  # fmt: skip
MANY = 9


class Entry(NamedTuple):
    """One counted report. `mark` is "resolved" for the checks."""

    rid: str
    generation: int
    late: bool = False
    mark: str = ""


class Head(NamedTuple):
    """`log`: the newest entries; `blocks`: how many older ones are objects. `kin`: who may have counted them before."""

    generation: int = 1
    state: str = "live"
    into: str = ""
    announced: tuple[str, ...] = ()
    closed: bool = False
    kin: tuple[str, ...] = ()
    blocks: int = 0
    log: tuple[Entry, ...] = ()


def record(
    rids: tuple[str, ...], fp: str, *, recalls: str = "", late: bool = False, keyed: bool = False, newest: int = 99,
    pinned: bool = False, without: str = "",
) -> Steps:  # fmt: skip
    """Reports of one problem. `recalls`: the lineage that this process remembers; `newest`: how many a log keeps.

    `pinned`: they have the values that a split may pin.
    """
    left = (yield from _claimed(rids, fp)) if keyed and without != CLAIM else list(rids)
    acked = tuple(("acked", rid) for rid in left)
    won, lineage = False, recalls
    if not recalls:
        fp, lineage = yield from _way(fp, pinned)
    if lineage is None:
        won = yield create(f"alias/{fp}", f"L{rids[0]}")
        lineage = yield get(f"alias/{fp}")
    for _ in range(MANY):
        head = yield get(f"head/{lineage}")
        if head is None and without == HELP and not won:
            return acked
        if head is None:
            yield create(f"head/{lineage}", Head())
        elif head.into:
            lineage = head.into
        elif head.closed and recalls and without != AGAIN:
            recalls, (_, lineage) = "", (yield from _way(fp, pinned))
        elif head.closed:
            yield from _append_all(left, lineage, without)
            return acked
        elif (yield from _commit(left, lineage, head, late, newest, without)):
            return acked
    raise AssertionError("too many races for this model")


def _way(fp: str, pinned: bool) -> Steps:
    """The fingerprint that they really have, and where it leads."""
    found = yield get(f"alias/{fp}")
    if not isinstance(found, tuple):
        return fp, found
    lineage, own = found
    return (own, (yield get(f"alias/{own}"))) if pinned else (fp, lineage)


def _claimed(rids: tuple[str, ...], fp: str) -> Steps:
    """Those whose key did not come with another problem before."""
    left = list(rids)
    for rid in rids:
        if not (yield create(f"claim/{rid}", fp)) and (yield get(f"claim/{rid}")) != fp:
            left.remove(rid)
    return left


def _commit(rids: list[str], lineage: str, head: Head, late: bool, newest: int, without: str) -> Steps:
    """One swap, on the version that was read. True: all are counted."""
    known = yield from _known(lineage, head, without)
    fresh = [rid for rid in rids if rid not in known or without == SEEN]
    if not fresh or without == EARLY:
        return True
    now = (yield get(f"head/{lineage}")) if without == STATE else head
    generation = head.generation + (head.state == "resolved" and not late)
    state = "live" if generation > head.generation else now.state
    entries = tuple(Entry(rid, generation, late) for rid in fresh)
    after = now._replace(generation=max(generation, now.generation), state=state, log=now.log + entries)
    if len(now.log) > newest:
        yield put(f"block/{lineage}/{now.blocks}", now.log[:1])
        after = after._replace(blocks=now.blocks + 1, log=after.log[1:])
    if without == SWAP:
        yield put(f"head/{lineage}", after)
        return True
    return (yield swap(f"head/{lineage}", now, after))


def _known(lineage: str, head: Head, without: str) -> Steps:
    """The ids that were counted: by this log, what left it, and all of the logs that may have counted them before."""
    found = yield from _listed(lineage, head, blocks=without != BLOCKS)
    near = [*dict.fromkeys((*head.kin, *head.announced))] if without != KIN else []
    for name in near:
        if (other := (yield get(f"head/{name}"))) is not None:
            found |= yield from _listed(name, other, blocks=without != OLD_KIN)
            further = (*other.kin, *other.announced) if without != HOPS else ()
            near += [each for each in dict.fromkeys(further) if each not in (lineage, *near)]
    for each in (yield names("o/")) if head.kin and without != KIN else ():
        found.add(each.removeprefix("o/"))
    return found


def _listed(lineage: str, head: Head, *, blocks: bool) -> Steps:
    found = {each.rid for each in head.log}
    for number in range(head.blocks if blocks else 0):
        found |= {each.rid for each in (yield get(f"block/{lineage}/{number}"))}
    return found


def _append_all(rids: list[str], lineage: str, without: str) -> Steps:
    for rid in rids:
        yield from _append(rid, lineage, without)


def _append(rid: str, lineage: str, without: str) -> Steps:
    """The log is closed: claim, look at what logs have counted, write, look at the head again."""
    yield create(f"claim/{rid}", "appended")
    written = yield get(f"o/{rid}")
    for _ in range(MANY):
        head = yield get(f"head/{lineage}")
        if head.into:
            lineage = head.into
            continue
        if written is None and without != LOOK:
            known = yield from _known(lineage, head, without)
            if rid in known:
                return
        generation = head.generation
        if head.state == "resolved":
            generation += 1
            if not (yield swap(f"head/{lineage}", head, head._replace(generation=generation, state="live"))):
                continue
        written = (lineage, generation)
        yield put(f"o/{rid}", written)
        again = yield get(f"head/{lineage}")
        if (again.generation, again.state, again.into) == (generation, "live", ""):
            return


def resolve(lineage: str) -> Steps:
    """One swap."""
    while True:
        head = yield get(f"head/{lineage}")
        if head.into or head.state != "live":
            return "refused"
        mark = Entry("", head.generation, mark="resolved")
        if (yield swap(f"head/{lineage}", head, head._replace(state="resolved", log=(*head.log, mark)))):
            return "resolved"


def opened(lineage: str, *fps: str) -> Any:
    """A problem that exists before the others begin."""

    def steps() -> Steps:
        for fp in fps:
            yield create(f"alias/{fp}", lineage)
        yield create(f"head/{lineage}", Head())

    return steps

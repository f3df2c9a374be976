"""The embedded protocol in miniature: processes on one file, a transaction as one atomic step, one generator per actor.

What a process learned before its transaction may be out of date when that begins. Fingerprints with the same first
letter are near-identical. Keys: `seq` → the last number given; `alias/{fp}` → Alias; `ticket/{id}` → Ticket;
`o/{rid}` → the tickets it was counted on, each with whether that was live; `job/{fp}` → a deferred match; `note/…` is
for the checks. `without` names the safeguards left out, so that the checks can be seen to fail.
"""

from collections.abc import Generator
from typing import Any, NamedTuple

from tests.model.explorer import Operation, Store

Steps = Generator[Operation, Any, Any]
Without = frozenset[str]
DELTA, HEAD, INDEX, REPLAY = "delta", "head", "index", "replay"
EVERYTHING: Without = frozenset()
LIVE, RESOLVED, MERGED = "live", "resolved", "merged"


class Alias(NamedTuple):
    """Where a fingerprint leads, and since when it can be found by similarity (0: not yet)."""

    lineage: str
    home: str
    vector_seq: int


class Ticket(NamedTuple):
    """One generation of a problem. `waiting`: it was opened without a search."""

    seq: int
    lineage: str
    generation: int = 1
    state: str = LIVE
    into: str = ""
    closed_seq: int = 0
    waiting: bool = False


class Found(NamedTuple):
    """A search: what was near, of all that was stored up to a number."""

    upto: int
    near: tuple[str, ...]


Known = tuple[str, Ticket]


class Seen(NamedTuple):
    """What a process knows of a report when its transaction begins. No search: the match is put off."""

    rid: str
    fp: str
    known: Known | None
    search: Found | None


class Refused(Exception):
    """A unique index said no."""


def process(*reports: tuple[str, str], deferred: bool = False, without: Without = EVERYTHING) -> Steps:
    """Look, search for what is unknown, record the whole group in one transaction, acknowledge after its commit."""
    seen = []
    for rid, fp in reports:
        known = yield _reading(lambda store, fp=fp: head_of(store, fp))
        search = None if known or deferred else (yield _reading(lambda store, fp=fp: nearest(store, fp)))
        seen.append(Seen(rid, fp, known, search))
    return (yield _transaction(lambda file: tuple(_record(file, each, without) for each in seen)))


def resolve(fp: str) -> Steps:
    """A person closes the problem if it is open."""
    yield _transaction(lambda file: _resolve(file, head_of(file, fp)))


def merge(loser: str, winner: str) -> Steps:
    """A person joins two problems if both are open."""
    yield _transaction(lambda file: _merge(file, head_of(file, loser), head_of(file, winner)))


def rematch(fp: str, *, without: Without = EVERYTHING) -> Steps:
    """The worker: search, decide in one transaction, and only then drop the job."""
    if (yield _reading(lambda store: f"job/{fp}" in store)):
        search = yield _reading(lambda store: nearest(store, fp))
        yield _transaction(lambda file: _rematch(file, fp, search, without))
        yield _transaction(lambda file: file.pop(f"job/{fp}", None))


def head_of(store: Store, fp: str) -> Known | None:
    """The newest generation behind a fingerprint."""
    alias = store.get(f"alias/{fp}")
    return None if alias is None else newest(store, alias.lineage)


def newest(store: Store, lineage: str) -> Known:
    """A lineage's newest generation."""
    mine = [key for key in store if key.startswith("ticket/") and store[key].lineage == lineage]
    key = max(mine, key=lambda each: store[each].generation)
    return key.removeprefix("ticket/"), store[key]


def nearest(store: Store, fp: str, after: int = 0) -> Found:
    """The searchable fingerprints near one, stored after a number."""
    aliases = [key.removeprefix("alias/") for key in store if key.startswith("alias/")]
    near = [each for each in sorted(aliases) if each[0] == fp[0] and each != fp]
    return Found(store.get("seq", 0), tuple(each for each in near if store[f"alias/{each}"].vector_seq > after))


def _reading(question: Any) -> Operation:
    return lambda store: (store, question(store))


def _transaction(change: Any) -> Operation:
    def commit(store: Store) -> tuple[Store, Any]:
        file = dict(store)
        answer = change(file)
        return file, answer

    return commit


def _next(file: dict[str, Any]) -> int:
    file["seq"] = file.get("seq", 0) + 1
    return int(file["seq"])


def _record(file: dict[str, Any], seen: Seen, without: Without) -> tuple[str, str, str]:
    """One report in its group's transaction; a refusal undoes this report only."""
    counted = file.get(f"o/{seen.rid}", ())
    if counted and REPLAY not in without:
        return "acked", seen.fp, seen.rid
    before = dict(file)
    known = seen.known if HEAD in without else head_of(file, seen.fp)
    try:
        ticket = _place(file, seen.rid, known, without) if known else _open_or_join(file, seen, without)
    except Refused:
        file.clear()
        file.update(before)
        return "refused", seen.fp, seen.rid
    file[f"o/{seen.rid}"] = (*counted, (ticket, _next(file), file[f"ticket/{ticket}"].state))
    return "acked", seen.fp, seen.rid


def _place(file: dict[str, Any], rid: str, head: Known, without: Without) -> str:
    """On the head when it is live, else a regression."""
    ticket, known = head
    if known.state == LIVE:
        return ticket
    return _open(file, rid, Ticket(_next(file), known.lineage, known.generation + 1), without)


def _open_or_join(file: dict[str, Any], seen: Seen, without: Without) -> str:
    """An unknown fingerprint: near what was found or came since, or a problem of its own."""
    if f"alias/{seen.fp}" in file and INDEX not in without:
        raise Refused
    near = _candidates(file, seen.fp, seen.search, without) if seen.search else ()
    lineage = file[f"alias/{near[0]}"].lineage if near else f"L{seen.rid}"
    file[f"alias/{seen.fp}"] = Alias(lineage, lineage, _next(file) if seen.search else 0)
    if near:
        return _place(file, seen.rid, newest(file, lineage), without)
    if seen.search is None:
        file[f"job/{seen.fp}"] = True
    return _open(file, seen.rid, Ticket(_next(file), lineage, waiting=seen.search is None), without)


def _open(file: dict[str, Any], rid: str, ticket: Ticket, without: Without) -> str:
    """The unique index on live tickets of a lineage."""
    others = [file[key] for key in file if key.startswith("ticket/") and file[key].lineage == ticket.lineage]
    if INDEX not in without and any(each.state == LIVE for each in others):
        raise Refused
    file[f"ticket/I{rid}"] = ticket
    return f"I{rid}"


def _candidates(file: dict[str, Any], fp: str, search: Found, without: Without) -> tuple[str, ...]:
    """What the search found, and inside the transaction what was stored after it."""
    since = () if DELTA in without else nearest(file, fp, after=search.upto).near
    return tuple(each for each in (*search.near, *since) if each != fp)


def _resolve(file: dict[str, Any], head: Known | None) -> None:
    if head and head[1].state == LIVE:
        file[f"ticket/{head[0]}"] = head[1]._replace(state=RESOLVED, closed_seq=_next(file))


def _merge(file: dict[str, Any], loser: Known | None, winner: Known | None) -> None:
    if loser and winner and loser[0] != winner[0] and loser[1].state == winner[1].state == LIVE:
        _join(file, loser, winner)


def _join(file: dict[str, Any], loser: Known, winner: Known) -> None:
    file[f"ticket/{loser[0]}"] = loser[1]._replace(state=MERGED, into=winner[0])
    for key in [key for key in file if key.startswith("alias/") and file[key].lineage == loser[1].lineage]:
        file[key] = file[key]._replace(lineage=winner[1].lineage)
    _next(file)


def _rematch(file: dict[str, Any], fp: str, search: Found, without: Without) -> None:
    """Make it searchable; then a live twin is merged, the older wins, and a resolved one recurs in this ticket."""
    alias = file[f"alias/{fp}"]
    key, (ticket, head) = f"alias/{fp}", newest(file, alias.home)
    file[key] = alias._replace(vector_seq=alias.vector_seq or _next(file))
    file[f"ticket/{ticket}"] = settled = head._replace(waiting=False)
    if not head.waiting or head.state != LIVE or alias.home != alias.lineage:
        return
    near = [file[f"alias/{each}"].lineage for each in _candidates(file, fp, search, without)]
    others = [newest(file, lineage) for lineage in near if lineage != head.lineage]
    if not others:
        return
    other, twin = others[0]
    if twin.state == LIVE:
        loser, winner = sorted([(ticket, settled), (other, twin)], key=lambda each: -each[1].seq)
        _join(file, loser, winner)
    elif _last_report(file, ticket) > twin.closed_seq and head.generation == 1:
        file[f"ticket/{ticket}"] = settled._replace(lineage=twin.lineage, generation=twin.generation + 1)
        file[key] = file[key]._replace(lineage=twin.lineage, home=twin.lineage)


def _last_report(file: dict[str, Any], ticket: str) -> int:
    counted = [each for key in file if key.startswith("o/") for each in file[key]]
    return max(seq for on, seq, _ in counted if on == ticket)

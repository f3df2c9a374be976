"""Counting in a head's log holds in every interleaving with crashes, and stops holding when a safeguard is left out."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.model.explorer import Exploration, Final, Program, Store, explore
from tests.model.log_protocol import (
    AGAIN,
    BLOCKS,
    CLAIM,
    CLOSE,
    EARLY,
    HELP,
    HOPS,
    JOIN,
    KIN,
    LOOK,
    OLD_KIN,
    ORDER,
    ROOT,
    SEEN,
    STATE,
    SWAP,
    Entry,
    Head,
    opened,
    record,
    resolve,
)
from tests.model.log_regrouping import close, lead_over, merge, reconcile, split, unmerge

Actors = Callable[[str], list[Program]]
ONE = (opened("La", "fa"),)
PAIR = (opened("La", "fa"), opened("Lb", "fb"))
MERGED = (*PAIR, partial(merge, "La", "Lb", ("fa",)))
BOTH = (opened("La", "fa", "fb"),)
PARTED = (*PAIR, partial(close, "La"))
LONG = (*PAIR, partial(record, ("r1",), "fa", newest=0), partial(record, ("r0",), "fa", newest=0))
HOPPED = (*PAIR, opened("Lc", "fc"), partial(record, ("r1",), "fa"), partial(merge, "La", "Lb", ("fa",)))
TWICE = (*PAIR, opened("Lc", "fc"), partial(merge, "La", "Lb", ("fa",)), partial(merge, "Lb", "Lc", ("fb",)))


def sent(
    *rids: str, fp: str = "fa", recalls: str = "", keyed: bool = False, newest: int = 99, pinned: bool = False
) -> Callable[[str], Program]:
    said = partial(record, rids, fp, recalls=recalls, keyed=keyed, newest=newest, pinned=pinned)
    return lambda without: partial(said, without=without)


def acting(*programs: Callable[[str], Program]) -> Actors:
    return lambda without: [each(without) for each in programs]


def done(program: Callable[..., object], *said: object) -> Callable[[str], Program]:
    return lambda without: partial(program, *said, without=without)  # type: ignore[return-value]


merging, leading = done(merge, "La", "Lb", ("fa",)), done(lead_over, "fa", "La", "Lb")
pinning = done(partial(split, pins=True), "fa", "La", "Ln")


def resolved(lineage: str) -> Callable[[str], Program]:
    return lambda without: partial(resolve, lineage)


STORIES: dict[str, tuple[Actors, tuple[Program, ...], int]] = {
    "a delivery, again, and a resolve": (acting(sent("r1", "r2"), sent("r1"), resolved("La")), ONE, 1),
    "a new problem twice": (acting(sent("r1", "r2"), sent("r1")), (), 2),
    "a short log": (acting(sent("r1", newest=0), sent("r2", newest=0), sent("r1", newest=0)), ONE, 1),
    "one key, two problems": (acting(sent("r1", keyed=True), sent("r1", fp="fb", keyed=True)), PAIR, 1),
    "a merge": (acting(merging, sent("r1", recalls="La"), sent("r1")), PAIR, 1),
    "a merge and a resolve": (acting(merging, sent("r1"), resolved("Lb")), PAIR, 1),
    "a split": (acting(done(split, "fa", "La", "Ln"), sent("r1", recalls="La"), sent("r1")), BOTH, 1),
    "a merge undone": (acting(done(unmerge, "La", ("Lb",), ("fa",)), sent("r1", recalls="Lb"), sent("r1")), MERGED, 1),
    "a merge of a long log": (acting(merging, sent("r1", newest=0), sent("r2", newest=0)), LONG, 1),
    "a merge of a closed log": (acting(merging, sent("r1"), sent("r1")), PARTED, 0),
    "a merge of a merge": (acting(done(merge, "Lb", "Lc", ("fb",)), sent("r1", recalls="La"), sent("r1")), HOPPED, 1),
    "two merges undone": (
        acting(done(unmerge, "La", ("Lb", "Lc"), ("fa",)), sent("r1", recalls="Lb"), sent("r1")), TWICE, 0
    ),
    "pinned values": (acting(pinning, sent("r1", recalls="La", pinned=True), sent("r1", pinned=True)), ONE, 1),
    "led to another problem": (acting(leading, sent("r1", recalls="La"), sent("r1")), PAIR, 1),
}  # fmt: skip
NEEDED = [
    ("a delivery, again, and a resolve", SEEN),
    ("a delivery, again, and a resolve", STATE),
    ("a delivery, again, and a resolve", SWAP),
    ("a delivery, again, and a resolve", EARLY),
    ("a new problem twice", HELP),
    ("a short log", BLOCKS),
    ("one key, two problems", CLAIM),
    ("a merge", KIN),
    ("a split", CLOSE),
    ("a split", KIN),
    ("a split", LOOK),
    ("a merge undone", CLOSE),
    ("a merge undone", KIN),
    ("a merge of a long log", BLOCKS),
    ("a merge of a long log", OLD_KIN),
    ("a merge of a closed log", JOIN),
    ("a merge of a merge", HOPS),
    ("two merges undone", ROOT),
    ("pinned values", CLOSE),
    ("pinned values", KIN),
    ("pinned values", LOOK),
    ("pinned values", ORDER),
    ("led to another problem", CLOSE),
    ("led to another problem", KIN),
    ("led to another problem", LOOK),
    ("led to another problem", ROOT),
]


def run(actors: list[Program], before: tuple[Program, ...], crashes: int) -> Exploration:
    return explore(actors, crashes=crashes, before=before, after=[reconcile])


def violations(found: Exploration) -> list[str]:
    return [each for final in found.finals for each in broken(final)]


def broken(final: Final) -> Iterator[str]:
    heads = {key: head for key, head in final.store.items() if isinstance(head, Head)}
    acked = {each[1] for result in final.results if isinstance(result, tuple) for each in result if each[0] == "acked"}
    for rid in acked | {each.rid for head in heads.values() for each in head.log if each.rid}:
        times = sum(entry.rid == rid for key in heads for entry in _entries(final.store, key))
        times += f"o/{rid}" in final.store
        if times > 1 or (times == 0 and rid in acked):
            yield f"{rid} is counted {times} times"
    for key, head in heads.items():
        if head.announced:
            yield f"{key} still announces {head.announced}"
        yield from _swallowed(key, _entries(final.store, key))


def _entries(store: Store, key: str) -> list[Entry]:
    lineage, head = key.removeprefix("head/"), store[key]
    older = [each for number in range(head.blocks) for each in store[f"block/{lineage}/{number}"]]
    return [*older, *head.log]


def _swallowed(key: str, entries: list[Entry]) -> Iterator[str]:
    over = 0
    for each in entries:
        if each.mark:
            over = each.generation
        elif not each.late and each.generation <= over:
            yield f"{each.rid} was swallowed by a resolved ticket of {key}"


@pytest.mark.parametrize("name", STORIES)
def test_no_interleaving_counts_wrong(name: str) -> None:
    actors, before, crashes = STORIES[name]
    assert violations(run(actors(""), before, crashes)) == []


@pytest.mark.parametrize(("name", "without"), NEEDED)
def test_each_safeguard_is_needed(name: str, without: str) -> None:
    """Without a crash already."""
    actors, before, _ = STORIES[name]
    assert violations(run(actors(without), before, 0)) != []


@pytest.mark.parametrize(("without", "where"), [("", "Ln"), (AGAIN, "La")])
def test_a_stale_memory_follows_a_split_if_it_reads_again(without: str, where: str) -> None:
    before = (*BOTH, partial(split, "fa", "La", "Ln"))
    found = run([partial(record, ("r1",), "fa", recalls="La", without=without)], before, 1)
    assert {final.store["o/r1"][0] for final in found.finals} == {where}


@pytest.mark.long
def test_three_deliveries_and_a_resolve() -> None:
    actors = acting(sent("r1", "r2"), sent("r1"), sent("r2"), resolved("La"))
    assert violations(run(actors(""), ONE, 1)) == []

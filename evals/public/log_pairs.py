"""Pairs of real log lines: A, then B, alone on a fresh service. Do they become one incident?"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from evals.public import Table, read_lines
from evals.public.baselines import (
    DRAINS,
    drained_as_one,
    has_drain,
    headless,
    inverse_frequencies,
    plain_fingerprint,
    profile_of_log,
    vectors,
    weighted_jaccard,
)
from evals.public.scores import f1_interval, score_pairs, shown, spread
from tools.nouns.decisions import Band
from tools.nouns.policy import Policy
from tools.rules.matching import judge

COSINE = 0.7  # the usual default
JACCARD = 0.64  # fixed beforehand; thresholds chosen from the data itself are in `left_out`
COLUMNS = ("method", "precision", "recall", "F1", "95 %", "hard negatives merged", "F1 by system, worst-best")

Pair = dict[str, Any]


def run(data_dir: Path) -> Table:
    """Run `data_dir/log_pairs/pairs.jsonl`, one row per method; the last row is the product's."""
    pairs = read(data_dir)
    rows = tuple(_row(name, pairs, same) for name, same in _methods(pairs))
    return Table("Log pairs", COLUMNS, rows, ("nothing can be learned from a single pair",))


def read(data_dir: Path) -> list[Pair]:
    """Return the pairs of `data_dir/log_pairs/pairs.jsonl`."""
    return read_lines(data_dir / "log_pairs" / "pairs.jsonl")


def _methods(pairs: list[Pair]) -> list[tuple[str, Callable[[Pair], bool]]]:
    messages = {pair[side]["log"]: headless(pair[side]["log"]) for pair in pairs for side in "ab"}
    weights = inverse_frequencies(list(messages.values()))
    known = vectors(list(messages.values()))

    def both(pair: Pair) -> tuple[str, str]:
        return messages[pair["a"]["log"]], messages[pair["b"]["log"]]

    def cosine(pair: Pair) -> float:
        one, other = both(pair)
        return float(known[one] @ known[other])

    def drained(similarity: float, pair: Pair) -> bool:
        return drained_as_one(similarity, *both(pair))

    return [
        ("cosine > 0.7", lambda pair: cosine(pair) > COSINE),
        ("IDF-weighted Jaccard > 0.64", lambda pair: weighted_jaccard(*both(pair), weights) > JACCARD),
        ("masked fingerprint", lambda pair: len({plain_fingerprint(message) for message in both(pair)}) == 1),
        *((f"drain3 {near}", partial(drained, near)) for near in (DRAINS if has_drain() else ())),
        ("ours", lambda pair: joined(pair, cosine(pair))),
    ]


def joined(pair: Mapping[str, Any], cosine: float) -> bool:
    """True for one fingerprint, or SAME by the rules."""
    one, other = (profile_of_log(pair[side]["log"], pair["service"]) for side in "ab")
    return one.fingerprint == other.fingerprint or judge(one, other, cosine, Policy()).band is Band.SAME


def _row(name: str, pairs: list[Pair], same: Callable[[Pair], bool]) -> tuple[object, ...]:
    said = [same(pair) for pair in pairs]
    score = score_pairs(pairs, said)
    systems = sorted({pair["system"] for pair in pairs})
    by_system = [_f1_of(system, pairs, said) for system in systems]
    return (
        name,
        shown(score.precision),
        shown(score.recall),
        shown(score.f1),
        f1_interval(pairs, said),
        shown(score.hard_merged),
        spread(by_system),
    )


def _f1_of(system: str, pairs: list[Pair], said: list[bool]) -> float:
    chosen = [place for place, pair in enumerate(pairs) if pair["system"] == system]
    return score_pairs([pairs[place] for place in chosen], [said[place] for place in chosen]).f1

"""Pairs of texts by kind of verdict: `same` must become one ticket on a fresh service, `different` two."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.public import Table, read_lines
from evals.public.baselines import profile_of_log, vectors
from evals.public.scores import share_interval, shown
from tools.nouns.decisions import Band
from tools.nouns.policy import Policy
from tools.rules.matching import judge

COLUMNS = ("set", "kind", "expected", "pairs", "right", "share", "95 %", "wrong")
FOLDER = "verdict_kinds"
NAMED = 6
NOTES = ("a kind is the text before the colon; 95 % = bootstrap over the pairs, fixed seed",)

Pair = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair with the product's judgement."""

    pair: Pair
    name: str
    right: bool


def run(data_dir: Path, folder: str = FOLDER, title: str = "Verdicts by kind") -> Table:
    """Run every `*.jsonl` of the folder: one row per kind and expectation, the weakest first, then all together."""
    rows: list[tuple[object, ...]] = []
    for path in sorted((data_dir / folder).glob("*.jsonl")):
        rows += _rows_of(f"{folder}/{path.stem}", judged(read_lines(path)))
    return Table(title, COLUMNS, tuple(rows), NOTES)


def asked(pairs: Iterable[Pair]) -> list[Pair]:
    """Return every pair of two reports; a pair of a report and a runbook belongs to the table of runbooks."""
    return [pair for pair in pairs if not _kind(pair).startswith("runbook")]


def judged(pairs: Iterable[Pair]) -> list[Judged]:
    """Judge every pair of two reports."""
    chosen = asked(pairs)
    profiles = [tuple(profile_of_log(pair[side], str(pair.get("service", "s"))) for side in "ab") for pair in chosen]
    known = vectors([profile.template for both in profiles for profile in both])
    said = [
        one.fingerprint == other.fingerprint
        or judge(one, other, float(known[one.template] @ known[other.template]), Policy()).band is Band.SAME
        for one, other in profiles
    ]
    return [
        Judged(pair, str(pair.get("id", number)), same is (pair["expect"] == "same"))
        for number, (pair, same) in enumerate(zip(chosen, said, strict=True))
    ]


def _rows_of(name: str, answers: Sequence[Judged]) -> list[tuple[object, ...]]:
    kinds: dict[tuple[str, str], list[Judged]] = {}
    for answer in answers:
        kinds.setdefault((_kind(answer.pair), str(answer.pair["expect"])), []).append(answer)
    ordered = sorted(kinds.items(), key=lambda item: (_share(item[1]), item[0]))
    rows = [_row(name, *which, group) for which, group in ordered]
    for system in sorted({str(answer.pair["system"]) for answer in answers if "system" in answer.pair}):
        group = [answer for answer in answers if answer.pair.get("system") == system]
        rows.append(_row(name, system, "both", group))
    return [*rows, _row(name, "all", "both", answers)]


def _kind(pair: Pair) -> str:
    return str(pair["kind"]).partition(":")[0]


def _share(group: Sequence[Judged]) -> float:
    return sum(answer.right for answer in group) / len(group)


def _row(name: str, kind: str, expected: str, group: Sequence[Judged]) -> tuple[object, ...]:
    flags = [answer.right for answer in group]
    wrong = [answer.name for answer in group if not answer.right]
    right = len(group) - len(wrong)
    return name, kind, expected, len(group), right, shown(_share(group)), share_interval(flags), named(wrong)


def named(wrong: Sequence[str]) -> str:
    """Name the first ones, and say how many more there are."""
    return ", ".join(wrong[:NAMED]) + (f" and {len(wrong) - NAMED} more" if len(wrong) > NAMED else "")

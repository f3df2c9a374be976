"""One alert worded by two tools: what is joined without asking, and what is suggested."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evals.public import Table, read_lines
from evals.public.baselines import inverse_frequencies, plain_fingerprint, profile_of_log, vectors, weighted_jaccard
from evals.public.scores import PairScore, recall_interval, score_pairs, shown
from tools.nouns.decisions import Band, Comparison
from tools.nouns.policy import Policy
from tools.nouns.reports import Candidate, Profile
from tools.rules.choices import Judged, Option, choose, near
from tools.rules.matching import judge

PRECISION = 0.97
GRID = [step / 100 for step in range(20, 100)]
COLUMNS = ("method", "threshold", "precision", "recall", "95 %", "recall, threshold chosen without each product")
TOP = 3
NEAREST = 20

Pair = dict[str, Any]
Measure = Callable[[Pair], float]


def run(data_dir: Path) -> Table:
    """Run `data_dir/alert_pairs/pairs.jsonl`, each method at its lowest threshold of precision .97, ours as shipped."""
    pairs = read(data_dir)
    profiles = {_text(pair, side): profile_of_log(_text(pair, side), "alerts") for pair in pairs for side in "ab"}
    known = vectors([profile.template for profile in profiles.values()])

    def cosine(one: Profile, other: Profile) -> float:
        return float(known[one.template] @ known[other.template])

    def both(pair: Pair) -> tuple[Profile, Profile]:
        return profiles[_text(pair, "a")], profiles[_text(pair, "b")]

    weights = inverse_frequencies(list(profiles))
    rows = [
        ("masked fingerprint", "-", *_plain(pairs), "-"),
        _row("cosine", pairs, lambda pair: cosine(*both(pair))),
        _row("IDF-weighted Jaccard", pairs, lambda pair: weighted_jaccard(_text(pair, "a"), _text(pair, "b"), weights)),
        _row("ours, vetoes and doubts applied, other thresholds", pairs, lambda pair: _score(*both(pair))),
        ("ours, as shipped", "rules", *_shipped(pairs, both, cosine), "-"),
    ]
    answered, explained = _found(pairs, profiles, cosine, both)
    notes = (
        f"the right one is joined or among the top {TOP} `similar`: {shown(answered)}",
        f"joined or among the top {TOP} alternatives that `explain` shows, vetoed ones included: {shown(explained)}",
    )
    return Table("Alert paraphrases", COLUMNS, tuple(rows), notes)


def read(data_dir: Path) -> list[Pair]:
    """Return the pairs of `data_dir/alert_pairs/pairs.jsonl`."""
    return read_lines(data_dir / "alert_pairs" / "pairs.jsonl")


def _text(pair: Pair, side: str) -> str:
    return str(pair[side]["text"])


def _plain(pairs: Sequence[Pair]) -> tuple[str, str, str]:
    return _cells(pairs, [plain_fingerprint(_text(p, "a")) == plain_fingerprint(_text(p, "b")) for p in pairs])


def _score(one: Profile, other: Profile) -> float:
    """Return the lexical score that decides a join; 0 if a veto forbids it."""
    if one.fingerprint == other.fingerprint:
        return 1.0
    judgement = judge(one, other, 0.0, Policy())
    measured = judgement.evidence or Comparison()
    return 0.0 if judgement.vetoes or measured.doubts else max(measured.lexical, float(measured.aligned))


def _shipped(
    pairs: Sequence[Pair], both: Callable[[Pair], tuple[Profile, Profile]], cosine: Callable[[Profile, Profile], float]
) -> tuple[str, str, str]:
    said = [
        one.fingerprint == other.fingerprint or judge(one, other, cosine(one, other), Policy()).band is Band.SAME
        for one, other in map(both, pairs)
    ]
    return _cells(pairs, said)


def _row(name: str, pairs: Sequence[Pair], measure: Measure) -> tuple[object, ...]:
    scores = [measure(pair) for pair in pairs]
    threshold = _lowest_threshold(pairs, scores)
    return name, f"{threshold:.2f}", *_cells(pairs, [score >= threshold for score in scores]), _left_out(pairs, scores)


def _left_out(pairs: Sequence[Pair], scores: Sequence[float]) -> str:
    """Return precision and recall over all products, each with a threshold chosen on the others; and the thresholds."""
    said = [False] * len(pairs)
    thresholds = set()
    for each in sorted({product(pair) for pair in pairs}):
        inside = [place for place, pair in enumerate(pairs) if product(pair) == each]
        outside = [place for place in range(len(pairs)) if place not in set(inside)]
        threshold = _lowest_threshold([pairs[place] for place in outside], [scores[place] for place in outside])
        thresholds.add(threshold)
        for place in inside:
            said[place] = scores[place] >= threshold
    precision, recall, _ = _cells(pairs, said)
    return f"{recall} at {precision} ({min(thresholds):.2f}-{max(thresholds):.2f})"


def product(pair: Pair) -> str:
    """Return the product of an alert, the first hump of its name: Kube, Node, Prometheus, Etcd and so on."""
    found = re.match(r"[A-Z]?[a-z]+|[A-Z]+", pair["a"]["alert"])
    return found[0].lower() if found else ""


def _lowest_threshold(pairs: Sequence[Pair], scores: Sequence[float]) -> float:
    fitting = [step for step in GRID if _at(pairs, scores, step).precision >= PRECISION]
    return min(fitting, default=1.0)


def _at(pairs: Sequence[Pair], scores: Sequence[float], threshold: float) -> PairScore:
    return score_pairs(pairs, [score >= threshold for score in scores])


def _cells(pairs: Sequence[Pair], said: Sequence[bool]) -> tuple[str, str, str]:
    score = score_pairs(pairs, said)
    return shown(score.precision), shown(score.recall), recall_interval(pairs, said)


def _found(
    pairs: Sequence[Pair],
    profiles: dict[str, Profile],
    cosine: Callable[[Profile, Profile], float],
    both: Callable[[Pair], tuple[Profile, Profile]],
) -> tuple[float, float]:
    """Return how often an alert's other wording, among all second texts, is in the answer and in its explanation."""
    others = [profiles[text] for text in dict.fromkeys(_text(pair, "b") for pair in pairs)]
    wanted = [both(pair) for pair in pairs if pair["duplicate"]]
    answered = explained = 0
    for one, other in wanted:
        nearest = sorted(others, key=lambda each: -cosine(one, each))[:NEAREST]
        options = [
            Option(Candidate(each.fingerprint, cosine(one, each)), each, "", each.fingerprint) for each in nearest
        ]
        choice = choose(one, "", options, Policy())
        joined = [choice.winner] if choice.winner else []
        answered += _names(other, [*joined, *near(choice, None)])
        explained += _names(other, [*joined, *choice.refused])
    return answered / len(wanted), explained / len(wanted)


def _names(profile: Profile, shown_best_first: Sequence[Judged]) -> bool:
    return profile.fingerprint in [judged.option.candidate.fingerprint for judged in shown_best_first[:TOP]]

"""Compares the model in int8 with fp32, verdict by verdict: which decisions would differ?"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from agents.candidates import LIMIT
from evals.public import Table, alert_pairs, log_pairs, read_lines, verdict_kinds
from evals.public.baselines import profile_of_log, vectors
from evals.public.lineages import Lineages, Vector
from evals.public.streams import replay
from tools.nouns.decisions import Band
from tools.nouns.policy import Policy
from tools.nouns.reports import Profile
from tools.rules.matching import judge
from tools.settings import Precision

COLUMNS = ("set", "compared", "joins that differ", "bands that differ", "largest difference of a cosine")

Pair = tuple[Profile, Profile]


def run(data_dir: Path) -> Table:
    """Judge pairs as the product does; place streams event by event, in lineages."""
    rows = [_pairs_row(name, pairs) for name, pairs in _pairs(data_dir)]
    for path in sorted((data_dir / "streams").glob("*.jsonl")):
        stream = read_lines(path)
        exact, fast = (replay(stream, Lineages(precision=each).place) for each in (Precision.FP32, Precision.INT8))
        rows.append((f"streams/{path.stem}", len(exact), _differ(exact, fast), "-", "-"))
    return Table("int8 against fp32", COLUMNS, tuple(rows), ("a band is same, ask or separate",))


def verdicts_of(profiles: Sequence[Profile], vectors_of: Mapping[str, Vector]) -> list[tuple[Band, int]]:
    """Compare each report with those before it: return the best band, and the place of the report joined (or -1).

    `vectors_of` is by template. As many of the nearest are judged as in the product.
    """
    told: list[tuple[Band, int]] = []
    for place, profile in enumerate(profiles):
        own = vectors_of[profile.template]
        cosines = [float(vectors_of[other.template] @ own) for other in profiles[:place]]
        nearest = sorted(range(place), key=lambda at: -cosines[at])[:LIMIT]
        judged = [(judge(profiles[at], profile, cosines[at], Policy()), at) for at in nearest]
        joins = [(judgement.score, at) for judgement, at in judged if judgement.band is Band.SAME]
        asks = [(judgement.score, at) for judgement, at in judged if judgement.band is Band.ASK]
        band = Band.SAME if joins else Band.ASK if asks else Band.SEPARATE
        told.append((band, max(joins)[1] if joins else -1))
    return told


def _pairs(data_dir: Path) -> Iterator[tuple[str, list[Pair]]]:
    if (data_dir / "log_pairs").is_dir():
        yield (
            "log_pairs",
            [_profiles(pair["a"]["log"], pair["b"]["log"], pair["service"]) for pair in log_pairs.read(data_dir)],
        )
    if (data_dir / "alert_pairs").is_dir():
        found = alert_pairs.read(data_dir)
        yield "alert_pairs", [_profiles(pair["a"]["text"], pair["b"]["text"], "alerts") for pair in found]
    for folder in ("verdict_kinds", "runtime_pairs"):
        for path in sorted((data_dir / folder).glob("*.jsonl")):
            asked = verdict_kinds.asked(read_lines(path))
            yield (
                f"{folder}/{path.stem}",
                [_profiles(pair["a"], pair["b"], str(pair.get("service", "s"))) for pair in asked],
            )


def _profiles(one: str, other: str, service: str) -> Pair:
    return profile_of_log(one, service), profile_of_log(other, service)


def _pairs_row(name: str, pairs: Sequence[Pair]) -> tuple[object, ...]:
    exact, fast = (_cosines(pairs, precision) for precision in (Precision.FP32, Precision.INT8))
    bands = [[_band(*pair, cosine) for pair, cosine in zip(pairs, each, strict=True)] for each in (exact, fast)]
    joined = [[band is Band.SAME for band in each] for each in bands]
    drift = max(abs(one - other) for one, other in zip(exact, fast, strict=True))
    return name, len(pairs), _differ(*joined), _differ(*bands), f"{drift:.3f}"


def _cosines(pairs: Sequence[Pair], precision: Precision) -> list[float]:
    known = vectors([profile.template for pair in pairs for profile in pair], precision)
    return [float(known[one.template] @ known[other.template]) for one, other in pairs]


def _band(one: Profile, other: Profile, cosine: float) -> Band:
    return Band.SAME if one.fingerprint == other.fingerprint else judge(one, other, cosine, Policy()).band


def _differ(one: Sequence[object], other: Sequence[object]) -> int:
    return sum(left != right for left, right in zip(one, other, strict=True))

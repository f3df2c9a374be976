"""Everything known about a pair of texts before the decision: the baselines' measures and what our rules see."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.public.baselines import (
    drained_as_one,
    has_drain,
    inverse_frequencies,
    plain_fingerprint,
    profile_of_log,
    vectors,
    weighted_jaccard,
)
from tools.nouns.decisions import Band, Comparison
from tools.nouns.policy import Policy
from tools.nouns.reports import Profile
from tools.rules.matching import judge

Array = NDArray[np.float64]

SIMILARITIES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class Evidence:
    """One value per pair; `features` has a row per pair, `drain` is the strictest similarity that still joins."""

    labels: Array
    cosine: Array
    jaccard: Array
    masked: Array
    drain: Array | None
    features: Array
    shipped: Array


def evidence_of(texts: Sequence[tuple[str, str]], labels: Sequence[bool], service: str) -> Evidence:
    """Compute the evidence from the texts as the sender wrote them; the baselines get them without headers."""
    profiles = [(profile_of_log(one, service), profile_of_log(other, service)) for one, other in texts]
    messages = [(one.message, other.message) for one, other in profiles]
    weights = inverse_frequencies([message for pair in messages for message in pair])
    raw = vectors([message for pair in messages for message in pair])
    masked = vectors([profile.template for pair in profiles for profile in pair])
    seen = [_seen(*pair, float(masked[pair[0].template] @ masked[pair[1].template])) for pair in profiles]
    return Evidence(
        np.array(labels, float),
        np.array([float(raw[one] @ raw[other]) for one, other in messages]),
        np.array([weighted_jaccard(one, other, weights) for one, other in messages]),
        np.array([float(plain_fingerprint(one) == plain_fingerprint(other)) for one, other in messages]),
        np.array([_strictest(*pair) for pair in messages]) if has_drain() else None,
        np.array([row[1:] for row in seen]),
        np.array([row[0] for row in seen]),
    )


def _seen(one: Profile, other: Profile, cosine: float) -> list[float]:
    """Return: joined as shipped; then one fingerprint, word overlap, cosine of templates, aligned, vetoed, doubted."""
    judgement = judge(one, other, cosine, Policy())
    same = one.fingerprint == other.fingerprint
    measured = judgement.evidence or Comparison()
    return [
        float(same or judgement.band is Band.SAME),
        float(same),
        measured.lexical,
        cosine,
        float(measured.aligned),
        float(bool(judgement.vetoes)),
        float(bool(measured.doubts)),
    ]


def _strictest(one: str, other: str) -> float:
    return max((near for near in SIMILARITIES if drained_as_one(near, one, other)), default=0.0)

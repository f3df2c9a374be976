"""The product's matching policy without a store: fingerprint, then rules over the nearest, then learning."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.public.baselines import profile_of_log, vectors
from tools.nouns.decisions import Band
from tools.nouns.policy import Policy
from tools.nouns.reports import Profile
from tools.rules.lessons import learned, skeletons
from tools.rules.matching import judge
from tools.settings import Precision

NEAREST = 20

Vector = NDArray[np.float32]


class Lineages:
    """Aliases from fingerprint to lineage, per service; the order of events determines them."""

    def __init__(self, *, rules: bool = True, precision: Precision | None = None) -> None:
        """`precision` is that of the vectors; None uses the configured one."""
        self._precision = precision
        self._rules = rules
        self._roots: dict[str, str] = {}
        self._merged: dict[str, str] = {}
        self._profiles: dict[str, dict[str, Profile]] = {}
        self._skeletons: dict[str, list[str]] = {}
        self._vectors: dict[str, Vector] = {}

    def place(self, event: Mapping[str, Any]) -> str:
        """Return the lineage of an event; the first event of a lineage names it."""
        profile = profile_of_log(event["log"], event["service"])
        if profile.fingerprint not in self._roots:
            self._roots[profile.fingerprint] = self._join(profile, event) or str(event["id"])
            self._remember(profile, event["service"])
        return self._root(self._roots[profile.fingerprint])

    def _root(self, root: str) -> str:
        while root in self._merged:
            root = self._merged[root]
        return root

    def _join(self, profile: Profile, event: Mapping[str, Any]) -> str | None:
        if not self._rules:
            return None
        others = self._profiles.get(event["service"], {})
        return self._same(profile, others) or self._learn(profile, others, event["service"])

    def _same(self, profile: Profile, others: Mapping[str, Profile]) -> str | None:
        """Return the best SAME among the nearest fingerprints of the service."""
        if not others:
            return None
        cosines = self._cosines(profile, others)
        nearest = sorted(others.values(), key=lambda other: -cosines[other.fingerprint])[:NEAREST]
        judged = [(judge(other, profile, cosines[other.fingerprint], Policy()), other) for other in nearest]
        same = [(judgement.score, other) for judgement, other in judged if judgement.band is Band.SAME]
        return self._roots[max(same, key=lambda pair: pair[0])[1].fingerprint] if same else None

    def _cosines(self, profile: Profile, others: Mapping[str, Profile]) -> Mapping[str, float]:
        own = self._vector(profile.template)
        return {name: float(self._vector(other.template) @ own) for name, other in others.items()}

    def _vector(self, template: str) -> Vector:
        if template not in self._vectors:
            self._vectors |= vectors([template], self._precision)
        return self._vectors[template]

    def _learn(self, profile: Profile, others: Mapping[str, Profile], service: str) -> str | None:
        """Merge fingerprints that differ in one learned parameter into one lineage, the oldest one's."""
        for skeleton in skeletons(profile):
            siblings = [others[name] for name in self._skeletons.get(f"{service}/{skeleton}", ())]
            if learned(profile, siblings) is not None:
                return self._merge([self._root(self._roots[sibling.fingerprint]) for sibling in siblings])
        return None

    def _merge(self, roots: Sequence[str]) -> str:
        winner, *losers = dict.fromkeys(roots)
        self._merged |= dict.fromkeys(losers, winner)
        return winner

    def _remember(self, profile: Profile, service: str) -> None:
        self._profiles.setdefault(service, {})[profile.fingerprint] = profile
        for skeleton in skeletons(profile):
            self._skeletons.setdefault(f"{service}/{skeleton}", []).append(profile.fingerprint)

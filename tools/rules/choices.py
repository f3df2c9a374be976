"""Which stored problem does a new fingerprint join? Turns the evidence into one choice and the refusals. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.nouns.decisions import Band, Judgement, Method
from tools.nouns.policy import Policy
from tools.nouns.quick import quick_dataclass
from tools.nouns.reports import Candidate, Candidates, Profile
from tools.rules.matching import judge

ENVIRONMENT_VETO = "environment"
MAX_SIMILAR = 3
# Vetoes that mean another thing is broken, not that it is broken in another way.
_THINGS = frozenset({"host_group", "device", "thing", "dependency", "resource"})
# Two wordings of one alert that are not joined score above this in 98 % of cases; unrelated texts mostly score below
# (`python -m evals --data DIR`, alert paraphrases).
NEAR = 0.45


@dataclass(frozen=True, slots=True)
class MatchQuery:
    """A message to match against the problems of its tenant and service."""

    tenant: str
    service: str
    environment: str
    profile: Profile
    candidates: Candidates

    def among(self, newer: Iterable[Candidate]) -> list[Candidate]:
        """Return all candidates to judge: those that the search found, and those stored since."""
        found = {each.fingerprint: each for each in (*newer, *self.candidates.items)}
        found.pop(self.profile.fingerprint, None)
        return list(found.values())


@quick_dataclass(frozen=True, slots=True)
class Option:
    """A candidate with what the store knows about it."""

    candidate: Candidate
    profile: Profile
    environment: str
    lineage: str


@quick_dataclass(frozen=True, slots=True)
class Judged:
    """An option and the judgement on it."""

    option: Option
    judgement: Judgement

    @property
    def joins(self) -> bool:
        """True for SAME, and for ASK with an explicit yes; never with a veto."""
        if self.judgement.vetoes:
            return False
        asked = self.judgement.band is Band.ASK and self.option.candidate.ruling is True
        return self.judgement.band is Band.SAME or asked

    @property
    def method(self) -> Method:
        """How the match was made."""
        return Method.SEMANTIC if self.judgement.band is Band.SAME else Method.ADJUDICATED


@dataclass(frozen=True, slots=True)
class Choice:
    """The winner, if any, and the refused alternatives, best first."""

    winner: Judged | None
    refused: tuple[Judged, ...]


def choose(profile: Profile, environment: str, options: Sequence[Option], policy: Policy) -> Choice:
    """Choose the best SAME by score, else the best adjudicated option; other environments never join.

    A lineage that has the same words about another thing is not joined through its vaguer reports: "disk full" without
    a host must not put host B on the ticket of host A.
    """
    judged = sorted((_judged(profile, environment, option, policy) for option in options), key=_rank)
    taken = {each.option.lineage for each in judged if _is_another_thing(each.judgement)}
    winner = next((each for each in judged if each.joins and each.option.lineage not in taken), None)
    return Choice(winner, tuple(each for each in judged if each is not winner))


def _is_another_thing(judgement: Judgement) -> bool:
    """True if the words line up and only the broken thing differs."""
    named = [veto for veto in judgement.vetoes if veto in _THINGS or veto.startswith("label:")]
    return (
        bool(named)
        and len(named) == len(judgement.vetoes)
        and judgement.evidence is not None
        and judgement.evidence.aligned
    )


def near(choice: Choice, except_lineage: str | None) -> list[Judged]:
    """Return what people may want to look at: the best option of each lineage that was not joined, nearest first.

    It includes vetoed ones: the same trouble in another state or on another resource is worth knowing.
    """
    found: dict[str, Judged] = {}
    for each in choice.refused:
        if each.option.lineage != except_lineage and (each.judgement.band is Band.ASK or each.judgement.score >= NEAR):
            found.setdefault(each.option.lineage, each)
    return list(found.values())[:MAX_SIMILAR]


def _judged(profile: Profile, environment: str, option: Option, policy: Policy) -> Judged:
    judgement = judge(profile, option.profile, option.candidate.cosine, policy)
    if option.environment != environment:
        vetoes = tuple(dict.fromkeys((*judgement.vetoes, ENVIRONMENT_VETO)))
        judgement = Judgement(Band.SEPARATE, judgement.score, vetoes, judgement.evidence)
    return Judged(option, judgement)


def _rank(judged: Judged) -> tuple[bool, bool, float, str]:
    """Joins first, SAME before ASK, higher score first; the fingerprint breaks ties the same way everywhere."""
    same = judged.judgement.band is Band.SAME
    return (not judged.joins, not same, -judged.judgement.score, judged.option.candidate.fingerprint)

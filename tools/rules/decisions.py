"""Decision records: why a report became what it became, in one shape for the wire and the store."""

from collections.abc import Iterable, Mapping
from typing import Any

from tools.nouns.decisions import Band, Verdict
from tools.nouns.policy import LIVE, Mode, Policy
from tools.nouns.reports import Profile
from tools.rules.choosing import Judged
from tools.rules.lifecycle import Late, Placement
from tools.rules.matching import RULES_VERSION

MAX_REFUSED = 3


def exact(profile_version: int, verdict: Verdict, candidate: str | None, late: Late | None = None) -> dict[str, Any]:
    """The fingerprint was known."""
    return {
        "verdict": verdict.value,
        "method": "exact",
        "band": Band.SAME.value,
        "score": 1.0,
        "candidate": candidate,
        "vetoes": [],
        "late": late is not None,
        "reason": f"same fingerprint; {late.value}" if late else "same fingerprint",
        "versions": versions(profile_version),
    }


def joined(profile: Profile, verdict: Verdict, candidate: str, winner: Judged, late: Late | None) -> dict[str, Any]:
    """A new fingerprint was judged to be a stored problem."""
    judgement = winner.judgement
    return {
        "verdict": verdict.value,
        "method": winner.method,
        "band": judgement.band.value,
        "score": round(judgement.score, 4),
        "candidate": candidate,
        "candidate_fingerprint": winner.option.candidate.fingerprint,
        "vetoes": list(judgement.vetoes),
        "late": late is not None,
        "reason": f"judged the same problem; {late.value}" if late else "judged the same problem",
        "evidence": dict(judgement.evidence),
        "versions": versions(profile.version),
    }


def learned(profile: Profile, placement: Placement, sibling: str, position: int) -> dict[str, Any]:
    """A new fingerprint differs from stored ones in a word that was learned to be a parameter."""
    candidate = None if placement.generation is None else placement.generation.incident_id
    decision = exact(profile.version, placement.verdict, candidate, placement.late)
    reason = decision["reason"].replace("same fingerprint", f"differs in word {position + 1}, a learned parameter")
    return decision | {"method": "learned", "candidate_fingerprint": sibling, "reason": reason}


def opened(profile: Profile, refused: Iterable[Judged], *, searched: bool) -> dict[str, Any]:
    """Nothing stored is this problem."""
    best = next(iter(refused), None)
    return {
        "verdict": Verdict.NEW.value,
        "method": "none",
        "band": Band.SEPARATE.value if best is None else best.judgement.band.value,
        "score": None if best is None else round(best.judgement.score, 4),
        "candidate": None,
        "vetoes": [] if best is None else list(best.judgement.vetoes),
        "late": False,
        "reason": "no stored problem is the same" if searched else "not searched yet: decided by fingerprint alone",
        "versions": versions(profile.version),
    }


def alternatives(refused: Iterable[Judged], heads: Mapping[str, str]) -> list[dict[str, Any]]:
    """What else was looked at and why it was refused, best first. `heads` maps lineage to incident id."""
    return [
        {
            "incident_id": heads.get(each.option.lineage),
            "fingerprint": each.option.candidate.fingerprint,
            "band": each.judgement.band.value,
            "score": round(each.judgement.score, 4),
            "vetoes": list(each.judgement.vetoes),
            "cosine": each.judgement.evidence.get("cosine"),
        }
        for each in list(refused)[:MAX_REFUSED]
    ]


def suggested(near: Iterable[Judged], heads: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """The answer's `similar`. `heads` maps lineage to (incident id, title)."""
    return [
        {
            "incident_id": heads[each.option.lineage][0],
            "score": round(each.judgement.score, 4),
            "title": heads[each.option.lineage][1],
        }
        for each in near
    ]


def refused_fingerprint(decision: Mapping[str, Any]) -> str | None:
    """What the report was most like, of all that was refused; None when nothing was near."""
    alternatives = decision.get("alternatives")
    return alternatives[0]["fingerprint"] if alternatives else None


def versions(profile_version: int) -> dict[str, int]:
    """The rule versions a decision was made with."""
    return {"fingerprint": profile_version, "rules": RULES_VERSION}


def with_policy(
    decision: dict[str, Any], policy: Policy, mode: Mode = LIVE, *, clamped: bool = False
) -> dict[str, Any]:
    """Note the threshold that a replay needs, and what was special about the run."""
    if decision["method"] != "exact":
        decision["similarity_threshold"] = policy.similarity_threshold
    if clamped:
        decision["clamped"] = True
    if mode.dry_run:
        decision["dry_run"] = True
    return decision

"""Decisions as plain JSON, in one format for stores and clients."""

import re
from dataclasses import asdict

from tools.nouns.decisions import (
    Alternative,
    Band,
    Comparison,
    Decision,
    Late,
    Method,
    SeverityFrom,
    Similar,
    Verdict,
    Versions,
)
from tools.nouns.json_types import Json, Stored

_UNSEARCHED = "not searched yet: decided by fingerprint alone"
_LEARNED = re.compile(r"differs in word (\d+), a learned parameter")


def decision_to_json(decision: Decision) -> Json:
    """A decision as plain JSON. Fields that do not apply are left out."""
    rest = {
        "candidate_fingerprint": decision.candidate_fingerprint,
        "evidence": decision.evidence and _comparison_to_json(decision.evidence),
        "late_because": decision.late and decision.late.value,
        "learned_word": decision.learned_word,
        "searched": None if decision.searched else False,
        "alternatives": [_alternative_to_json(each) for each in decision.alternatives] or None,
        "similar": [similar_to_json(each) for each in decision.similar] or None,
        "severity_from": decision.severity_from and decision.severity_from.value,
        "similarity_threshold": decision.similarity_threshold,
        "reminder": decision.reminder or None,
        "recurrence": decision.recurrence or None,
        "clamped": decision.clamped or None,
        "dry_run": decision.dry_run or None,
    }
    return {
        "verdict": decision.verdict.value,
        "method": decision.method.value,
        "band": decision.band.value,
        "score": decision.score,
        "candidate": decision.candidate,
        "vetoes": list(decision.vetoes),
        "late": decision.late is not None,
        "reason": decision.reason,
        "versions": {"fingerprint": decision.versions.fingerprint, "rules": decision.versions.rules},
    } | {name: value for name, value in rest.items() if value is not None}


def decision_from_json(said: Stored) -> Decision:
    """The inverse, for every older format: one stored only two keys for a match finished after a crash."""
    late, learned_word, searched = _circumstances(said)
    severity_from = said.get("severity_from")
    return Decision(
        verdict=Verdict(said.get("verdict", Verdict.REGRESSION)),
        method=Method(said["method"]),
        band=Band(said.get("band", Band.SAME)),
        versions=Versions(**said.get("versions", {})),
        score=said.get("score"),
        candidate=said.get("candidate"),
        candidate_fingerprint=said.get("candidate_fingerprint"),
        vetoes=tuple(said.get("vetoes", ())),
        late=late,
        learned_word=learned_word,
        searched=searched,
        evidence=_comparison_from_json(said["evidence"]) if "evidence" in said else None,
        alternatives=tuple(_alternative_from_json(each) for each in said.get("alternatives", ())),
        similar=tuple(Similar(**each) for each in said.get("similar", ())),
        severity_from=None if severity_from is None else SeverityFrom(severity_from),
        similarity_threshold=said.get("similarity_threshold"),
        reminder=said.get("reminder", False),
        recurrence=said.get("recurrence", False),
        clamped=said.get("clamped", False),
        dry_run=said.get("dry_run", False),
    )


def is_plain(said: Stored) -> bool:
    """True for a repeat of a known fingerprint on a live ticket, which adds nothing to the report's row."""
    return said["verdict"] == Verdict.EXISTING and said["method"] == Method.EXACT and not said["late"]


def similar_to_json(similar: Similar) -> Json:
    """One entry of the answer's `similar`."""
    return {"incident_id": similar.incident_id, "score": similar.score, "title": similar.title}


def _circumstances(said: Stored) -> tuple[Late | None, int | None, bool]:
    """(why the report was late, the learned word, whether a search was made).

    Builds before `severity_from` stored these three only in the sentence for people, always with the same wording.
    """
    if "severity_from" in said:
        because = said.get("late_because")
        return None if because is None else Late(because), said.get("learned_word"), said.get("searched", True)
    how, _, because = said["reason"].partition("; ")
    word = _LEARNED.fullmatch(how)
    return Late(because) if because else None, int(word[1]) - 1 if word else None, how != _UNSEARCHED


def _comparison_to_json(found: Comparison) -> Json:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(found).items()}


def _comparison_from_json(said: Stored) -> Comparison:
    words = {name: tuple(said.get(name, ())) for name in ("only_left", "only_right", "doubts")}
    rules, aligned = said.get("rules", 0), said.get("aligned", False)
    return Comparison(said["lexical"], said["cosine"], rules=rules, aligned=aligned, **words)


def _alternative_to_json(each: Alternative) -> Json:
    return {
        "incident_id": each.incident_id,
        "fingerprint": each.fingerprint,
        "band": each.band.value,
        "score": each.score,
        "vetoes": list(each.vetoes),
        "cosine": each.cosine,
    }


def _alternative_from_json(said: Stored) -> Alternative:
    return Alternative(**{**said, "band": Band(said["band"]), "vetoes": tuple(said["vetoes"])})

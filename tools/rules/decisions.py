"""Builds decision records: first how the problem was found, then where the report belongs. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tools.nouns.decisions import Alternative, Band, Decision, Method, SeverityFrom, Similar, Verdict, Versions
from tools.nouns.policy import Mode, Policy
from tools.nouns.redacted import Redacted
from tools.nouns.reports import SEVERITY, Profile
from tools.nouns.severity import Severity
from tools.rules.choices import Choice, Judged, near
from tools.rules.lifecycle import Placement, worsens
from tools.rules.matching import COSINE_PLACES, RULES_VERSION

MAX_REFUSED = 3


@dataclass(frozen=True, slots=True)
class Head:
    """What a decision records of a lineage's newest ticket."""

    incident_id: str
    title: Redacted


def exact(fingerprint_version: int) -> Decision:
    """The fingerprint was known. This finding, like the others here, says nothing yet about placement: see `placed`."""
    return Decision(Verdict.EXISTING, Method.EXACT, Band.SAME, _versions(fingerprint_version), score=1.0)


def plain(fingerprint_version: int, incident_id: str) -> Decision:
    """One more report of a known fingerprint on its live ticket."""
    return replace(exact(fingerprint_version), candidate=incident_id, severity_from=SeverityFrom.TICKET)


def keyed(profile: Profile, fingerprint: str) -> Decision:
    """A new fingerprint has the dedup key of an alert that was counted with the stored `fingerprint`."""
    return replace(exact(profile.version), method=Method.DEDUP_KEY, candidate_fingerprint=fingerprint)


def judged(profile: Profile, winner: Judged) -> Decision:
    """A new fingerprint was judged to belong to a stored problem."""
    judgement = winner.judgement
    return Decision(
        Verdict.EXISTING,
        winner.method,
        judgement.band,
        _versions(profile.version),
        score=round(judgement.score, 4),
        candidate_fingerprint=winner.option.candidate.fingerprint,
        vetoes=judgement.vetoes,
        evidence=judgement.evidence,
    )


def learned(profile: Profile, sibling: str, word: int) -> Decision:
    """A new fingerprint differs from stored ones, such as `sibling`, in a word that was learned to be a parameter."""
    found = exact(profile.version)
    return replace(found, method=Method.LEARNED, candidate_fingerprint=sibling, learned_word=word)


def unmatched(profile: Profile, choice: Choice, severity: Severity | None, *, searched: bool) -> Decision:
    """No stored problem is the same; `severity` is what the report states, in its field or in its text."""
    best = choice.refused[0] if choice.refused else None
    return Decision(
        Verdict.NEW,
        Method.NONE,
        Band.SEPARATE if best is None else best.judgement.band,
        _versions(profile.version),
        score=None if best is None else round(best.judgement.score, 4),
        vetoes=() if best is None else best.judgement.vetoes,
        searched=searched,
        severity_from=SeverityFrom.DEFAULT if severity is None else stated_by(profile),
    )


def stated_by(profile: Profile) -> SeverityFrom:
    """Tell whether a report's severity came in its field or, because that was empty, was read from its text."""
    return SeverityFrom.TEXT if profile.severity_source and SEVERITY not in profile.entities else SeverityFrom.REPORT


def deferred(found: Decision, verdict: Verdict, candidate: str, *, recurs: bool = False) -> Decision:
    """The deferred match of an open ticket found that it is the same problem as `candidate`, or its regression.

    `recurs` says that nobody had fixed the candidate; its alerts had only ended.
    """
    forced = verdict is Verdict.REGRESSION and not recurs
    source = SeverityFrom.REGRESSION if forced else SeverityFrom.TICKET
    return replace(found, verdict=verdict, candidate=candidate, severity_from=source, recurrence=recurs)


def cut_off(candidate: str) -> Decision:
    """A match that became a regression of `candidate`, after a crash lost everything else about it."""
    return deferred(Decision(Verdict.REGRESSION, Method.SEMANTIC, Band.SAME, Versions()), Verdict.REGRESSION, candidate)


def placed(
    found: Decision,
    placement: Placement,
    current: Severity,
    reported: Severity | None,
    policy: Policy,
    stated: SeverityFrom = SeverityFrom.REPORT,
) -> Decision:
    """Complete a finding with where the report belongs.

    `current` is the severity of the ticket it was placed on, `reported` the report's own, `stated` where the report
    states it.
    """
    return replace(
        found,
        verdict=placement.verdict,
        candidate=placement.generation.incident_id,
        late=placement.late,
        recurrence=placement.recurs,
        severity_from=_severity_from(placement, current, reported, policy, stated),
    )


def explained(found: Decision, choice: Choice, joined: str | None, heads: Mapping[str, Head]) -> Decision:
    """Add what was refused and what people may look at instead. `heads` are those of the lineages in `shown`."""
    if not heads:
        return found
    refused = tuple(_alternative(each, heads) for each in choice.refused[:MAX_REFUSED])
    offered = tuple(_similar(each, heads[each.option.lineage]) for each in near(choice, joined))
    return replace(found, alternatives=refused, similar=offered)


def shown(choice: Choice, joined: str | None) -> Sequence[str]:
    """Return the lineages that `explained` names."""
    looked_at = (*choice.refused[:MAX_REFUSED], *near(choice, joined))
    return sorted({each.option.lineage for each in looked_at})


def in_mode(decision: Decision, policy: Policy, mode: Mode, *, clamped: bool = False) -> Decision:
    """Add the threshold that a replay needs, and what was special about the run."""
    threshold = None if decision.method is Method.EXACT else policy.similarity_threshold
    return replace(decision, similarity_threshold=threshold, clamped=clamped, dry_run=mode.dry_run)


def _severity_from(
    placement: Placement, current: Severity, reported: Severity | None, policy: Policy, stated: SeverityFrom
) -> SeverityFrom:
    if placement.recurs:
        return stated if worsens(current, reported) else SeverityFrom.TICKET
    if placement.verdict is Verdict.REGRESSION:
        states_more = reported is not None and reported > policy.regression_severity
        return stated if states_more else SeverityFrom.REGRESSION
    return SeverityFrom.ESCALATED if worsens(current, reported) else SeverityFrom.TICKET


def _alternative(each: Judged, heads: Mapping[str, Head]) -> Alternative:
    head, judgement = heads.get(each.option.lineage), each.judgement
    return Alternative(
        incident_id=None if head is None else head.incident_id,
        fingerprint=each.option.candidate.fingerprint,
        band=judgement.band,
        score=round(judgement.score, 4),
        vetoes=judgement.vetoes,
        cosine=round(each.option.candidate.cosine, COSINE_PLACES),
    )


def _similar(each: Judged, head: Head) -> Similar:
    return Similar(head.incident_id, round(each.judgement.score, 4), head.title)


def _versions(fingerprint_version: int) -> Versions:
    return Versions(fingerprint_version, RULES_VERSION)
